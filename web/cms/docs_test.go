package cms_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

func TestDocs(t *testing.T) {
	s := installed(t, webtest.Options{})
	nobody, bo := s.Browser(), s.As(dbtest.Bo)

	a := nobody.Get("/docs")
	expect(t, a, http.StatusOK, "")
	with(t, a, "GET", "/api/v1/posts/{id}", "FIREWALL_NOT_FOUND", `href="/docs/posts#postsList"`)
	without(t, a, "/publish", "postsCreate")
	a = bo.Get("/docs?organizationId=" + dbtest.Acme)
	with(t, a, "Acme", "/api/v1/posts/{id}/publish")

	a = bo.Get("/docs/posts?organizationId=" + dbtest.Acme)
	expect(t, a, http.StatusOK, "")
	with(t, a, "GUARD_SYSTEM_MANAGED", "If-Match", "title.like", "organizationId="+dbtest.Acme, "$GATEHOUSE_KEY")
	if n := a.Page.Find("form.docs-try").Length(); n < 3 {
		t.Errorf("%d calls can be tried", n)
	}
	if n := a.Page.Find("script:not([src])").Length(); n > 0 {
		t.Error("a script stands in the page")
	}
	expect(t, nobody.Get("/docs/nothing"), http.StatusNotFound, "")
	expect(t, nobody.Get("/docs/posts?_call=postsCreate"), http.StatusBadRequest, "")
	expect(t, nobody.Get("/docs/posts?limit=1&limit=2"), http.StatusBadRequest, "")
	expect(t, nobody.Get("/docs?organizationId=a&organizationId=b"), http.StatusBadRequest, "")
}

// A call is tried with the session of whoever looks, and no more.
func TestTryingACall(t *testing.T) {
	s := installed(t, webtest.Options{})
	bo := s.As(dbtest.Bo)
	expect(t, bo.Post("/o/acme/content/posts", "title", "A draft to find"), http.StatusOK, "")
	const ask = "/docs/posts?_call=postsList&limit=&sort=title&organizationId=" + dbtest.Acme
	a := bo.Get(ask)
	expect(t, a, http.StatusOK, "")
	if body := a.Page.Find("#postsList-answer").Text(); !strings.Contains(body, "200 OK") || !strings.Contains(body, "A draft to find") || !strings.Contains(body, "sort=title") || strings.Contains(body, "limit=&") {
		t.Errorf("answered %s", clip(body))
	}
	if part := bo.Do(http.MethodGet, ask, nil, http.Header{"Hx-Request": {"true"}}); strings.Contains(part.Body, "<html") || !strings.Contains(part.Body, "A draft to find") {
		t.Errorf("the part is %s", clip(part.Body))
	}
	if a := s.Browser().Get(ask); strings.Contains(a.Body, "A draft to find") || !strings.Contains(a.Page.Find("#postsList-answer").Text(), "200 OK") {
		t.Errorf("nobody got %s", clip(a.Body))
	}
	a = bo.Get("/docs/posts?_call=postsGet&id=..%2F..%2Fhealthz&organizationId=" + dbtest.Acme)
	if body := a.Page.Find("#postsGet-answer").Text(); !strings.Contains(body, "404") || !strings.Contains(body, "FIREWALL_NOT_FOUND") {
		t.Errorf("another address answered %s", clip(body))
	}
}

// The line that a list offers lists the same.
func TestCopyAsCurl(t *testing.T) {
	s := installed(t, webtest.Options{})
	bo := s.As(dbtest.Bo)
	expect(t, bo.Post("/o/acme/content/posts", "title", "It's here"), http.StatusOK, "")
	expect(t, bo.Post("/o/acme/content/posts", "title", "It's there"), http.StatusOK, "")
	line := bo.Get("/o/acme/content/posts?title.like=it%27s+h&sort=-title&status=draft&createdAt.gte=2020-01-01").Page.Find("#curl").Text()
	for _, word := range []string{"curl -H \"Authorization: Bearer $GATEHOUSE_KEY\" '", "/api/v1/posts?", "title.like=it%27s+h", "sort=-title", "status=draft", "createdAt.gte=", "T", "organizationId=" + dbtest.Acme} {
		if !strings.Contains(line, word) {
			t.Errorf("%s lacks %q", line, word)
		}
	}
	_, address, _ := strings.Cut(line, "/api/v1/")
	a := bo.Get("/api/v1/" + strings.TrimSuffix(address, "'"))
	expect(t, a, http.StatusOK, "")
	if !strings.Contains(a.Body, "It's here") || strings.Contains(a.Body, "It's there") {
		t.Errorf("the same list is %s", a.Body)
	}
	for _, screen := range []string{"/o/acme/content/posts/new", "/o/acme/content/site-settings", "/o/acme/content/tags"} {
		if line := bo.Get(screen).Page.Find("#curl").Text(); !strings.HasPrefix(line, "curl ") {
			t.Errorf("%s offers %q", screen, line)
		}
	}
}
