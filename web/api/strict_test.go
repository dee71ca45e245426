package api_test

import (
	"net/http"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// Every call refuses parameters it does not know, repeated ones and wrong cases.
func TestEveryCallIsStrict(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	one := "/api/v1/people/" + h.made("people", object{"name": "Pat"})
	for _, call := range []struct{ method, path, body string }{
		{http.MethodGet, "/api/v1/people", ""}, {http.MethodPost, "/api/v1/people", `{"name":"x"}`}, {http.MethodGet, one, ""},
		{http.MethodPatch, one, `{"name":"x"}`}, {http.MethodDelete, one, ""}, {http.MethodPost, one + "/publish", ""},
		{http.MethodPost, one + "/unpublish", ""}, {http.MethodPost, one + "/archive", ""}, {http.MethodPost, one + "/duplicate", ""},
		{http.MethodPost, one + "/restoration", ""}, {http.MethodGet, one + "/revisions", ""}, {http.MethodPost, one + "/revisions/1/restoration", ""},
		{http.MethodPost, "/api/v1/people/batch", `{"records":[]}`}, {http.MethodPatch, "/api/v1/people/batch", `{"records":[]}`},
		{http.MethodDelete, "/api/v1/people/batch", `{"ids":[]}`}, {http.MethodGet, "/api/v1/banner", ""}, {http.MethodPatch, "/api/v1/banner", `{"text":"x"}`},
	} {
		var body any
		if call.body != "" {
			body = call.body
		}
		for query, code := range map[string]string{
			"&nothing=1": fault.CodeUnknownParameter, "&OrganizationId=" + dbtest.Acme: fault.CodeUnknownParameter,
			"&organizationId=" + dbtest.Acme: fault.CodeInvalidParameter, "&%zz": fault.CodeInvalidParameter, "&token=x": fault.CodeUnknownParameter,
		} {
			h.want(h.call(dbtest.Bo, call.method, call.path+inAcme+query, body), 400, code)
		}
	}
	if a := h.get(dbtest.Bo, one+inAcme); a.json["revision"] != 1.0 || a.json["status"] != "draft" {
		t.Errorf("a refused call did something: %s", a.body)
	}
}

// A cursor is for the list, the organization, the reader's side and the order it
// was made in.
func TestForgedCursors(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	for _, name := range []string{"A", "B", "C"} {
		h.live("people", object{"name": name})
	}
	cursor := func(who string) string {
		s, _ := h.get(who, "/api/v1/people"+asking("limit", "1")).member("pagination")["nextCursor"].(string)
		return s
	}
	mine := cursor(dbtest.Bo)
	h.want(h.get(dbtest.Bo, "/api/v1/people"+asking("limit", "1", "cursor", mine)), 200, "")
	flipped := []byte(mine)
	flipped[len(flipped)/2] ^= 1
	for _, address := range []string{
		"/api/v1/people" + asking("cursor", string(flipped)), "/api/v1/people" + asking("cursor", mine[:len(mine)-4]),
		"/api/v1/people" + asking("sort", "name", "cursor", mine), "/api/v1/books" + asking("cursor", mine),
		"/api/v1/people" + asking("cursor", cursor(nobody)),
	} {
		h.want(h.get(dbtest.Bo, address), 400, fault.CodeInvalidCursor)
	}
	h.want(h.get(dbtest.Ada, "/api/v1/people"+inGlobex+"&cursor="+mine), 400, fault.CodeInvalidCursor)
	h.want(h.get(nobody, "/api/v1/people"+asking("cursor", mine)), 400, fault.CodeInvalidCursor)
}
