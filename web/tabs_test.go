package web_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
)

// Somebody in two organizations works in two tabs of one browser. The address
// decides where a form is saved; the session's default plays no part.
func TestTwoTabs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		e := build(t, w)
		ctx := context.Background()
		if err := e.Auth.SetActiveOrganization(ctx, e.Actor(dbtest.Ada), dbtest.Acme); err != nil {
			t.Fatal(err)
		}
		r := newRows(t, e)
		browser := e.As(dbtest.Ada)
		tabs := []side{e.acme, e.globex}
		opened := map[string]func(values ...string) (status int, address string){}
		open := func(o side) {
			address := "/o/" + o.slug + "/content/posts/" + o.entry
			page := browser.Get(address)
			if page.StatusCode != http.StatusOK {
				t.Fatalf("%s: %d", address, page.StatusCode)
			}
			opened[o.slug] = func(values ...string) (int, string) {
				a := browser.Submit(page, `form[action="`+address+`"]`, values...)
				return a.StatusCode, a.Address
			}
		}
		for i := range 20 {
			here, there := tabs[i%2], tabs[(i+1)%2]
			open(here)
			open(there) // the other tab is looked at between opening and saving
			before := r.of(e.DB, there.organization, neighbour)
			title := fmt.Sprintf("Round %d in %s", i, here.slug)
			status, address := opened[here.slug]("title", title)
			if status != http.StatusOK || !strings.HasPrefix(address, "/o/"+here.slug+"/") {
				t.Fatalf("round %d: saved with %d at %s", i, status, address)
			}
			if after := r.of(e.DB, there.organization, neighbour); !slices.Equal(before, after) {
				t.Errorf("round %d: saving in %s changed %s\n%s", i, here.slug, there.slug, difference(before, after))
			}
			entry, err := e.Content.Get(ctx, e.Scope(dbtest.Ada, here.organization), "posts", here.entry)
			if err != nil || entry.Values().Text("title") != title {
				t.Errorf("round %d: title %q, %v", i, entry.Values().Text("title"), err)
			}
			session, err := db.SelectPlatform[model.Session](e.DB).Where("user_id = ?", dbtest.Ada).One(ctx)
			if err != nil || session.ActiveOrganizationID != dbtest.Acme {
				t.Fatalf("round %d: the session's default became %q, %v", i, session.ActiveOrganizationID, err)
			}
		}
	})
}
