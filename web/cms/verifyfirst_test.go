package cms_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/views/link"
	"gatehouse/web/webtest"
)

// Where addresses must be proven first, the doors say the same to everybody, and
// open after the link.
func TestAddressesAreProvenFirst(t *testing.T) {
	s := serve(t, webtest.Options{SignUp: auth.SignUpOpen, VerifyEmail: true, Jobs: true})
	b := s.Browser()
	for _, email := range []string{"dee@example.com", "bo@example.com"} {
		goesTo(t, b.Still().Post("/sign-up", "name", "Dee", "email", email, "password", dbtest.Password+" 2"), link.SignIn(""))
		if said := text(b.Get("/sign-in")); !strings.Contains(said, "open the link in the mail") {
			t.Errorf("%s: %s", email, said)
		}
	}
	first := mailed(t, s, "dee@example.com", "/verify-email?token=")
	refused := b.Post("/sign-in", "email", "dee@example.com", "password", dbtest.Password+" 2")
	status(t, refused, http.StatusForbidden)
	if !strings.Contains(text(refused), "confirm your address first") || cookie(refused, sessionCookie) != nil {
		t.Errorf("%s", text(refused))
	}
	var second string
	for range 200 { // the refusal mailed another link, and the newest counts
		if mails := s.Mailbox.Mails("dee@example.com"); len(mails) == 2 {
			_, rest, _ := strings.Cut(mails[1].Text, s.URL+"/verify-email?token=")
			second = "/verify-email?token=" + strings.Fields(rest)[0]
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	status(t, b.Submit(b.Get(first), "form.card"), http.StatusBadRequest)
	status(t, b.Submit(b.Get(second), "form.card"), http.StatusOK)
	if a := b.Still().Post("/sign-in", "email", "dee@example.com", "password", dbtest.Password+" 2"); cookie(a, sessionCookie) == nil {
		t.Errorf("%d after the proof", a.StatusCode)
	}
}
