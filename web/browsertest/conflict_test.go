package browsertest

import (
	"context"
	"net/http"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

func TestTwoPeopleEditOneEntry(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		e := entry(t, s, dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "Autumn", "summary": "Leaves", "content": "Old text."}, true)
		stored := func(field string) any {
			t.Helper()
			now, err := s.Content.Get(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "posts", e.ID)
			if err != nil {
				t.Fatal(err)
			}
			return now.Values()[field]
		}
		address := "/o/acme/content/posts/" + e.ID
		_, ada := as(t, s, dbtest.Ada, scripts)
		_, bo := as(t, s, dbtest.Bo, scripts)
		ada.open(address)
		bo.open(address)

		// different fields: both are kept
		ada.fill("[name=title]", "Autumn programme")
		ada.click("[data-save]", "")
		ada.sees("Saved.")
		bo.fill("[name=summary]", "Leaves and light")
		bo.click("[data-save]", "")
		bo.sees("Saved.", "Changes of Ada Lindqvist were kept beside yours")
		if stored("title") != "Autumn programme" || stored("summary") != "Leaves and light" {
			t.Fatalf("stored %q, %q", stored("title"), stored("summary"))
		}
		if got := bo.value("[name=title]"); got != "Autumn programme" {
			t.Errorf("Bo's form holds the title %q", got)
		}

		// the same field: both texts are shown and nothing is written
		ada.open(address)
		bo.open(address)
		ada.fill("[name=title]", "Autumn, by Ada")
		ada.click("[data-save]", "")
		ada.sees("Saved.")
		bo.allow(http.StatusConflict)
		bo.fill("[name=title]", "Autumn, by Bo")
		bo.fill("[name=summary]", "Bo’s summary")
		bo.click("[data-save]", "")
		bo.sees("You both changed the same", "Ada Lindqvist")
		if theirs, mine := bo.value("#theirs-title"), bo.value("#mine-title"); theirs != "Autumn, by Ada" || mine != "Autumn, by Bo" {
			t.Errorf("shown: theirs %q, mine %q", theirs, mine)
		}
		if stored("title") != "Autumn, by Ada" || stored("summary") != "Leaves and light" {
			t.Fatalf("a conflict wrote %q, %q", stored("title"), stored("summary"))
		}
		bo.click("[name='_keep.title'][value=mine]", "")
		bo.click("[data-save]", "Save what I chose")
		bo.sees("Saved.")
		if stored("title") != "Autumn, by Bo" || stored("summary") != "Bo’s summary" {
			t.Errorf("after choosing: %q, %q", stored("title"), stored("summary"))
		}
	})
}
