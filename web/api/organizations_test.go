package api_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// The platform's staff learns which organizations there are, and nobody else.
func TestOrganizationsForStaff(t *testing.T) {
	const where = "/admin/v1/organizations"
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		for _, selection := range []access.Selection{access.Choose(), access.Pin(dbtest.Globex, false)} {
			h := open(t, w, options{selection: selection})
			for _, address := range []string{where, where + "/" + dbtest.Acme, where + "/nothing"} {
				h.want(h.get(nobody, address), 401, fault.CodeUnauthenticated)
				h.want(h.get(dbtest.Bo, address), 403, fault.CodeRoleRequired)
				h.want(h.get(dbtest.Cy, address), 403, fault.CodeRoleRequired) // an owner, of one organization
				h.want(h.call(nobody, http.MethodGet, address, nil, "Authorization", "Bearer nonsense"), 401, fault.CodeBadCredential)
			}
			all := h.want(h.get(dbtest.Ada, where), 200, "") // the one with the platform role
			if got := strings.Join(texts(all, "slug"), " "); got != "acme globex" && got != "globex acme" || strings.Contains(all.body, "installation") {
				t.Errorf("lists %s", all.body)
			}
			one := h.want(h.get(dbtest.Ada, where+"/"+dbtest.Acme), 200, "")
			if one.json["id"] != dbtest.Acme || one.json["name"] != "Acme" || one.json["members"] != 2.0 || one.json["archivedAt"] != nil || len(one.json) != 6 {
				t.Errorf("reads %s", one.body)
			}
			h.want(h.call(dbtest.Ada, http.MethodGet, where, nil, "If-None-Match", all.Header().Get("ETag")), 304, "")
			h.want(h.call(nobody, http.MethodGet, where, nil, "Cookie", h.cookie(dbtest.Ada)), 200, "")
			for _, id := range []string{"nothing", "org_installation", dbtest.Ada} {
				h.want(h.get(dbtest.Ada, where+"/"+id), 404, fault.CodeNotFound)
			}

			first := h.want(h.get(dbtest.Ada, where+"?limit=1"), 200, "")
			cursor, _ := first.member("pagination")["nextCursor"].(string)
			second := h.want(h.get(dbtest.Ada, where+"?limit=1&cursor="+cursor), 200, "")
			if first.member("pagination")["hasMore"] != true || second.member("pagination")["hasMore"] != false || second.member("pagination")["nextCursor"] != nil ||
				len(texts(second, "id")) != 1 || texts(first, "id")[0] == texts(second, "id")[0] {
				t.Errorf("pages %s\n%s", first.body, second.body)
			}
			for query, want := range map[string]string{"search=LOB": "globex", "search=Acm": "acme", "search=%25": "", "search=zz": "", "archived=true": "", "archived=false&search=acme": "acme"} {
				if got := strings.Join(texts(h.want(h.get(dbtest.Ada, where+"?"+query), 200, ""), "slug"), " "); got != want {
					t.Errorf("%s finds %q", query, got)
				}
			}
			for _, query := range []string{"limit=0", "limit=101", "limit=x", "limit=1&limit=2", "archived=yes", "search=" + strings.Repeat("a", 201), "search=%00"} {
				h.want(h.get(dbtest.Ada, where+"?"+query), 400, fault.CodeInvalidParameter)
			}
			for _, query := range []string{"Limit=1", "offset=1", "organizationId=" + dbtest.Acme, "sort=name", "slug=acme"} {
				h.want(h.get(dbtest.Ada, where+"?"+query), 400, fault.CodeUnknownParameter)
			}
			for _, query := range []string{"cursor=", "cursor=forged", "cursor=org_installation"} {
				h.want(h.get(dbtest.Ada, where+"?"+query), 400, fault.CodeInvalidCursor)
			}
			h.want(h.get(dbtest.Ada, where+"/"+dbtest.Acme+"?limit=1"), 400, fault.CodeUnknownParameter)
			for _, method := range []string{http.MethodPost, http.MethodPatch, http.MethodDelete} {
				h.want(h.call(dbtest.Ada, method, where, nil), 405, fault.CodeMethodNotAllowed)
			}
		}
	})
}
