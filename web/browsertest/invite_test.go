package browsertest

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// invite asks somebody in and gives back the copied link and the mail's.
func invite(t *testing.T, s *webtest.Server, p *tab, address string) (copied, mailed string) {
	t.Helper()
	p.open("/o/acme/members/invitations")
	p.fill("[name=addresses]", address)
	p.click("label", "Editor")
	p.click("form.form button", "Invite")
	p.until("a link to copy", "document.querySelector('.copy-link input') !== null")
	copied = p.value(".copy-link input")
	found := regexp.MustCompile(`https?://\S+/invitations/\S+token=[^\s"<>&]+`)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if mails := s.Mailbox.Mails(address); len(mails) > 0 {
			if mailed = found.FindString(mails[len(mails)-1].Text); mailed == "" {
				t.Fatalf("the mail has no link: %s", mails[len(mails)-1].Text)
			}
			return copied, mailed
		}
	}
	t.Fatalf("no mail to %s", address)
	return "", ""
}

func memberNames(p *tab) string {
	p.t.Helper()
	p.open("/o/acme/members")
	return p.text()
}

func TestInvitedNewPerson(t *testing.T) {
	twice(t, webtest.Options{Jobs: true}, func(t *testing.T, s *webtest.Server, scripts bool) {
		_, ada := as(t, s, dbtest.Ada, scripts)
		_, mailed := invite(t, s, ada, "nina@example.com")
		_, nina := visit(t, s, scripts)
		nina.open(mailed)
		nina.sees("Join Acme", "Ada Lindqvist invites you as editor")
		nina.open(mailed) // looking, twice, accepts nothing
		nina.fill("[name=name]", "Nina Vogel")
		nina.fill("[name=password]", "a lantern walk at dusk")
		nina.follow("main button", "Create account and join")
		nina.arrives("/o/acme/")
		nina.sees("Welcome to Acme")
		ada.open("/o/acme/members")
		ada.sees("Nina Vogel")
	})
}

func TestInvitedExistingUser(t *testing.T) {
	twice(t, webtest.Options{Jobs: true}, func(t *testing.T, s *webtest.Server, scripts bool) {
		_, ada := as(t, s, dbtest.Ada, scripts)
		_, mailed := invite(t, s, ada, "cy@example.com")

		// somebody else is signed in: nothing is given away, and the way on is kept
		stranger := auth.PersonInput{Name: "Otto Fink", Email: "otto@example.com", Password: dbtest.Password}
		if _, err := s.Org.AddPerson(t.Context(), s.Scope(dbtest.Cy, dbtest.Globex), stranger, "member"); err != nil {
			t.Fatal(err)
		}
		_, p := visit(t, s, scripts)
		p.open("/sign-in")
		signIn(p, "otto@example.com")
		p.open(mailed)
		p.sees("This invitation is for somebody else", "otto@example.com")
		p.misses("Accept and join")
		p.follow("main button", "Switch account")
		p.sees("Create account and join")
		p.follow("main a", "I have an account")
		p.fill("[name=email]", "cy@example.com")
		p.fill("[name=password]", dbtest.Password)
		p.follow("main button", "Sign in")
		p.sees("Join Acme")
		p.follow("main button", "Accept and join")
		p.arrives("/o/acme/")
		p.sees("Welcome to Acme")
		p.open(mailed)
		p.sees("You are already a member of Acme")
	})
}

func TestInvitedByCopiedLink(t *testing.T) {
	twice(t, webtest.Options{Jobs: true}, func(t *testing.T, s *webtest.Server, scripts bool) {
		_, ada := as(t, s, dbtest.Ada, scripts)
		copied, _ := invite(t, s, ada, "nina@example.com")
		_, nina := visit(t, s, scripts)
		nina.open(copied)
		nina.sees("Join Acme")
		nina.misses("nina@example.com") // masked: the link alone proves nothing
		nina.fill("[name=name]", "Nina Vogel")
		nina.fill("[name=password]", "short")
		nina.allow(http.StatusUnprocessableEntity)
		nina.click("main button", "Create account and join")
		nina.sees("This did not work")
		if got := nina.value("[name=name]"); got != "Nina Vogel" {
			t.Errorf("the refused form holds the name %q", got)
		}
		nina.fill("[name=password]", "a lantern walk at dusk")
		nina.follow("main button", "Create account and join")
		nina.arrives("/o/acme/")
		if text := memberNames(ada); !strings.Contains(text, "Nina Vogel") {
			t.Errorf("Nina is not among the members:\n%s", text)
		}
		_, late := visit(t, s, scripts)
		late.open(copied)
		late.sees("This invitation has been used")
	})
}

func TestDecliningAnInvitation(t *testing.T) {
	twice(t, webtest.Options{Jobs: true}, func(t *testing.T, s *webtest.Server, scripts bool) {
		_, ada := as(t, s, dbtest.Ada, scripts)
		_, mailed := invite(t, s, ada, "cy@example.com")
		_, cy := as(t, s, dbtest.Cy, scripts)
		cy.open(mailed)
		cy.click("main a", "Decline")
		cy.sees("Decline to join Acme?")
		cy.follow("dialog[open] button, main button", "Decline")
		cy.sees("You have declined the invitation.")
		cy.open(mailed)
		cy.sees("This invitation was declined")
	})
}
