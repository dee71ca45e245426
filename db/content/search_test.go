package content_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// TestSearch asks every question of the index and of a walk over the list: both
// must find the same.
func TestSearch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		post := func(title, text string) {
			h.published(h.bo, "posts", schema.Values{"title": title, "content": text})
		}
		post("Crème brûlée", "A dessert with the quick crust of sugar, written to e-mail lists.")
		post("The quick brown fox", "It jumps over the lazy dog.")
		post("Quick notes", "The lists are long; the fox is not.")
		post("東京タワーの夜", "赤い塔")
		hidden := h.published(h.bo, "posts", schema.Values{"title": "Open", "content": "plain"})
		if _, err := h.Update(ctx, h.bo, "posts", hidden.ID, schema.Values{"content": "secretive draft"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		trashed := h.published(h.bo, "posts", schema.Values{"title": "Thrown away", "content": "quick"})
		if _, err := h.Trash(ctx, h.ada, "posts", trashed.ID, content.Base{}); err != nil {
			t.Fatal(err)
		}
		h.made(h.cy, "posts", schema.Values{"title": "The quick neighbour"})
		for search, want := range map[string][]string{
			"quick":              {"Crème brûlée", "Quick notes", "The quick brown fox"},
			"QUI fox":            {"Quick notes", "The quick brown fox"},
			"creme BRULEE":       {"Crème brûlée"},
			`"quick brown"`:      {"The quick brown fox"},
			`"quick bro"`:        nil,
			`"brown fox it"`:     nil, // a phrase does not go from one field into the next
			`"the fox"`:          {"Quick notes"},
			"e-mail":             {"Crème brûlée"},
			"mail-e":             nil,
			"ick":                nil,
			"東京":                 {"東京タワーの夜"},
			"京東":                 nil,
			"タワ 塔":               {"東京タワーの夜"},
			"neighbour":          nil,
			"secretive":          nil,
			"posts":              nil, // a word of every text's scope
			"% _ ' \" * & | ! @": {"Crème brûlée", "Open", "Quick notes", "The quick brown fox", "東京タワーの夜"},
			"' OR 1=1":           nil,
			"quick :* & !fox":    {"Quick notes", "The quick brown fox"},
		} {
			for name, s := range map[string]*content.Store{"index": h.Store, "walk": h.Walking(1)} {
				for _, cap := range []int{0, 1} {
					page, err := s.List(ctx, h.visitor, "posts", content.Query{Search: search, Total: true, TotalCap: cap, Sort: []schema.SortKey{{Field: "title"}}})
					if err != nil {
						t.Fatal(err)
					}
					var got []string
					for _, e := range page.Entries {
						got = append(got, e.Label(h.visitor))
					}
					slices.Sort(got)
					slices.Sort(want)
					counted := len(want)
					if cap > 0 {
						counted = min(counted, cap)
					}
					if !slices.Equal(got, want) || page.Total != counted || page.TotalCapped != (len(want) > counted) {
						t.Errorf("%s, %s, cap %d: %v of %d, want %v", search, name, cap, got, page.Total, want)
					}
				}
			}
		}
		for want, asked := range map[int]access.Scope{1: h.bo, 0: h.visitor} {
			if n, _, err := h.Count(ctx, asked, "posts", content.Query{Search: "secretive"}); err != nil || n != want {
				t.Errorf("found %d drafts, want %d, %v", n, want, err)
			}
		}
		got, err := h.Bulk(ctx, h.bo, "posts", content.BulkUnpublish, content.Selection{Query: &content.Query{Search: "fox"}})
		if err != nil || got.Changed != 2 {
			t.Errorf("bulk %+v, %v", got, err)
		}
		if got := h.titles(h.visitor, "posts", content.Query{Search: "fox"}); len(got) != 0 {
			t.Errorf("unpublished, but found: %v", got)
		}
	})
}

// TestSearchAsksIndex looks at what the databases do for a search.
func TestSearchAsksIndex(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		acme := h.bo.Within(access.OrganizationWide())
		for range 10 {
			var entries []model.Entry
			var texts []model.EntryText
			for i := range 200 {
				id := model.NewID(model.EntryID)
				words := strings.Repeat(fmt.Sprintf(" filler%d some more words", i), 40)
				entries = append(entries, model.Entry{ID: id, Collection: "posts", Status: model.Draft, Revision: 1, Values: json.RawMessage("{}")})
				texts = append(texts, model.EntryText{EntryID: id, Collection: "posts", MadeOf: h.MadeOf("posts"), Text: db.TextScope(dbtest.Acme, "posts", h.MadeOf("posts")) + words + " |"})
			}
			if err := errors.Join(db.AddAll(ctx, h.DB, acme, entries), db.AddAll(ctx, h.DB, acme, texts)); err != nil {
				t.Fatal(err)
			}
		}
		analyze(t, h.World)
		asked := db.MatchingStatement(h.DB, acme, db.Texts{Collection: "posts", MadeOf: h.MadeOf("posts")}, []db.Run{{Words: []string{"filler77"}}})
		got := plan(t, h.World, asked[len(asked)-1], append(asked[:len(asked)-1:len(asked)-1], "SET LOCAL enable_bitmapscan = on")...)
		if want := map[db.Dialect]string{db.SQLite: "VIRTUAL TABLE INDEX", db.Postgres: "entry_texts_words"}[h.DB.Dialect()]; !strings.Contains(got, want) {
			t.Errorf("%s\n%s", asked, got)
		}
	})
}

// TestFiltersAskIndex compares values with and without the keys that PostgreSQL
// finds them by.
func TestFiltersAskIndex(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		values := schema.Values{
			"name": "Clock \"with\" ünïcode \\ and <b>", "sku": "A-1", "price": 12.5, "sold": false, "since": "2024-02-29", "seen": "2024-02-29T10:30:00.000Z",
			"stage": "done", "code": strings.Repeat("long ", 100),
		}
		first := h.published(h.bo, "products", values)
		h.published(h.bo, "products", schema.Values{"name": "Other", "sku": "A-2", "price": 123456789.25, "sold": true, "since": "2024-03-01"})
		if _, err := h.Update(ctx, h.bo, "products", first.ID, schema.Values{"sku": "A-3"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		zone := time.FixedZone("", 3600)
		for _, f := range []content.Filter{
			{Field: "name", Values: []string{"Clock \"with\" ünïcode \\ and <b>"}}, {Field: "sku", Values: []string{"A-1"}},
			{Field: "sku", Values: []string{"A-3"}}, {Field: "sku", Operator: content.In, Values: []string{"A-2"}}, {Field: "price", Values: []string{"12.50"}},
			{Field: "price", Values: []string{"123456789.250"}}, {Field: "price", Values: []string{"12"}}, {Field: "sold", Values: []string{"false"}}, {Field: "sold", Values: []string{"true"}},
			{Field: "since", Values: []string{"2024-02-29"}}, {Field: "seen", Values: []string{"2024-02-29T10:30"}}, {Field: "seen", Values: []string{"2024-02-29"}},
			{Field: "stage", Values: []string{"done"}}, {Field: "stage", Values: []string{"idea"}}, {Field: "code", Values: []string{strings.TrimSpace(strings.Repeat("long ", 100))}},
		} {
			for _, scope := range []access.Scope{h.bo, h.visitor} {
				for _, zone := range []*time.Location{nil, zone} {
					q := content.Query{Filters: []content.Filter{f}, Zone: zone}
					got, err := h.List(ctx, scope, "products", q)
					if err != nil {
						t.Fatal(f, err)
					}
					// Two values have no key.
					q.Filters = []content.Filter{{Field: f.Field, Operator: content.In, Values: []string{f.Values[0], f.Values[0]}}}
					want, err := h.List(ctx, scope, "products", q)
					if fault.Has(err, fault.CodeInvalidParameter) { // a type without "in"
						q.Filters = []content.Filter{{Field: f.Field, Operator: content.Gte, Values: f.Values}, {Field: f.Field, Operator: content.Lte, Values: f.Values}}
						want, err = h.List(ctx, scope, "products", q)
					}
					if fault.Has(err, fault.CodeInvalidParameter) {
						continue
					}
					if err != nil || len(got.Entries) != len(want.Entries) {
						t.Errorf("%v: %d with keys, %d without, %v", f, len(got.Entries), len(want.Entries), err)
					}
				}
			}
		}
		if n, _, err := h.Count(ctx, h.bo, "products", content.Query{Filters: []content.Filter{{Field: "sku", Values: []string{"A-3"}}}}); err != nil || n != 1 {
			t.Errorf("the draft's value finds %d, %v", n, err)
		}
		if n, _, err := h.Count(ctx, h.visitor, "products", content.Query{Filters: []content.Filter{{Field: "sku", Values: []string{"A-1"}}}}); err != nil || n != 1 {
			t.Errorf("the live value finds %d, %v", n, err)
		}
		if n, _, err := h.Count(ctx, h.bo, "products", content.Query{Filters: []content.Filter{{Field: "since", Values: []string{"2024-02-29"}}}}); err != nil || n != 1 {
			t.Errorf("the day finds %d, %v", n, err)
		}
	})
}

// TestRenewTexts changes what a definition says of the search. Texts of before are
// not searched, because they may hold what is masked now.
func TestRenewTexts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		define := func(a, b string) *content.Store {
			t.Helper()
			list := dbtest.BuiltInAnd(t, "things:\n  firewall: organization\n  fields: {a: {type: text"+a+"}, b: {type: text"+b+"}}\n"+
				"  access: {list: {roles: [PUBLIC]}, create: {roles: [editor+]}, publish: {roles: [editor+]}}\n")
			registry := schema.NewRegistry(list)
			ensure(t, w, registry)
			return content.New(w.DB, registry, content.Options{Key: []byte("key")})
		}
		renew := func(s *content.Store) (heard []int) {
			t.Helper()
			pool, dialect, _, err := db.OpenOwner(db.Options{URL: w.URL})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = pool.Close() }()
			err = content.RenewTexts(ctx, pool, dialect, s.Registry(), func(collection string, done int) { heard = append(heard, done) })
			if err != nil {
				t.Fatal(err)
			}
			return heard
		}
		bo := w.Scope(dbtest.Bo, dbtest.Acme)
		finds := func(s *content.Store, search string) int {
			t.Helper()
			n, _, err := s.Count(ctx, bo, "things", content.Query{Search: search})
			if err != nil {
				t.Fatal(err)
			}
			if walked, _, err := s.Walking(0).Count(ctx, bo, "things", content.Query{Search: search}); err != nil || walked != n {
				t.Errorf("%s: the index finds %d, a walk %d, %v", search, n, walked, err)
			}
			return n
		}
		s := define(", search: true", "")
		for i := range 250 {
			if _, err := s.Create(ctx, bo, "things", schema.Values{"a": "apple", "b": fmt.Sprint("berry ", i)}, content.CreateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		if finds(s, "apple") != 250 || finds(s, "berry") != 0 || len(renew(s)) != 0 {
			t.Error("as declared")
		}
		s = define("", ", search: true")
		if finds(s, "apple") != 0 || finds(s, "berry") != 0 {
			t.Error("texts of another definition are searched")
		}
		if heard := renew(s); !reflect.DeepEqual(heard, []int{200, 250}) {
			t.Errorf("renewed %v", heard)
		}
		if finds(s, "apple") != 0 || finds(s, "berry") != 250 || len(renew(s)) != 0 {
			t.Error("not renewed")
		}
		s = define(", search: true", ", search: true, mask: {type: redact, show: {roles: [owner]}}")
		renew(s)
		if finds(s, "apple") != 250 || finds(s, "berry") != 0 {
			t.Error("what is masked is searched")
		}
	})
}
