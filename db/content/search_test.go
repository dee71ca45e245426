package content_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
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
		for i := range 300 {
			h.made(h.bo, "posts", schema.Values{"title": fmt.Sprint("Post ", i), "content": strings.Repeat(fmt.Sprintf("filler%d ", i), 20)})
		}
		analyze(t, h.World)
		asked := db.MatchingStatement(h.DB, h.bo.Within(access.OrganizationWide()), db.Texts{Collection: "posts", MadeOf: h.MadeOf("posts")}, []db.Run{{Words: []string{"filler77"}}})
		got := plan(t, h.World, asked[len(asked)-1], append(asked[:len(asked)-1:len(asked)-1], "SET LOCAL enable_bitmapscan = on")...)
		if want := map[db.Dialect]string{db.SQLite: "VIRTUAL TABLE INDEX", db.Postgres: "entry_texts_words"}[h.DB.Dialect()]; !strings.Contains(got, want) {
			t.Errorf("%s\n%s", asked, got)
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
