package cms

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

const (
	shownMistakes = 100              // of an import, on its page
	patience      = 10 * time.Second // a browser waits for an import before it is shown running
	longestRun    = 30 * time.Minute
)

// bringing is the collection that a file is brought into, for somebody who may.
func (p *Pages) bringing(c *echo.Context, scope access.Scope) (*schema.Collection, error) {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return nil, err
	}
	return collection, p.Content.MayImport(scope, collection.Name)
}

// ImportPage takes a file.
func (p *Pages) ImportPage(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	return p.uploadPage(c, scope, collection, http.StatusOK, page.ImportUpload{})
}

func (p *Pages) uploadPage(c *echo.Context, scope access.Scope, collection *schema.Collection, status int, v page.ImportUpload) (err error) {
	to := in(scope)
	v.Plural = lower(collection.Label)
	v.Title, v.Action, v.Past = page.ImportTitle(v.Plural), to.Import(collection.Name), to.Imports(collection.Name)
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: v.Title}}
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, status, page.ImportUploadPage(v), nil)
}

// Import keeps a file and leads to what it would become.
func (p *Pages) Import(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	var im content.Import
	u, err := uploaded(c)
	if err == nil {
		name, data := u.Name, u.Data
		if data == nil {
			name, data = page.PastedName, []byte(u.Values.Get("text"))
		}
		im, err = p.Content.Upload(c.Request().Context(), scope, collection.Name, name, data)
	}
	if f := fault.As(err); err != nil {
		several := f.Code == fault.CodeRoleRequired && f.Params["collection"] != "" // an export goes into more than this one
		if f.Kind != fault.Invalid && f.Kind != fault.TooLarge && !several {
			return err
		}
		return p.uploadPage(c, scope, collection, respond.FormStatus(f), page.ImportUpload{Problem: page.UploadProblem(f), Text: pasted(u)})
	}
	return respond.See(c, in(scope).OneImport(collection.Name, im.ID))
}

// uploaded is what a form brings: with a file, or with pasted text alone.
func uploaded(c *echo.Context) (u route.Upload, err error) {
	if route.IsUpload(c.Request()) {
		return route.ReadUpload(c, "file", content.MaxUpload)
	}
	u.Values, err = route.Form(c)
	return u, err
}

// pasted is what comes back on the screen: text that fits there.
func pasted(u route.Upload) string {
	if text := u.Values.Get("text"); len(text) <= 1<<20 && u.Data == nil {
		return text
	}
	return ""
}

// Imports lists what was brought in.
func (p *Pages) Imports(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	ctx, to := c.Request().Context(), in(scope)
	list, err := p.Content.Imports(ctx, scope, collection.Name)
	if err != nil {
		return err
	}
	names, err := p.people(ctx, scope)
	if err != nil {
		return err
	}
	v := page.ImportList{Plural: lower(collection.Label), New: to.Import(collection.Name), Title: page.ImportsTitle}
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: page.ImportsTitle}}
	for _, im := range list {
		line := page.ImportLine{
			File: im.Name, Href: to.OneImport(collection.Name, im.ID), State: stateOf(im), Who: names.person(im.CreatedBy),
			Created: int(im.Created), Updated: int(im.Updated), Refused: int(im.Refused), When: past(scope, im.CreatedAt),
		}
		if im.Undoable {
			line.Undo = to.ImportUndo(collection.Name, im.ID)
		}
		v.Lines = append(v.Lines, line)
	}
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.ImportListPage(v), nil)
}

func stateOf(im content.Import) string {
	if im.Interrupted {
		return "interrupted"
	}
	return im.Status
}

// OneImport is what a file would become, how far it is, or what it became.
func (p *Pages) OneImport(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	im, err := p.Content.Import(c.Request().Context(), scope, collection.Name, c.Param("import"))
	if err != nil {
		return err
	}
	if im.Status == model.ImportPending {
		return p.previewPage(c, scope, collection, im, http.StatusOK)
	}
	return p.resultPage(c, scope, collection, im)
}

// SetImport says what the columns of a file mean.
func (p *Pages) SetImport(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("import")
	columns, err := p.Content.ImportColumns(ctx, scope, collection.Name, id)
	if err != nil {
		return p.begun(c, scope, collection, err)
	}
	settings := content.ImportSettings{
		Columns: map[string]string{}, Key: form.Get("key"), Publish: form.Get("publish"),
		CreateMissing: form.Get("missing") != "", Zone: scope.Actor().Identity().TimeZone,
	}
	for i, column := range columns {
		if field := form.Get(columnInput(i)); field != "" {
			settings.Columns[column.Name] = field
		}
	}
	if err := p.Content.SetImport(ctx, scope, collection.Name, id, settings); err != nil {
		return p.begun(c, scope, collection, err)
	}
	return respond.See(c, in(scope).OneImport(collection.Name, id))
}

func columnInput(i int) string { return "column-" + strconv.Itoa(i) }

// begun leads whoever comes too late to what has become of the import.
func (p *Pages) begun(c *echo.Context, scope access.Scope, collection *schema.Collection, err error) error {
	if fault.Has(err, fault.CodeWrongState) {
		return respond.See(c, in(scope).OneImport(collection.Name, c.Param("import")))
	}
	return err
}

// RunImport brings the file in. A browser that would wait long is shown how far
// it is; the import goes on, also when the browser goes away.
func (p *Pages) RunImport(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	id := c.Param("import")
	ctx, cancel := context.WithTimeout(context.WithoutCancel(c.Request().Context()), longestRun)
	ended := make(chan error, 1)
	go func() {
		defer cancel()
		defer func() { // nobody above would catch it
			if r := recover(); r != nil {
				p.Log.ErrorContext(ctx, "an import broke off", "import", id, "error", r)
				ended <- fmt.Errorf("import %s: %v", id, r)
			}
		}()
		_, err := p.Content.RunImport(ctx, scope, collection.Name, id, content.RunOptions{Strict: form.Get("strict") != ""})
		if f := fault.As(err); err != nil && f.Kind == fault.Internal {
			p.Log.ErrorContext(ctx, "an import stopped", "import", id, "error", err)
		}
		ended <- err
	}()
	select {
	case err = <-ended:
	case <-time.After(patience):
		err = nil
	}
	if err != nil && !fault.Is(err, fault.Invalid) { // the page shows rows that have become bad meanwhile
		return p.begun(c, scope, collection, err)
	}
	return respond.See(c, in(scope).OneImport(collection.Name, id))
}

// AskUndoImport asks before an import is taken back.
func (p *Pages) AskUndoImport(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	im, err := p.Content.Import(c.Request().Context(), scope, collection.Name, c.Param("import"))
	if err != nil {
		return err
	}
	to := in(scope)
	back := to.OneImport(collection.Name, im.ID)
	if !im.Undoable {
		return respond.See(c, back)
	}
	v := page.EntryQuestion{Title: page.UndoImportTitle(im.Name), Crumbs: []component.Crumb{
		{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: page.ImportsTitle, Href: to.Imports(collection.Name)}, {Label: im.Name, Href: back},
	}}
	v.Confirm = component.Confirmation{
		Text: page.UndoText(int(im.Created), int(im.Updated)), Verb: page.UndoVerb, Danger: true, Back: back, To: to.ImportUndo(collection.Name, im.ID),
	}
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.EntryQuestionPage(v), nil)
}

// UndoImport takes an import back.
func (p *Pages) UndoImport(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	if _, err := p.Content.UndoImport(c.Request().Context(), scope, collection.Name, c.Param("import")); err != nil {
		return p.begun(c, scope, collection, err)
	}
	return respond.See(c, in(scope).OneImport(collection.Name, c.Param("import")))
}

// ImportErrors is the list of the rows that stay out, as CSV.
func (p *Pages) ImportErrors(c *echo.Context, scope access.Scope) error {
	collection, err := p.bringing(c, scope)
	if err != nil {
		return err
	}
	ctx, id := c.Request().Context(), c.Param("import")
	im, err := p.Content.Import(ctx, scope, collection.Name, id)
	if err != nil {
		return err
	}
	var bad []content.BadRow
	if im.Status == model.ImportPending {
		preview, err := p.Content.PreviewImport(ctx, scope, collection.Name, id)
		if err != nil {
			return err
		}
		if preview.Account != nil {
			return p.accountFile(c, scope, preview.Account)
		}
		bad = preview.Bad
	} else if im.Report.Account != nil {
		return p.accountFile(c, scope, im.Report.Account)
	} else if bad, err = p.Content.RefusedRows(ctx, scope, collection.Name, id); err != nil {
		return err
	}
	lines := [][]string{page.MistakeHeads()}
	for _, b := range mistakes(collection, bad) {
		lines = append(lines, page.MistakeLine(b))
	}
	return sheetFile(c, collection.Name+"-mistakes.csv", lines)
}

// mistakes are the problems of rows, each as one line.
func mistakes(collection *schema.Collection, bad []content.BadRow) (list []page.ImportBad) {
	for _, row := range bad {
		for _, p := range row.Problems {
			label := p.Problem.Field
			if f, ok := collection.Field(label); ok {
				label = f.Label
			}
			column := p.Column
			if column == "" && p.Problem.Field != "" {
				column = label
			}
			list = append(list, page.ImportBad{Line: row.Line, Column: column, Value: p.Value, Message: page.RowProblem(label, p.Problem)})
		}
	}
	return list
}

func fewOf[T any](list []T, n int) (shown []T, more int) {
	return list[:min(len(list), n)], max(0, len(list)-n)
}
