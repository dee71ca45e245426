package content

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"strconv"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// WordPress is the format of exports of WordPress, among those of imports.
const WordPress = "wordpress"

// WordPressOptions say how to import an export of WordPress.
type WordPressOptions struct {
	Name     string                // of the file
	DryRun   bool                  // tell what would be done, and write nothing
	Strict   bool                  // all or nothing
	Progress func(done, total int) // called after each part is stored; may be nil
}

// ImportWordPress brings an export of WordPress in: authors, categories and tags,
// pages below their parents, posts. Entries are found again by their slug, so that
// a second run changes nothing, and the whole can be undone. The account says of
// everything in the file what became of it. The error is about the import as a
// whole: a *wordpress.Mistake in the file, ACCESS_ROLE_REQUIRED with the collection
// in which the scope may not write.
func (s *Store) ImportWordPress(ctx context.Context, scope access.Scope, file io.Reader, o WordPressOptions) (Account, error) {
	data, err := io.ReadAll(io.LimitReader(file, wordpress.MaxSize+1))
	if err != nil {
		return Account{}, err
	}
	p, err := s.planFor(ctx, scope, data)
	if err != nil {
		return Account{}, err
	}
	if o.DryRun || o.Strict || len(p.order) == 0 {
		account, err := s.foresee(ctx, p)
		account.Abandoned = o.Strict && account.Counts[Refused] > 0
		if err != nil || account.Abandoned || !o.Strict || o.DryRun || len(p.order) == 0 {
			return account, err
		}
	}
	home := p.home()
	im, err := s.keep(ctx, home.r, tidyName(o.Name), WordPress, ImportSettings{}, data)
	if err != nil {
		return Account{}, err
	}
	total := len(p.incoming())
	done, err := s.RunImport(ctx, scope, home.c.Name, im.ID, RunOptions{Strict: o.Strict, Progress: func(done int64) {
		if o.Progress != nil {
			o.Progress(int(done), total)
		}
	}})
	if err != nil || done.Report.Account == nil {
		return Account{}, err
	}
	account := *done.Report.Account
	account.Import = done.ID
	return account, nil
}

// home is the collection whose import it is: the one of posts, if there is one.
func (p *plan) home() *goal {
	if at := p.placeOf("post"); at != nil {
		return at
	}
	return p.order[0]
}

// planFor reads a file and decides about it.
func (s *Store) planFor(ctx context.Context, scope access.Scope, data []byte) (*plan, error) {
	x, err := wordpress.Read(bytes.NewReader(data))
	if err != nil {
		return nil, err
	}
	return s.planned(ctx, scope, x)
}

// foresee judges everything and writes nothing.
func (s *Store) foresee(ctx context.Context, p *plan) (Account, error) {
	c := &carrier{s: s, scope: p.scope, then: func(_ *arrivals, first int64, rows []*landing) { p.landed(first, rows) }}
	err := c.preview(ctx, p.deliveries(nil))
	p.account.sum()
	return *p.account, err
}

// landed notes what was decided about rows. The id of a new entry is noted when it
// is there.
func (p *plan) landed(first int64, rows []*landing) {
	all := p.incoming()
	for n, l := range rows {
		counted := &p.account.Items[all[int(first)+n].at]
		if counted.Fate = l.fate; l.fate == Refused {
			counted.refuse(l.problems)
			continue
		}
		for _, f := range l.derived {
			counted.Slug = l.after.Text(f)
		}
		if l.fate != Created {
			counted.Entry = l.row.ID
		}
	}
}

func (c *Counted) refuse(problems []fault.Problem) {
	c.Remarks, c.Problems = nil, nil
	for _, problem := range problems {
		c.Problems = append(c.Problems, Trouble(problem))
	}
}

// incoming are all rows in the order in which they arrive.
func (p *plan) incoming() []*incoming {
	var all []*incoming
	for _, at := range p.order {
		all = append(all, at.rows...)
	}
	return all
}

func (a *Account) sum() {
	a.Counts = map[Fate]int{}
	for _, c := range a.Items {
		a.Counts[c.Fate]++
	}
}

// settle completes the account by what the import's books say, whoever wrote them,
// and keeps it with the import.
func (p *plan) settle(ctx context.Context, r *reach, id string) error {
	rows := p.incoming()
	for _, in := range rows {
		p.account.Items[in.at].Fate = Unchanged
	}
	notes, err := db.Select[model.ImportRow](p.s.d, r.side).Where("?TableAlias.import_id = ?", id).All(ctx)
	if err != nil {
		return err
	}
	for _, note := range notes {
		number := note.Number / spread
		if note.Number%spread != 0 || number >= int64(len(rows)) {
			continue
		}
		counted := &p.account.Items[rows[number].at]
		if note.EntryID != "" {
			counted.Entry = note.EntryID
		}
		switch counted.Fate = Fate(note.Action); counted.Fate {
		case Refused:
			var problems []RowProblem
			if err := json.Unmarshal(note.Problems, &problems); err != nil {
				return err
			}
			counted.Remarks, counted.Problems = nil, nil
			for _, problem := range problems {
				counted.Problems = append(counted.Problems, Trouble(problem.Problem))
			}
		case Unchanged, Created, Updated, Left:
		}
	}
	p.account.sum()
	return p.s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		row, err := db.Select[model.Import](tx, r.side).Where("?TableAlias.id = ?", id).Lock().One(ctx)
		if err != nil {
			return err
		}
		var details ImportDetails
		if err := json.Unmarshal(row.Report, &details); err != nil {
			return err
		}
		details.Account = p.account
		report, err := json.Marshal(details)
		if err != nil {
			return err
		}
		_, err = db.Update[model.Import](tx, r.side).Set("report = ?", string(report)).Where("?TableAlias.id = ?", id).Do(ctx)
		return err
	})
}

// readably turns what is wrong with a file into a fault for those who see pages: a
// problem of the field “file”, with the line.
func readably(err error) error {
	var m *wordpress.Mistake
	if !errors.As(err, &m) {
		return err
	}
	problem := fault.NewProblem("file", fault.ProblemWordPress, "line", strconv.Itoa(m.Line), "code", m.Code)
	for name, value := range m.Params {
		problem.Params[name] = value
	}
	return fault.InvalidInput(problem)
}
