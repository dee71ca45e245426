package main

import (
	"fmt"

	"github.com/urfave/cli/v3"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/page"
)

// fileReport is what an import of a file did, or would do.
type fileReport struct {
	File      string           `json:"file"`
	ID        string           `json:"id,omitempty"` // for "gatehouse import undo"; absent when nothing was written
	Created   int64            `json:"created"`
	Updated   int64            `json:"updated"`
	Unchanged int64            `json:"unchanged"`
	Refused   int64            `json:"refused"`
	Related   map[string]int   `json:"related"`
	Bad       []fileMistake    `json:"bad"`
	rows      []content.BadRow // not said yet
}

type fileMistake struct {
	Line    int    `json:"line"`
	Column  string `json:"column,omitempty"`
	Value   string `json:"value,omitempty"`
	Code    string `json:"code"`
	Message string `json:"message"`
}

func newFileReport(name string, p content.Preview) *fileReport {
	return &fileReport{
		File: name, Created: int64(p.Counts[content.Created]), Updated: int64(p.Counts[content.Updated]),
		Unchanged: int64(p.Counts[content.Unchanged]), Refused: int64(p.Counts[content.Refused]), Related: p.Related, rows: p.Bad,
	}
}

func (r *fileReport) take(im content.Import, bad []content.BadRow) {
	r.ID, r.Created, r.Updated, r.Unchanged, r.Refused = im.ID, im.Created, im.Updated, im.Unchanged, im.Refused
	r.rows = bad
	if im.Report.Related != nil {
		r.Related = im.Report.Related
	}
}

func (p *Program) collectionOf(scope access.Scope, name string) *schema.Collection {
	c, err := p.content.Collection(scope, name)
	if err != nil { // it was there when the command began
		return &schema.Collection{Name: name}
	}
	return c
}

func (r *fileReport) tell(cmd *cli.Command, c *schema.Collection) error {
	out := cmd.Root().Writer
	r.Bad = []fileMistake{}
	for _, row := range r.rows {
		for _, p := range row.Problems {
			label := p.Problem.Field
			if f, ok := c.Field(label); ok {
				label = f.Label
			}
			r.Bad = append(r.Bad, fileMistake{Line: row.Line, Column: p.Column, Value: p.Value, Code: p.Problem.Code, Message: page.RowProblem(label, p.Problem)})
		}
	}
	if cmd.Bool("json") {
		if err := writeJSON(out, r); err != nil {
			return err
		}
	} else {
		for _, m := range r.Bad {
			where := fmt.Sprintf("%s:%d:", r.File, m.Line)
			if m.Column != "" {
				where += fmt.Sprintf(" %s %q:", m.Column, m.Value)
			}
			if _, err := fmt.Fprintln(out, where, m.Message); err != nil {
				return err
			}
		}
		if _, err := fmt.Fprintf(out, "%d created, %d updated, %d unchanged, %d left out\n", r.Created, r.Updated, r.Unchanged, r.Refused); err != nil {
			return err
		}
		if r.ID != "" && r.Created+r.Updated > 0 {
			if _, err := fmt.Fprintf(out, "To take it back: gatehouse import undo %s --organization %s --collection %s\n", r.ID, cmd.String("organization"), c.Name); err != nil {
				return err
			}
		}
	}
	if r.Refused > 0 {
		return fmt.Errorf("%d rows could not be imported", r.Refused)
	}
	return nil
}

func tellUndo(cmd *cli.Command, im content.Import) error {
	out := cmd.Root().Writer
	if cmd.Bool("json") {
		return writeJSON(out, map[string]any{"id": im.ID, "status": im.Status, "kept": append([]content.KeptEntry{}, im.Report.Kept...)})
	}
	for _, kept := range im.Report.Kept {
		if _, err := fmt.Fprintf(out, "%s/%s %s: %s\n", kept.Collection, kept.ID, kept.Label, page.KeptWords(kept.Reason)); err != nil {
			return err
		}
	}
	_, err := fmt.Fprintf(out, "taken back: %d created and %d updated, %d left as they are\n", im.Created, im.Updated, len(im.Report.Kept))
	return err
}
