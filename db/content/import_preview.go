package content

import (
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content/sheet"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Preview is what an import would do now.
type Preview struct {
	Import   Import
	Columns  []Column
	Problems []fault.Problem // of the settings; then nothing else is known
	Total    int
	Counts   map[Fate]int
	Related  map[string]int    // entries that would be made because rows name them, by collection
	Rows     []PreviewRow      // the first ones
	Fresh    map[string]string // what the first rows point to that would be made: labels by id
	Bad      []BadRow          // the first ones, see Counts
	Account  *Account          // of an export of WordPress; then Columns, Rows and Bad are empty
}

// Column is a column of the file.
type Column struct {
	Name   string
	Field  string // what it means, "" for nothing
	Sample string // the first value in it
}

// PreviewRow is a row as it would become.
type PreviewRow struct {
	Line    int
	Fate    Fate
	Entry   Entry // after the import
	Changed []string
}

// ImportColumns lists the columns of a waiting import's file. Fails like
// PreviewImport.
func (s *Store) ImportColumns(ctx context.Context, scope access.Scope, collection, id string) ([]Column, error) {
	r, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return nil, err
	}
	if row.Status != model.ImportPending {
		return nil, begun(row)
	}
	data, err := s.file(ctx, r, row.ID)
	if err != nil {
		return nil, err
	}
	opened, err := sheet.Open("."+row.Format, data)
	if err != nil {
		return nil, err
	}
	var settings ImportSettings
	if err := json.Unmarshal(row.Settings, &settings); err != nil {
		return nil, err
	}
	return columnsOf(opened, settings), nil
}

// SetImport changes what a file means, until it is imported. Fails like Import
// and, with ACCESS_ACTION_NOT_ALLOWED_FOR_STATE, when it has begun.
func (s *Store) SetImport(ctx context.Context, scope access.Scope, collection, id string, settings ImportSettings) error {
	r, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return err
	}
	encoded, err := json.Marshal(settings)
	if err != nil {
		return err
	}
	n, err := db.Update[model.Import](s.d, r.side).Set("settings = ?", string(encoded)).
		Where("?TableAlias.id = ?", row.ID).Where("?TableAlias.status = ?", model.ImportPending).Do(ctx)
	if err == nil && n == 0 {
		err = begun(row)
	}
	return err
}

func begun(row *model.Import) error {
	return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeWrongState).With("state", row.Status)
}

// PreviewImport judges every row of a waiting import and writes nothing. Fails
// like SetImport, and with FIREWALL_NOT_FOUND once the file is gone.
func (s *Store) PreviewImport(ctx context.Context, scope access.Scope, collection, id string) (Preview, error) {
	release, err := s.take(ctx)
	if err != nil {
		return Preview{}, err
	}
	defer release()
	r, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return Preview{}, err
	}
	p := Preview{Counts: map[Fate]int{}, Related: map[string]int{}, Fresh: map[string]string{}}
	if p.Import, err = imported(row, s.d.Now()); err != nil {
		return p, err
	}
	if row.Status != model.ImportPending {
		return p, begun(row)
	}
	if s.d.Now() >= row.ExpiresAt {
		return p, fault.Missing()
	}
	data, err := s.file(ctx, r, row.ID)
	if err != nil {
		return p, err
	}
	if row.Format == WordPress {
		planned, err := s.planFor(ctx, scope, data)
		if err != nil {
			return p, readably(err)
		}
		account, err := s.foresee(ctx, planned)
		p.Account, p.Counts, p.Total = &account, account.Counts, len(account.Items)
		return p, err
	}
	opened, err := sheet.Open("."+row.Format, data)
	if err != nil {
		return p, err
	}
	p.Columns = columnsOf(opened, p.Import.Settings)
	deliveries, _, err := s.open(r, row, data)
	if err != nil {
		if fault.Is(err, fault.Invalid) {
			p.Problems = fault.As(err).Problems
			return p, nil
		}
		return p, err
	}
	c := &carrier{s: s, scope: scope, then: func(a *arrivals, _ int64, rows []*landing) {
		for _, l := range rows {
			p.count(a, l)
		}
	}}
	return p, c.preview(ctx, deliveries)
}

func (p *Preview) count(a *arrivals, l *landing) {
	p.Total++
	p.Counts[l.fate]++
	switch {
	case l.fate == Refused && len(p.Bad) < mostBadRows:
		p.Bad = append(p.Bad, badRow(l))
	case l.fate != Refused && len(p.Rows) < previewRows:
		row := PreviewRow{Line: l.Line, Fate: l.fate, Changed: l.changed}
		values := l.after
		if l.fate != Created && (!l.draft || !a.r.reads(l.row, l.draft)) { // no more than they brought themselves
			values, row.Changed = l.Values, l.Values.Names()
		}
		row.Entry = a.r.entryOf(l.row, true, a.r.c.Encode(values))
		p.Rows = append(p.Rows, row)
	}
	if l.fate != Refused {
		for _, id := range l.fresh {
			if n := a.names.fresh[id]; n != nil {
				p.Related[n.r.c.Name]++
				if len(p.Fresh) < mostIDs {
					p.Fresh[id] = labelOf(n.r.c.DisplayField(), n.values[n.r.c.Display])
				}
				a.names.settled([]string{id})
			}
		}
	}
}

// badRow says what is wrong with a row, and what its file says there.
func badRow(l *landing) BadRow {
	bad := BadRow{Line: l.Line}
	for _, p := range l.problems {
		rp := RowProblem{Problem: p}
		if p.Field != "" && l.Said != nil {
			rp.Column, rp.Value = l.Said(p.Field)
			rp.Value = brief(rp.Value)
		}
		bad.Problems = append(bad.Problems, rp)
	}
	return bad
}

// brief is the beginning of a value, on one line.
func brief(value string) string {
	value = strings.Join(strings.Fields(strings.ReplaceAll(value, "\x00", "␀")), " ")
	if utf8.RuneCountInString(value) <= 60 {
		return value
	}
	return string([]rune(value)[:59]) + "…"
}

func columnsOf(s *sheet.Sheet, settings ImportSettings) []Column {
	columns := make([]Column, len(s.Columns))
	empty := len(columns)
	for i, name := range s.Columns {
		columns[i] = Column{Name: name, Field: settings.Columns[name]}
	}
	looked := 0
	for row := range s.Rows() {
		for i := range columns {
			if columns[i].Sample == "" && row.Problem == nil {
				if columns[i].Sample = brief(said(row.Cells[columns[i].Name])); columns[i].Sample != "" {
					empty--
				}
			}
		}
		if looked++; empty == 0 || looked == 100 {
			break
		}
	}
	return columns
}
