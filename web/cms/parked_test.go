package cms_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/web/session"
	"gatehouse/web/webtest"
)

const newPost = "/o/acme/content/posts"

func TestAFormSentWithAnEndedSessionComesBack(t *testing.T) {
	s := serve(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	form := ada.Get(newPost + "/new")
	status(t, form, http.StatusOK)
	expireSessions(t, s, dbtest.Ada)

	typed := webtest.Form(form.Page.Find("form[data-editor]").First())
	title, body := fieldOf(t, typed, "title"), fieldOf(t, typed, "content")
	typed.Set(title, "Autumn programme")
	typed.Set(body, "Two\nlines & <b>ends</b>")
	parked := ada.Send(newPost, typed)
	status(t, parked, http.StatusUnauthorized)
	says(t, parked, "Your changes from")
	says(t, parked, "are kept")
	sealed := parked.Page.Find("input[name=parcel]").AttrOr("value", "")
	if sealed == "" || strings.Contains(parked.Body, "Autumn programme") {
		t.Fatalf("no sealed parcel, or an open one: %.80q", sealed)
	}

	wrong := ada.Submit(parked, "form.card", "email", "ada@example.com", "password", "not the right one")
	status(t, wrong, http.StatusUnauthorized)
	if got := wrong.Page.Find("input[name=parcel]").AttrOr("value", ""); got != sealed {
		t.Fatal("the parcel is lost by a wrong password")
	}

	bo := s.Browser()
	foreign := bo.Submit(wrong, "form.card", "email", "bo@example.com", "password", dbtest.Password)
	if strings.Contains(foreign.Body, "Autumn programme") {
		t.Fatal("Bo got what Ada had typed")
	}

	back := ada.Submit(wrong, "form.card", "email", "ada@example.com", "password", dbtest.Password)
	status(t, back, http.StatusOK)
	if cookie(back, sessionCookie) == nil {
		t.Error("no session cookie on the same answer")
	}
	if got := back.Page.Find("form[data-editor]").AttrOr("data-address", ""); got != newPost+"/new" {
		t.Errorf("stands under %q", got)
	}
	again := webtest.Form(back.Page.Find("form[data-editor]").First())
	if again.Get(title) != "Autumn programme" || strings.ReplaceAll(again.Get(body), "\r", "") != "Two\nlines & <b>ends</b>" {
		t.Errorf("came back as %q, %q", again.Get(title), again.Get(body))
	}
	if n, err := db.Select[model.Entry](s.DB, s.Scope(dbtest.Bo, dbtest.Acme).Within(access.OrganizationWide())).Count(t.Context(), 10); err != nil || n > 0 {
		t.Error("something was saved by itself")
	}
}

func fieldOf(t *testing.T, form url.Values, name string) string {
	t.Helper()
	for _, candidate := range []string{name, "values." + name, "f." + name, "field." + name} {
		if form.Has(candidate) {
			return candidate
		}
	}
	t.Fatalf("no field %s in %v", name, form)
	return ""
}

func TestAParkedFormOfNobodyKnownGoesToWhoeverSignsIn(t *testing.T) {
	s := serve(t, webtest.Options{})
	b := s.Browser()
	parked := b.Post("/account/profile", "name", "Ada of Acme", "timeZone", "Europe/Vienna")
	status(t, parked, http.StatusUnauthorized)
	back := b.Submit(parked, "form.card", "email", "ada@example.com", "password", dbtest.Password)
	status(t, back, http.StatusOK)
	says(t, back, "This is what you had sent")
	if got := back.Page.Find("input[name=name]").AttrOr("value", ""); got != "Ada of Acme" {
		t.Errorf("came back as %q", got)
	}
	if a := b.Get("/account"); a.Page.Find("input[name=name]").AttrOr("value", "") != "Ada Lindqvist" {
		t.Error("saved by itself")
	}
}

func TestPasswordsNeverTravel(t *testing.T) {
	s := serve(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	expireSessions(t, s, dbtest.Ada)
	parked := ada.Post("/account/password", "currentPassword", dbtest.Password, "password", "a sentence nobody tries")
	status(t, parked, http.StatusUnauthorized)
	parcel, err := s.Sessions.Open(parked.Page.Find("input[name=parcel]").AttrOr("value", ""), time.Now())
	if err != nil || parcel.UserID != dbtest.Ada || len(parcel.Form) != 0 {
		t.Errorf("parcel %v, %v", parcel, err)
	}
}

func TestSpoiltParcels(t *testing.T) {
	s := serve(t, webtest.Options{})
	old, err := s.Sessions.Seal(session.Parcel{Address: "/account/profile", Form: url.Values{"name": {"Old"}}, At: time.Now().Add(-25 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := s.Sessions.Seal(session.Parcel{Address: "//evil.example/", Form: url.Values{"name": {"Old"}}, At: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	for name, sealed := range map[string]string{"forged": strings.Repeat("A", 200), "old": old, "foreign": foreign} {
		t.Run(name, func(t *testing.T) {
			goesTo(t, s.Browser().Still().Post("/sign-in", "email", "ada@example.com", "password", dbtest.Password, "parcel", sealed, "return", "/account"), "/account")
		})
	}
	says(t, s.Browser().Post("/sign-in", "email", "ada@example.com", "password", dbtest.Password, "parcel", old, "return", "/account"), "older than a day")
}

func TestAPartGetsTheWholePageThatAsksToSignIn(t *testing.T) {
	s := serve(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	expireSessions(t, s, dbtest.Ada)
	a := ada.Do(http.MethodPost, "/account/profile", strings.NewReader("name=Ada"), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Hx-Request": {"true"}, "Hx-Request-Type": {"partial"},
		"Hx-Current-Url": {s.URL + "/account"},
	})
	status(t, a, http.StatusUnauthorized)
	if a.Header.Get("HX-Retarget") != "body" || a.Page.Find("html head title").Length() != 1 {
		t.Errorf("not a whole page: %v", a.Header)
	}
	if got := a.Page.Find("input[name=return]").AttrOr("value", ""); got != "/account" {
		t.Errorf("goes on to %q", got)
	}
}

func TestATooLargeFormIsShownInstead(t *testing.T) {
	s := serve(t, webtest.Options{})
	var noise strings.Builder
	for i := range uint64(60_000) { // hardly compressible
		noise.WriteString(model.NewID("x")[2:18])
		_ = i
	}
	a := s.Browser().Post("/account/profile", "name", noise.String())
	status(t, a, http.StatusUnauthorized)
	if a.Page.Find("input[name=parcel]").Length() == 0 && !strings.Contains(a.Page.Find("textarea").Text(), noise.String()[:100]) {
		t.Error("what was typed is lost")
	}
}

func TestASecondExpiryLeadsBackToTheForm(t *testing.T) {
	s := serve(t, webtest.Options{})
	e := "/o/acme/content/posts/ent_00000000000000000000000000"
	for _, test := range []struct{ to, from, back string }{
		{e, "/sign-in", e},
		{e, "/sign-in?return=%2Faccount", e},
		{e, "/confirm", e},
		{e, "/account", "/account"},
		{newPost, "/sign-in", newPost},
		{"/account/profile", "/sign-in", "/account"},
	} {
		for _, htmx := range []bool{false, true} {
			h := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}, "Referer": {s.URL + test.from}}
			if htmx {
				h.Set("Hx-Request", "true")
				h.Set("Hx-Current-Url", s.URL+test.from)
			}
			a := s.Browser().Do(http.MethodPost, test.to, strings.NewReader("name=Ada"), h)
			status(t, a, http.StatusUnauthorized)
			if got := a.Page.Find("input[name=return]").AttrOr("value", ""); got != test.back {
				t.Errorf("%s sent from %s (htmx %v) goes on to %q, not %q", test.to, test.from, htmx, got, test.back)
			}
		}
	}
}
