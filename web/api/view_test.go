package api_test

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

func TestViews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.live("staff", object{"name": "Bea", "phone": "555-1", "salary": 10, "room": "attic"})
		h.live("staff", object{"name": "Abe", "phone": "555-2", "salary": 20})
		at := "/api/v1/staff"

		// Who asks for no view gets the default one, though the list itself is closed.
		a := h.want(h.get(nobody, at+inAcme), 200, "")
		if a.json["view"] != "card" || !slices.Equal(texts(a, "name"), []string{"Abe", "Bea"}) {
			t.Errorf("the default view: %s", a.body)
		}
		for _, hidden := range []string{"salary", "room", "attic"} {
			if strings.Contains(a.body, hidden) {
				t.Errorf("the card shows %s: %s", hidden, a.body)
			}
		}
		if b := h.want(h.get(nobody, at+asking("view", "card")), 200, ""); b.body != a.body {
			t.Errorf("named: %s, by default: %s", b.body, a.body)
		}
		a = h.want(h.get(dbtest.Bo, at+asking("view", "payroll", "name", "Bea", "total", "true")), 200, "")
		if a.json["view"] != "payroll" || a.member("pagination")["total"] != 1.0 || !strings.Contains(a.body, `"salary":"[REDACTED]"`) {
			t.Errorf("masks hold in a view: %s", a.body)
		}
		a = h.want(h.get(dbtest.Bo, at+asking("view", "card", "fields", "id,name")), 200, "")
		if strings.Contains(a.body, "phone") || strings.Contains(a.body, "createdAt") {
			t.Errorf("chosen members of a view: %s", a.body)
		}
		for _, c := range []struct {
			who   string
			query []string
			code  string
			names string
		}{
			{dbtest.Bo, []string{"view", "crad"}, fault.CodeInvalidParameter, `["card","payroll"]`},
			{nobody, []string{"view", "crad"}, fault.CodeInvalidParameter, `["card"]`},
			{dbtest.Bo, []string{"view", ""}, fault.CodeInvalidParameter, "card"},
			{dbtest.Bo, []string{"view", "card", "fields", "salary"}, fault.CodeInvalidParameter, "phone"},
			{dbtest.Bo, []string{"view", "card", "room", "attic"}, fault.CodeUnknownParameter, "name"},
			{dbtest.Bo, []string{"view", "card", "sort", "room"}, fault.CodeInvalidParameter, "name"},
			{nobody, []string{"phone", "555-1"}, fault.CodeUnknownParameter, "name"},
		} {
			if a := h.want(h.get(c.who, at+asking(c.query...)), 400, c.code); !strings.Contains(a.body, c.names) {
				t.Errorf("%v does not name %s: %s", c.query, c.names, a.body)
			}
		}
		h.want(h.get(nobody, at+asking("view", "payroll")), 401, fault.CodeUnauthenticated)
		h.want(h.get(dbtest.Cy, at+asking("view", "payroll")), 404, fault.CodeNotFound)
		h.want(h.get(nobody, at+"/"+id+inAcme), 401, fault.CodeUnauthenticated)
	})
}
