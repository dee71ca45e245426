package content_test

import (
	"slices"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

const viewed = `
staff:
  display: name
  firewall: organization
  fields:
    name:   {type: text, required: true, search: true}
    phone:  {type: text, search: true}
    room:   {type: text, search: true}
    salary: {type: number, mask: {type: redact, show: {roles: [admin+]}}}
    hidden: {type: text}
  sort: hidden
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, publish: {roles: [member+]}, delete: {roles: [editor+]}}
  views:
    card:    {fields: [name, phone], access: {roles: [PUBLIC]}, filterable: [room], sortable: [name]}
    payroll: {fields: [name, salary], access: {or: [{roles: [owner]}, {roles: [editor], record: {createdBy: {equals: $ctx.userId}}}]}}
    silent:  {fields: [name], searchable: []}
`

// opened is a house with collections of its own.
func opened(t testing.TB, w *dbtest.World, source string) *house {
	t.Helper()
	h := open(t, w)
	h.registry = schema.NewRegistry(dbtest.BuiltInAnd(t, source))
	ensure(t, w, h.registry)
	h.Store = content.New(w.DB, h.registry, content.Options{Key: []byte("key")})
	return h
}

func TestViews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, viewed)
		h.published(h.bo, "staff", schema.Values{"name": "Bea", "phone": "555", "room": "attic", "salary": 10.0, "hidden": "z"})
		h.published(h.ada, "staff", schema.Values{"name": "Ada", "phone": "777", "room": "cellar", "salary": 20.0, "hidden": "secret"})
		names := func(scope access.Scope, q content.Query) []string {
			t.Helper()
			q.Total = true
			page, err := h.List(ctx, scope, "staff", q)
			if err != nil {
				t.Fatalf("%+v: %v", q, err)
			}
			if page.Total != len(page.Entries) {
				t.Errorf("%+v counts %d and lists %d", q, page.Total, len(page.Entries))
			}
			var found []string
			for _, e := range page.Entries {
				found = append(found, e.Label(scope))
			}
			slices.Sort(found)
			return found
		}
		if _, err := h.List(ctx, h.visitor, "staff", content.Query{}); !fault.Has(err, fault.CodeUnauthenticated) {
			t.Errorf("a visitor lists everything: %v", err)
		}
		where := func(field, value string) []content.Filter {
			return []content.Filter{{Field: field, Values: []string{value}}}
		}
		for _, c := range []struct {
			what  string
			scope access.Scope
			q     content.Query
			want  []string
		}{
			{"a visitor sees the card", h.visitor, content.Query{View: "card"}, []string{"Ada", "Bea"}},
			{"filtered as allowed", h.visitor, content.Query{View: "card", Filters: where("room", "attic")}, []string{"Bea"}},
			{"searched in what shows", h.visitor, content.Query{View: "card", Search: "be 555"}, []string{"Bea"}},
			{"not searched in what does not", h.visitor, content.Query{View: "card", Search: "attic"}, nil},
			{"an owner's payroll", h.ada, content.Query{View: "payroll"}, []string{"Ada", "Bea"}},
			{"an editor's payroll is what they made", h.bo, content.Query{View: "payroll"}, []string{"Bea"}},
			{"and so when searched", h.bo, content.Query{View: "payroll", Search: "a"}, []string{"Bea"}},
		} {
			if got := names(c.scope, c.q); !slices.Equal(got, c.want) {
				t.Errorf("%s: %v, want %v", c.what, got, c.want)
			}
		}
		for _, c := range []struct {
			what  string
			scope access.Scope
			q     content.Query
			code  string
		}{
			{"no such view", h.bo, content.Query{View: "crad"}, fault.CodeInvalidParameter},
			{"no access", h.visitor, content.Query{View: "payroll"}, fault.CodeUnauthenticated},
			{"a field outside", h.visitor, content.Query{View: "card", Filters: where("hidden", "z")}, fault.CodeUnknownParameter},
			{"a field that shows but is no filter", h.visitor, content.Query{View: "card", Filters: where("name", "Bea")}, fault.CodeUnknownParameter},
			{"a system field that is no filter", h.visitor, content.Query{View: "card", Filters: where("createdBy", dbtest.Bo)}, fault.CodeUnknownParameter},
			{"a masked field", h.bo, content.Query{View: "payroll", Filters: where("salary", "10")}, fault.CodeUnknownParameter},
			{"an order outside", h.visitor, content.Query{View: "card", Sort: []schema.SortKey{{Field: "phone"}}}, fault.CodeInvalidParameter},
			{"nothing to search", h.bo, content.Query{View: "silent", Search: "a"}, fault.CodeInvalidParameter},
		} {
			_, err := h.List(ctx, c.scope, "staff", c.q)
			mustFail(t, c.what, err, c.code)
		}
		_, err := h.List(ctx, h.bo, "staff", content.Query{View: "crad"})
		if f := fault.As(err); f.Params["nearest"] != "card" || f.Params["allowed"] != "card, payroll, silent" {
			t.Errorf("an unknown view names %v", f.Params)
		}

		page, err := h.List(ctx, h.bo, "staff", content.Query{View: "card", Limit: 1, Sort: []schema.SortKey{{Field: "name"}}})
		if err != nil || page.NextCursor == "" {
			t.Fatal(page, err)
		}
		if f, _ := page.Entries[0].Collection.Field("hidden"); page.Entries[0].Show(h.bo)(f) != schema.Hidden {
			t.Error("a field outside the view shows")
		}
		next := content.Query{View: "card", Limit: 1, Sort: []schema.SortKey{{Field: "name"}}, Cursor: page.NextCursor}
		if second, err := h.List(ctx, h.bo, "staff", next); err != nil || len(second.Entries) != 1 || second.Entries[0].Label(h.bo) != "Bea" {
			t.Errorf("the second page is %v, %v", second, err)
		}
		next.View = "silent"
		_, err = h.List(ctx, h.bo, "staff", next)
		mustFail(t, "a cursor of another view", err, fault.CodeInvalidCursor)

		trashed, err := h.Bulk(ctx, h.bo, "staff", content.BulkTrash, content.Selection{Query: &content.Query{View: "payroll"}})
		if err != nil || trashed.Changed != 1 {
			t.Errorf("bulk through a view: %+v, %v", trashed, err)
		}
	})
}
