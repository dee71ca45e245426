package cms

import (
	"bytes"
	"encoding/csv"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/fault"
	"gatehouse/views/page"
)

// shownOfAccount is how many lines of each kind a page shows; all are in the CSV.
const shownOfAccount = 500

// accounted is an account as a page shows it. Before an import, and after it was
// taken back, nothing leads to its entries.
func (p *Pages) accounted(scope access.Scope, a *content.Account, download string, done, linked bool) *page.WordPressAccount {
	if a == nil {
		return nil
	}
	v := &page.WordPressAccount{Site: a.Site, Download: download}
	for _, note := range a.Notes {
		v.Notes = append(v.Notes, page.WordPressText(note.Code, note.Params))
	}
	groups := map[string][]page.WordPressLine{}
	for _, c := range a.Items {
		line := p.accountLine(scope, c)
		if !linked {
			line.Href = ""
		}
		kind := page.WordPressSame
		switch {
		case c.Fate == content.Refused:
			kind = page.WordPressRefused
		case c.Fate == content.Left:
			kind = page.WordPressLeft
		case c.Fate == content.Unchanged:
			kind = page.WordPressThere
		case len(line.Remarks) > 1, len(line.Remarks) == 1 && c.Remarks[0].Code != wordpress.CategoryIsTag: // which is plain to see
			kind = page.WordPressDifferent
		}
		groups[kind] = append(groups[kind], line)
	}
	for _, kind := range []string{page.WordPressRefused, page.WordPressDifferent, page.WordPressLeft, page.WordPressSame, page.WordPressThere} {
		lines := groups[kind]
		if len(lines) == 0 {
			continue
		}
		g := page.WordPressGroup{ID: kind, Title: page.WordPressTitle(kind, len(lines), done), Open: kind == page.WordPressRefused}
		g.Lines, g.More = fewOf(lines, shownOfAccount)
		v.Groups = append(v.Groups, g)
	}
	return v
}

func (p *Pages) accountLine(scope access.Scope, c content.Counted) page.WordPressLine {
	line := page.WordPressLine{
		Line: c.Line, Kind: page.WordPressKind(c.Type), Name: c.Name, Fate: string(c.Fate), Slug: c.Slug,
		Published: c.Published, Draft: c.ID != "" && !c.Published && c.Collection != "",
	}
	if c.Collection != "" {
		line.Place = c.Collection
		if collection, err := p.Content.Collection(scope, c.Collection); err == nil {
			line.Place = lower(collection.Label)
		}
		if c.Entry != "" {
			line.Href = in(scope).Entry(c.Collection, c.Entry)
		}
	}
	if c.Reason != nil {
		line.Remarks = append(line.Remarks, page.WordPressText(c.Reason.Code, c.Reason.Params))
	}
	for _, problem := range c.Problems {
		line.Remarks = append(line.Remarks, page.RowProblem(problem.Field, fault.Problem(problem)))
	}
	for _, r := range c.Remarks {
		line.Remarks = append(line.Remarks, page.WordPressText(r.Code, r.Params))
	}
	return line
}

// accountFile is an account as CSV, one line for each.
func (p *Pages) accountFile(c *echo.Context, scope access.Scope, a *content.Account) error {
	lines := [][]string{page.WordPressHeads()}
	for _, counted := range a.Items {
		lines = append(lines, page.WordPressRow(p.accountLine(scope, counted)))
	}
	return sheetFile(c, "wordpress-account.csv", lines)
}

// sheetFile answers lines as a CSV file to be kept.
func sheetFile(c *echo.Context, name string, lines [][]string) error {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.UseCRLF = true
	if err := w.WriteAll(lines); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Set("Content-Disposition", `attachment; filename="`+name+`"`)
	h.Set("Cache-Control", "private, no-store")
	return c.Blob(http.StatusOK, "text/csv; charset=utf-8", out.Bytes())
}
