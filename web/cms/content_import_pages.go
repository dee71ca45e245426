package cms

import (
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/model"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
)

// previewPage shows what a waiting file would become.
func (p *Pages) previewPage(c *echo.Context, scope access.Scope, collection *schema.Collection, im content.Import, status int) error {
	ctx, to := c.Request().Context(), in(scope)
	preview, err := p.Content.PreviewImport(ctx, scope, collection.Name, im.ID)
	if err != nil {
		return p.begun(c, scope, collection, err)
	}
	settings := preview.Import.Settings
	v := page.ImportPreview{
		File: page.FileText(im.Name, im.Size, preview.Total), Plural: lower(collection.Label),
		Map: to.OneImport(collection.Name, im.ID), Errors: to.ImportErrors(collection.Name, im.ID), Past: to.Imports(collection.Name),
		Relates: len(collection.Relations()) > 0, Missing: settings.CreateMissing,
	}
	v.Title = page.ImportTitle(v.Plural)
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: v.Title}}
	p.importChoices(scope, collection, preview, &v)
	good := preview.Counts[content.Created] + preview.Counts[content.Updated]
	refused := preview.Counts[content.Refused]
	v.Counts = page.ImportCounts(preview.Counts[content.Created], preview.Counts[content.Updated], preview.Counts[content.Unchanged], refused)
	v.Related = p.related(scope, preview.Related)
	v.Bad, v.More = fewOf(mistakes(collection, preview.Bad), shownMistakes)
	if good > 0 {
		v.Run, v.Strict = to.ImportRun(collection.Name, im.ID), refused == 0
		v.Verb = page.ImportVerb(good, refused, lower(collection.Singular), v.Plural)
	}
	if a := preview.Account; a != nil {
		v.File = page.FileText(im.Name, im.Size, 0)
		v.Account = p.accounted(scope, a, v.Errors, false, false)
		v.Counts = page.WordPressCounts(preview.Counts[content.Created], preview.Counts[content.Updated], preview.Counts[content.Unchanged], refused, preview.Counts[content.Left])
		v.Verb = page.WordPressVerb(good)
	} else if err := p.importRows(c, scope, collection, preview, &v); err != nil {
		return err
	}
	if len(preview.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, status, page.ImportPreviewPage(v), nil)
}

// importChoices are what columns can mean, and by what entries are found again.
func (p *Pages) importChoices(scope access.Scope, collection *schema.Collection, preview content.Preview, v *page.ImportPreview) {
	settings := preview.Import.Settings
	has := map[string]bool{}
	for i, column := range preview.Columns {
		has[column.Field] = true
		options := []component.Option{
			{Value: "", Label: page.LeaveOut}, {Value: content.ColumnID, Label: page.IDKey}, {Value: content.ColumnStatus, Label: page.SystemLabel("status")},
		}
		for _, f := range content.Importable(scope, collection) {
			options = append(options, component.Option{Value: f.Name, Label: f.Label})
		}
		for j := range options {
			options[j].Chosen = options[j].Value == column.Field
		}
		entry := page.ImportColumn{Name: column.Name, Sample: column.Sample, Input: columnInput(i), Options: options}
		for _, problem := range preview.Problems {
			if problem.Field == column.Name {
				entry.Problem = page.ImportProblem(problem)
				v.Problems = append(v.Problems, component.Problem{Field: entry.Input, Label: column.Name, Message: entry.Problem})
			}
		}
		v.Columns = append(v.Columns, entry)
	}
	for _, problem := range preview.Problems {
		if slices.Contains([]string{"key", "publish", "columns"}, problem.Field) {
			v.Problems = append(v.Problems, component.Problem{Field: problem.Field, Message: page.ImportProblem(problem)})
		}
	}
	v.Keys = append(page.KeyOptions(), component.Option{Value: content.ColumnID, Label: page.IDKey})
	for _, f := range content.KeyFields(scope, collection) {
		v.Keys = append(v.Keys, component.Option{Value: f.Name, Label: f.Label})
	}
	for i := range v.Keys {
		v.Keys[i].Chosen = v.Keys[i].Value == settings.Key
	}
	v.Publish = page.PublishOptions(has[content.ColumnStatus], settings.Publish)
}

// importRows are the first rows as they would become, in the list's columns.
func (p *Pages) importRows(c *echo.Context, scope access.Scope, collection *schema.Collection, preview content.Preview, v *page.ImportPreview) error {
	n := p.narrowing(scope, collection, listing{})
	var fields []string
	for i := range collection.Fields {
		f := &collection.Fields[i]
		mapped := slices.ContainsFunc(preview.Columns, func(c content.Column) bool { return c.Field == f.Name })
		if mapped && len(fields) < 6 {
			fields = append(fields, f.Name)
		}
	}
	found := content.Page{}
	for _, row := range preview.Rows {
		found.Entries = append(found.Entries, row.Entry)
	}
	labels, err := p.Content.Related(c.Request().Context(), scope, collection.Name, found.Entries, fields)
	if err != nil {
		return err
	}
	for id, label := range preview.Fresh { // not there yet
		labels[id] = content.Choice{ID: id, Label: label}
	}
	v.Heads = []component.Column{{Label: page.LineLabel, Numeric: true}, {Label: page.FateLabel}}
	for _, name := range fields {
		f, _ := collection.Field(name)
		v.Heads = append(v.Heads, component.Column{Label: f.Label, Numeric: page.Numeric(f.Type)})
	}
	for i, row := range preview.Rows {
		v.Rows = append(v.Rows, page.ImportRow{Line: row.Line, Fate: string(row.Fate), Cells: n.row(found.Entries[i], fields, labels, nil, clock(scope)).Cells})
	}
	return nil
}

// related says how many entries of which collections are made beside the rows.
func (p *Pages) related(scope access.Scope, counts map[string]int) (words []string) {
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		label := name
		if c, err := p.Content.Collection(scope, name); err == nil {
			label = lower(c.Label)
		}
		if counts[name] > 0 {
			words = append(words, page.MadeBeside(counts[name], label))
		}
	}
	return words
}

// resultPage says how far an import is, or what it did.
func (p *Pages) resultPage(c *echo.Context, scope access.Scope, collection *schema.Collection, im content.Import) error {
	ctx, to := c.Request().Context(), in(scope)
	bad, err := p.Content.RefusedRows(ctx, scope, collection.Name, im.ID)
	if err != nil {
		return err
	}
	names, err := p.people(ctx, scope)
	if err != nil {
		return err
	}
	v := page.ImportResult{
		Title: page.ImportsTitle, File: im.Name, Plural: lower(collection.Label), State: stateOf(im), Position: int(im.Position),
		Who: names.person(im.CreatedBy), When: past(scope, im.TouchedAt), Errors: to.ImportErrors(collection.Name, im.ID),
		Counts:  page.ImportCounts(int(im.Created), int(im.Updated), int(im.Unchanged), int(im.Refused)),
		Related: p.related(scope, im.Report.Related), List: to.Content(collection.Name), Past: to.Imports(collection.Name),
	}
	v.Crumbs = []component.Crumb{
		{Label: collection.Label, Href: to.Content(collection.Name)}, {Label: page.ImportsTitle, Href: v.Past}, {Label: im.Name},
	}
	if im.Status == model.ImportUndone {
		v.Who, v.When = names.person(im.UndoneBy), past(scope, im.UndoneAt)
	}
	if im.Status != model.ImportUndone {
		v.Bad, v.More = fewOf(mistakes(collection, bad), shownMistakes)
	}
	if a := im.Report.Account; a != nil {
		v.Account = p.accounted(scope, a, v.Errors, true, im.Status == model.ImportDone)
		v.Counts = page.WordPressCounts(int(im.Created), int(im.Updated), int(im.Unchanged), int(im.Refused), a.Counts[content.Left])
	}
	if im.Undoable {
		v.Undo = to.ImportUndo(collection.Name, im.ID)
		v.Until = page.Day(im.ExpiresAt.Std().In(zone(scope)), clock(scope))
	}
	if im.Interrupted {
		v.Continue = to.ImportRun(collection.Name, im.ID)
	}
	for _, kept := range im.Report.Kept {
		label := kept.Label
		if label == "" {
			label = kept.ID
		}
		v.Kept = append(v.Kept, page.ImportKept{Label: label, Href: to.Entry(kept.Collection, kept.ID), Reason: kept.Reason})
	}
	if im.Status == model.ImportRunning && !im.Interrupted {
		c.Response().Header().Set("Refresh", "2") // works without scripts, too
	}
	if v.Frame, err = p.shell(c, scope, im.Name, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.ImportResultPage(v), nil)
}
