package browsertest

import (
	"context"
	"fmt"
	"testing"

	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// Two tabs on two organizations, saved in turn: what is written in a tab lands in
// the organization of that tab, and looking never moves the session's own.
func TestTwoTabsOnTwoOrganizations(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		rounds := 20
		if !scripts {
			rounds = 5
		}
		mine := map[string]content.Entry{}
		for _, id := range []string{dbtest.Acme, dbtest.Globex} {
			mine[id] = entry(t, s, dbtest.Ada, id, "posts", schema.Values{"title": "Begun"}, true)
		}
		v, acme := as(t, s, dbtest.Ada, scripts)
		globex := v.tab()
		acme.open("/organizations")
		acme.follow("button", "Acme")
		acme.arrives("/o/acme/")

		acme.open("/o/acme/content/posts/" + mine[dbtest.Acme].ID)
		globex.open("/o/globex/content/posts/" + mine[dbtest.Globex].ID)
		for round := range rounds {
			for _, on := range []struct {
				p    *tab
				name string
			}{{acme, "Acme"}, {globex, "Globex"}} {
				on.p.fill("[name=title]", fmt.Sprintf("%s %d", on.name, round))
				before := ask[string](on.p, "document.querySelector('[name=revision]').value")
				on.p.click("[data-save]", "")
				on.p.until("a newer revision", fmt.Sprintf("document.querySelector('[name=revision]')?.value > %q || document.querySelector('[name=revision]')?.value.length > %d", before, len(before)))
			}
		}
		for id, name := range map[string]string{dbtest.Acme: "Acme", dbtest.Globex: "Globex"} {
			list, err := s.Content.List(context.Background(), s.Scope(dbtest.Ada, id), "posts", content.Query{})
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("%s %d", name, rounds-1); len(list.Entries) != 1 || list.Entries[0].Values()["title"] != want {
				t.Errorf("%s holds %d entries, %v, want one: %q", name, len(list.Entries), list.Entries[0].Values()["title"], want)
			}
			history, err := s.Content.Revisions(context.Background(), s.Scope(dbtest.Ada, id), "posts", mine[id].ID)
			if err != nil {
				t.Fatal(err)
			}
			if len(history) < rounds {
				t.Errorf("%s has %d revisions", name, len(history))
			}
		}
		session, err := s.Auth.Session(context.Background(), s.Actor(dbtest.Ada))
		if err != nil {
			t.Fatal(err)
		}
		if session.ActiveOrganizationID != dbtest.Acme {
			t.Errorf("the session's organization is %s; nobody chose another than Acme", session.ActiveOrganizationID)
		}
	})
}
