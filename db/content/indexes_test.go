package content_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// plan is what the database would do for a statement, run as the owner of the
// organization's rows.
func plan(t *testing.T, w *dbtest.World, statement string, settings ...string) string {
	t.Helper()
	tx, err := w.DB.Pool().Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	explain := "EXPLAIN QUERY PLAN "
	if w.DB.Dialect() == db.Postgres {
		explain = "EXPLAIN "
		settings = append([]string{
			"SET LOCAL enable_seqscan = off", "SET LOCAL enable_bitmapscan = off",
			"SELECT set_config('app.organization', '" + dbtest.Acme + "', true)",
		}, settings...)
		for _, s := range settings {
			if _, err := tx.Exec(s); err != nil {
				t.Fatal(err)
			}
		}
	}
	rows, err := tx.Query(explain + statement)
	if err != nil {
		t.Fatalf("%v in %s", err, statement)
	}
	defer func() { _ = rows.Close() }()
	var lines []string
	columns, _ := rows.Columns()
	for rows.Next() {
		into := make([]any, len(columns))
		for i := range into {
			into[i] = new(any)
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		line, _ := (*into[len(into)-1].(*any)).(string)
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func analyze(t testing.TB, w *dbtest.World) {
	t.Helper()
	pool, _, _, err := db.OpenOwner(db.Options{URL: w.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.Exec("ANALYZE"); err != nil {
		t.Fatal(err)
	}
}

func TestListsUseIndexes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i := range 300 {
			v := schema.Values{"name": fmt.Sprint(i), "price": float64(i)}
			h.made(h.bo, "products", v)
			if post := (schema.Values{"title": fmt.Sprint("Post ", i)}); i%2 == 0 {
				h.made(h.bo, "posts", post)
			} else {
				h.published(h.bo, "posts", post)
			}
		}
		if _, err := h.Bulk(ctx, h.ada, "posts", content.BulkTrash, content.Selection{Query: &content.Query{Search: "7"}}); err != nil {
			t.Fatal(err)
		}
		analyze(t, h.World)
		for name, c := range map[string]struct {
			scope access.Scope
			coll  string
			q     content.Query
			want  string
		}{
			"default":     {h.bo, "posts", content.Query{}, "entries_updated"},
			"by creation": {h.bo, "posts", content.Query{Sort: []schema.SortKey{{Field: "createdAt", Descending: true}}}, "entries_created"},
			"published":   {h.visitor, "posts", content.Query{}, "entries_published"},
			"drafts":      {h.bo, "posts", content.Query{Status: content.DraftStatus}, "entries_"},
			"trash":       {h.bo, "posts", content.Query{Status: content.TrashStatus}, "entries_archived"},
			"slug":        {h.bo, "posts", content.Query{Filters: []content.Filter{{Field: "slug", Values: []string{"post-8"}}}}, "entries_x_"},
			"live slug":   {h.visitor, "posts", content.Query{Filters: []content.Filter{{Field: "slug", Values: []string{"post-8"}}}}, "entries_x_"},
			"by title":    {h.bo, "posts", content.Query{Sort: []schema.SortKey{{Field: "title"}}}, "entries_x_"},
			"from title":  {h.bo, "posts", content.Query{Sort: []schema.SortKey{{Field: "title", Descending: true}}}, "entries_x_"},
			"by number":   {h.bo, "products", content.Query{Filters: []content.Filter{{Field: "price", Operator: content.Gt, Values: []string{"290"}}}, Sort: []schema.SortKey{{Field: "price"}}}, "entries_x_"},
		} {
			statement, err := h.Statement(ctx, c.scope, c.coll, c.q)
			if err != nil {
				t.Fatal(err)
			}
			one := strings.Contains(name, "slug")
			var settings []string
			if !one { // a few hundred rows are cheaper to sort; many are not
				settings = append(settings, "SET LOCAL enable_sort = off")
			}
			got := plan(t, h.World, statement, settings...)
			if one && h.DB.Dialect() == db.Postgres {
				c.want = "entries_" // see EnsureIndexes
			}
			if !strings.Contains(got, c.want) {
				t.Errorf("%s: %s\n%s", name, statement, got)
			}
			if strings.Contains(got, "TEMP B-TREE") || strings.Contains(got, "Sort") {
				if !one {
					t.Errorf("%s sorts: %s\n%s", name, statement, got)
				}
			}
			if strings.Contains(statement, `"live"`) && strings.Contains(statement, `"values",`) {
				t.Errorf("%s reads both sides: %s", name, statement)
			}
		}
	})
}

func TestEnsureIndexes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		pool, dialect, _, err := db.OpenOwner(db.Options{URL: w.URL})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = pool.Close() }()
		count := func() (n int) {
			t.Helper()
			query := "SELECT count(*) FROM sqlite_master WHERE name LIKE 'entries\\_x\\_%' ESCAPE '\\'"
			if dialect == db.Postgres {
				query = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'entries\\_x\\_%'"
			}
			if err := pool.QueryRow(query).Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		define := func(fields string) *schema.Registry {
			return schema.NewRegistry(dbtest.BuiltInAnd(t, "things:\n  firewall: organization\n  fields: {"+fields+"}\n  access: {list: {roles: [member+]}}\n"))
		}
		if err := content.EnsureIndexes(ctx, pool, dialect, schema.NewRegistry(dbtest.BuiltInAnd(t, "things:\n  firewall: organization\n  fields: {a: {type: text}}\n  access: {list: {roles: [member+]}}\n"))); err != nil {
			t.Fatal(err)
		}
		base := count()
		for _, c := range []struct {
			fields string
			extra  int
		}{{"a: {type: text}", 0}, {"a: {type: text, index: true}, n: {type: number, index: true}", 4}, {"a: {type: text, index: true}", 2}, {"a: {type: text}", 0}} {
			for range 2 {
				if err := content.EnsureIndexes(ctx, pool, dialect, define(c.fields)); err != nil {
					t.Fatal(err)
				}
			}
			if n := count(); n != base+c.extra {
				t.Errorf("%s: %d indexes", c.fields, n)
			}
		}
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(access.OrganizationWide())
		for _, id := range []string{"ent_1", "ent_2"} {
			err := db.Add(ctx, w.DB, acme, &model.Entry{ID: id, Collection: "things", Status: model.Draft, Revision: 1, Values: json.RawMessage(`{"a":"twice"}`)})
			if err != nil {
				t.Fatal(err)
			}
		}
		err = content.EnsureIndexes(ctx, pool, dialect, define("a: {type: text, unique: true}"))
		if err == nil || !strings.Contains(err.Error(), `field "a" of collection "things"`) || !strings.Contains(err.Error(), `"twice"`) {
			t.Errorf("got %v", err)
		}
		if n := count(); n != base {
			t.Errorf("after a failure: %d indexes", n)
		}
	})
}
