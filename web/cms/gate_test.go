package cms_test

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/org"
	"gatehouse/web/webtest"
)

func installed(t *testing.T, o webtest.Options) *webtest.Server {
	t.Helper()
	return webtest.Start(t, dbtest.OpenSQLite(t), o)
}

// expect checks status and, where to is not "", where a redirect leads.
func expect(t *testing.T, a webtest.Answer, status int, to string) {
	t.Helper()
	if a.StatusCode != status || to != "" && a.Header.Get("Location") != to {
		t.Errorf("%s: %d to %q, want %d to %q\n%s", a.Request.URL, a.StatusCode, a.Header.Get("Location"), status, to, clip(a.Page.Find("main").Text()))
	}
}

func clip(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return s[:min(len(s), 400)]
}

func without(t *testing.T, a webtest.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.Body, w) {
			t.Errorf("%s contains %q", a.Request.URL, w)
		}
	}
}

func with(t *testing.T, a webtest.Answer, words ...string) {
	t.Helper()
	for _, w := range words {
		if !strings.Contains(a.Body, w) {
			t.Errorf("%s lacks %q: %s", a.Request.URL, w, clip(a.Page.Find("main").Text()))
		}
	}
}

func active(t *testing.T, s *webtest.Server, userID string) string {
	t.Helper()
	session, err := s.Auth.Session(context.Background(), s.Actor(userID))
	if err != nil {
		t.Fatal(err)
	}
	return session.ActiveOrganizationID
}

func TestGate(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada, bo, nobody := s.As(dbtest.Ada).Still(), s.As(dbtest.Bo).Still(), s.Browser().Still()

	expect(t, nobody.Get("/"), http.StatusSeeOther, "/sign-in")
	expect(t, nobody.Get("/members?q=a"), http.StatusSeeOther, "/sign-in?return=%2Fmembers%3Fq%3Da")
	expect(t, nobody.Get("/organizations"), http.StatusSeeOther, "/sign-in?return=%2Forganizations")

	// one: no gate
	expect(t, bo.Get("/"), http.StatusSeeOther, "/o/acme/")
	expect(t, bo.Get("/content/posts?status=draft"), http.StatusSeeOther, "/o/acme/content/posts?status=draft")
	expect(t, bo.Get("/organizations?return=%2Fmembers"), http.StatusSeeOther, "/o/acme/members")

	// several, none active: the gate keeps what was wanted
	expect(t, ada.Get("/"), http.StatusSeeOther, "/organizations")
	expect(t, ada.Get("/members/invitations"), http.StatusSeeOther, "/organizations?return=%2Fmembers%2Finvitations")
	gate := ada.Get("/organizations?return=%2Fmembers%2Finvitations")
	expect(t, gate, http.StatusOK, "")
	with(t, gate, "two organizations", "Acme", "Globex", "Owner", "Editor", "Create organization")
	without(t, gate, "last used", `data-filter="gate-choices"`, `class="switcher"`)
	if got := active(t, s, dbtest.Ada); got != "" {
		t.Errorf("looking made %s active", got)
	}
	expect(t, ada.Submit(gate, "form:has(.choice)", "organizationId", dbtest.Acme), http.StatusSeeOther, "/o/acme/members/invitations")
	if got := active(t, s, dbtest.Ada); got != dbtest.Acme {
		t.Errorf("%s is active", got)
	}

	// an active one: straight in; the address always wins and changes nothing
	expect(t, ada.Get("/"), http.StatusSeeOther, "/o/acme/")
	expect(t, ada.Get("/members"), http.StatusSeeOther, "/o/acme/members")
	expect(t, ada.Get("/o/globex/members"), http.StatusOK, "")
	expect(t, ada.Get("/o/globex"), http.StatusPermanentRedirect, "/o/globex/")
	if got := active(t, s, dbtest.Ada); got != dbtest.Acme {
		t.Errorf("looking made %s active", got)
	}
	gate = ada.Get("/organizations")
	if first := gate.Page.Find("#gate-choices li").First().Text(); !strings.Contains(first, "Acme") || !strings.Contains(first, "last used") {
		t.Errorf("first is %s", first)
	}

	// another organization's address becomes the chosen one's start; ours only
	for wanted, to := range map[string]string{
		"/o/acme/members": "/o/globex/", "//evil.example/members": "/o/globex/", "/o/globex/teams?x=1": "/o/globex/teams?x=1", "/account": "/account",
	} {
		expect(t, ada.Post("/organizations/active", "organizationId", dbtest.Globex, "return", wanted), http.StatusSeeOther, to)
	}

	// foreign and unknown look alike
	foreign, unknown := bo.Get("/o/globex/members"), bo.Get("/o/nothing/members")
	expect(t, foreign, http.StatusNotFound, "")
	if strings.ReplaceAll(scrub(foreign), "globex", "X") != strings.ReplaceAll(scrub(unknown), "nothing", "X") {
		t.Errorf("foreign and unknown differ")
	}
	without(t, foreign, "Globex")
	expect(t, bo.Get("/o/globex"), http.StatusNotFound, "")
	refused, missing := bo.Post("/organizations/active", "organizationId", dbtest.Globex), bo.Post("/organizations/active", "organizationId", "org_nothing")
	expect(t, refused, http.StatusNotFound, "")
	expect(t, missing, http.StatusNotFound, "")
	if got := active(t, s, dbtest.Bo); got != "" {
		t.Errorf("%s is active", got)
	}
}

// scrub takes away what differs between any two answers.
func scrub(a webtest.Answer) string {
	body := a.Body
	for _, name := range []string{"nonce=\"", "hx-nonce=\""} {
		for {
			at := strings.Index(body, name)
			if at < 0 {
				break
			}
			end := strings.IndexByte(body[at+len(name):], '"')
			body = body[:at] + body[at+len(name)+end+1:]
		}
	}
	return body
}

func TestGateOfSomebodyWithoutOrganization(t *testing.T) {
	s := installed(t, webtest.Options{})
	ctx := context.Background()
	if err := s.Org.Leave(ctx, s.Scope(dbtest.Bo, dbtest.Acme)); err != nil {
		t.Fatal(err)
	}
	bo := s.As(dbtest.Bo)
	gate := bo.Get("/")
	expect(t, gate, http.StatusOK, "")
	with(t, gate, "not in an organization yet", "bo@example.com", "Create organization")
	without(t, gate, "Acme", "Globex")

	if _, err := s.Org.Invite(ctx, s.Scope(dbtest.Cy, dbtest.Globex), org.InviteInput{Addresses: []string{"bo@example.com"}, Role: "admin"}); err != nil {
		t.Fatal(err)
	}
	gate = bo.Get("/members")
	with(t, gate, "You have been invited", "Globex", "an admin")
	if strings.Index(gate.Body, "invited you as") > strings.Index(gate.Body, "Create organization") {
		t.Error("the invitation does not come first")
	}
}

func TestAnInstallationOfOneOrganization(t *testing.T) {
	s := installed(t, webtest.Options{Selection: access.Pin(dbtest.Acme, false)})
	ada, cy, nobody := s.As(dbtest.Ada).Still(), s.As(dbtest.Cy).Still(), s.Browser().Still()

	start := ada.Get("/")
	expect(t, start, http.StatusOK, "")
	without(t, start, "switcher", "/o/acme", "Globex", "/organizations")
	members := ada.Get("/members")
	expect(t, members, http.StatusOK, "")
	without(t, members, "switcher", "/o/acme", "Globex", "/organizations")
	expect(t, ada.Get("/organizations"), http.StatusSeeOther, "/")
	expect(t, ada.Get("/organizations?return=%2Fmembers"), http.StatusSeeOther, "/")
	expect(t, ada.Get("/organizations/new"), http.StatusForbidden, "")
	expect(t, ada.Post("/organizations/active", "organizationId", dbtest.Acme), http.StatusSeeOther, "/")
	expect(t, ada.Post("/organizations/active", "organizationId", dbtest.Globex), http.StatusForbidden, "")
	if got := active(t, s, dbtest.Ada); got != "" {
		t.Errorf("%s was written", got)
	}
	for _, b := range []*webtest.Browser{ada, cy, nobody} {
		expect(t, b.Get("/o/acme/members?q=a"), http.StatusPermanentRedirect, "/members?q=a")
		expect(t, b.Get("/o/acme"), http.StatusPermanentRedirect, "/")
		expect(t, b.Get("/o/acme/"), http.StatusPermanentRedirect, "/")
		expect(t, b.Get("/o/globex/members"), http.StatusNotFound, "")
		expect(t, b.Get("/o/nothing/"), http.StatusNotFound, "")
	}
	expect(t, ada.Get("/settings/removal"), http.StatusForbidden, "")
	settings := ada.Get("/settings")
	with(t, settings, "it cannot be deleted here")
	expect(t, ada.Post("/settings/removal", "confirmation", "acme"), http.StatusForbidden, "")

	outside := cy.Get("/members")
	expect(t, outside, http.StatusForbidden, "")
	with(t, outside, "You are not a member of Acme", "owners and admins", "cy@example.com", "Sign out")
	without(t, outside, "switcher", "Globex", "Ada")
	ctx := context.Background()
	if _, err := s.Org.Invite(ctx, s.Scope(dbtest.Ada, dbtest.Acme), org.InviteInput{Addresses: []string{"cy@example.com"}, Role: "editor"}); err != nil {
		t.Fatal(err)
	}
	outside = cy.Get("/teams")
	expect(t, outside, http.StatusForbidden, "")
	with(t, outside, "invited you as an editor")
	invitation := s.As(dbtest.Cy).Get(outside.Page.Find(".note a").AttrOr("href", ""))
	expect(t, cy.Submit(invitation, "form[action$=acceptance]"), http.StatusSeeOther, "/")
	expect(t, cy.Get("/members"), http.StatusOK, "")
}

func TestFoundingAnOrganization(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada).Still()
	form := ada.Get("/organizations/new")
	expect(t, form, http.StatusOK, "")
	with(t, form, "/o/")
	free := ada.Get("/organizations/new/slug?slug=new-house")
	with(t, free, "is free")
	with(t, ada.Get("/organizations/new/slug?slug=globex"), "taken already")
	with(t, ada.Get("/organizations/new/slug?slug=Not%20a%20slug"), "small letters")
	refused := ada.Submit(form, "#new-organization", "name", "Somewhere <b>", "slug", "acme")
	expect(t, refused, http.StatusConflict, "")
	with(t, refused, "taken already", `value="acme"`, "Somewhere &lt;b&gt;")
	expect(t, ada.Submit(form, "#new-organization", "name", "", "slug", ""), http.StatusUnprocessableEntity, "")
	made := ada.Submit(form, "#new-organization", "name", "New House", "slug", "")
	expect(t, made, http.StatusSeeOther, "/o/new-house/")
	if got := active(t, s, dbtest.Ada); got == "" {
		t.Error("the new organization is not active")
	}
	with(t, ada.Get("/o/new-house/members"), "New House", "The only owner", "is ready")
}
