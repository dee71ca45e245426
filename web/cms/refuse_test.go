package cms_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/web/webtest"
)

// A proxy that ends TLS speaks http to us; the browser's page is at https all the same.
func TestTheWayBackBehindAProxy(t *testing.T) {
	s := installed(t, webtest.Options{})
	host := strings.TrimPrefix(s.URL, "http://")
	for from, want := range map[string]string{
		"https://" + host + "/o/acme/members?q=a":  "/sign-in?return=%2Fo%2Facme%2Fmembers%3Fq%3Da",
		"http://" + host + "/o/acme/members":       "/sign-in?return=%2Fo%2Facme%2Fmembers",
		"https://elsewhere.example/o/acme/members": "/sign-in",
		"https://" + host + "//elsewhere.example":  "/sign-in",
		"": "/sign-in",
	} {
		a := s.Browser().Do(http.MethodGet, "/o/acme/content/posts", nil, http.Header{"Hx-Request": {"true"}, "Hx-Current-Url": {from}})
		if got := a.Header.Get("HX-Redirect"); got != want {
			t.Errorf("from %q it leads to %q, want %q", from, got, want)
		}
	}
}
