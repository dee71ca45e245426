package bench

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/dbtest"
)

const pageSize = 20

// sizes are the caller's entries in the two houses that each case is measured in.
var sizes = [2]int{10_000, 100_000}

// row is a case: what is asked of both sides, and whether they answered right.
type row struct {
	name  string
	bare  func(h *house) *side
	ours  func(h *house) *side
	check func(b *testing.B, h *house, bare, ours *side)
	limit float64 // of ours ÷ bare, 0 where none was agreed
	heavy bool    // takes seconds: measured once
	grows bool    // with the entries, by its nature
}

func rows() []row {
	list := func(name, query, where string, args ...any) row {
		return row{name: name, check: sameList,
			bare: func(h *house) *side {
				return asking(h.bare.list(where, args...), "GET", "/posts?organizationId="+organization(0), "")
			},
			ours: func(h *house) *side { return h.asks(query) },
		}
	}
	return []row{
		{name: "HTML list", bare: barePages, ours: pages, check: samePage},
		{name: "JSON list", bare: bareLists, ours: lists, check: sameList, limit: 2.5},
		{name: "single read", bare: bareReads, ours: reads, check: sameEntry},
		list("indexed filter", "level=20", "AND level = ?", 20),
		growing(list("unindexed filter", "grade=20", "AND grade = ?", 20)),
		list("record condition", "view=low", "AND level < ?", 50),
		{name: "rare word", bare: bareSearch((*house).rare), ours: func(h *house) *side { return h.asks("search=" + h.rare()) }, check: sameList},
		{name: "common word", bare: bareSearch((*house).common), ours: func(h *house) *side { return h.asks("search=" + h.common()) }, check: sameList},
		{name: "page after 9,000", bare: bareDeep, ours: deep, check: sameList, limit: 2.5},
		{name: "create", bare: bareCreates(true), ours: creates, check: stored},
		{name: "create, bare: one INSERT", bare: bareCreates(false), ours: creates, check: stored},
		{name: "10,000 unpublished", bare: bareBulk, ours: bulk, check: together, heavy: true},
		{name: "10,000 imported", bare: bareImport, ours: imports, check: together, heavy: true},
	}
}

func growing(r row) row { r.grows = true; return r }

// BenchmarkBeside measures every case on both sizes and prints the table.
func BenchmarkBeside(b *testing.B) {
	var t table
	defer t.print(os.Stdout)
	b.Run("sqlite", func(b *testing.B) { beside(b, &t, db.SQLite, onSQLite) })
	if os.Getenv("GATEHOUSE_TEST_POSTGRES_URL") == "" {
		t.out = "PostgreSQL was left out: GATEHOUSE_TEST_POSTGRES_URL names no server."
		return
	}
	b.Run("postgres", func(b *testing.B) { beside(b, &t, db.Postgres, onPostgres) })
}

func beside(b *testing.B, t *table, dialect db.Dialect, open func(b *testing.B, entries int) *house) {
	var houses [2]*house
	for i, entries := range sizes {
		houses[i] = open(b, entries)
	}
	for _, r := range rows() {
		b.Run(strings.ReplaceAll(r.name, " ", "-"), func(b *testing.B) {
			var sides []*side
			for _, h := range houses {
				bare, ours := r.bare(h), r.ours(h)
				r.check(b, h, bare, ours)
				sides = append(sides, bare, ours)
			}
			inTurns(b, r.heavy, sides...)
			for i, h := range houses {
				r.check(b, h, sides[2*i], sides[2*i+1])
			}
			m := measured{row: r, dialect: dialect}
			for i := range houses {
				m.bare[i], m.ours[i] = sides[2*i].median(), sides[2*i+1].median()
			}
			t.rows = append(t.rows, m)
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(m.ratio(0), "x-bare-10k")
			b.ReportMetric(m.ratio(1), "x-bare-100k")
			b.ReportMetric(m.growth(), "x-growth")
		})
	}
}

// asking repeats one request without building it anew each time.
func asking(handler http.Handler, method, target, body string, header ...string) *side {
	r := httptest.NewRequestWithContext(context.Background(), method, target, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return &side{handler: handler, request: func() *http.Request {
		again := r.WithContext(context.Background())
		again.Body = http.NoBody
		if body != "" {
			again.Body = io.NopCloser(strings.NewReader(body))
		}
		return again
	}}
}

func bearer() []string { return []string{"Authorization", "Bearer " + dbtest.Token(dbtest.Ada)} }

func (s *side) answer(b *testing.B, want int) []byte {
	b.Helper()
	w := httptest.NewRecorder()
	s.handler.ServeHTTP(w, s.request())
	if w.Code != want {
		b.Fatalf("answered %d: %s", w.Code, w.Body)
	}
	return w.Body.Bytes()
}

func bareLists(h *house) *side {
	return asking(h.bare.list(""), "GET", "/posts?organizationId="+organization(0), "")
}

func lists(h *house) *side {
	return asking(h.ours, "GET", fmt.Sprintf("/api/v1/posts?organizationId=%s&limit=%d", organization(0), pageSize), "", bearer()...)
}

// listed are the members that both sides have in common.
type listed struct {
	ID      string `json:"id"`
	Title   string `json:"title"`
	Slug    string `json:"slug"`
	Content string `json:"content"`
}

func sameList(b *testing.B, _ *house, bare, ours *side) {
	b.Helper()
	read := func(s *side) (got []listed) {
		var list struct {
			Data []listed `json:"data"`
		}
		if err := json.Unmarshal(s.answer(b, http.StatusOK), &list); err != nil {
			b.Fatal(err)
		}
		return list.Data
	}
	want, got := read(bare), read(ours)
	if len(want) == 0 || !slices.Equal(want, got) {
		b.Fatalf("the lists differ:\n%v\n%v", want, got)
	}
	if hidden := bytes.Count(ours.answer(b, http.StatusOK), []byte(`"fee":"[REDACTED]"`)); hidden != len(want) {
		b.Fatalf("%d of %d entries are masked", hidden, len(want))
	}
}

// middle is an entry of the caller's organization, far from both ends.
func (h *house) middle() string { return fmt.Sprintf("ent_%026d", h.entries/2) }

func bareReads(h *house) *side {
	return asking(h.bare.get(), "GET", "/post?organizationId="+organization(0)+"&id="+h.middle(), "")
}

func reads(h *house) *side {
	return asking(h.ours, "GET", "/api/v1/posts/"+h.middle()+"?organizationId="+organization(0), "", bearer()...)
}

func sameEntry(b *testing.B, _ *house, bare, ours *side) {
	b.Helper()
	var want, got listed
	answer := ours.answer(b, http.StatusOK)
	if json.Unmarshal(bare.answer(b, http.StatusOK), &want) != nil || json.Unmarshal(answer, &got) != nil || want != got || got.ID == "" {
		b.Fatalf("the entries differ:\n%v\n%v", want, got)
	}
	if !bytes.Contains(answer, []byte(`"fee":"[REDACTED]"`)) {
		b.Fatalf("not masked: %s", answer)
	}
}

func barePages(h *house) *side {
	return asking(h.bare.page(), "GET", "/posts?organizationId="+organization(0), "")
}

func pages(h *house) *side {
	return asking(h.ours, "GET", fmt.Sprintf("/o/organization-0/content/posts?limit=%d", pageSize), "", "Cookie", h.cookie)
}

var rowID = regexp.MustCompile(`<tr id="row-(ent_[0-9a-z]+)"`)

func samePage(b *testing.B, _ *house, bare, ours *side) {
	b.Helper()
	read := func(s *side) (ids []string) {
		for _, m := range rowID.FindAllSubmatch(s.answer(b, http.StatusOK), -1) {
			ids = append(ids, string(m[1]))
		}
		return ids
	}
	want, got := read(bare), read(ours)
	if len(want) != pageSize || !slices.Equal(want, got) {
		b.Fatalf("the pages differ:\n%v\n%v", want, got)
	}
}

// creating asks for a new post with a title of its own each time.
func creating(h *house, handler http.Handler, target string, header ...string) *side {
	sample, err := json.Marshal(post{Title: "TITLE", Summary: newPost(1).Summary, Content: newPost(1).Content})
	if err != nil {
		panic(err) // strings only
	}
	s := asking(handler, "POST", target, "", append(header, "Content-Type", "application/json")...)
	plain := s.request
	s.request = func() *http.Request {
		r := plain()
		h.asked++
		title := fmt.Sprintf("One more post %d", h.asked)
		r.Body = io.NopCloser(strings.NewReader(strings.Replace(string(sample), "TITLE", title, 1)))
		return r
	}
	return s
}

func bareCreates(all bool) func(h *house) *side {
	return func(h *house) *side { return creating(h, h.bare.create(all), "/posts") }
}

func creates(h *house) *side {
	s := creating(h, h.ours, "/api/v1/posts?organizationId="+organization(0), bearer()...)
	plain := s.request
	s.request = func() *http.Request { h.created++; return plain() }
	return s
}

// stored looks whether every create of ours left all that belongs to it.
func stored(b *testing.B, h *house, bare, ours *side) {
	b.Helper()
	var got listed
	if err := json.Unmarshal(ours.answer(b, http.StatusCreated), &got); err != nil || got.Slug == "" {
		b.Fatalf("not an entry: %v", got)
	}
	if err := json.Unmarshal(bare.answer(b, http.StatusCreated), &got); err != nil || got.Slug == "" {
		b.Fatalf("not an entry: %v", got)
	}
	tx, err := h.owner.BeginTx(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }() // the walls stand again
	for table, condition := range map[string]string{
		"entries": "status = 'draft'", "revisions": "number = 1", "events": "type = 'entry.created'",
		"entry_texts": "entry_id IN (SELECT id FROM entries WHERE status = 'draft')",
	} {
		if n := h.count(b, tx, table, condition); n != h.created {
			b.Fatalf("%d creates, but %d in %s", h.created, n, table)
		}
	}
}

func (h *house) count(b *testing.B, tx *sql.Tx, table, condition string) (n int) {
	b.Helper()
	if h.bare.dialect == db.Postgres {
		run(b, tx, db.Postgres, "SELECT set_config('app.organization', '"+organization(0)+"', true)")
		run(b, tx, db.Postgres, "ALTER TABLE "+table+" NO FORCE ROW LEVEL SECURITY")
	}
	if err := tx.QueryRowContext(context.Background(), "SELECT count(*) FROM "+table+" WHERE "+condition).Scan(&n); err != nil {
		b.Fatal(err)
	}
	return n
}
