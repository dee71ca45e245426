package cms_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// A form that nobody can read is the sender's mistake, whether they are signed in
// or not, and not the server's.
func TestFormsThatCannotBeReadAreTheSendersMistake(t *testing.T) {
	s := serve(t, webtest.Options{})
	long := strings.Repeat("x", 1<<20+1)
	for _, c := range []struct {
		name, address, body string
		want                int
	}{
		{"query", "/account/profile?a=%", "name=Ada", http.StatusBadRequest},
		{"NUL", "/account/profile", "name=Ada%00", http.StatusBadRequest},
		{"no UTF-8", "/organizations", "name=%ff", http.StatusBadRequest},
		{"fields", "/o/acme/content/posts", strings.Repeat("a=1&", 10) + manyFields(601), http.StatusBadRequest},
		{"length", "/account/password", "current=" + long, http.StatusRequestEntityTooLarge},
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, c.address, strings.NewReader(c.body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		s.Web.ServeHTTP(w, r)
		if w.Code != c.want {
			t.Errorf("%s: answered %d, wanted %d", c.name, w.Code, c.want)
		}
	}
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString("f" + strings.Repeat("i", i) + "=1&")
	}
	return b.String()
}

// No object is called by what is no text, and no database is asked for it.
func TestAddressesThatAreNoTextLeadNowhere(t *testing.T) {
	s := serve(t, webtest.Options{})
	for _, address := range []string{
		"/invitations/%00", "/invitations/a%00b", "/invitations/%00/rejection", "/o/%00", "/o/%00/", "/o/%FF/members",
		"/o/acme/content/%00", "/o/acme/content/posts/ent_%00", "/o/acme/content/posts/%00/revisions/1", "/o/acme/teams/%00",
	} {
		for name, b := range map[string]*webtest.Browser{"Ada": s.As(dbtest.Ada), "nobody": s.Browser()} {
			if a := b.Get(address); a.StatusCode != http.StatusNotFound {
				t.Errorf("%s as %s: %d", address, name, a.StatusCode)
			}
		}
	}
}
