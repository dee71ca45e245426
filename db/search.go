package db

import (
	"context"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"gatehouse/db/access"
)

// Run is what a search asks for: words that stand one after the other. The last
// one may go on unless the run is Whole.
type Run struct {
	Words []string
	Whole bool
}

// Texts are the kept texts of one side of a collection's entries, as one
// definition made them, or any when MadeOf is empty. A text is TextScope, then
// words with a space before each and after the last; words hold letters and digits
// only. What begins with @ is compared by the index alone.
type Texts struct {
	Collection string
	MadeOf     string
	Live       bool
}

// TextScope is the first word of a text, by which an index finds those of one
// organization's collection among all.
func TextScope(organization, collection, madeOf string) string {
	return "@" + organization + ":" + collection + ":" + madeOf
}

// Matching names entries of an organization whose text has all the runs, at most
// limit of them and in no order. It reads the full-text index (see the step
// 0002_search); a transaction's own writes are not in it.
func Matching(ctx context.Context, d *DB, b access.Boundary, t Texts, runs []Run, limit int) (ids []string, err error) {
	if d.tx != nil || b.Organization() == "" {
		return nil, errors.New("db: a search is outside transactions and inside an organization")
	}
	ctx, pass := withPass(ctx, b.Organization())
	e, s := d.matching(b.Organization(), t, runs)
	err = d.guarded(ctx, pass, s, false, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(e.SQL+" LIMIT ?", append(e.Args, limit)...).Scan(ctx, &ids)
	})
	return ids, err
}

func (d *DB) matching(organization string, t Texts, runs []Run) (Expr, settings) {
	if t.MadeOf != "" {
		runs = append([]Run{{Words: []string{TextScope(organization, t.Collection, t.MadeOf)}, Whole: true}}, runs...)
	}
	question := asked(d.dialect, runs)
	s := settings{organization: organization}
	e := Expr{SQL: "SELECT t.entry_id FROM entry_texts AS t WHERE t.organization_id = ?", Args: []any{organization}}
	if d.dialect == SQLite {
		e = Expr{
			SQL: "SELECT t.entry_id FROM entry_words(?) AS w CROSS JOIN entry_texts AS t ON t.number = w.rowid" +
				" AND t.organization_id = ? WHERE t.organization_id = ?", // the tripwire wants one of each table
			Args: []any{question, organization, organization},
		}
	} else {
		s.search = question
	}
	e.SQL += " AND t.live = ?" // collection and definition are words of the question
	e.Args = append(e.Args, t.Live)
	for _, r := range runs {
		if len(r.Words) > 1 { // the index does not know where words stand
			e.SQL += " AND " + d.holds()
			e.Args = append(e.Args, r.text())
		}
	}
	return e, s
}

// asked spells a question for the index: every word, the last of a run as a prefix.
func asked(dialect Dialect, runs []Run) (out string) {
	quote, and, prefix := `"`, " AND ", "*"
	if dialect == Postgres {
		quote, and, prefix = "'", " & ", ":*"
	}
	for _, r := range runs {
		for i, word := range r.Words {
			if out != "" {
				out += and
			}
			out += quote + word + quote
			if i == len(r.Words)-1 && !r.Whole {
				out += prefix
			}
		}
	}
	return out
}

func (r Run) text() string {
	text := " " + strings.Join(r.Words, " ")
	if r.Whole {
		text += " "
	}
	return text
}

func (d *DB) holds() string {
	if d.dialect == Postgres {
		return "strpos(t.text, ?) > 0"
	}
	return "instr(t.text, ?) > 0"
}

// Holding asks of each entry whether its text has all the runs, without the index.
// It is a value per row and no join, so that every planner walks over a list in
// its order, looks up one text by its key at a time, and stops when the page is
// full.
func (d *DB) Holding(b access.Boundary, t Texts, runs []Run) Expr {
	var all []string
	var args []any
	for _, r := range runs {
		all, args = append(all, d.holds()), append(args, r.text())
	}
	return Expr{
		SQL: "coalesce((SELECT " + strings.Join(all, " AND ") + " FROM entry_texts AS t WHERE t.organization_id = ?" +
			" AND t.entry_id = ?TableAlias.id AND t.live = ? AND t.made_of = ?), FALSE)",
		Args: append(args, b.Organization(), t.Live, t.MadeOf),
	}
}

// MatchingStatement is what Matching runs, the settings of the second wall first.
func MatchingStatement(d *DB, b access.Boundary, t Texts, runs []Run) []string {
	e, s := d.matching(b.Organization(), t, runs)
	statement := d.read.NewRaw(e.SQL, e.Args...).String()
	if d.dialect == SQLite {
		return []string{statement}
	}
	return []string{s.statement(false), statement}
}
