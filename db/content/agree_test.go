package content_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

const agreeing = `
agree:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true, search: true}
    stage: {type: select, options: [open, closed]}
    size:  {type: number}
  access: {list: {roles: [owner]}, create: {roles: [member+]}, publish: {roles: [member+]}}
`

// ruleOf draws a rule as a definition could write it.
func ruleOf(t *rapid.T, depth int) access.Rule {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 || kind < 4 {
		r := access.Rule{}
		switch rapid.IntRange(0, 3).Draw(t, "who") {
		case 0:
			r.Public = true
		case 1:
			r.UserRole = []string{"admin"}
		default:
			r.Roles = rapid.SliceOfNDistinct(rapid.SampledFrom(access.DefaultHierarchy()), 1, 3, rapid.ID).Draw(t, "roles")
		}
		for range rapid.IntRange(0, 2).Draw(t, "conditions") {
			r.Record = append(r.Record, conditionOf(t))
		}
		return r
	}
	branches := []access.Rule{ruleOf(t, depth-1), ruleOf(t, depth-1)}
	if kind == 4 {
		return access.Rule{Or: branches}
	}
	return access.Rule{And: branches}
}

func conditionOf(t *rapid.T) access.Condition {
	return rapid.SampledFrom([]access.Condition{
		{Field: "createdBy", Operator: access.Equals, Values: []any{access.CtxUserID}},
		{Field: "createdBy", Operator: access.NotEquals, Values: []any{access.CtxUserID}},
		{Field: "stage", Operator: access.Equals, Values: []any{"open"}},
		{Field: "stage", Operator: access.NotEquals, Values: []any{"open"}},
		{Field: "stage", Operator: access.Equals, Values: []any{nil}},
		{Field: "stage", Operator: access.NotIn, Values: []any{"open", "closed"}},
		{Field: "size", Operator: access.LessThan, Values: []any{3.0}},
		{Field: "size", Operator: access.GreaterThanOrEqual, Values: []any{3.0}},
		{Field: "size", Operator: access.In, Values: []any{1.0, 5.0}},
		{Field: "status", Operator: access.Equals, Values: []any{"published"}},
		{Field: "teamId", Operator: access.Equals, Values: []any{access.CtxTeamID}},
	}).Draw(t, "condition")
}

// Whatever the rules, roles and rows: list, count, search, bulk and single reads
// say the same, and so does the explanation.
func TestListsAndReadsAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, agreeing)
		var ids []string
		for i := range 12 {
			values := schema.Values{"title": fmt.Sprintf("word %d", i)}
			if i%3 > 0 {
				values["stage"] = []string{"", "open", "closed"}[i%3]
			}
			if i%4 > 0 {
				values["size"] = float64(i % 6)
			}
			by := []access.Scope{h.ada, h.bo}[i%2]
			e, err := h.Create(ctx, by, "agree", values, content.CreateOptions{Publish: i%5 < 3})
			if err != nil {
				t.Fatal(err)
			}
			ids = append(ids, e.ID)
		}
		scopes := []access.Scope{h.ada, h.bo, h.visitor, h.cy}
		rapid.Check(t, func(rt *rapid.T) {
			rule, preview := ruleOf(rt, 2), ruleOf(rt, 1)
			scope := rapid.SampledFrom(scopes).Draw(rt, "scope")
			c, _ := h.registry.For("").Get("agree")
			given := c.Access
			defer func() { c.Access = given }()
			c.Access = map[schema.Operation]*access.Rule{
				schema.List: &rule, schema.Get: &rule, schema.Publish: &rule, schema.Update: &rule, schema.Preview: &preview,
			}
			var readable []string
			refused := scope.Decide(&rule).Refused()
			for _, id := range ids {
				e, err := h.Get(ctx, scope, "agree", id)
				x, failed := h.Explain(ctx, scope, "agree", "get", id)
				if failed != nil || x.Allowed != (err == nil) || !x.Allowed && x.Code != fault.As(err).Code {
					rt.Fatalf("reading %s: %v, explained as %v %s, %v", id, err, x.Allowed, x.Code, failed)
				}
				if err != nil {
					continue
				}
				readable = append(readable, id)
				if !e.May.Update {
					rt.Fatalf("%s can be read, and by the same rule not be changed", id)
				}
			}
			for _, q := range []content.Query{{Total: true}, {Total: true, Search: "word"}, {Total: true, Sort: []schema.SortKey{{Field: "size"}}}} {
				page, err := h.List(ctx, scope, "agree", q)
				if refused != (err != nil) {
					rt.Fatalf("list: %v, though the rule refuses: %v", err, refused)
				}
				var listed []string
				for _, e := range page.Entries {
					listed = append(listed, e.ID)
				}
				slices.Sort(listed)
				want := slices.Sorted(slices.Values(readable))
				if !slices.Equal(listed, want) || page.Total != len(want) {
					rt.Fatalf("%+v lists %d and counts %d of %d that can be read", q, len(listed), page.Total, len(want))
				}
			}
			if refused {
				return
			}
			stop := errors.New("leave everything as it was")
			err := h.Together(ctx, func(ctx2 context.Context, s *content.Store) error {
				done, err := s.Bulk(ctx2, scope, "agree", content.BulkPublish, content.Selection{IDs: ids})
				if err != nil {
					return err
				}
				if touched := done.Changed + done.Reasons[content.SkippedUnchanged]; touched != len(readable) {
					rt.Fatalf("bulk reaches %d of %d that can be read: %+v", touched, len(readable), done)
				}
				return stop
			})
			if !errors.Is(err, stop) {
				rt.Fatal(err)
			}
		})
	})
}
