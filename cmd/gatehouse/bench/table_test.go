package bench

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"gatehouse/db"
)

// mostGrowth is how much dearer ten times the entries may be.
const mostGrowth = 1.3

// measured is a row of the table: both sides on both sizes.
type measured struct {
	row

	dialect    db.Dialect
	bare, ours [2]cost
}

func (m measured) ratio(size int) float64 { return quotient(m.ours[size].cpu, m.bare[size].cpu) }
func (m measured) wall(size int) float64  { return quotient(m.ours[size].wall, m.bare[size].wall) }
func (m measured) growth() float64        { return quotient(m.ours[1].cpu, m.ours[0].cpu) }

func quotient(a, b time.Duration) float64 { return float64(a) / float64(max(b, 1)) }

// table collects what was measured.
type table struct {
	rows []measured
	out  string // what was left out, and why
}

func (t *table) print(w io.Writer) {
	_, _ = fmt.Fprintf(w, "\nProcessor time of one request in µs: Gatehouse, a bare handler, and Gatehouse ÷ bare.\n"+
		"%d and %d entries of about 2 kB in one organization, a tenth more in %d others; pages of %d;\ngo doc ./cmd/gatehouse/bench says how.\n",
		sizes[0], sizes[1], organizations-1, pageSize)
	for _, dialect := range []db.Dialect{db.SQLite, db.Postgres} {
		t.section(w, dialect)
	}
	if t.out != "" {
		_, _ = fmt.Fprintf(w, "\n%s\n", t.out)
	}
	_, _ = fmt.Fprintln(w, "\nBare HTML list: the columns shown, a count that stops at 1,001, html/template, a page without navigation and menus."+
		"\nBare create and import: the same rows (entry, revision, text, event) and a full-text index; both sides durable at each commit."+
		"\nBare unpublishing: three statements over all rows (entries, revisions, events). Bare searches sort all that the index finds.")
}

func (t *table) section(w io.Writer, dialect db.Dialect) {
	if !slices.ContainsFunc(t.rows, func(m measured) bool { return m.dialect == dialect }) {
		return
	}
	title, wall := "SQLite", ""
	if dialect == db.Postgres {
		title, wall = "PostgreSQL", "elapsed ÷ bare\t"
	}
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	size := func(n int) string { return fmt.Sprintf("%dk ours\tbare\t÷ bare\t\t", n/1000) + wall }
	_, _ = fmt.Fprintf(tw, "\n%-26s\t%s%s100k ÷ 10k\t\t\n", title, size(sizes[0]), size(sizes[1]))
	for _, m := range t.rows {
		if m.dialect != dialect {
			continue
		}
		line := []string{fmt.Sprintf("%-26s", m.name)}
		for i := range sizes {
			line = append(line, micro(m.ours[i].cpu), micro(m.bare[i].cpu), fmt.Sprintf("%.2f", m.ratio(i)), m.judge(m.ratio(i), m.limit))
			if dialect == db.Postgres {
				line = append(line, fmt.Sprintf("%.2f", m.wall(i)))
			}
		}
		line = append(line, fmt.Sprintf("%.2f", m.growth()))
		if m.grows {
			line = append(line, "")
		} else {
			line = append(line, m.judge(m.growth(), mostGrowth))
		}
		_, _ = fmt.Fprintln(tw, strings.Join(line, "\t")+"\t")
	}
	_ = tw.Flush()
}

// judge compares with a limit. The limits were agreed for SQLite; PostgreSQL is
// reported beside it.
func (m measured) judge(ratio, limit float64) string {
	switch {
	case limit == 0 || m.dialect == db.Postgres:
		return ""
	case ratio <= limit:
		return fmt.Sprintf("ok (≤ %.1f)", limit)
	}
	return fmt.Sprintf("over %.1f", limit)
}

func micro(d time.Duration) string { return fmt.Sprintf("%.0f", float64(d.Nanoseconds())/1000) }
