package web_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
)

// code is the code of the API's envelope.
func code(answer *httptest.ResponseRecorder) string {
	var e struct{ Code string }
	_ = json.Unmarshal(answer.Body.Bytes(), &e)
	return e.Code
}

// An installation restarts with one organization: the same cookies arrive inside,
// nothing is left of choosing, and starting again without it finds every row as it was.
func TestPinnedJourney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		e := build(t, w)
		r := newRows(t, e)
		all := func() []string {
			return slices.Concat(r.of(e.DB, dbtest.Acme, e.acme.only()...), r.of(e.DB, dbtest.Globex, e.globex.only()...))
		}
		before := all()
		pinned := e.restart(t, access.Pin(dbtest.Acme, false))
		get := func(person, target string) *httptest.ResponseRecorder {
			return pinned.do(request{person: person, method: http.MethodGet, target: target})
		}

		t.Run("the same cookie arrives without a gate", func(t *testing.T) {
			for _, person := range []string{member, owner, dbtest.Ada} { // Ada is in both
				if a := get(person, "/"); a.Code != http.StatusOK {
					t.Errorf("%s at /: %d %s", name(person), a.Code, a.Header().Get("Location"))
				}
				if a := get(person, "/organizations"); a.Code != http.StatusSeeOther || a.Header().Get("Location") != "/" {
					t.Errorf("%s at /organizations: %d %s", name(person), a.Code, a.Header().Get("Location"))
				}
			}
		})
		t.Run("no page lets choose", pinned.nothingToChoose)
		t.Run("addresses with an organization", func(t *testing.T) {
			for from, to := range map[string]string{
				"/o/acme": "/", "/o/acme/": "/", "/o/acme/members": "/members", "/o/acme/content/posts?sort=title": "/content/posts?sort=title",
			} {
				if a := get(owner, from); a.Code != http.StatusPermanentRedirect || a.Header().Get("Location") != to {
					t.Errorf("%s: %d %s, want 308 %s", from, a.Code, a.Header().Get("Location"), to)
				}
			}
			for _, from := range []string{"/o/globex", "/o/globex/", "/o/globex/members", "/o/globin/members", "/o/globex/content/posts/" + e.globex.entry, "/o/acme//example.com"} {
				for _, person := range []string{owner, neighbour, dbtest.Ada} {
					if a := get(person, from); a.Code != http.StatusNotFound {
						t.Errorf("%s as %s: %d %s", from, name(person), a.Code, a.Header().Get("Location"))
					}
				}
			}
		})
		t.Run("somebody who is not a member reads why", func(t *testing.T) {
			for _, person := range []string{stranger, neighbour, staff} {
				for _, target := range []string{"/", "/members", "/content/posts"} {
					a := get(person, target)
					if a.Code != http.StatusForbidden || !strings.Contains(a.Body.String(), "not a member of Acme") || !strings.Contains(a.Body.String(), "/sign-out") {
						t.Errorf("%s at %s: %d", name(person), target, a.Code)
					}
				}
				a := pinned.do(request{person: person, method: http.MethodPost, target: "/api/v1/posts", body: `{"title": "Walk"}`})
				if a.Code != http.StatusForbidden || code(a) != "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION" {
					t.Errorf("%s writes: %d %s", name(person), a.Code, a.Body)
				}
			}
		})
		t.Run("programs need not name it", func(t *testing.T) {
			for _, target := range []string{"/api/v1/posts", "/api/v1/posts?organizationId=" + dbtest.Acme} {
				a := get(anonymous, target)
				if a.Code != http.StatusOK || !strings.Contains(a.Body.String(), "Post"+published) || leaked(a, acmeSecret) != "" {
					t.Errorf("anonymous at %s: %d %s", target, a.Code, a.Body)
				}
			}
			for _, person := range []string{anonymous, stranger, neighbour, owner, dbtest.Ada} {
				for _, method := range []string{http.MethodGet, http.MethodPost} {
					a := pinned.do(request{person: person, method: method, target: "/api/v1/posts?organizationId=" + dbtest.Globex, body: `{"title": "Walk"}`})
					anonymousWrite := person == anonymous && method == http.MethodPost
					if !anonymousWrite && (a.Code != http.StatusForbidden || code(a) != "ACCESS_CROSS_TENANT_FORBIDDEN") || anonymousWrite && a.Code != http.StatusUnauthorized {
						t.Errorf("%s %s of Globex: %d %s", name(person), method, a.Code, a.Body)
					}
				}
			}
		})
		t.Run("nothing else may become active, and it may not be deleted", func(t *testing.T) {
			for target, form := range map[string]string{
				"/organizations/active": "organizationId=" + dbtest.Globex,
				"/organizations":        "name=Other&slug=other",
				"/settings/removal":     "confirmation=acme",
			} {
				if a := pinned.do(request{person: owner, method: http.MethodPost, target: target, body: form}); a.Code != http.StatusForbidden {
					t.Errorf("POST %s: %d", target, a.Code)
				}
			}
		})
		if after := all(); !slices.Equal(before, after) {
			t.Errorf("the pinned installation changed rows\n%s", difference(before, after))
		}
		again := pinned.restart(t, access.Choose())
		for _, slug := range []string{"acme", "globex"} {
			if a := again.do(request{person: dbtest.Ada, method: http.MethodGet, target: "/o/" + slug + "/"}); a.Code != http.StatusOK {
				t.Errorf("unpinned /o/%s/: %d", slug, a.Code)
			}
		}
	})
}

// nothingToChoose opens every page that reads: there is no trace of a switcher,
// of the gate, or of another organization in any of them.
func (e *estate) nothingToChoose(t *testing.T) {
	seen := 0
	for _, p := range e.Web.Routes() {
		if p.Writes || program(p.Path) || strings.HasPrefix(p.Path, "/static/") || strings.HasPrefix(p.Path, "/dev/") {
			continue
		}
		for _, person := range []string{owner, dbtest.Ada, stranger, neighbour} {
			steps, err := steps(p, ordinary[0], e.acme, e.globex)
			if err != nil {
				t.Fatal(err)
			}
			at := target(steps, own)
			answer := e.do(request{person: person, method: http.MethodGet, target: at})
			if !strings.HasPrefix(answer.Header().Get("Content-Type"), "text/html") {
				continue
			}
			seen++
			page, err := goquery.NewDocumentFromReader(answer.Body)
			if err != nil {
				t.Fatal(err)
			}
			page.Find(`[class*="switcher"], [id*="switcher"], [href^="/organizations"], [action^="/organizations"], [href^="/o/"], [action^="/o/"], [hx-get^="/o/"], [hx-post^="/o/"]`).
				Each(func(_ int, found *goquery.Selection) {
					html, _ := goquery.OuterHtml(found)
					t.Errorf("%s as %s (%d) lets choose: %s", at, name(person), answer.Code, html[:min(len(html), 200)])
				})
		}
	}
	if seen < 60 {
		t.Errorf("only %d pages were seen", seen)
	}
}
