package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

func TestList(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i := range 5 {
			h.live("people", object{"name": fmt.Sprintf("P%d", i), "age": 20 + i, "skills": []string{"go", fmt.Sprintf("s%d", i%2)}})
		}
		names := func(pairs ...string) []string {
			t.Helper()
			return texts(h.want(h.get(dbtest.Bo, "/api/v1/people"+asking(pairs...)), 200, ""), "name")
		}
		for _, c := range []struct {
			want  string
			query []string
		}{
			{"P0 P1 P2 P3 P4", []string{"sort", "name"}},
			{"P4 P3 P2 P1 P0", []string{"sort", "-age"}},
			{"P4 P2 P0", []string{"sort", "-status,-age", "skills.in", "s0,nothing", "limit", "3"}},
			{"P2", []string{"name", "P2"}},
			{"P0 P1", []string{"sort", "name", "age.lt", "22"}},
			{"P3 P4", []string{"sort", "name", "age.gte", "23"}},
			{"P0 P4", []string{"sort", "name", "name.in", "P0,P4,P9"}},
			{"P1 P2 P3", []string{"sort", "name", "name.notIn", "P0,P4"}},
			{"P0 P1 P2 P3 P4", []string{"sort", "name", "name.like", "p"}},
			{"P0 P1 P2 P3 P4", []string{"sort", "name", "code.null", "true"}},
			{"", []string{"code.null", "false"}},
			{"P3", []string{"search", "p3"}},
			{"P1 P2", []string{"sort", "name", "limit", "2", "offset", "1"}},
			{"P0 P1 P2 P3 P4", []string{"sort", "name", "status", "published", "createdBy", dbtest.Bo, "updatedAt.gt", "2020-01-01"}},
		} {
			if got := names(c.query...); !slices.Equal(got, strings.Fields(c.want)) {
				t.Errorf("%v lists %v, want %s", c.query, got, c.want)
			}
		}
		a := h.want(h.get(dbtest.Bo, "/api/v1/people"+asking("limit", "2", "total", "true", "sort", "name")), 200, "")
		want := object{"limit": 2.0, "offset": 0.0, "count": 2.0, "page": 1.0, "pageSize": 2.0, "hasMore": true, "total": 5.0, "totalPages": 3.0}
		for name, value := range want {
			if a.member("pagination")[name] != value {
				t.Errorf("%s is %v, want %v", name, a.member("pagination")[name], value)
			}
		}
		if view, there := a.json["view"]; !there || view != nil {
			t.Errorf("view is %v", view)
		}
		seen := texts(a, "name")
		for cursor, _ := a.member("pagination")["nextCursor"].(string); cursor != ""; cursor, _ = a.member("pagination")["nextCursor"].(string) {
			a = h.want(h.get(dbtest.Bo, "/api/v1/people"+asking("limit", "2", "sort", "name", "cursor", cursor)), 200, "")
			seen = append(seen, texts(a, "name")...)
		}
		if !slices.Equal(seen, []string{"P0", "P1", "P2", "P3", "P4"}) {
			t.Errorf("cursors walk %v", seen)
		}
		if _, there := a.member("pagination")["total"]; there || a.member("pagination")["nextCursor"] != nil || a.member("pagination")["offset"] != nil {
			t.Errorf("the last page says %v", a.member("pagination"))
		}
		a = h.want(h.get(dbtest.Bo, "/api/v1/people"+asking("fields", "id,name", "limit", "1")), 200, "")
		if !strings.Contains(a.body, `{"data":[{"id":"ent_`) || strings.Contains(a.body, "createdAt") || strings.Contains(a.body, `"age"`) {
			t.Errorf("chosen members: %s", a.body)
		}
		a = h.want(h.get(dbtest.Bo, "/api/v1/people"+asking("fields", "age", "limit", "1", "sort", "age")), 200, "")
		if !strings.HasPrefix(a.body, `{"data":[{"age":20}],`) {
			t.Errorf("a chosen field: %s", a.body)
		}
	})
}

func TestMembersOfEntries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.live("people", object{"name": "Pat \"<b>\" \u2028.", "age": 1.5})
		a := h.want(h.get(dbtest.Bo, "/api/v1/people"+inAcme), 200, "")
		at := -1
		for _, name := range []string{"id", "createdAt", "createdBy", "updatedAt", "updatedBy", "publishedAt", "status", "revision", "organizationId", "name", "age", "mail", "skills", "code"} {
			next := strings.Index(a.body, `"`+name+`":`)
			if next <= at {
				t.Errorf("%s is not in its place in %s", name, a.body)
			}
			at = next
		}
		entry := object{}
		if list, _ := a.json["data"].([]any); len(list) == 1 {
			entry, _ = list[0].(object)
		}
		if entry["name"] != "Pat \"<b>\" \u2028." || entry["age"] != 1.5 || entry["mail"] != nil || fmt.Sprint(entry["skills"]) != "[]" || entry["teamId"] != nil {
			t.Errorf("the entry is %v", entry)
		}
		if at, _ := entry["createdAt"].(string); len(at) != len("2006-01-02T15:04:05.000Z") {
			t.Errorf("created at %q", at)
		}
		if a := h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/mine"+inAcme, object{"title": "x"}), 201, ""); a.json["ownerId"] != dbtest.Bo {
			t.Errorf("an owned entry: %s", a.body)
		}
		if a := h.want(h.call(dbtest.Ada, http.MethodPost, "/api/v1/countries"+inAcme, object{"name": "Finland"}), 201, ""); strings.Contains(a.body, "organizationId") {
			t.Errorf("an entry of nobody: %s", a.body)
		}
	})
}

func TestParametersAreStrict(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	for query, want := range map[string]struct{ code, names string }{
		"nothing=1":                          {fault.CodeUnknownParameter, "limit"},
		"nam=Pat":                            {fault.CodeUnknownParameter, "name"},
		"Name=Pat":                           {fault.CodeUnknownParameter, "name"},
		"name.contains=P":                    {fault.CodeInvalidParameter, "notIn"},
		"name.eq=P":                          {fault.CodeInvalidParameter, "notIn"},
		"skills.gt=a":                        {fault.CodeInvalidParameter, "in"},
		"age=old":                            {fault.CodeInvalidParameter, "number"},
		"age.null=maybe":                     {fault.CodeInvalidParameter, "true or false"},
		"createdAt.gt=soon":                  {fault.CodeInvalidParameter, "datetime"},
		"name=a&name=b":                      {fault.CodeInvalidParameter, "name"},
		"limit=10&limit=20":                  {fault.CodeInvalidParameter, "limit"},
		"limit=0":                            {fault.CodeInvalidParameter, "1 to 100"},
		"limit=101":                          {fault.CodeInvalidParameter, "1 to 100"},
		"limit=ten":                          {fault.CodeInvalidParameter, "1 to 100"},
		"offset=-1":                          {fault.CodeInvalidParameter, "from 0"},
		"offset=5&cursor=x":                  {fault.CodeInvalidParameter, "cursor"},
		"cursor=forged":                      {fault.CodeInvalidCursor, ""},
		"sort=nothing":                       {fault.CodeInvalidParameter, "publishedAt"},
		"sort=name,name":                     {fault.CodeInvalidParameter, "sort"},
		"sort=":                              {fault.CodeInvalidParameter, "sort"},
		"sort=skills":                        {fault.CodeInvalidParameter, "publishedAt"},
		"fields=name,secret":                 {fault.CodeInvalidParameter, "revision"},
		"total=yes":                          {fault.CodeInvalidParameter, "true or false"},
		"status=archived":                    {fault.CodeInvalidParameter, "trash"},
		"view=card":                          {fault.CodeInvalidParameter, "no views"},
		"expand=author":                      {fault.CodeInvalidParameter, "no relation"},
		"name=%zz":                           {fault.CodeInvalidParameter, "query"},
		"name=%00":                           {fault.CodeInvalidParameter, "name"},
		"search=" + strings.Repeat("a", 201): {fault.CodeInvalidParameter, "200"},
		"name=" + strings.Repeat("a", 5000):  {fault.CodeInvalidParameter, "4096"},
		strings.Repeat("a=&", 101):           {fault.CodeInvalidParameter, "100"},
	} {
		a := h.want(h.get(dbtest.Bo, "/api/v1/people"+inAcme+"&"+query), 400, want.code)
		if !strings.Contains(a.body, want.names) || a.json["layer"] != "validation" {
			t.Errorf("%.40s: %s does not name %q", query, a.body, want.names)
		}
	}
	h.want(h.get(dbtest.Bo, "/api/v1/people"+inAcme+"&organizationId="+dbtest.Globex), 400, fault.CodeInvalidParameter)
	h.want(h.get(dbtest.Bo, "/api/v1/people/ent_x"+asking("limit", "1")), 400, fault.CodeUnknownParameter)
	h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/people"+asking("publish", "true"), object{}), 400, fault.CodeUnknownParameter)
}

// A draft must not show in any way a visitor can ask.
func TestVisitorsSeeOnlyWhatIsPublished(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.live("posts", object{"title": "Old", "summary": "public"})
		drafted := h.made("posts", object{"title": "Hidden"})
		people := "/api/v1/posts"
		before := h.want(h.get(nobody, people+inAcme), 200, "")
		single := h.want(h.get(nobody, people+"/"+id+inAcme), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodPatch, people+"/"+id+inAcme, object{"title": "Secret", "summary": "leak"}), 200, "")

		for _, who := range []string{nobody, dbtest.Cy} {
			after := h.want(h.get(who, people+inAcme), 200, "")
			if after.body != before.body || after.Header().Get("ETag") != before.Header().Get("ETag") {
				t.Errorf("%q sees that there is a draft:\n%s\n%s", who, before.body, after.body)
			}
			again := h.want(h.get(who, people+"/"+id+inAcme), 200, "")
			if again.body != single.body || again.Header().Get("ETag") != single.Header().Get("ETag") {
				t.Errorf("%q sees that there is a draft:\n%s\n%s", who, single.body, again.body)
			}
			missing := h.want(h.get(who, people+"/ent_00000000000000000000000000"+inAcme), 404, fault.CodeFirewallNotFound)
			hidden := h.want(h.get(who, people+"/"+drafted+inAcme), 404, fault.CodeFirewallNotFound)
			if withoutID(missing.body) != withoutID(hidden.body) {
				t.Errorf("a draft differs from nothing: %s %s", missing.body, hidden.body)
			}
			for _, query := range [][]string{
				{"title", "Secret"}, {"title.like", "secr"}, {"search", "secret"}, {"search", "hidden"}, {"summary", "leak"},
				{"status", "draft"}, {"status", "changed"}, {"status", "trash"}, {"title.in", "Secret,Hidden"},
				{"status.in", "draft"}, {"updatedAt.gt", "2200-01-01"}, {"publishedAt.null", "true"},
			} {
				a := h.want(h.get(who, people+asking(append(query, "total", "true")...)), 200, "")
				if a.member("pagination")["total"] != 0.0 || len(texts(a, "id")) != 0 {
					t.Errorf("%q finds a draft by %v: %s", who, query, a.body)
				}
			}
			if a := h.get(who, people+asking("total", "true", "title.ne", "Secret")); a.member("pagination")["total"] != 1.0 {
				t.Errorf("%q counts drafts: %s", who, a.body)
			}
			h.want(h.get(who, people+asking("revision.gt", "1")), 400, fault.CodeUnknownParameter)
			if a := h.get(who, people+"/"+id+"/revisions"+inAcme); a.status == http.StatusOK {
				t.Errorf("%q reads history: %s", who, a.body)
			}
		}
		if a := h.get(dbtest.Bo, people+asking("search", "secret")); !slices.Equal(texts(a, "title"), []string{"Secret"}) {
			t.Errorf("an editor finds %s", a.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodPost, people+"/"+id+"/unpublish"+inAcme, nil), 200, "")
		h.want(h.get(nobody, people+"/"+id+inAcme), 404, fault.CodeFirewallNotFound)
		if a := h.get(nobody, people+asking("total", "true")); a.member("pagination")["total"] != 0.0 {
			t.Errorf("what was unpublished still shows: %s", a.body)
		}
	})
}

func TestMasks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mail, masked := "pat@example.com", "p**@e******.com"
		id := h.live("people", object{"name": "Pat", "mail": mail})
		if got := texts(h.get(dbtest.Bo, "/api/v1/people"+inAcme), "mail"); got[0] != mail {
			t.Errorf("the owner reads %v", got)
		}
		if got := texts(h.get(dbtest.Ada, "/api/v1/people"+inAcme), "mail"); got[0] != mail {
			t.Errorf("an admin reads %v", got)
		}
		other := h.want(h.call(dbtest.Ada, http.MethodPost, "/api/v1/people"+inAcme, object{"name": "Sam", "mail": "sam@example.com"}), 201, "")
		otherID, _ := other.json["id"].(string)
		for _, who := range []string{nobody, dbtest.Cy} {
			if got := texts(h.get(who, "/api/v1/people"+inAcme), "mail"); got[0] != masked {
				t.Errorf("%q reads %v", who, got)
			}
			if a := h.get(who, "/api/v1/people/"+id+inAcme); a.json["mail"] != masked {
				t.Errorf("%q reads %s", who, a.body)
			}
			if got := texts(h.get(who, "/api/v1/people"+asking("fields", "mail")), "mail"); got[0] != masked {
				t.Errorf("%q reads %v", who, got)
			}
			h.want(h.get(who, "/api/v1/people"+asking("mail", mail)), 400, fault.CodeUnknownParameter)
			h.want(h.get(who, "/api/v1/people"+asking("sort", "mail")), 400, fault.CodeInvalidParameter)
			if got := texts(h.get(who, "/api/v1/people"+asking("search", mail)), "mail"); len(got) != 0 {
				t.Errorf("%q finds by a masked field: %v", who, got)
			}
		}
		bo := h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+otherID+inAcme, object{"age": 3}), 200, "")
		if bo.json["mail"] != "s**@e******.com" {
			t.Errorf("an answer to a write shows %s", bo.body)
		}
		stale := h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+otherID+inAcme, object{"age": 4, "revision": 1}), 409, fault.CodeConflict)
		if strings.Contains(stale.body, "sam@example.com") || !strings.Contains(stale.body, "s**@e******.com") {
			t.Errorf("a conflict shows %s", stale.body)
		}
		batch := h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/batch"+inAcme, object{"records": []object{{"id": otherID, "age": 5}}}), 200, "")
		if strings.Contains(batch.body, "sam@example.com") {
			t.Errorf("a batch shows %s", batch.body)
		}
	})
}
