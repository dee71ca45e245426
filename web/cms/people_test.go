package cms_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/org"
	"gatehouse/web/webtest"
)

// linkIn waits for the newest mail to an address and gives the path of its link.
func linkIn(t *testing.T, s *webtest.Server, address string) string {
	t.Helper()
	for range 300 {
		if mails := s.Mailbox.Mails(address); len(mails) > 0 {
			found := regexp.MustCompile(`http://\S+`).FindString(mails[len(mails)-1].Text)
			u, err := url.Parse(found)
			if err != nil {
				t.Fatal(err)
			}
			return u.RequestURI()
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("no mail to %s", address)
	return ""
}

func TestInvitationFromMailToMembership(t *testing.T) {
	s := installed(t, webtest.Options{Jobs: true})
	ada := s.As(dbtest.Ada).Still()
	form := ada.Get("/o/acme/members/invitations")
	expect(t, form, http.StatusOK, "")
	expect(t, ada.Submit(form, "#invitations form:has(textarea)", "addresses", "dee@example.com\nNew.One@Example.com", "role", "editor"), http.StatusSeeOther, "/o/acme/members/invitations")
	list := ada.Get("/o/acme/members/invitations")
	with(t, list, "dee@example.com", "new.one@example.com", "Waiting", s.URL+"/invitations/inv_", "Invited 2 people", "Development")
	without(t, list, "token=")

	link := linkIn(t, s, "dee@example.com")
	dee := s.Browser()
	page := dee.Get(link)
	expect(t, page, http.StatusOK, "")
	with(t, page, "Join Acme", "Ada Lindqvist", "editor", "You can write", "dee@example.com", "I have an account", "proves this address")
	without(t, page, "new.one")
	if page.Header.Get("Referrer-Policy") != "no-referrer" || page.Header.Get("Cache-Control") != "no-store" {
		t.Error("the page with the token may be kept or told")
	}
	refused := dee.Submit(page, "form[action$=account]", "name", "Dee Park", "password", "short")
	expect(t, refused, http.StatusUnprocessableEntity, "")
	with(t, refused, `value="Dee Park"`, "at least 12")
	without(t, refused, "short\"")
	still := dee.Still()
	expect(t, still.Submit(page, "form[action$=account]", "name", "Dee Park", "password", "a sentence works rather well"), http.StatusSeeOther, "/o/acme/")
	members := dee.Get("/o/acme/members")
	with(t, members, "Dee Park", "Welcome to Acme", "You are an editor")
	again := dee.Get(link)
	with(t, again, "already a member of Acme", "Open Acme")

	// without the mail the address is masked and not proven
	copied := list.Page.Find("tr:contains('new.one') .copy-link input").AttrOr("value", "")
	path := strings.TrimPrefix(copied, s.URL)
	nobody := s.Browser().Get(path)
	without(t, nobody, "new.one@example.com")
	with(t, nobody, "Join Acme", "Create account and join")
	wrong := s.As(dbtest.Cy).Get(path)
	with(t, wrong, "for somebody else", "cy@example.com", "Switch account")
	without(t, wrong, "new.one@example.com", "Accept and join")
	expect(t, s.As(dbtest.Cy).Post(path+"/acceptance"), http.StatusForbidden, "")
	expect(t, s.As(dbtest.Cy).Still().Submit(wrong, "form.form[action='/sign-out']"), http.StatusSeeOther, path)
	expect(t, s.Browser().Still().Get(path+"/rejection"), http.StatusSeeOther, path)
	expect(t, s.Browser().Get("/invitations/inv_00000000000000000000000000"), http.StatusNotFound, "")
}

func TestStatesOfAnInvitation(t *testing.T) {
	s := installed(t, webtest.Options{})
	ctx := context.Background()
	ada := s.As(dbtest.Ada).Still()
	invite := func(address string) (path, id string) {
		results, err := s.Org.Invite(ctx, s.Scope(dbtest.Ada, dbtest.Acme), org.InviteInput{Addresses: []string{address}, Role: "member"})
		if err != nil || results[0].Outcome != org.Sent {
			t.Fatal(results, err)
		}
		return "/invitations/" + results[0].InvitationID, results[0].InvitationID
	}
	cy := s.As(dbtest.Cy).Still()
	path, _ := invite("cy@example.com")
	page := cy.Get(path)
	with(t, page, "Accept and join", "Decline")
	question := cy.Get(path + "/rejection")
	with(t, question, "Decline to join Acme?", "will see that you declined")
	expect(t, cy.Submit(question, "form[action$=rejection]"), http.StatusSeeOther, "/")
	with(t, cy.Get(path), "was declined")
	expect(t, cy.Post(path+"/acceptance"), http.StatusConflict, "")

	path, id := invite("cy@example.com")
	ask := ada.Get("/o/acme/members/invitations/" + id + "/removal")
	with(t, ask, "Revoke the invitation to cy@example.com?")
	expect(t, ada.Post("/o/acme/members/invitations/"+id+"/renewal"), http.StatusSeeOther, "/o/acme/members/invitations")
	expect(t, ada.Submit(ask, "form[action$=removal]"), http.StatusSeeOther, "/o/acme/members/invitations")
	with(t, ada.Get("/o/acme/members/invitations"), "Revoked", "Declined")
	with(t, cy.Get(path), "taken back")
	gone := cy.Post(path + "/acceptance")
	expect(t, gone, http.StatusGone, "")
	with(t, gone, "taken back")
	expect(t, ada.Post("/o/acme/members/invitations/"+id+"/renewal"), http.StatusConflict, "")

	path, _ = invite("cy@example.com")
	expect(t, cy.Post(path+"/acceptance"), http.StatusSeeOther, "/o/acme/")
	with(t, cy.Get(path), "already a member of Acme")
	with(t, s.As(dbtest.Bo).Get(path), "already a member")
	with(t, s.Browser().Get(path), "has been used", "Sign in")

	mixed := ada.Post("/o/acme/members/invitations", "addresses", "cy@example.com, nonsense; eve@example.com", "role", "member")
	expect(t, mixed, http.StatusUnprocessableEntity, "")
	with(t, mixed, "Already a member", "Not an address", "eve@example.com", ">nonsense<")
	if kept := strings.TrimSpace(mixed.Page.Find("textarea[name=addresses]").Text()); kept != "nonsense" {
		t.Errorf("kept %q", kept)
	}
	twice := ada.Post("/o/acme/members/invitations", "addresses", "eve@example.com", "role", "member")
	expect(t, twice, http.StatusOK, "")
	with(t, twice, "Already invited", "Send again")
	expect(t, ada.Post("/o/acme/members/invitations", "addresses", "", "role", "member"), http.StatusUnprocessableEntity, "")
	expect(t, ada.Post("/o/acme/members/invitations", "addresses", "x@example.com", "role", "king"), http.StatusUnprocessableEntity, "")
	expect(t, s.As(dbtest.Bo).Get("/o/acme/members/invitations"), http.StatusForbidden, "")
}

func TestMembers(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada, bo := s.As(dbtest.Ada).Still(), s.As(dbtest.Bo).Still()
	mem := func(user string) string { return "mem" + user[3:] }

	seen := bo.Get("/o/acme/members")
	with(t, seen, "Ada Lindqvist", "Owner", "Leave")
	without(t, seen, "<select", "Cy Okafor", "Globex", mem(dbtest.Ada)+"/removal", "members/invitations")
	managed := ada.Get("/o/acme/members")
	with(t, managed, "The only owner. Make somebody else an owner first.")
	if managed.Page.Find("tr#"+mem(dbtest.Ada)+" select[disabled]").Length() != 1 {
		t.Error("the last owner's role can be chosen")
	}
	expect(t, ada.Submit(managed, "#"+mem(dbtest.Bo)+" form", "role", "admin"), http.StatusSeeOther, "/o/acme/members")
	with(t, ada.Get("/o/acme/members"), "Bo Marsh is now an admin.")
	last := ada.Post("/o/acme/members/"+mem(dbtest.Ada), "role", "editor")
	expect(t, last, http.StatusConflict, "")
	with(t, last, "needs an owner")
	expect(t, ada.Post("/o/acme/members/departure"), http.StatusConflict, "")
	expect(t, bo.Post("/o/acme/members/"+mem(dbtest.Ada), "role", "editor"), http.StatusForbidden, "")
	expect(t, bo.Post("/o/acme/members/"+mem(dbtest.Bo), "role", "owner"), http.StatusForbidden, "")

	// the other organization's member answers like nobody
	foreign, nobody := ada.Get("/o/acme/members/"+mem(dbtest.Cy)+"/removal"), ada.Get("/o/acme/members/mem_00000000000000000000000000/removal")
	expect(t, foreign, http.StatusNotFound, "")
	expect(t, nobody, http.StatusNotFound, "")
	expect(t, ada.Post("/o/acme/members/"+mem(dbtest.Cy), "role", "member"), http.StatusNotFound, "")

	found := ada.Get("/o/acme/members?q=MARSH")
	with(t, found, "Bo Marsh", "1 found")
	if found.Page.Find("#members-rows tbody tr").Length() != 1 {
		t.Error("the search finds more")
	}
	with(t, ada.Get("/o/acme/members?q=zz"), "Nobody found")
	expect(t, ada.Get("/o/acme/members?x=1"), http.StatusBadRequest, "")

	part := ada.Do(http.MethodPost, "/o/acme/members/"+mem(dbtest.Bo), strings.NewReader("role=editor"), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Hx-Request": {"true"},
	})
	expect(t, part, http.StatusOK, "")
	with(t, part, `id="members"`, "Bo Marsh is now an editor.", "hx-swap-oob")
	without(t, part, "<html", "<aside")

	question := ada.Get("/o/acme/members/" + mem(dbtest.Bo) + "/removal")
	with(t, question, "Remove Bo Marsh from Acme?")
	expect(t, ada.Submit(question, "form[action$=removal]"), http.StatusSeeOther, "/o/acme/members")
	expect(t, bo.Get("/o/acme/members"), http.StatusNotFound, "")

	leaving := ada.Get("/o/globex/members/departure")
	with(t, leaving, "Leave Globex?")
	expect(t, ada.Submit(leaving, "form[action$=departure]"), http.StatusSeeOther, "/")
	expect(t, ada.Get("/o/globex/members"), http.StatusNotFound, "")
}

func TestTeamsAndKeys(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada, bo := s.As(dbtest.Ada).Still(), s.As(dbtest.Bo).Still()
	with(t, bo.Get("/o/acme/teams"), "No teams yet")
	without(t, bo.Get("/o/acme/teams"), "Create team")
	made := ada.Post("/o/acme/teams", "name", "Desk")
	expect(t, made, http.StatusSeeOther, "")
	team := made.Header.Get("Location")
	expect(t, ada.Post("/o/acme/teams", "name", " "), http.StatusUnprocessableEntity, "")
	expect(t, ada.Post(team+"/members", "userId", dbtest.Bo), http.StatusSeeOther, team)
	with(t, ada.Get(team), "Bo Marsh", "Desk")
	expect(t, ada.Post(team+"/members", "userId", dbtest.Cy), http.StatusNotFound, "")
	expect(t, ada.Post(team+"/members", "userId", ""), http.StatusUnprocessableEntity, "")
	expect(t, ada.Post(team, "name", "News desk"), http.StatusSeeOther, team)
	with(t, bo.Get("/o/acme/teams"), "News desk", "You are in it")
	with(t, ada.Get("/o/acme/members"), "News desk")
	expect(t, bo.Post(team, "name", "Mine"), http.StatusForbidden, "")
	expect(t, s.As(dbtest.Cy).Get("/o/globex/teams/"+team[len("/o/acme/teams/"):]), http.StatusNotFound, "")
	expect(t, ada.Post(team+"/members/"+dbtest.Bo+"/removal"), http.StatusSeeOther, team)
	expect(t, ada.Submit(ada.Get(team+"/removal"), "form[action$=removal]"), http.StatusSeeOther, "/o/acme/teams")

	form := ada.Get("/o/acme/api-keys")
	shown := ada.Submit(form, "#keys form", "name", "Website", "role", "editor")
	expect(t, shown, http.StatusCreated, "")
	key := shown.Page.Find("#new-key").AttrOr("value", "")
	if !strings.HasPrefix(key, "ghk_") || shown.Header.Get("Cache-Control") != "no-store" {
		t.Errorf("key %q, %s", key, shown.Header.Get("Cache-Control"))
	}
	list := ada.Get("/o/acme/api-keys")
	with(t, list, "Website", key[:8], "Ada Lindqvist", "in 90 days")
	without(t, list, key)
	expect(t, ada.Post("/o/acme/api-keys", "name", "", "role", "editor", "expiresAt", "90"), http.StatusUnprocessableEntity, "")
	expect(t, ada.Post("/o/acme/api-keys", "name", "x", "role", "editor", "expiresAt", "9000"), http.StatusUnprocessableEntity, "")
	expect(t, bo.Get("/o/acme/api-keys"), http.StatusForbidden, "")
	expect(t, s.As(dbtest.Cy).Post("/o/globex/api-keys/"+list.Page.Find("tbody tr").AttrOr("id", "")+"/removal"), http.StatusNotFound, "")
	question := ada.Get(list.Page.Find("a[href$=removal]").AttrOr("href", ""))
	with(t, question, "Revoke the key “Website”?")
	expect(t, ada.Submit(question, "form[action$=removal]"), http.StatusSeeOther, "/o/acme/api-keys")

	log := ada.Get("/o/acme/audit")
	with(t, log, "Ada Lindqvist", "made the API key “Website”", "revoked an API key", "put somebody into a team", "deleted a team")
	without(t, log, "Cy Okafor", "Desk")
	expect(t, bo.Get("/o/acme/audit"), http.StatusForbidden, "")
	expect(t, ada.Get("/o/acme/audit?before=x"), http.StatusBadRequest, "")
}

func TestSettingsAndDeletion(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada).Still()
	form := ada.Get("/o/acme/settings")
	if form.Page.Find("input[name=hue]").Length() != 24 || form.Page.Find("input[name=hue][checked]").AttrOr("value", "") != "5" {
		t.Error("the colours are not all there, or the wrong one is chosen")
	}
	with(t, ada.Get("/o/acme/settings/slug?slug=acme"), "in use")
	with(t, ada.Get("/o/acme/settings/slug?slug=globex"), "taken")
	expect(t, ada.Submit(form, "#settings", "slug", "globex"), http.StatusConflict, "")
	expect(t, ada.Submit(form, "#settings", "name", ""), http.StatusUnprocessableEntity, "")
	expect(t, ada.Submit(form, "#settings", "hue", "99"), http.StatusUnprocessableEntity, "")
	expect(t, ada.Submit(form, "#settings", "name", "Acme & Sons", "slug", "acme-sons", "hue", "7"), http.StatusSeeOther, "/o/acme-sons/settings")
	expect(t, ada.Get("/o/acme/members?q=a"), http.StatusPermanentRedirect, "/o/acme-sons/members?q=a")
	expect(t, s.As(dbtest.Cy).Still().Get("/o/acme/members"), http.StatusNotFound, "")
	expect(t, s.As(dbtest.Bo).Get("/o/acme-sons/settings"), http.StatusForbidden, "")

	question := ada.Get("/o/acme-sons/settings/removal")
	with(t, question, "Type “acme-sons” to confirm", "Your password")
	expect(t, ada.Submit(question, "form[action$=removal]", "confirmation", "acme-sons", "password", "wrong"), http.StatusUnprocessableEntity, "")
	expect(t, ada.Submit(question, "form[action$=removal]", "confirmation", "acme", "password", dbtest.Password), http.StatusUnprocessableEntity, "")
	expect(t, ada.Submit(question, "form[action$=removal]", "confirmation", "acme-sons", "password", dbtest.Password), http.StatusSeeOther, "/organizations")
	expect(t, ada.Get("/o/acme-sons/members"), http.StatusNotFound, "")
	with(t, s.As(dbtest.Bo).Get("/"), "not in an organization yet")
	with(t, ada.Get("/organizations/new"), "Acme &amp; Sons", "Restore")
	back := ada.Get("/organizations/" + dbtest.Acme + "/restoration")
	with(t, back, "Bring “Acme &amp; Sons” back?")
	expect(t, s.As(dbtest.Bo).Get("/organizations/"+dbtest.Acme+"/restoration"), http.StatusNotFound, "")
	expect(t, ada.Submit(back, "form[action$=restoration]", "slug", "globex"), http.StatusConflict, "")
	expect(t, ada.Submit(back, "form[action$=restoration]"), http.StatusSeeOther, "/o/acme-sons/")
	expect(t, ada.Get("/o/acme-sons/members"), http.StatusOK, "")
}

func TestExpiredAndOrphanedInvitations(t *testing.T) {
	s := installed(t, webtest.Options{})
	ctx := context.Background()
	ada := s.Scope(dbtest.Ada, dbtest.Acme)
	results, err := s.Org.Invite(ctx, ada, org.InviteInput{Addresses: []string{"cy@example.com"}, Role: "member"})
	if err != nil {
		t.Fatal(err)
	}
	id := results[0].InvitationID
	if n, err := db.Update[model.Invitation](s.DB, ada.Within(access.OrganizationWide())).
		Set("expires_at = ?", model.At(time.Now().Add(-time.Hour))).Where("id = ?", id).Do(ctx); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	cy := s.As(dbtest.Cy)
	page := cy.Get("/invitations/" + id)
	with(t, page, "has expired", "Ask for a new one")
	without(t, page, "Accept and join")
	expect(t, cy.Post("/invitations/"+id+"/acceptance"), http.StatusGone, "")
	asked := cy.Submit(page, "form[action$=request]")
	with(t, asked, "We have asked for a new one")
	with(t, cy.Post("/invitations/"+id+"/request"), "We have asked for a new one") // once a day is enough
	with(t, s.As(dbtest.Ada).Get("/o/acme/members/invitations"), "Expired", "Send again to cy@example.com")
	expect(t, s.As(dbtest.Ada).Still().Post("/o/acme/members/invitations/"+id+"/renewal"), http.StatusSeeOther, "")
	with(t, cy.Get("/invitations/"+id), "Accept and join")

	actor := s.Actor(dbtest.Ada)
	if err := s.Auth.Confirm(ctx, actor, dbtest.Password, auth.Device{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Org.Delete(ctx, s.Scope(dbtest.Ada, dbtest.Acme), "acme"); err != nil {
		t.Fatal(err)
	}
	with(t, cy.Get("/invitations/"+id), "does not exist any more")
	expect(t, cy.Post("/invitations/"+id+"/acceptance"), http.StatusGone, "")
}
