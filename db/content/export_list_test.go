package content_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// exported are the ids of an export, in its order.
func (h *house) exported(scope access.Scope, collection string, q content.Query) []string {
	h.t.Helper()
	ids := []string{}
	n, err := h.Export(ctx, scope, collection, q, func(entries []content.Entry) error {
		for _, e := range entries {
			ids = append(ids, e.ID)
		}
		return nil
	})
	if err != nil || n != len(ids) {
		h.t.Fatalf("export of %s: %d, %v", collection, n, err)
	}
	return ids
}

// listed are the ids of all pages of a list.
func (h *house) listed(scope access.Scope, collection string, q content.Query) []string {
	h.t.Helper()
	ids := []string{}
	for q.Limit = content.MaxLimit; ; {
		page, err := h.List(ctx, scope, collection, q)
		if err != nil {
			h.t.Fatal(err)
		}
		for _, e := range page.Entries {
			ids = append(ids, e.ID)
		}
		if q.Cursor = page.NextCursor; q.Cursor == "" {
			return ids
		}
	}
}

func TestAnExportIsTheList(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const many = 1207 // of three parts, the last one short
		err := h.Together(ctx, func(ctx context.Context, s *content.Store) error {
			for i := range many {
				_, err := s.Create(ctx, h.ada, "products", schema.Values{"name": fmt.Sprintf("Part %d", i%7), "price": float64(i % 50)},
					content.CreateOptions{Publish: i%3 == 0})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		h.made(h.bo, "notes", schema.Values{"title": "Bo's"})
		h.made(h.ada, "notes", schema.Values{"title": "Ada's"})
		for name, ask := range map[string]struct {
			scope      access.Scope
			collection string
			query      content.Query
			want       int
		}{
			"everything":         {h.ada, "products", content.Query{}, many},
			"a visitor":          {h.visitor, "products", content.Query{}, 403},
			"a filter":           {h.bo, "products", content.Query{Filters: []content.Filter{{Field: "price", Operator: content.Lt, Values: []string{"10"}}}}, 247},
			"a search":           {h.bo, "products", content.Query{Search: "part 3"}, 172},
			"an order with ties": {h.ada, "products", content.Query{Sort: []schema.SortKey{{Field: "price", Descending: true}}}, many},
			"a status":           {h.ada, "products", content.Query{Status: content.DraftStatus}, many - 403},
			"a page's limits":    {h.ada, "products", content.Query{Limit: 3, Offset: 9, Total: true}, many},
			"a record condition": {h.bo, "notes", content.Query{}, 1},
			"the neighbour":      {h.cy, "products", content.Query{}, 0},
		} {
			got := h.exported(ask.scope, ask.collection, ask.query)
			ask.query.Offset = 0
			if want := h.listed(ask.scope, ask.collection, ask.query); len(got) != ask.want || !slices.Equal(got, want) {
				t.Errorf("%s: %d exported, %d listed, wanted %d", name, len(got), len(want), ask.want)
			}
		}
		nothing := func([]content.Entry) error { t.Error("written all the same"); return nil }
		_, err = h.Export(ctx, h.visitor, "notes", content.Query{}, nothing)
		mustFail(t, "a visitor of notes", err, fault.CodeUnauthenticated)
		_, err = h.Export(ctx, h.ada, "products", content.Query{Filters: []content.Filter{{Field: "pric", Values: []string{"1"}}}}, nothing)
		mustFail(t, "an unknown field", err, fault.CodeUnknownParameter)
		_, err = h.Export(ctx, h.ada, "banner", content.Query{}, nothing)
		mustFail(t, "a singleton", err, fault.CodeRoleRequired)
	})
}
