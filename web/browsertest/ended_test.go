package browsertest

import (
	"context"
	"net/http"
	"testing"

	"gatehouse/db"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

func TestSessionEndsWhileWriting(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		e := entry(t, s, dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "Autumn", "content": "Old text."}, true)
		_, p := as(t, s, dbtest.Bo, scripts)
		p.open("/o/acme/content/posts/" + e.ID)
		p.fill("[name=title]", "Autumn, at length")
		p.fill("[name=content]", "Two\nlines & <b>ends</b>")
		if _, err := db.UpdatePlatform[model.Session](s.DB).Set("revoked_at = ?", s.DB.Now()).Where("user_id = ?", dbtest.Bo).Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		p.allow(http.StatusUnauthorized)
		p.click("[data-save]", "")
		p.sees("Your changes from", "are kept")
		if shells := ask[int](p, "document.querySelectorAll('.shell, .rail').length"); shells != 0 {
			t.Errorf("the old page is still around the sign-in page (%d)", shells)
		}
		p.fill("[name=email]", "bo@example.com")
		p.fill("[name=password]", dbtest.Password)
		p.follow("main button", "Sign in")
		p.sees("They are not saved yet")
		if scripts {
			p.arrives("/o/acme/content/posts/" + e.ID)
		}
		if title, body := p.value("[name=title]"), p.value("[name=content]"); title != "Autumn, at length" || body != "Two\nlines & <b>ends</b>" {
			t.Errorf("came back: %q, %q", title, body)
		}
		stored, err := s.Content.Get(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "posts", e.ID)
		if err != nil || stored.Values()["title"] != "Autumn" {
			t.Errorf("saved by itself: %v %v", stored.Values()["title"], err)
		}
		p.click("[data-save]", "")
		p.sees("Saved.")
		p.arrives("/o/acme/content/posts/" + e.ID)
		stored, err = s.Content.Get(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "posts", e.ID)
		if err != nil || stored.Values()["title"] != "Autumn, at length" {
			t.Errorf("after saving: %v %v", stored.Values()["title"], err)
		}
	})
}
