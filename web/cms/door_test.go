package cms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/web/webtest"
)

const sessionCookie = "gatehouse.session_token"

func serve(t *testing.T, o webtest.Options) *webtest.Server {
	t.Helper()
	return webtest.Start(t, dbtest.OpenSQLite(t), o)
}

// deserted is an installation nobody has moved into.
func deserted(t *testing.T) *webtest.Server {
	t.Helper()
	s := serve(t, webtest.Options{})
	if _, err := db.RemovePlatform[model.User](s.DB).Where("1 = 1").Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// expireSessions ends all sessions of a person in the database.
func expireSessions(t *testing.T, s *webtest.Server, userID string) {
	t.Helper()
	if _, err := db.UpdatePlatform[model.Session](s.DB).Set("revoked_at = ?", s.DB.Now()).Where("user_id = ?", userID).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func cookie(a webtest.Answer, name string) *http.Cookie {
	for _, c := range a.Cookies() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func status(t *testing.T, a webtest.Answer, want int) {
	t.Helper()
	if a.StatusCode != want {
		t.Fatalf("%s %s: %d, want %d\n%s", a.Request.Method, a.Address, a.StatusCode, want, text(a))
	}
}

func goesTo(t *testing.T, a webtest.Answer, want string) {
	t.Helper()
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != want {
		t.Fatalf("%s %s: %d to %q, want 303 to %q\n%s", a.Request.Method, a.Address, a.StatusCode, a.Header.Get("Location"), want, text(a))
	}
}

func text(a webtest.Answer) string {
	return strings.Join(strings.Fields(a.Page.Find("body").Text()), " ")
}

func says(t *testing.T, a webtest.Answer, want string) {
	t.Helper()
	if !strings.Contains(text(a), want) {
		t.Errorf("%s does not say %q:\n%s", a.Address, want, text(a))
	}
}

func secretly(t *testing.T, a webtest.Answer) {
	t.Helper()
	if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Referrer-Policy") != "no-referrer" {
		t.Errorf("%s: %s, %s", a.Address, a.Header.Get("Cache-Control"), a.Header.Get("Referrer-Policy"))
	}
}

func TestSignInGivesANewTokenEachTime(t *testing.T) {
	s := serve(t, webtest.Options{})
	b := s.Browser().Still()
	form := b.Get("/sign-in?return=%2Faccount")
	status(t, form, http.StatusOK)
	if user := form.Page.Find("input[name=email]").AttrOr("autocomplete", ""); user != "username webauthn" {
		t.Errorf("e-mail completes as %q", user)
	}
	if password := form.Page.Find("input[name=password]").AttrOr("autocomplete", ""); password != "current-password" {
		t.Errorf("password completes as %q", password)
	}
	first := b.Submit(form, "form.card", "email", " ADA@example.com", "password", dbtest.Password, "remember", "true")
	goesTo(t, first, "/account")
	c := cookie(first, sessionCookie)
	if c == nil || !c.HttpOnly || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" || c.MaxAge < 6*24*3600 {
		t.Fatalf("session cookie %v", c)
	}
	status(t, b.Get("/account"), http.StatusOK)
	goesTo(t, b.Get("/sign-in?return=%2Faccount%2Fpassword"), "/account/password")

	second := b.Post("/sign-in", "email", "ada@example.com", "password", dbtest.Password)
	goesTo(t, second, "/")
	again := cookie(second, sessionCookie)
	if again == nil || again.Value == c.Value || again.MaxAge != 0 {
		t.Errorf("second session cookie %v", again)
	}
	old := s.Browser()
	status(t, old.Do(http.MethodGet, "/account", nil, http.Header{"Cookie": {c.Name + "=" + c.Value}}), http.StatusOK)
	if a := old.Do(http.MethodGet, "/account", nil, http.Header{"Cookie": {c.Name + "=" + c.Value}}); !strings.HasPrefix(a.Address, "/sign-in") {
		t.Errorf("the session before lives on: %s", a.Address)
	}
}

func TestSignInAnswersAlikeForEveryAddress(t *testing.T) {
	s := serve(t, webtest.Options{})
	b := s.Browser()
	known := b.Post("/sign-in", "email", "ada@example.com", "password", "not the right one", "return", "/account")
	unknown := b.Post("/sign-in", "email", "eve@example.com", "password", "not the right one", "return", "/account")
	status(t, known, http.StatusUnauthorized)
	status(t, unknown, http.StatusUnauthorized)
	if text(known) != text(unknown) {
		t.Errorf("different pages:\n%s\n%s", text(known), text(unknown))
	}
	says(t, known, "do not belong together")
	if got := known.Page.Find("input[name=email]").AttrOr("value", ""); got != "ada@example.com" {
		t.Errorf("the address is lost: %q", got)
	}
	if _, filled := known.Page.Find("input[name=password]").Attr("value"); filled || strings.Contains(known.Body, "not the right one") {
		t.Error("the password came back")
	}
	if got := known.Page.Find("input[name=return]").AttrOr("value", ""); got != "/account" {
		t.Errorf("the wanted address is lost: %q", got)
	}
	empty := b.Post("/sign-in", "email", "", "password", "")
	status(t, empty, http.StatusUnprocessableEntity)
	if cookie(empty, sessionCookie) != nil || cookie(known, sessionCookie) != nil {
		t.Error("a refused sign-in set a cookie")
	}
}

func TestSignInIsLimited(t *testing.T) {
	s := serve(t, webtest.Options{Limits: true})
	b := s.Browser()
	for range 5 {
		status(t, b.Post("/sign-in", "email", "ada@example.com", "password", "wrong wrong wrong"), http.StatusUnauthorized)
	}
	a := b.Post("/sign-in", "email", "ada@example.com", "password", dbtest.Password)
	status(t, a, http.StatusTooManyRequests)
	says(t, a, "Too many attempts. Try again in")
	if a.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
}

func TestNoOpenRedirect(t *testing.T) {
	s := serve(t, webtest.Options{})
	for _, to := range []string{"https://evil.example/", "//evil.example", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", "evil", "/sign-in?return=/sign-in"} {
		b := s.Browser().Still()
		goesTo(t, b.Post("/sign-in", "email", "ada@example.com", "password", dbtest.Password, "return", to), "/")
		goesTo(t, b.Get("/sign-in?return="+url.QueryEscape(to)), "/")
		goesTo(t, b.Post("/appearance", "theme", "dark", "return", to), "/")
		goesTo(t, b.Post("/confirm", "password", dbtest.Password, "return", to), "/")
	}
}

func TestSignOut(t *testing.T) {
	s := serve(t, webtest.Options{})
	b := s.As(dbtest.Ada)
	a := b.Still().Post("/sign-out")
	goesTo(t, a, "/sign-in")
	if got := a.Header.Get("Clear-Site-Data"); got != `"cache"` {
		t.Errorf("Clear-Site-Data %s", got)
	}
	if c := cookie(a, sessionCookie); c == nil || c.MaxAge >= 0 {
		t.Errorf("cookie %v", c)
	}
	says(t, b.Get("/sign-in"), "You are signed out.")
	if a := s.As(dbtest.Ada).Get("/account"); !strings.HasPrefix(a.Address, "/sign-in") {
		t.Error("the session lives on")
	}
	goesTo(t, s.Browser().Still().Post("/sign-out"), "/sign-in")
}

func TestSetup(t *testing.T) {
	s := deserted(t)
	b := s.Browser()
	for _, address := range []string{"/setup", "/setup?code=guessed"} {
		a := b.Get(address)
		status(t, a, http.StatusForbidden)
		says(t, a, "A new link is printed each time the server starts")
		secretly(t, a)
	}
	goesTo(t, b.Still().Get("/sign-in"), "/setup")
	old, err := s.Auth.NewSetupCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	code, err := s.Auth.NewSetupCode(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	status(t, b.Get("/setup?code="+old), http.StatusForbidden)
	form := b.Get("/setup?code=" + code)
	status(t, form, http.StatusOK)
	secretly(t, form)
	says(t, form, "At least 12 characters")

	status(t, b.Get("/setup/slug?slug=acme"), http.StatusNotFound)
	says(t, b.Get("/setup/slug?slug=globex&code="+code), "taken")
	says(t, b.Get("/setup/slug?slug=newsroom&code="+code), "is free")

	short := b.Submit(form, "form.card", "organization", "Museum Feldkirch", "name", "Eve Winter", "email", "eve@example.com", "password", "short")
	status(t, short, http.StatusUnprocessableEntity)
	for name, want := range map[string]string{"organization": "Museum Feldkirch", "name": "Eve Winter", "email": "eve@example.com"} {
		if got := short.Page.Find("input[name="+name+"]").AttrOr("value", ""); got != want {
			t.Errorf("%s came back as %q", name, got)
		}
	}
	lost := b.Post("/setup", "code", "old", "organization", "Museum Feldkirch", "password", "a sentence nobody tries")
	status(t, lost, http.StatusForbidden)
	says(t, lost, "Museum Feldkirch")
	if strings.Contains(lost.Body, "a sentence nobody tries") {
		t.Error("the password came back")
	}

	done := b.Still().Submit(short, "form.card", "password", "a sentence nobody tries")
	goesTo(t, done, "/o/museum-feldkirch/")
	if c := cookie(done, sessionCookie); c == nil || c.MaxAge < 24*3600 {
		t.Errorf("cookie %v", c)
	}
	account := b.Get("/account")
	says(t, account, "Museum Feldkirch")
	says(t, account, "Owner")
	says(t, account, "Welcome, Eve Winter.")

	late := b.Get("/setup?code=" + code)
	status(t, late, http.StatusNotFound)
	says(t, late, "set up")
	status(t, b.Post("/setup", "code", code, "organization", "Second"), http.StatusNotFound)
}

func TestSignUpFollowsTheSetting(t *testing.T) {
	off := serve(t, webtest.Options{SignUp: auth.SignUpOff}).Browser()
	status(t, off.Get("/sign-up"), http.StatusNotFound)
	status(t, off.Post("/sign-up", "name", "Eve"), http.StatusNotFound)

	invitation := serve(t, webtest.Options{}).Browser()
	says(t, invitation.Get("/sign-up"), "You need an invitation")
	refused := invitation.Post("/sign-up", "name", "Eve", "email", "eve@example.com", "password", "a sentence nobody tries")
	status(t, refused, http.StatusForbidden)
	if cookie(refused, sessionCookie) != nil {
		t.Error("signed in without an invitation")
	}

	s := serve(t, webtest.Options{SignUp: auth.SignUpOpen})
	open := s.Browser()
	form := open.Get("/sign-up?return=%2Faccount")
	common := open.Submit(form, "form.card", "name", "Eve", "email", "eve@example.com", "password", "password1234")
	status(t, common, http.StatusUnprocessableEntity)
	says(t, common, "everybody tries")
	taken := open.Submit(common, "form.card", "email", "ada@example.com", "password", "a sentence nobody tries")
	status(t, taken, http.StatusConflict)
	says(t, taken, "There is an account with this address already")
	done := open.Still().Submit(taken, "form.card", "email", "eve@example.com", "password", "a sentence nobody tries")
	goesTo(t, done, "/account")
	says(t, open.Get("/account"), "Your address is not confirmed")
}

func TestForgottenPassword(t *testing.T) {
	s := serve(t, webtest.Options{Jobs: true})
	b := s.Browser()
	known := b.Submit(b.Get("/forgot-password"), "form.card", "email", "bo@example.com")
	unknown := b.Submit(b.Get("/forgot-password"), "form.card", "email", "nobody@example.com")
	if text(known) != text(unknown) || known.StatusCode != http.StatusOK || known.Address != unknown.Address {
		t.Errorf("different answers:\n%s\n%s", text(known), text(unknown))
	}
	status(t, b.Post("/forgot-password", "email", "not an address"), http.StatusUnprocessableEntity)

	link := mailed(t, s, "bo@example.com", "/reset-password?token=")
	form := b.Get(link)
	status(t, form, http.StatusOK)
	secretly(t, form)
	if got := form.Page.Find("input[name=password]").AttrOr("autocomplete", ""); got != "new-password" {
		t.Errorf("completes as %q", got)
	}
	short := b.Submit(form, "form.card", "password", "short")
	status(t, short, http.StatusUnprocessableEntity)
	secretly(t, short)
	done := b.Still().Submit(short, "form.card", "password", "a sentence nobody tries")
	goesTo(t, done, "/sign-in")
	says(t, b.Get("/sign-in"), "Your new password is set")
	if a := s.As(dbtest.Bo).Get("/account"); !strings.HasPrefix(a.Address, "/sign-in") {
		t.Error("the old session lives on")
	}
	goesTo(t, b.Still().Post("/sign-in", "email", "bo@example.com", "password", "a sentence nobody tries"), "/")

	used := s.Browser().Get(link)
	status(t, used, http.StatusGone)
	says(t, used, "already been used")
	says(t, used, "Send a new link")
	bad := s.Browser().Get("/reset-password?token=" + strings.Repeat("x", 43))
	status(t, bad, http.StatusBadRequest)
	says(t, bad, "not valid")
	status(t, s.Browser().Post("/reset-password", "token", "x", "password", "a sentence nobody tries"), http.StatusBadRequest)
}

func TestExpiredResetLink(t *testing.T) {
	s := serve(t, webtest.Options{Jobs: true})
	b := s.Browser()
	b.Post("/forgot-password", "email", "bo@example.com")
	link := mailed(t, s, "bo@example.com", "/reset-password?token=")
	if _, err := db.UpdatePlatform[model.Verification](s.DB).Set("expires_at = ?", s.DB.Now()).Where("1 = 1").Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	a := b.Get(link)
	status(t, a, http.StatusGone)
	says(t, a, "has expired")
}

func TestVerifyEmail(t *testing.T) {
	s := serve(t, webtest.Options{SignUp: auth.SignUpOpen, Jobs: true})
	b := s.Browser()
	b.Post("/sign-up", "name", "Eve", "email", "eve@example.com", "password", "a sentence nobody tries")
	link := mailed(t, s, "eve@example.com", "/verify-email?token=")
	page := s.Browser().Get(link)
	status(t, page, http.StatusOK)
	secretly(t, page)
	says(t, b.Get("/account"), "Your address is not confirmed") // looking proved nothing
	goesTo(t, s.Browser().Still().Submit(page, "form.card"), "/sign-in")
	if strings.Contains(text(b.Get("/account")), "not confirmed") {
		t.Error("still not confirmed")
	}
	again := s.Browser().Submit(page, "form.card")
	status(t, again, http.StatusGone)
	secretly(t, again)
	says(t, b.Post("/verify-email/mail"), "confirmed already")
}

// mailed waits for a mail and answers the link in it.
func mailed(t *testing.T, s *webtest.Server, to, link string) string {
	t.Helper()
	for range 200 {
		for _, m := range s.Mailbox.Mails(to) {
			if _, rest, ok := strings.Cut(m.Text, s.URL+link); ok {
				return link + strings.FieldsFunc(rest, func(r rune) bool { return r <= ' ' })[0]
			}
		}
		time.Sleep(25 * time.Millisecond)
	}
	t.Fatalf("no mail to %s", to)
	return ""
}
