package content_test

import (
	"encoding/base64"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

func (h *house) shelf() {
	h.t.Helper()
	for i, v := range []schema.Values{
		{"name": "Anvil", "price": 10.0, "sold": true, "since": "2024-01-05", "seen": "2024-05-01T10:00:00.000Z", "labels": []string{"iron", "heavy"}, "colors": []string{"red"}, "cost": 3.0},
		{"name": "bell", "price": 2.5, "sold": false, "since": "2023-12-31", "labels": []string{"iron"}, "stage": "done"},
		{"name": "Clock 100%", "price": -1.0, "colors": []string{"red", "blue"}, "stage": "draft"},
		{"name": "Drum", "sku": "D_1"},
		{"name": "Élan", "price": 10.0},
	} {
		e := h.made(h.bo, "products", v)
		if i == 1 {
			h.made(h.bo, "products", schema.Values{"name": "Zip", "parts": []string{e.ID}})
		}
	}
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.shelf()
		bell, err := h.List(ctx, h.bo, "products", content.Query{Filters: []content.Filter{{Field: "name", Values: []string{"bell"}}}})
		if err != nil || len(bell.Entries) != 1 {
			t.Fatal(bell, err)
		}
		for _, c := range []struct {
			field    string
			operator content.Operator
			values   string
			want     string
		}{
			{"name", content.Eq, "Drum", "Drum"},
			{"name", content.Like, "L", "Anvil bell Clock 100% Élan"},
			{"name", content.Like, "élan", "Élan"},
			{"name", content.Like, "0%", "Clock 100%"},
			{"sku", content.Like, "d_", "Drum"},
			{"sku", content.Like, "d%", ""},
			{"name", content.In, "Drum,Zip", "Drum Zip"},
			{"sku", content.Ne, "D_1", "Anvil Clock 100% Zip bell Élan"},
			{"price", content.Gt, "2.5", "Anvil Élan"},
			{"price", content.Gte, "2.5", "Anvil bell Élan"},
			{"price", content.Lt, "0", "Clock 100%"},
			{"price", content.Eq, "10.0", "Anvil Élan"},
			{"price", content.Null, "true", "Drum Zip"},
			{"price", content.NotIn, "10,2.5", "Clock 100% Drum Zip"},
			{"sold", content.Eq, "true", "Anvil"},
			{"sold", content.Ne, "true", "Clock 100% Drum Zip bell Élan"},
			{"since", content.Lt, "2024-01-01", "bell"},
			{"seen", content.Gte, "2024-05-01", "Anvil"},
			{"seen", content.Gte, "2024-05-01T12:01:00+02:00", ""},
			{"stage", content.In, "done,draft", "Clock 100% bell"},
			{"colors", content.Eq, "red", "Anvil Clock 100%"},
			{"colors", content.In, "blue,green", "Clock 100%"},
			{"colors", content.Ne, "red", "Drum Zip bell Élan"},
			{"colors", content.Null, "false", "Anvil Clock 100%"},
			{"labels", content.Eq, "iron", "Anvil bell"},
			{"labels", content.NotIn, "heavy", "Clock 100% Drum Zip bell Élan"},
			{"parts", content.Eq, bell.Entries[0].ID, "Zip"},
			{"parts", content.Ne, bell.Entries[0].ID, "Anvil Clock 100% Drum bell Élan"},
			{"id", content.Eq, bell.Entries[0].ID, "bell"},
			{"createdBy", content.Eq, dbtest.Bo, "Anvil Clock 100% Drum Zip bell Élan"},
			{"createdAt", content.Lt, "2020-01-01", ""},
			{"publishedAt", content.Null, "true", "Anvil Clock 100% Drum Zip bell Élan"},
			{"status", content.Eq, "published", ""},
			{"revision", content.Eq, "1", "Anvil Clock 100% Drum Zip bell Élan"},
		} {
			q := content.Query{Filters: []content.Filter{{Field: c.field, Operator: c.operator, Values: []string{c.values}}}}
			if c.operator == content.In || c.operator == content.NotIn {
				q.Filters[0].Values = strings.Split(c.values, ",")
			}
			got := h.titles(h.bo, "products", q)
			slices.Sort(got)
			want := c.want
			if joined := strings.Join(got, " "); joined != sorted(want) {
				t.Errorf("%s.%s=%s finds %q, want %q", c.field, c.operator, c.values, joined, sorted(want))
			}
		}
		if got := h.titles(h.bo, "products", content.Query{Search: "100% clock"}); len(got) != 1 {
			t.Errorf("search finds %v", got)
		}
		if got := h.titles(h.bo, "products", content.Query{Search: "ÉLAN"}); len(got) != 1 {
			t.Errorf("search finds %v", got)
		}
	})
}

// sorted puts labels, which hold spaces themselves, in byte order.
func sorted(labels string) string {
	parts := strings.Fields(strings.ReplaceAll(labels, "Clock 100%", "Clock_100%"))
	for i := range parts {
		parts[i] = strings.ReplaceAll(parts[i], "Clock_", "Clock ")
	}
	slices.Sort(parts)
	return strings.Join(parts, " ")
}

func TestRefusedQueries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, c := range []struct {
			f    content.Filter
			code string
			want map[string]string
		}{
			{content.Filter{Field: "prize", Values: []string{"1"}}, fault.CodeUnknownParameter, map[string]string{"field": "prize", "nearest": "price"}},
			{content.Filter{Field: "price", Values: []string{"cheap"}}, fault.CodeInvalidParameter, map[string]string{"field": "price", "want": "number"}},
			{content.Filter{Field: "price", Operator: content.Like, Values: []string{"1"}}, fault.CodeInvalidParameter, map[string]string{"field": "price", "operator": "like"}},
			{content.Filter{Field: "sold", Values: []string{"maybe"}}, fault.CodeInvalidParameter, map[string]string{"want": "true or false"}},
			{content.Filter{Field: "since", Values: []string{"yesterday"}}, fault.CodeInvalidParameter, map[string]string{"want": "date"}},
			{content.Filter{Field: "seen", Values: []string{"noon"}}, fault.CodeInvalidParameter, map[string]string{"want": "datetime"}},
			{content.Filter{Field: "createdAt", Values: []string{"noon"}}, fault.CodeInvalidParameter, map[string]string{"want": "datetime"}},
			{content.Filter{Field: "price", Operator: content.Null, Values: []string{"perhaps"}}, fault.CodeInvalidParameter, nil},
			{content.Filter{Field: "cost", Values: []string{"3"}}, fault.CodeUnknownParameter, nil}, // masked from editors
			{content.Filter{Field: "name", Values: []string{"a\x00b"}}, fault.CodeInvalidParameter, nil},
			{content.Filter{Field: "archivedAt", Values: []string{"2020-01-01"}}, fault.CodeUnknownParameter, nil},
		} {
			_, err := h.List(ctx, h.bo, "products", content.Query{Filters: []content.Filter{c.f}})
			mustFail(t, c.f.Field, err, c.code)
			params := fault.As(err).Params
			for name, want := range c.want {
				if params[name] != want {
					t.Errorf("%v: %s is %q, want %q", c.f, name, params[name], want)
				}
			}
		}
		for name, q := range map[string]content.Query{
			"limit": {Limit: 101}, "offset": {Offset: -1}, "status": {Status: "gone"}, "search": {Search: "\xff"},
		} {
			_, err := h.List(ctx, h.bo, "products", q)
			mustFail(t, name, err, fault.CodeInvalidParameter)
			if params := fault.As(err).Params; params["parameter"] != name {
				t.Errorf("%s: %v", name, params)
			}
		}
		_, err := h.List(ctx, h.bo, "products", content.Query{Sort: []schema.SortKey{{Field: "cost"}}})
		mustFail(t, "sort by a masked field", err, fault.CodeInvalidParameter)
		_, err = h.List(ctx, h.visitor, "products", content.Query{Filters: []content.Filter{{Field: "updatedBy", Values: []string{"x"}}}})
		mustFail(t, "a visitor filters by editor", err, fault.CodeUnknownParameter)
		_, err = h.List(ctx, h.visitor, "notes", content.Query{})
		mustFail(t, "nobody", err, fault.CodeUnauthenticated)
		stranger, errVisit := h.Gate.Visit(ctx, h.Actor(dbtest.Cy), access.Asked{ID: dbtest.Acme})
		if errVisit != nil {
			t.Fatal(errVisit)
		}
		_, err = h.List(ctx, stranger, "notes", content.Query{})
		mustFail(t, "a signed-in stranger", err, fault.CodeRoleRequired)
	})
}

func TestPaging(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i := range 13 {
			v := schema.Values{"name": fmt.Sprintf("P%02d", i), "sold": i%2 == 0}
			if i%3 > 0 {
				v["price"] = float64(i % 4)
			}
			e := h.made(h.bo, "products", v)
			if i%2 == 0 {
				if _, err := h.Publish(ctx, h.bo, "products", e.ID, content.PublishOptions{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		for _, sort := range [][]schema.SortKey{
			nil, {{Field: "price"}}, {{Field: "price", Descending: true}}, {{Field: "sold"}, {Field: "price", Descending: true}},
			{{Field: "updatedAt", Descending: true}}, {{Field: "publishedAt"}}, {{Field: "publishedAt", Descending: true}}, {{Field: "since"}, {Field: "name", Descending: true}},
		} {
			for _, scope := range []access.Scope{h.bo, h.visitor} {
				whole := h.titles(scope, "products", content.Query{Sort: sort, Limit: 100})
				var walked []string
				var pages []content.Page
				q := content.Query{Sort: sort, Limit: 3, Total: true}
				for {
					page, err := h.List(ctx, scope, "products", q)
					if err != nil {
						t.Fatalf("%v: %v", sort, err)
					}
					if page.Total != len(whole) || page.TotalCapped {
						t.Errorf("total %d", page.Total)
					}
					for _, e := range page.Entries {
						walked = append(walked, e.Label(scope))
					}
					pages = append(pages, page)
					if page.NextCursor == "" {
						break
					}
					q.Cursor = page.NextCursor
				}
				if !slices.Equal(walked, whole) {
					t.Errorf("%v: pages give %v, want %v", sort, walked, whole)
				}
				if len(pages) > 2 {
					q.Cursor = pages[2].PreviousCursor
					back, err := h.List(ctx, scope, "products", q)
					if err != nil || !reflect.DeepEqual(labels(back, scope), labels(pages[1], scope)) || back.PreviousCursor == "" || back.NextCursor == "" {
						t.Errorf("%v: back gives %v, %v", sort, labels(back, scope), err)
					}
					q.Cursor = pages[1].PreviousCursor
					first, err := h.List(ctx, scope, "products", q)
					if err != nil || !reflect.DeepEqual(labels(first, scope), labels(pages[0], scope)) || first.PreviousCursor != "" {
						t.Errorf("%v: first gives %v, %v", sort, labels(first, scope), err)
					}
				}
			}
		}
		page, err := h.List(ctx, h.bo, "products", content.Query{Limit: 3, Total: true, TotalCap: 10})
		if err != nil || page.Total != 10 || !page.TotalCapped {
			t.Errorf("capped total %d, %v", page.Total, err)
		}
		offset, err := h.List(ctx, h.bo, "products", content.Query{Limit: 3, Offset: 12})
		if err != nil || len(offset.Entries) != 1 || offset.HasMore {
			t.Errorf("offset %+v, %v", offset, err)
		}
		sealed, _ := base64.RawURLEncoding.DecodeString(page.NextCursor)
		sealed[len(sealed)-2] ^= 1
		for name, cursor := range map[string]string{"garbage": "x!", "short": "abcd", "forged": base64.RawURLEncoding.EncodeToString(sealed)} {
			_, err := h.List(ctx, h.bo, "products", content.Query{Cursor: cursor})
			mustFail(t, name, err, fault.CodeInvalidCursor)
		}
		for name, q := range map[string]content.Query{"other order": {Cursor: page.NextCursor, Sort: []schema.SortKey{{Field: "price"}}}} {
			_, err := h.List(ctx, h.bo, "products", q)
			mustFail(t, name, err, fault.CodeInvalidCursor)
		}
		_, err = h.List(ctx, h.cy, "products", content.Query{Cursor: page.NextCursor})
		mustFail(t, "other organization", err, fault.CodeInvalidCursor)
	})
}

func labels(p content.Page, scope access.Scope) []string {
	var names []string
	for _, e := range p.Entries {
		names = append(names, e.Label(scope))
	}
	return names
}

func TestPreviewRowByRow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		hers := h.published(h.ada, "reviews", schema.Values{"title": "B live", "grade": 1.0})
		his := h.published(h.bo, "reviews", schema.Values{"title": "A live", "grade": 2.0})
		for scope, e := range map[*access.Scope]content.Entry{&h.ada: hers, &h.bo: his} {
			if _, err := h.Update(ctx, *scope, "reviews", e.ID, schema.Values{"title": strings.Replace(e.Label(*scope), "live", "draft", 1), "grade": 9.0}, content.UpdateOptions{}); err != nil {
				t.Fatal(err)
			}
		}
		h.made(h.ada, "reviews", schema.Values{"title": "C her draft"})
		h.made(h.bo, "reviews", schema.Values{"title": "D his draft"})
		byTitle := []schema.SortKey{{Field: "title"}}
		for name, c := range map[string]struct {
			scope access.Scope
			want  []string
		}{
			"Ada":     {h.ada, []string{"A live", "B draft", "C her draft"}},
			"Bo":      {h.bo, []string{"A draft", "B live", "D his draft"}},
			"visitor": {h.visitor, []string{"A live", "B live"}},
		} {
			if got := h.titles(c.scope, "reviews", content.Query{Sort: byTitle}); !slices.Equal(got, c.want) {
				t.Errorf("%s sees %v", name, got)
			}
		}
		if got := h.titles(h.bo, "reviews", content.Query{Search: "draft", Sort: byTitle}); !slices.Equal(got, []string{"A draft", "D his draft"}) {
			t.Errorf("Bo finds %v", got)
		}
		high := []content.Filter{{Field: "grade", Operator: content.Gt, Values: []string{"5"}}}
		if got := h.titles(h.bo, "reviews", content.Query{Filters: high}); !slices.Equal(got, []string{"A draft"}) {
			t.Errorf("Bo filters %v", got)
		}
		e, err := h.Get(ctx, h.bo, "reviews", hers.ID)
		if err != nil || e.Label(h.bo) != "B live" || e.Draft || e.Revision != 1 {
			t.Errorf("Bo reads %+v, %v", e, err)
		}
		page, err := h.List(ctx, h.bo, "reviews", content.Query{Sort: byTitle, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if got := h.titles(h.bo, "reviews", content.Query{Sort: byTitle, Cursor: page.NextCursor}); !slices.Equal(got, []string{"B live", "D his draft"}) {
			t.Errorf("second page %v", got)
		}
		found, err := h.Labels(ctx, h.bo, "reviews", []string{hers.ID, his.ID})
		if err != nil || found[hers.ID].Label != "B live" || found[his.ID].Label != "A draft" {
			t.Errorf("labels %v, %v", found, err)
		}
	})
}

func TestRelationsAndDashboard(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ursula := h.made(h.bo, "authors", schema.Values{"name": "Ursula Vernon"})
		h.made(h.bo, "authors", schema.Values{"name": "Terry Pratchett"})
		h.made(h.cy, "authors", schema.Values{"name": "Ursula of Globex"})
		choices, err := h.Choices(ctx, h.bo, "posts", "author", "URS ver", 10)
		if err != nil || len(choices) != 1 || choices[0] != (content.Choice{ID: ursula.ID, Label: "Ursula Vernon", Status: "draft"}) {
			t.Errorf("choices %v, %v", choices, err)
		}
		if choices, err = h.Choices(ctx, h.bo, "posts", "author", "", 10); err != nil || len(choices) != 2 || choices[0].Label != "Terry Pratchett" {
			t.Errorf("choices %v, %v", choices, err)
		}
		if choices, err = h.Choices(ctx, h.visitor, "posts", "author", "", 10); err != nil || len(choices) != 0 {
			t.Errorf("a visitor is offered %v, %v", choices, err)
		}
		_, err = h.Choices(ctx, h.bo, "posts", "title", "", 10)
		mustFail(t, "no relation", err, fault.CodeNotFound)
		tag := h.published(h.bo, "tags", schema.Values{"name": "Go"})
		post := h.published(h.bo, "posts", schema.Values{"title": "Hi", "author": ursula.ID, "tags": []string{tag.ID}})
		for name, c := range map[string]struct {
			scope access.Scope
			want  int
		}{"Bo": {h.bo, 2}, "visitor": {h.visitor, 1}, "Cy": {h.cy, 0}} {
			related, err := h.Related(ctx, c.scope, "posts", []content.Entry{post}, nil)
			if err != nil || len(related) != c.want {
				t.Errorf("%s: related %v, %v", name, related, err)
			}
		}
		tagged := []content.Filter{{Field: "tags", Operator: content.In, Values: []string{tag.ID}}}
		if got := h.titles(h.visitor, "posts", content.Query{Filters: tagged}); !slices.Equal(got, []string{"Hi"}) {
			t.Errorf("tagged %v", got)
		}
		if _, err := h.Update(ctx, h.bo, "posts", post.ID, schema.Values{"tags": nil}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		if got := h.titles(h.bo, "posts", content.Query{Filters: tagged}); len(got) != 0 {
			t.Errorf("still tagged for editors: %v", got)
		}
		if got := h.titles(h.visitor, "posts", content.Query{Filters: tagged}); len(got) != 1 {
			t.Errorf("no longer tagged for visitors: %v", got)
		}
		recent, err := h.Recent(ctx, h.bo, 2)
		if err != nil || len(recent) != 2 || recent[0].ID != post.ID && recent[1].ID != post.ID { // both may have the same millisecond
			t.Errorf("recent %v, %v", recent, err)
		}
		counts, err := h.Counts(ctx, h.bo)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range counts {
			if c.Collection.Name == "authors" && (c.Total != 2 || c.Drafts != 2) || c.Collection.Name == "posts" && (c.Total != 1 || c.Drafts != 1) {
				t.Errorf("counts of %s: %+v", c.Collection.Name, c)
			}
		}
		entries, err := h.ByID(ctx, h.bo, "authors", []string{ursula.ID, "ent_nothing"})
		if err != nil || len(entries) != 1 || entries[ursula.ID].Label(h.bo) != "Ursula Vernon" {
			t.Errorf("by id %v, %v", entries, err)
		}
	})
}

func TestBulk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var ids []string
		for i := range 230 {
			e := h.made(h.bo, "products", schema.Values{"name": fmt.Sprint(i), "sold": i%2 == 0})
			ids = append(ids, e.ID)
		}
		h.made(h.cy, "products", schema.Values{"name": "Globex", "sold": true})
		sold := content.Query{Filters: []content.Filter{{Field: "sold", Values: []string{"true"}}}}
		got, err := h.Bulk(ctx, h.bo, "products", content.BulkPublish, content.Selection{Query: &sold})
		if err != nil || got.Changed != 115 || got.Skipped != 0 {
			t.Fatalf("publish %+v, %v", got, err)
		}
		if n, _, err := h.Count(ctx, h.visitor, "products", content.Query{}); err != nil || n != 115 {
			t.Errorf("visitors see %d, %v", n, err)
		}
		if n, _, err := h.Count(ctx, h.visitor, "products", content.Query{Search: "22"}); err != nil || n != 6 {
			t.Errorf("visitors find %d, %v", n, err)
		}
		got, err = h.Bulk(ctx, h.bo, "products", content.BulkPublish, content.Selection{IDs: append(ids[:3:3], "ent_gone", ids[0])})
		if err != nil || got.Changed != 1 || got.Skipped != 3 || got.Reasons[content.SkippedUnchanged] != 2 || got.Reasons[content.SkippedMissing] != 1 {
			t.Errorf("publish again %+v, %v", got, err)
		}
		got, err = h.Bulk(ctx, h.bo, "products", content.BulkUnpublish, content.Selection{Query: &content.Query{}})
		if err != nil || got.Changed != 116 || got.Skipped != 114 {
			t.Errorf("unpublish %+v, %v", got, err)
		}
		got, err = h.Bulk(ctx, h.bo, "products", content.BulkTrash, content.Selection{Query: &sold})
		if err != nil || got.Changed != 115 {
			t.Errorf("trash %+v, %v", got, err)
		}
		got, err = h.Bulk(ctx, h.bo, "products", content.BulkUntrash, content.Selection{Query: &content.Query{Status: content.TrashStatus}})
		if err != nil || got.Changed != 115 {
			t.Errorf("untrash %+v, %v", got, err)
		}
		_, err = h.Bulk(ctx, h.visitor, "products", content.BulkTrash, content.Selection{IDs: ids})
		mustFail(t, "a visitor", err, fault.CodeUnauthenticated)
		stolen, err := h.Bulk(ctx, h.cy, "products", content.BulkTrash, content.Selection{IDs: ids})
		if err != nil || stolen.Changed != 0 || stolen.Skipped != 230 {
			t.Errorf("Globex trashes %+v, %v", stolen, err)
		}
		if n, err := db.Select[model.Event](h.DB, h.ada.Within(access.OrganizationWide())).Where("type = 'entry.published'").Count(ctx, 1000); err != nil || n != 116 {
			t.Errorf("%d events of publication, %v", n, err)
		}
	})
}
