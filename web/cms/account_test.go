package cms_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/web/webtest"
)

func TestAccountNeedsSomebody(t *testing.T) {
	b := serve(t, webtest.Options{}).Browser().Still()
	for _, address := range []string{"/account", "/account/password", "/account/sessions", "/confirm"} {
		goesTo(t, b.Get(address), "/sign-in?return="+strings.ReplaceAll(address, "/", "%2F"))
	}
}

func TestProfile(t *testing.T) {
	s := serve(t, webtest.Options{})
	b := s.As(dbtest.Ada)
	form := b.Get("/account")
	says(t, form, "Acme")
	says(t, form, "Globex")
	if got := form.Page.Find("a[href='/o/acme/members/departure']").Length(); got != 1 {
		t.Errorf("%d links to leave Acme", got)
	}
	bad := b.Submit(form, "#profile form", "name", " ", "timeZone", "Moon/Sea")
	status(t, bad, http.StatusUnprocessableEntity)
	says(t, bad, "Choose a time zone such as")
	if got := bad.Page.Find("input[name=timeZone]").AttrOr("value", ""); got != "Moon/Sea" {
		t.Errorf("came back as %q", got)
	}
	saved := b.Submit(bad, "#profile form", "name", "Ada L.", "timeZone", "Europe/Vienna")
	status(t, saved, http.StatusOK)
	says(t, saved, "Your profile is saved.")
	if got := saved.Page.Find("html").AttrOr("data-zone", ""); got != "Europe/Vienna" {
		t.Errorf("zone %q", got)
	}
	part := b.Do(http.MethodPost, "/account/profile", strings.NewReader("name="), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Hx-Request": {"true"}, "Hx-Request-Type": {"partial"},
	})
	status(t, part, http.StatusUnprocessableEntity)
	if strings.Contains(part.Body, "<html") || part.Page.Find("#profile").Length() != 1 {
		t.Error("htmx got more than the part")
	}
}

func TestPinnedAccountNamesOneOrganization(t *testing.T) {
	s := serve(t, webtest.Options{Selection: access.Pin(dbtest.Globex, false)})
	a := s.As(dbtest.Ada).Get("/account")
	says(t, a, "Globex")
	if strings.Contains(text(a), "Acme") || a.Page.Find("a[href='/members/departure']").Length() != 1 {
		t.Errorf("organizations:\n%s", text(a))
	}
}

func TestChangePassword(t *testing.T) {
	s := serve(t, webtest.Options{})
	other := s.Browser()
	other.Post("/sign-in", "email", "ada@example.com", "password", dbtest.Password)
	status(t, other.Get("/account"), http.StatusOK)
	b := s.As(dbtest.Ada)
	form := b.Get("/account/password")
	if form.Page.Find("input[autocomplete=username]").AttrOr("value", "") != "ada@example.com" ||
		form.Page.Find("input[autocomplete=current-password]").Length() != 1 || form.Page.Find("input[autocomplete=new-password]").Length() != 1 {
		t.Error("a password manager would not understand this form")
	}
	wrong := b.Submit(form, "#password form", "currentPassword", "not the right one", "password", "a sentence nobody tries")
	status(t, wrong, http.StatusUnprocessableEntity)
	says(t, wrong, "This is not your password.")
	short := b.Submit(form, "#password form", "currentPassword", dbtest.Password, "password", "short")
	status(t, short, http.StatusUnprocessableEntity)
	says(t, short, "Use at least 12 characters")
	done := b.Still().Submit(form, "#password form", "currentPassword", dbtest.Password, "password", "a sentence nobody tries")
	goesTo(t, done, "/account/password")
	if cookie(done, sessionCookie) == nil {
		t.Error("no new token")
	}
	says(t, b.Get("/account/password"), "Your password is changed")
	if a := other.Get("/account"); !strings.HasPrefix(a.Address, "/sign-in") {
		t.Error("another device is still signed in")
	}
	if a := s.As(dbtest.Ada).Get("/account"); !strings.HasPrefix(a.Address, "/sign-in") {
		t.Error("the old token still works")
	}
}

func TestDevices(t *testing.T) {
	s := serve(t, webtest.Options{})
	for _, agent := range []string{
		"Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
		"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
	} {
		if _, err := s.Auth.SignIn(t.Context(), auth.Credentials{Email: "ada@example.com", Password: dbtest.Password}, auth.Device{Address: "192.0.2.7", UserAgent: agent}); err != nil {
			t.Fatal(err)
		}
	}
	b := s.As(dbtest.Ada)
	list := b.Get("/account/sessions")
	says(t, list, "Firefox on Linux")
	says(t, list, "Safari on iPhone")
	says(t, list, "This device")
	ends := list.Page.Find(".lines form")
	if ends.Length() != 2 {
		t.Fatalf("%d devices can be ended", ends.Length())
	}
	action := ends.First().AttrOr("action", "")
	status(t, s.As(dbtest.Bo).Post(action), http.StatusNotFound)
	ended := b.Post(action)
	says(t, ended, "That device is signed out.")
	rest := b.Post("/account/sessions/removal")
	says(t, rest, "All other devices are signed out.")
	if n := rest.Page.Find(".lines li").Length(); n != 1 {
		t.Errorf("%d devices left", n)
	}
}

func TestAppearance(t *testing.T) {
	s := serve(t, webtest.Options{})
	b := s.Browser()
	a := b.Still().Post("/appearance", "theme", "dark", "return", "/sign-in")
	goesTo(t, a, "/")
	c := cookie(a, "theme")
	if c == nil || c.Value != "dark" || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.MaxAge < 1 {
		t.Fatalf("cookie %v", c)
	}
	if got := b.Get("/sign-in").Page.Find("html").AttrOr("data-theme", ""); got != "dark" {
		t.Errorf("theme %q", got)
	}
	if c := cookie(b.Still().Post("/appearance", "theme", `x"; evil`), "theme"); c == nil || c.MaxAge >= 0 {
		t.Errorf("cookie %v", c)
	}
}

// tired makes all sessions of a person too old for dangerous actions.
func tired(t *testing.T, s *webtest.Server, userID string) {
	t.Helper()
	_, err := db.UpdatePlatform[model.Session](s.DB).Set("signed_in_at = ?", s.DB.Now().Add(-2*auth.FreshFor)).Where("user_id = ?", userID).Do(t.Context())
	if err != nil {
		t.Fatal(err)
	}
}

func TestDangerousActionsAskForThePassword(t *testing.T) {
	s := serve(t, webtest.Options{})
	tired(t, s, dbtest.Ada)
	b := s.As(dbtest.Ada)
	const remove = "/o/acme/settings/removal"
	asked := b.Post(remove, "confirmation", "acme")
	status(t, asked, http.StatusForbidden)
	says(t, asked, "ask for your password again")
	wrong := b.Submit(asked, "form.card", "password", "not the right one")
	status(t, wrong, http.StatusUnprocessableEntity)
	says(t, wrong, "This is not your password.")
	again := b.Submit(wrong, "form.card", "password", dbtest.Password)
	status(t, again, http.StatusOK)
	form := again.Page.Find("form.card")
	if form.AttrOr("action", "") != remove || form.Find("input[name=confirmation]").AttrOr("value", "") != "acme" {
		t.Fatalf("not the form that was sent: %s", again.Body)
	}
	if _, err := s.Org.Get(t.Context(), s.Scope(dbtest.Ada, dbtest.Acme)); err != nil {
		t.Fatal("done without the second press")
	}
	done := b.Submit(again, "form.card")
	status(t, done, http.StatusOK)
	if _, err := s.Gate.Enter(t.Context(), s.Actor(dbtest.Ada), access.Asked{ID: dbtest.Acme}); !fault.Is(err, fault.NotFound) {
		t.Errorf("Acme is still there: %v", err)
	}

	stolen := asked.Page.Find("input[name=parcel]").AttrOr("value", "")
	bo := s.As(dbtest.Bo).Post("/confirm", "password", dbtest.Password, "parcel", stolen, "return", "/account")
	if strings.Contains(bo.Body, remove) {
		t.Error("Bo got Ada’s form")
	}
	goesTo(t, b.Still().Post("/confirm", "password", dbtest.Password, "return", "/account"), "/account")
}
