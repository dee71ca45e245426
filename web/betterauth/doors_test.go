package betterauth_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// answer is what a call answered.
type answer struct {
	status int
	header http.Header
	body   string
}

func (a answer) code() string {
	var b struct{ Code string }
	_ = json.Unmarshal([]byte(a.body), &b)
	return b.Code
}

// post calls an address as a program without cookies does.
func post(t *testing.T, s *webtest.Server, path string, in any, headers ...string) answer {
	t.Helper()
	raw, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	return call(t, s, http.MethodPost, path, raw, append([]string{"Content-Type", "application/json"}, headers...)...)
}

func call(t *testing.T, s *webtest.Server, method, path string, body []byte, headers ...string) answer {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, s.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	response, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(read)}
}

// Where addresses must be proven first, signing up answers alike for all, down to
// the bytes that do not differ each time, and opens nothing.
func TestSigningUpTellsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		s := webtest.Start(t, w, webtest.Options{SignUp: auth.SignUpOpen, VerifyEmail: true})
		up := func(email string) answer {
			return post(t, s, "/auth/sign-up/email", map[string]any{"name": "Dee", "email": email, "password": dbtest.Password + " 2"})
		}
		fresh, known := up("dee@example.com"), up("bo@example.com")
		if again := up("dee@example.com"); again.status != 200 || len(again.body) != len(fresh.body) {
			t.Errorf("a second time: %d %s", again.status, again.body)
		}
		for _, a := range []answer{fresh, known} {
			var b struct {
				Token *string
				User  map[string]any
			}
			if err := json.Unmarshal([]byte(a.body), &b); err != nil || a.status != 200 || b.Token != nil || len(b.User) != 12 || b.User["emailVerified"] != false {
				t.Errorf("%d %s", a.status, a.body)
			}
			if a.header.Get("Set-Cookie") != "" || a.header.Get("Set-Auth-Token") != "" {
				t.Errorf("signed in: %v", a.header)
			}
		}
		in := map[string]any{"email": "dee@example.com", "password": dbtest.Password + " 2"}
		if a := post(t, s, "/auth/sign-in/email", in); a.status != 403 || a.code() != "EMAIL_NOT_VERIFIED" {
			t.Errorf("before the proof: %d %s", a.status, a.body)
		}
	})
}

// Attempts are counted per path; the answer says when to come back, in the one
// header Better Auth has for it. A forwarded address changes nothing.
func TestLimits(t *testing.T) {
	s := webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{Limits: true})
	in := map[string]any{"email": "ada@example.com", "password": "wrong"}
	for i := range 3 {
		if a := post(t, s, "/auth/sign-in/email", in, "X-Forwarded-For", string(rune('1'+i))+".2.3.4"); a.status != 401 {
			t.Fatalf("%d: %d %s", i, a.status, a.body)
		}
	}
	a := post(t, s, "/auth/sign-in/email", in, "X-Forwarded-For", "9.2.3.4")
	if a.status != 429 || strings.TrimSpace(a.body) != `{"message":"Too many requests. Please try again later."}` || a.header.Get("X-Retry-After") == "" || a.header.Get("Retry-After") != "" {
		t.Errorf("%d %v %s", a.status, a.header, a.body)
	}
	if a := call(t, s, http.MethodGet, "/auth/get-session", nil); a.status != 200 {
		t.Errorf("another path: %d %s", a.status, a.body)
	}
}

// In an installation of one organization every session works in it.
func TestOneOrganization(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		s := webtest.Start(t, w, webtest.Options{Selection: access.Pin(dbtest.Globex, false)})
		bearer := "Bearer " + dbtest.Token(dbtest.Bo) // of Acme only
		a := call(t, s, http.MethodGet, "/auth/get-session", nil, "Authorization", bearer)
		var b struct{ Session map[string]any }
		if err := json.Unmarshal([]byte(a.body), &b); err != nil || b.Session["activeOrganizationId"] != dbtest.Globex {
			t.Errorf("%d %s", a.status, a.body)
		}
		ada := "Bearer " + dbtest.Token(dbtest.Ada) // of both
		for in, want := range map[string]string{dbtest.Globex: "200 ", dbtest.Acme: "403 ORGANIZATION_IS_FIXED", "org_nothing": "403 ORGANIZATION_IS_FIXED"} {
			a := post(t, s, "/auth/organization/set-active", map[string]any{"organizationId": in}, "Authorization", ada)
			if got := strconv.Itoa(a.status) + " " + a.code(); got != want {
				t.Errorf("set-active %s: %s, want %s", in, got, want)
			}
		}
		for path, want := range map[string]string{
			"/auth/organization/list-members?organizationId=" + dbtest.Acme: "403 ACCESS_CROSS_TENANT_FORBIDDEN",
			"/auth/organization/list-members":                               "200 ",
			"/auth/organization/get-organization?organizationSlug=acme":     "400 ORGANIZATION_NOT_FOUND",
		} {
			a := call(t, s, http.MethodGet, path, nil, "Authorization", ada)
			if got := strconv.Itoa(a.status) + " " + a.code(); got != want {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
		if a := call(t, s, http.MethodGet, "/auth/organization/list", nil, "Authorization", ada); strings.Contains(a.body, dbtest.Acme) || !strings.Contains(a.body, dbtest.Globex) {
			t.Errorf("lists %s", a.body)
		}
		token, err := s.Auth.IssueToken(t.Context(), w.Actor(dbtest.Ada), dbtest.Acme, nil) // from before
		if err != nil {
			t.Fatal(err)
		}
		if a := call(t, s, http.MethodGet, "/api/v1/schema", nil, "Authorization", "Bearer "+token); a.status != 200 {
			t.Errorf("a token of another organization: %d %s", a.status, a.body)
		}
		if a := post(t, s, "/api/v1/posts", map[string]any{"title": "Here"}, "Authorization", "Bearer "+token); a.status != 201 {
			t.Errorf("it does not work in this one: %d %s", a.status, a.body)
		}
		if a := post(t, s, "/auth/organization/create", map[string]any{"name": "X", "slug": "xx"}, "Authorization", ada); a.status != 403 || a.code() != "YOU_ARE_NOT_ALLOWED_TO_CREATE_A_NEW_ORGANIZATION" {
			t.Errorf("create: %d %s", a.status, a.body)
		}
	})
}
