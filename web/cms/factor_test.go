package cms_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gatehouse/db"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/views/link"
	"gatehouse/web/webtest"
)

// code is what Bo's authenticator shows; a code used before counts again.
func code(t *testing.T, s *webtest.Server, secret string) string {
	t.Helper()
	if _, err := db.UpdatePlatform[model.TwoFactor](s.DB).Set("last_step = 0").Where("user_id = ?", dbtest.Bo).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// enrolled is a browser in which Bo switched his second factor on.
func enrolled(t *testing.T, s *webtest.Server) (b *webtest.Browser, secret string, codes []string) {
	t.Helper()
	b = s.As(dbtest.Bo)
	shown := b.Post("/account/two-factor", "password", dbtest.Password)
	status(t, shown, http.StatusOK)
	secret = shown.Page.Find("input[name=secret]").AttrOr("value", "")
	codes = strings.Fields(shown.Page.Find("#recovery-codes").Text())
	if len(codes) != 10 || shown.Page.Find("svg.qr path").Length() != 1 || shown.Header.Get("Cache-Control") != "no-store" {
		t.Fatalf("%d codes, %s", len(codes), text(shown))
	}
	wrong := b.Submit(shown, "form.form", "code", "000000")
	status(t, wrong, http.StatusUnauthorized)
	if got := wrong.Page.Find("input[name=secret]").AttrOr("value", ""); got != secret {
		t.Errorf("after a mistyped code the secret is %q", got)
	}
	done := b.Submit(wrong, "form.form", "code", code(t, s, secret))
	if status(t, done, http.StatusOK); !strings.Contains(text(done), "Two-factor is on") {
		t.Fatalf("%s", text(done))
	}
	return b, secret, codes
}

func TestSecondFactorInABrowser(t *testing.T) {
	s := serve(t, webtest.Options{Jobs: true})
	account, secret, codes := enrolled(t, s)

	b := s.Browser()
	asked := b.Post("/sign-in", "email", "bo@example.com", "password", dbtest.Password, "return", "/account")
	if status(t, asked, http.StatusOK); cookie(asked, sessionCookie) != nil || !strings.Contains(asked.Address, "/sign-in/second-factor") {
		t.Fatalf("%s", asked.Address)
	}
	status(t, b.Get("/account"), http.StatusOK) // still the sign-in page
	wrong := b.Submit(asked, "form.card", "code", "000000")
	if status(t, wrong, http.StatusUnauthorized); !strings.Contains(text(wrong), "not the one") {
		t.Errorf("%s", text(wrong))
	}
	in := b.Submit(wrong, "form.card", "code", code(t, s, secret), "trust", "on")
	if status(t, in, http.StatusOK); in.Address != "/account" {
		t.Errorf("went on to %s", in.Address)
	}
	b.Post("/sign-out")
	if again := b.Post("/sign-in", "email", "bo@example.com", "password", dbtest.Password); strings.Contains(again.Address, "second-factor") {
		t.Error("a trusted browser is asked again")
	}

	other := s.Browser()
	other.Post("/sign-in", "email", "bo@example.com", "password", dbtest.Password)
	in = other.Submit(other.Get(link.SecondFactor("recovery", "")), "form.card", "code", codes[0])
	status(t, in, http.StatusOK)
	if strings.Contains(in.Address, "sign-in") {
		t.Errorf("a recovery code leads to %s", in.Address)
	}

	mails := s.Browser()
	mails.Post("/sign-in", "email", "bo@example.com", "password", dbtest.Password)
	asked = mails.Post(link.SecondFactorMail())
	if status(t, asked, http.StatusOK); !strings.Contains(text(asked), "mailed you a code") {
		t.Errorf("%s", text(asked))
	}
	var digits string
	for range 200 {
		for _, m := range s.Mailbox.Mails("bo@example.com") {
			if before, _, ok := strings.Cut(m.Subject, " signs you in"); ok {
				digits = before
			}
		}
		if digits != "" {
			break
		}
		time.Sleep(25 * time.Millisecond)
	}
	in = mails.Submit(asked, "form.card", "code", digits)
	if status(t, in, http.StatusOK); strings.Contains(in.Address, "sign-in") {
		t.Errorf("the code %q leads to %s", digits, in.Address)
	}

	off := account.Post("/account/two-factor/removal", "password", "not the password")
	if status(t, off, http.StatusUnprocessableEntity); !strings.Contains(text(off), "Two-factor is on") {
		t.Errorf("%s", text(off))
	}
}

func TestOrganizationAsksForASecondFactor(t *testing.T) {
	s := serve(t, webtest.Options{})
	if _, err := db.UpdatePlatform[model.Organization](s.DB).Set("require_2fa = ?", true).Where("id = ?", dbtest.Acme).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	ada := s.As(dbtest.Ada)
	refused := ada.Get("/o/acme/members")
	if status(t, refused, http.StatusForbidden); !strings.Contains(text(refused), "Acme asks for a second factor") ||
		refused.Page.Find(`a[href="/account/two-factor"]`).Length() != 1 || strings.Contains(refused.Body, "Members") {
		t.Errorf("%s", text(refused))
	}
	status(t, ada.Get("/o/globex/members"), http.StatusOK)
	if a := ada.Get("/account/two-factor"); !strings.Contains(text(a), "Acme can be entered with it only") {
		t.Errorf("%s", text(a))
	}

	_, secret, _ := enrolled(t, s)
	b := s.Browser()
	b.Post("/sign-in", "email", "bo@example.com", "password", dbtest.Password)
	b.Submit(b.Get("/sign-in/second-factor"), "form.card", "code", code(t, s, secret), "trust", "on")
	status(t, b.Get("/o/acme/members"), http.StatusOK)
	b.Post("/sign-out")
	b.Post("/sign-in", "email", "bo@example.com", "password", dbtest.Password) // the browser is trusted: no code
	weak := b.Get("/o/acme/content/posts")
	status(t, weak, http.StatusForbidden)
	typed := b.Post("/o/acme/content/posts", "title", "Kept through the second factor")
	status(t, typed, http.StatusForbidden)
	back := b.Submit(typed, "form.card", "code", code(t, s, secret))
	if status(t, back, http.StatusOK); !strings.Contains(back.Body, "Kept through the second factor") {
		t.Errorf("what was typed is lost: %s", text(back))
	}
}

func TestOwnerRequiresASecondFactor(t *testing.T) {
	s := serve(t, webtest.Options{})
	if _, err := db.UpdatePlatform[model.Session](s.DB).Set("signed_in_at = ?", s.DB.Now()).Where("user_id = ?", dbtest.Ada).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	ada := s.As(dbtest.Ada)
	refused := ada.Post("/o/acme/settings/two-factor", "requireTwoFactor", "true")
	if status(t, refused, http.StatusForbidden); !strings.Contains(text(refused), "asks for a second factor") {
		t.Errorf("an owner without one: %s", text(refused))
	}
	if _, err := db.UpdatePlatform[model.Session](s.DB).Set("factor = ?", "totp").Set("seen_at = ?", s.DB.Now()).Where("user_id = ?", dbtest.Ada).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	saved := ada.Submit(ada.Get("/o/acme/settings"), `form[action$="two-factor"]`, "requireTwoFactor", "true")
	if status(t, saved, http.StatusOK); !strings.Contains(text(saved), "Members need a second factor from now on") {
		t.Errorf("%s", text(saved))
	}
	if said := text(ada.Get("/o/acme/members")); !strings.Contains(said, "No second factor") {
		t.Errorf("nobody is named: %s", said)
	}
	status(t, s.As(dbtest.Bo).Get("/o/acme/content/posts"), http.StatusForbidden)
	ada.Post("/o/acme/settings/two-factor")
	status(t, s.As(dbtest.Bo).Get("/o/acme/content/posts"), http.StatusOK)
}

func TestPasskeyDoorsRefuse(t *testing.T) {
	s := serve(t, webtest.Options{Host: "localhost"})
	b := s.Browser()
	if a := b.Post("/sign-in/passkey", "response", "{}"); a.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(text(a), "did not sign you in") {
		t.Errorf("%d %s", a.StatusCode, text(a))
	}
	asked := s.As(dbtest.Bo).Post("/account/passkeys/ceremony")
	status(t, asked, http.StatusForbidden) // the seeded session proved its password long ago
}
