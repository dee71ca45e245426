package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

func (h *house) cookie(userID string) string {
	return "gatehouse.session_token=" + url.QueryEscape(h.sessions.Signed(dbtest.Token(userID)))
}

func (h *house) key(role string) string {
	h.t.Helper()
	key, _, err := h.auth.CreateKey(context.Background(), h.Scope(dbtest.Ada, dbtest.Acme), auth.KeyInput{Name: "deploy", Role: role})
	if err != nil {
		h.t.Fatal(err)
	}
	return key
}

func TestCredentials(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := h.key("editor")
		address := "/api/v1/notes" + inAcme
		good := map[string][]string{
			"raw session token":        {"Authorization", "Bearer " + dbtest.Token(dbtest.Bo)},
			"scheme in lower case":     {"Authorization", "bearer " + dbtest.Token(dbtest.Bo)},
			"signed session token":     {"Authorization", "Bearer " + h.sessions.Signed(dbtest.Token(dbtest.Bo))},
			"signed and encoded":       {"Authorization", "Bearer " + url.QueryEscape(h.sessions.Signed(dbtest.Token(dbtest.Bo)))},
			"key as bearer":            {"Authorization", "Bearer " + key},
			"key":                      {"X-Api-Key", key},
			"cookie":                   {"Cookie", h.cookie(dbtest.Bo)},
			"bearer beside a cookie":   {"Authorization", "Bearer " + dbtest.Token(dbtest.Bo), "Cookie", h.cookie(dbtest.Cy)},
			"key beside a dead cookie": {"X-Api-Key", key, "Cookie", "gatehouse.session_token=dead"},
		}
		for name, headers := range good {
			if a := h.call(nobody, http.MethodGet, address, nil, headers...); a.status != http.StatusOK {
				t.Errorf("%s: %d %s", name, a.status, a.body)
			}
		}
		bad := map[string][]string{
			"unknown token":         {"Authorization", "Bearer " + strings.Repeat("x", 32)},
			"empty bearer":          {"Authorization", "Bearer "},
			"undefined":             {"Authorization", "Bearer undefined"},
			"other scheme":          {"Authorization", "Basic YWRhOmFkYQ=="},
			"foreign signature":     {"Authorization", "Bearer " + dbtest.Token(dbtest.Bo) + ".c2lnbmF0dXJl"},
			"junk key":              {"X-Api-Key", "ghk_junk"},
			"session token as key":  {"X-Api-Key", dbtest.Token(dbtest.Bo)},
			"bearer and key":        {"Authorization", "Bearer " + dbtest.Token(dbtest.Bo), "X-Api-Key", key},
			"bad beside a cookie":   {"Authorization", "Bearer no", "Cookie", h.cookie(dbtest.Bo)},
			"bad key beside cookie": {"X-Api-Key", "no", "Cookie", h.cookie(dbtest.Bo)},
		}
		for name, headers := range bad {
			for _, public := range []string{address, "/api/v1/posts" + inAcme} {
				a := h.call(nobody, http.MethodGet, public, nil, headers...)
				if a.status != http.StatusUnauthorized || a.json["code"] != fault.CodeBadCredential || a.Header().Get("WWW-Authenticate") == "" {
					t.Errorf("%s at %s: %d %s", name, public, a.status, a.body)
				}
			}
		}
		h.want(h.call(nobody, http.MethodGet, address, nil, "Cookie", "gatehouse.session_token=dead"), 401, fault.CodeUnauthenticated)
		h.want(h.call(nobody, http.MethodGet, "/api/v1/posts"+inAcme, nil, "Cookie", "gatehouse.session_token=dead"), 200, "")
		h.want(h.get(nobody, "/api/v1/posts"+asking("apiKey", key)), 400, fault.CodeUnknownParameter)
		h.want(h.get(nobody, address+"&access_token="+dbtest.Token(dbtest.Bo)), 401, fault.CodeUnauthenticated)
		h.want(h.call(nobody, http.MethodGet, "/api/v1/notes", nil, "X-Api-Key", key), 200, "")
		h.want(h.call(nobody, http.MethodGet, "/api/v1/notes"+inGlobex, nil, "X-Api-Key", key), 403, fault.CodeCrossTenant)
	})
}

func TestDecisionOrder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.want(h.get(nobody, "/api/v1/nothing"), 404, fault.CodeNotFound)
		h.want(h.get(dbtest.Bo, "/api/v1/nothing"+inAcme), 404, fault.CodeNotFound)
		h.want(h.get(nobody, "/api/v1/notes"), 401, fault.CodeUnauthenticated)
		h.want(h.get(nobody, "/api/v1/notes"+inAcme), 401, fault.CodeUnauthenticated)
		h.want(h.call(nobody, http.MethodPost, "/api/v1/posts", "{not json"), 401, fault.CodeUnauthenticated)
		h.want(h.get(nobody, "/api/v1/posts"), 400, fault.CodeChooseOrganization)
		h.want(h.get(dbtest.Bo, "/api/v1/posts"), 400, fault.CodeChooseOrganization)
		h.want(h.get(nobody, "/api/v1/posts"+inAcme), 200, "")
		h.want(h.get(nobody, "/api/v1/posts?organizationId=org_0000000000000000000000000"), 200, "")

		foreign := h.want(h.get(dbtest.Cy, "/api/v1/notes"+inAcme), 404, fault.CodeNotFound)
		none := h.want(h.get(dbtest.Cy, "/api/v1/notes?organizationId=org_00000000000000000000000000"), 404, fault.CodeNotFound)
		if withoutID(foreign.body) != withoutID(none.body) {
			t.Errorf("a foreign organization differs from none:\n%s\n%s", foreign.body, none.body)
		}
		h.want(h.call(dbtest.Ada, http.MethodDelete, "/api/v1/posts/ent_x"+inGlobex, nil), 403, fault.CodeRoleRequired)
		h.want(h.get(nobody, "/api/v1/posts/ent_x"+inAcme), 404, fault.CodeFirewallNotFound)

		note := h.made("notes", object{"title": "Done", "stage": "closed"})
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/notes/"+note+inAcme, object{"title": "x"}), 403, fault.CodeConditionFailed)
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/notes/"+note+inAcme, "{not json"), 403, fault.CodeConditionFailed)
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/notes/ent_x"+inAcme, object{"nothing": 1}), 404, fault.CodeFirewallNotFound)
		person := h.made("people", object{"name": "Pat", "code": "a"})
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+person+inAcme, "{not json"), 400, fault.CodeInvalidJSON)
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+person+inAcme, object{"code": "b"}), 400, fault.CodeImmutable)
	})
}

func TestFixedOrganization(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := open(t, w, options{selection: access.Pin(dbtest.Acme, false)})
		a := h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/posts", object{"title": "Hello"}), 201, "")
		id, _ := a.json["id"].(string)
		if a.Header().Get("Location") != "/api/v1/posts/"+id || a.json["organizationId"] != dbtest.Acme {
			t.Errorf("created %s at %q", a.body, a.Header().Get("Location"))
		}
		h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/posts/"+id+"/publish", nil), 200, "")
		if got := texts(h.want(h.get(nobody, "/api/v1/posts"), 200, ""), "title"); len(got) != 1 || got[0] != "Hello" {
			t.Errorf("a visitor reads %v", got)
		}
		h.want(h.get(nobody, "/api/v1/posts"+inAcme), 200, "")
		for _, who := range []string{nobody, dbtest.Bo, dbtest.Cy} {
			h.want(h.get(who, "/api/v1/posts"+inGlobex), 403, fault.CodeCrossTenant)
		}
		h.want(h.get(dbtest.Cy, "/api/v1/posts"), 200, "")
		h.want(h.get(dbtest.Cy, "/api/v1/notes"), 403, fault.CodeNotAMember)
		h.want(h.get(nobody, "/api/v1/notes"), 401, fault.CodeUnauthenticated)
	})
}

func TestLimits(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{limits: true})
	address := "/api/v1/notes/ent_x" + inAcme
	for left := range 600 {
		a := h.want(h.call(dbtest.Bo, http.MethodPatch, address, object{}), 404, "")
		if want := fmt.Sprintf(`"writes";r=%d;`, 599-left); a.Header().Get("RateLimit-Policy") != `"writes";q=600;w=60` || !strings.HasPrefix(a.Header().Get("RateLimit"), want) {
			t.Fatalf("of %s is left %s, not %s", a.Header().Get("RateLimit-Policy"), a.Header().Get("RateLimit"), want)
		}
	}
	if a := h.get(nobody, "/api/v1/posts"+inAcme); a.Header().Get("RateLimit-Policy") != `"address";q=1200;w=60` {
		t.Errorf("nobody is limited by %s", a.Header().Get("RateLimit-Policy"))
	}
	a := h.want(h.call(dbtest.Bo, http.MethodPatch, address, object{}), 429, fault.CodeRateLimited)
	if a.Header().Get("Retry-After") == "" || a.Header().Get("X-Retry-After") != a.Header().Get("Retry-After") ||
		!strings.HasPrefix(a.Header().Get("RateLimit"), `"writes";r=0;`) {
		t.Errorf("a limit says %v", a.Header())
	}
	h.want(h.get(dbtest.Bo, "/api/v1/notes"+inAcme), 200, "")
	h.want(h.call(dbtest.Ada, http.MethodPatch, address, object{}), 404, "")
}

func TestOtherOrigins(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	posts := "/api/v1/posts" + inAcme
	allowed := func(a answer) string { return a.Header().Get("Access-Control-Allow-Origin") }

	a := h.want(h.call(nobody, http.MethodGet, posts, nil, "Origin", "https://anywhere.example"), 200, "")
	if allowed(a) != "*" || a.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("a public read from anywhere: %v", a.Header())
	}
	for _, headers := range [][]string{{"Cookie", h.cookie(dbtest.Bo)}, {"Authorization", "Bearer " + dbtest.Token(dbtest.Bo)}} {
		a = h.call(nobody, http.MethodGet, posts, nil, append(headers, "Origin", "https://anywhere.example")...)
		if allowed(a) != "" {
			t.Errorf("with %s another origin may read: %v", headers[0], a.Header())
		}
	}
	a = h.call(nobody, http.MethodGet, "/api/v1/notes"+inAcme, nil, "Origin", trusted)
	if a.status != 401 || allowed(a) != trusted || a.Header().Get("Access-Control-Allow-Credentials") != "true" {
		t.Errorf("a trusted origin: %d %v", a.status, a.Header())
	}
	a = h.want(h.call(dbtest.Bo, http.MethodPost, posts, object{"title": "From afar"}, "Origin", trusted, "Sec-Fetch-Site", "cross-site"), 201, "")
	if !strings.Contains(a.Header().Get("Access-Control-Expose-Headers"), "ETag") {
		t.Errorf("nothing is exposed: %v", a.Header())
	}
	h.want(h.call(nobody, http.MethodPost, posts, object{"title": "Forged"}, "Cookie", h.cookie(dbtest.Bo),
		"Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site"), 403, fault.CodeForeignOrigin)

	preflight := func(origin, method string) answer {
		return h.call(nobody, http.MethodOptions, "/api/v1/posts", nil, "Origin", origin,
			"Access-Control-Request-Method", method, "Access-Control-Request-Headers", "authorization, content-type")
	}
	a = h.want(preflight(trusted, "POST"), 204, "")
	if allowed(a) != trusted || !strings.Contains(a.Header().Get("Access-Control-Allow-Headers"), "Authorization") ||
		!strings.Contains(a.Header().Get("Access-Control-Allow-Methods"), "PATCH") {
		t.Errorf("preflight of a trusted origin: %v", a.Header())
	}
	if a = h.want(preflight("https://anywhere.example", "GET"), 204, ""); allowed(a) != "*" || strings.Contains(a.Header().Get("Access-Control-Allow-Headers"), "Authorization") {
		t.Errorf("preflight of a public read: %v", a.Header())
	}
	if a = h.want(preflight("https://anywhere.example", "POST"), 204, ""); allowed(a) != "" {
		t.Errorf("preflight of a write from anywhere: %v", a.Header())
	}
	if headers := preflight(trusted, "POST").Header(); !strings.Contains(headers.Get("Access-Control-Allow-Headers"), "Idempotency-Key") ||
		!slices.Contains(headers.Values("Vary"), "Origin") {
		t.Errorf("preflight: %v", headers)
	}
	for origin, wanted := range map[string]string{
		"https://a.shop.example": "https://a.shop.example", "chrome-extension://abcdef": "chrome-extension://abcdef", "http://localhost:8080": "http://localhost:8080",
		"https://a.b.shop.example": "", "https://shop.example": "", "https://evil-shop.example": "", "http://a.shop.example": "", "https://a.shop.example:8443": "",
		"https://a.shop.example.evil.example": "", "null": "", trusted + ".evil.example": "", strings.ToUpper(trusted): "", "https://www.acme.example:444": "",
	} {
		for _, address := range []string{"/api/v1/posts", "/api/v1/posts/ent_x/publish", "/api/v1/nothing", "/admin/v1/organizations"} {
			for _, method := range []string{"POST", "PATCH", "DELETE"} {
				a := h.want(h.call(nobody, http.MethodOptions, address, nil, "Origin", origin, "Access-Control-Request-Method", method), 204, "")
				if allowed(a) != wanted || (a.Header().Get("Access-Control-Allow-Credentials") == "true") != (wanted != "") {
					t.Errorf("preflight of %s from %s: %v", method, origin, a.Header())
				}
			}
		}
		a := h.call(nobody, http.MethodGet, posts, nil, "Origin", origin, "Cookie", h.cookie(dbtest.Bo))
		if allowed(a) != wanted || a.Header().Get("Access-Control-Allow-Origin") == "*" {
			t.Errorf("%s reads with a cookie: %v", origin, a.Header())
		}
		if a = h.call(nobody, http.MethodGet, posts, nil, "Origin", origin); wanted == "" && (allowed(a) != "*" || a.Header().Get("Access-Control-Allow-Credentials") != "") {
			t.Errorf("%s reads what is public: %v", origin, a.Header())
		}
		if a = h.call(nobody, http.MethodGet, "/openapi.json", nil, "Origin", origin); allowed(a) == "" {
			t.Errorf("%s reads the document: %v", origin, a.Header())
		}
	}
	if a = h.call(nobody, http.MethodOptions, "/api/v1/posts", nil); a.status != 204 || !strings.Contains(a.Header().Get("Allow"), "GET") {
		t.Errorf("OPTIONS: %d %v", a.status, a.Header())
	}
}
