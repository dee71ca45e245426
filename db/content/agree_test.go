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

// ruleOf draws a rule as a definition could write it.
func ruleOf(t *rapid.T, depth int) access.Rule {
	kind := rapid.IntRange(0, 5).Draw(t, "kind")
	if depth == 0 || kind < 4 {
		r := access.Rule{}
		switch rapid.IntRange(0, 4).Draw(t, "who") {
		case 0:
			r.Public = true
		case 1:
			r.UserRole = []string{"appmanager"}
		case 2: // a record part alone, which speaks of members
			r.Record = append(r.Record, conditionOf(t))
		default:
			r.Roles = rapid.SliceOfNDistinct(rapid.SampledFrom(ranks), 1, 4, rapid.ID).Draw(t, "roles")
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
		{Field: "size", Operator: access.GreaterThanOrEqual, Values: []any{2.5}},
		{Field: "size", Operator: access.LessThanOrEqual, Values: []any{0.0}},
		{Field: "size", Operator: access.In, Values: []any{1.0, 10.0}},
		{Field: "day", Operator: access.GreaterThan, Values: []any{"2026-01-01"}},
		{Field: "done", Operator: access.Equals, Values: []any{true}},
		{Field: "status", Operator: access.Equals, Values: []any{"published"}},
		{Field: "teamId", Operator: access.Equals, Values: []any{access.CtxTeamID}},
	}).Draw(t, "condition")
}

func queryOf(t *rapid.T) content.Query {
	q := content.Query{
		View:   rapid.SampledFrom([]string{"", "", "", "card"}).Draw(t, "view"),
		Status: rapid.SampledFrom([]content.Status{"", "", "", "draft", "published", "changed", "trash"}).Draw(t, "status"),
		Search: rapid.SampledFrom([]string{"", "", "", "amber", "CORAL reef", "äg", "pat"}).Draw(t, "search"),
	}
	q.Filters = rapid.SliceOfN(rapid.SampledFrom([]content.Filter{
		{Field: "size", Operator: content.Gte, Values: []string{"2.5"}}, {Field: "size", Operator: content.Lt, Values: []string{"3"}},
		{Field: "size", Operator: content.NotIn, Values: []string{"0", "-4"}}, {Field: "size", Operator: content.Null, Values: []string{"true"}},
		{Field: "stage", Operator: content.Ne, Values: []string{"open"}}, {Field: "stage", Operator: content.In, Values: []string{"open", "closed"}},
		{Field: "title", Operator: content.Like, Values: []string{"BL"}}, {Field: "done", Operator: content.Eq, Values: []string{"true"}},
		{Field: "day", Operator: content.Gt, Values: []string{"2026-01-01"}}, {Field: "tags", Operator: content.Eq, Values: []string{"y"}},
		{Field: "tags", Operator: content.Ne, Values: []string{"y"}}, {Field: "createdBy", Operator: content.Eq, Values: []string{"usr_owner"}},
		{Field: "status", Operator: content.Eq, Values: []string{"draft"}}, {Field: "note", Operator: content.Like, Values: []string{"pat"}},
		{Field: "up", Operator: content.Null, Values: []string{"false"}},
	}), 0, 2).Draw(t, "filters")
	q.Sort = rapid.SliceOfNDistinct(rapid.Custom(func(t *rapid.T) schema.SortKey {
		return schema.SortKey{
			Field:      rapid.SampledFrom([]string{"title", "stage", "size", "done", "day", "note", "createdAt", "updatedAt", "publishedAt", "status", "revision"}).Draw(t, "field"),
			Descending: rapid.Bool().Draw(t, "down"),
		}
	}), 0, 2, func(k schema.SortKey) string { return k.Field }).Draw(t, "sort")
	return q
}

// askable reports whether a person may ask so: not by what is masked from them,
// nor by what the view does not show.
func askable(w *world, p facts, q content.Query) bool {
	may := func(field string) bool {
		shown := q.View == "" || slices.Contains([]string{"title", "size"}, field) || schema.IsSystemField(field)
		return shown && (field != "note" || !w.tries(p))
	}
	return !slices.ContainsFunc(q.Filters, func(f content.Filter) bool { return !may(f.Field) }) &&
		!slices.ContainsFunc(q.Sort, func(k schema.SortKey) bool { return !may(k.Field) })
}

// ways are how a whole list can be read.
var ways = []string{"cursor", "offset", "back", "export"}

// walk reads a list in small pages, in one of the ways.
func (h *house) walk(scope access.Scope, name string, q content.Query, way string) (found []content.Entry, err error) {
	if way == "export" {
		n, err := h.Export(ctx, scope, name, q, func(part []content.Entry) error { found = append(found, part...); return nil })
		if err == nil && n != len(found) {
			err = fmt.Errorf("the export counts %d and has %d", n, len(found))
		}
		return found, err
	}
	for q.Limit = 3; ; {
		page, err := h.List(ctx, scope, name, q)
		if err != nil {
			return nil, err
		}
		found = append(found, page.Entries...)
		switch {
		case page.HasMore && way == "offset":
			q.Offset += q.Limit
		case page.HasMore:
			q.Cursor = page.NextCursor
		case way == "back" && page.PreviousCursor != "":
			return h.back(scope, name, q, page)
		default:
			return found, nil
		}
	}
}

// back reads a list from its last page to its first.
func (h *house) back(scope access.Scope, name string, q content.Query, page content.Page) ([]content.Entry, error) {
	found := page.Entries
	for page.PreviousCursor != "" {
		q.Cursor = page.PreviousCursor
		var err error
		if page, err = h.List(ctx, scope, name, q); err != nil {
			return nil, err
		}
		found = append(slices.Clone(page.Entries), found...)
	}
	return found, nil
}

func idsOf(entries []content.Entry) []string {
	ids := []string{}
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids
}

// Whatever the firewall, rules, roles and rows: lists in every order and by every
// page, counts, searches, exports, bulk actions, pickers, labels, histories and
// single reads say what a naive reading of the rules says.
func TestListsAndReadsAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h, worlds := peopled(t, w)
		rapid.Check(t, func(rt *rapid.T) {
			in, p := worlds[rapid.IntRange(0, len(worlds)-1).Draw(rt, "world")], rapid.SampledFrom(cast).Draw(rt, "person")
			h.worlds = worlds
			in.list, in.get, in.preview, in.publish_ = ruleOf(rt, 2), ruleOf(rt, 2), ruleOf(rt, 1), ruleOf(rt, 1)
			card := ruleOf(rt, 1)
			c, _ := h.registry.For("").Get(in.name)
			c.Access = map[schema.Operation]*access.Rule{
				schema.List: &in.list, schema.Get: &in.get, schema.Preview: &in.preview, schema.Publish: &in.publish_, schema.Update: &in.get,
			}
			c.Views[0].Access = &card
			scope, q := p.enter(t), queryOf(rt)
			rule := in.list
			if q.View != "" {
				rule = card
			}
			h.agreeOnList(rt, scope, p, in, rule, q)
			h.agreeOnReads(rt, scope, p, in)
		})
	})
}

// Every order that can be asked for puts every entry into its one place, by every
// way of paging, on both sides and where they are mixed.
func TestEveryOrderIsWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h, worlds := peopled(t, w)
		in := worlds[0]
		in.list = access.Rule{Public: true}
		in.preview = access.Rule{Or: []access.Rule{{Roles: []string{"owner"}}, {Roles: []string{"editor"}, Record: []access.Condition{
			{Field: "done", Operator: access.Equals, Values: []any{true}},
		}}}}
		c, _ := h.registry.For("").Get(in.name)
		c.Access = map[schema.Operation]*access.Rule{schema.List: &in.list, schema.Preview: &in.preview}
		for _, p := range []facts{cast[0], cast[2], cast[6]} { // who sees drafts, some drafts, no drafts
			scope := p.enter(t)
			for _, field := range content.QueriesOf(scope, c).Sorts {
				for i, way := range ways {
					q := content.Query{Sort: []schema.SortKey{{Field: field, Descending: i%2 == 0}}}
					found, err := h.walk(scope, in.name, q, way)
					if want := in.expected(p, in.list, q); err != nil || len(want) == 0 || !slices.Equal(idsOf(found), want) {
						t.Errorf("%s by %s, way %s: %v\n got %v\nwant %v", p.name, field, way, err, idsOf(found), want)
					}
				}
			}
		}
	})
}

func (h *house) agreeOnList(t *rapid.T, scope access.Scope, p facts, in *world, rule access.Rule, q content.Query) {
	found, err := h.walk(scope, in.name, q, rapid.SampledFrom(ways).Draw(t, "way"))
	n, _, failed := h.Count(ctx, scope, in.name, q)
	switch {
	case !p.some(rule, in.everybodys()):
		if !refusedAs(err, p) || !refusedAs(failed, p) {
			t.Fatalf("the rule lets nobody like %s through: %v, %v", p.name, err, failed)
		}
		return
	case !askable(in, p, q):
		if !fault.Is(err, fault.Invalid) {
			t.Fatalf("%s may ask %+v: %v", p.name, q, err)
		}
		return
	case err != nil || failed != nil:
		t.Fatalf("%s asks %+v: %v, %v", p.name, q, err, failed)
	}
	want := in.expected(p, rule, q)
	if got := idsOf(found); !slices.Equal(got, want) || n != len(want) {
		t.Fatalf("%s in %s asks %+v\n got %v (%d)\nwant %v", p.name, in.name, q, got, n, want)
	}
	q.Total, q.Limit = true, 2
	if page, err := h.List(ctx, scope, in.name, q); err != nil || page.Total != len(want) {
		t.Fatalf("total %d of %d, %v", page.Total, len(want), err)
	}
	h.agreeOnValues(t, scope, p, in, found)
	if p.some(in.publish_, in.everybodys()) {
		h.agreeOnBulk(t, scope, p, in, q, want)
	}
}

// agreeOnValues compares what leaves of each entry.
func (h *house) agreeOnValues(t *rapid.T, scope access.Scope, p facts, in *world, found []content.Entry) {
	for _, e := range found {
		row := in.rows[slices.IndexFunc(in.rows, func(r truth) bool { return r.id == e.ID })]
		values, draft := in.seen(p, row)
		if changed := schema.Diff(e.Values(), values); len(changed) > 0 || e.Draft != draft {
			t.Fatalf("%s sees other %v of %s: %s", p.name, changed, e.ID, e.Raw)
		}
		if !draft && (e.UpdatedBy != "" || e.Revision != row.liveRevision || int64(e.UpdatedAt) != row.publishedAt || e.FirstPublishedAt != 0) {
			t.Fatalf("%s sees traces of the draft: %+v", p.name, e)
		}
		f, _ := e.Collection.Field("note")
		if show := e.Show(scope)(f); e.View == nil && (show == schema.Masked) != in.masked(p, row) {
			t.Fatalf("%s sees the note of %s: %v", p.name, e.ID, show)
		}
	}
}

var errLeave = errors.New("leave everything as it was")

// agreeOnBulk does something with all that a query matches.
func (h *house) agreeOnBulk(t *rapid.T, scope access.Scope, p facts, in *world, q content.Query, want []string) {
	allowed := 0
	for _, row := range in.rows {
		if values, _ := in.seen(p, row); slices.Contains(want, row.id) && row.archivedAt == 0 && in.admits(p, in.publish_, row, values) {
			allowed++
		}
	}
	err := h.Together(ctx, func(ctx context.Context, s *content.Store) error {
		done, err := s.Bulk(ctx, scope, in.name, content.BulkPublish, content.Selection{Query: &q})
		if err != nil {
			return err
		}
		reached := done.Changed + done.Reasons[content.SkippedUnchanged] + done.Reasons[content.SkippedInvalid]
		if reached != allowed || done.Changed+done.Skipped != len(want) {
			t.Fatalf("%s in %s: bulk reaches %d of %d and counts %+v of %d", p.name, in.name, reached, allowed, done, len(want))
		}
		return errLeave
	})
	if !errors.Is(err, errLeave) {
		t.Fatal(err)
	}
}

// agreeOnTargets expands the relation of entries: each target shows exactly to
// whom reading it alone would.
func (h *house) agreeOnTargets(t *rapid.T, scope access.Scope, p facts, found []content.Entry) {
	if len(found) == 0 {
		return
	}
	entries := make([]*content.Entry, len(found))
	for i := range found {
		entries[i] = &found[i]
	}
	targets, err := h.Expand(ctx, scope, found[0].Collection, entries, content.Expansion{"up": nil})
	if err != nil {
		t.Fatal(err)
	}
	to := h.worlds[0]
	for _, e := range found {
		id := e.Values().Text("up")
		i := slices.IndexFunc(to.rows, func(r truth) bool { return r.id == id })
		if i < 0 {
			continue
		}
		values, _ := to.seen(p, to.rows[i])
		readable := values != nil && to.rows[i].archivedAt == 0 && to.admits(p, to.get, to.rows[i], values)
		target := targets[to.name][id]
		if readable != (target != nil) {
			t.Fatalf("%s may read %s: %v, and expands it: %v", p.name, id, readable, target != nil)
		}
		if target != nil {
			h.agreeOnValues(t, scope, p, to, []content.Entry{*target})
		}
	}
}

// agreeOnReads reads every row by itself, in every way there is.
func (h *house) agreeOnReads(t *rapid.T, scope access.Scope, p facts, in *world) {
	var ids, readable, listed []string
	var found []content.Entry
	for _, row := range in.rows {
		ids = append(ids, row.id)
		e, err := h.Get(ctx, scope, in.name, row.id)
		values, draft := in.seen(p, row)
		want := ""
		switch {
		case !p.some(in.get, in.everybodys()) && p.id == "":
			want = fault.CodeUnauthenticated
		case !p.some(in.get, in.everybodys()):
			want = fault.CodeRoleRequired
		case values == nil || row.archivedAt != 0:
			want = fault.CodeFirewallNotFound
		case !in.admits(p, in.get, row, values):
			want = fault.CodeConditionFailed
		}
		if want != "" && !fault.Has(err, want) || want == "" && err != nil {
			t.Fatalf("%s reads %s of %s: %v, want %q", p.name, row.id, in.name, err, want)
		}
		x, failed := h.Explain(ctx, scope, in.name, "get", row.id)
		if failed != nil || x.Allowed != (want == "") || x.Code != want {
			t.Fatalf("%s reads %s: %v, explained as %v %s, %v", p.name, row.id, err, x.Allowed, x.Code, failed)
		}
		_, err = h.Revisions(ctx, scope, in.name, row.id)
		if history := p.some(in.get, in.everybodys()) && draft && in.admits(p, in.get, row, row.draft); history != (err == nil) {
			t.Fatalf("%s reads the history of %s: %v, though the draft shows: %v", p.name, row.id, err, history)
		}
		if want == "" {
			readable, found = append(readable, row.id), append(found, e)
			if !e.May.Update {
				t.Fatalf("%s can be read, and by the same rule not be changed", row.id)
			}
		}
		if values != nil && row.archivedAt == 0 && in.admits(p, in.list, row, values) {
			listed = append(listed, row.id)
		}
	}
	h.agreeOnValues(t, scope, p, in, found)
	h.agreeOnTargets(t, scope, p, found)
	byID, err := h.ByID(ctx, scope, in.name, ids)
	labels, failed := h.Labels(ctx, scope, in.name, ids)
	if err != nil || failed != nil || len(byID) != len(readable) || len(labels) != len(readable) {
		t.Fatalf("%d by id, %d labels of %d: %v, %v", len(byID), len(labels), len(readable), err, failed)
	}
	for _, e := range found {
		if choice := labels[e.ID]; byID[e.ID].ID != e.ID || choice.Label != e.Values().Text("title") {
			t.Fatalf("%s is called %q, and is %q", e.ID, choice.Label, e.Values().Text("title"))
		}
	}
	if in.name == "by-organization" {
		choices, err := h.Choices(ctx, scope, in.name, "up", "", content.MaxLimit)
		var offered []string
		for _, choice := range choices {
			offered = append(offered, choice.ID)
		}
		if err != nil || !slices.Equal(ordered(offered), ordered(listed)) {
			t.Fatalf("the picker offers %d of %d, %v", len(offered), len(listed), err)
		}
	}
	counts, err := h.Counts(ctx, scope)
	if err != nil {
		t.Fatal(err)
	}
	for _, count := range counts {
		if count.Collection.Name == in.name && count.Total != len(listed) {
			t.Fatalf("the dashboard counts %d of %d", count.Total, len(listed))
		}
	}
}
