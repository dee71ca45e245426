package cms_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gatehouse/db/dbtest"
	"gatehouse/db/org"
	"gatehouse/web/webtest"
)

const viewedLoans = `
loans:
  display: title
  firewall: organization
  fields:
    title:  {type: text, required: true, search: true, list: true}
    lender: {type: text, search: true, list: true}
    room:   {type: text}
    value:  {type: number}
  access:
    list:    {roles: [editor+]}
    get:     {roles: [editor+]}
    create:  {roles: [editor+]}
    update:  {roles: [editor+]}
    delete:  {roles: [admin+]}
    publish: {roles: [editor+]}
  views:
    desk:   {label: At the desk, fields: [title, lender], default: true, filterable: [room, title], sortable: [title], searchable: [title]}
    policy: {label: Policies, fields: [title, value], access: {roles: [admin+]}}
    wall:   {label: On the wall, fields: [room, title], access: {roles: [member+]}, searchable: []}
`

// tabs are the labels of a page's views with where they lead; the current one first.
func viewTabs(a webtest.Answer) (current string, to map[string]string) {
	to = map[string]string{}
	a.Page.Find(".views .tabs a").Each(func(_ int, s *goquery.Selection) {
		label := strings.TrimSpace(s.Text())
		to[label] = s.AttrOr("href", "")
		if s.AttrOr("aria-current", "") == "page" {
			current = label
		}
	})
	return current, to
}

func heads(a webtest.Answer) (all, sortable []string) {
	a.Page.Find("thead th").Each(func(_ int, s *goquery.Selection) {
		label := strings.Join(strings.Fields(s.Text()), " ")
		all = append(all, label)
		if s.Find("a").Length() > 0 {
			sortable = append(sortable, label)
		}
	})
	return all, sortable
}

// Views are tabs of the list; each shows, filters, sorts and searches what it may.
func TestViewsOfAList(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		s := webtest.Start(t, w, webtest.Options{Collections: dbtest.BuiltInAnd(t, viewedLoans)})
		ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
		const list = "/o/acme/content/loans"
		for _, v := range [][]string{{"Altar", "Rankweil", "attic", "10"}, {"Bell", "Bregenz", "cellar", "20"}} {
			expect(t, ada.Still().Post("/o/acme/content/loans", "title", v[0], "lender", v[1], "room", v[2], "value", v[3]), http.StatusSeeOther, "")
		}

		desk := bo.Get(list)
		current, to := viewTabs(desk)
		if current != "At the desk" || len(to) != 3 || to["At the desk"] != list || to["All fields"] != list+"?view=" || to["On the wall"] != list+"?view=wall" || to["Policies"] != "" {
			t.Errorf("an editor has %v, current %q", to, current)
		}
		if all, sortable := heads(desk); !slices.Equal(all[1:], []string{"Title", "Status", "Lender", "Updated", "Actions"}) || !slices.Equal(sortable, []string{"Title"}) {
			t.Errorf("the desk has %q, sorted by %q", all, sortable)
		}
		without(t, desk, "attic", "_filter=lender")
		with(t, desk, "_filter=room")

		whole := bo.Get(to["All fields"])
		if all, sortable := heads(whole); !slices.Contains(all, "Lender") || !slices.Contains(sortable, "Lender") {
			t.Errorf("whole entries have %q, sorted by %q", all, sortable)
		}
		with(t, whole, "_filter=lender", "?organizationId=org_0000000000000000000000acme&amp;view=")
		if current, _ := viewTabs(whole); current != "All fields" {
			t.Errorf("whole entries are called %q", current)
		}

		// the first field of the view stands for the entry where the title comes later too
		wall := bo.Get(to["On the wall"])
		with(t, wall, "Altar", "attic", "wall")
		without(t, wall, "Rankweil", `name="search"`)

		// what another view cannot be asked is left behind, the rest comes along
		asked := bo.Get(list + "?view=&search=altar&sort=-lender&lender=Rankweil&status=draft&fields=room")
		with(t, asked, "Altar", "1–1 of 1")
		_, to = viewTabs(asked)
		if got := to["At the desk"]; got != list+"?search=altar&status=draft" {
			t.Errorf("to the desk it goes by %s", got)
		}
		if got := to["On the wall"]; got != list+"?lender=Rankweil&status=draft&view=wall" && got != list+"?status=draft&view=wall" {
			t.Errorf("to the wall it goes by %s", got)
		}
		with(t, bo.Get(list+"?view=desk&room=attic&search=al"), "Altar", `name="view" value="desk"`)
		without(t, bo.Get(list+"?view=desk&room=attic"), "Bell")

		// refused as the API refuses
		for _, address := range []string{"?view=desk&lender=Rankweil", "?view=desk&sort=lender", "?view=wall&search=x", "?view=dsek"} {
			expect(t, bo.Get(list+address), http.StatusBadRequest, "")
		}
		wrong := bo.Get(list + "?view=dsek")
		with(t, wrong, "There is no view “dsek” of this list. Possible: desk, wall.", `href="/o/acme/content/loans">Show all</a>`)
		without(t, wrong, "No loans yet")
		refused := bo.Get(list + "?view=policy")
		expect(t, refused, http.StatusForbidden, "")
		with(t, refused, "/why?action=list.policy")
		without(t, refused, "Rankweil", "Bregenz")
		with(t, ada.Get(list+"?view=policy"), "Policies", "20")

		// all that a view matches
		done := ada.Still().Post(list+"/batch", "_do", "publish", "_all", "true", "_sure", "true", "_query", "view=desk&room=cellar", "return", list)
		expect(t, done, http.StatusSeeOther, list)
		with(t, ada.Get(list+"?status=published"), "Bell")
		without(t, ada.Get(list+"?status=published"), "Altar")

		// the trash keeps the view
		with(t, ada.Get(list+"/trash?view=wall"), "/content/loans/trash?view=wall")
	})
}

// Whoever may only look through a view finds it in the navigation, and no way into
// the entries.
func TestListThroughAViewOnly(t *testing.T) {
	s := installed(t, webtest.Options{Collections: dbtest.BuiltInAnd(t, strings.Replace(viewedLoans, "    get:     {roles: [editor+]}", "    get:     {roles: [admin+]}", 1))})
	expect(t, s.As(dbtest.Ada).Still().Post("/o/acme/content/loans", "title", "Altar", "room", "attic"), http.StatusSeeOther, "")
	demote(t, s, dbtest.Bo, "member")
	bo := s.As(dbtest.Bo)
	list := bo.Get("/o/acme/content/loans")
	expect(t, list, http.StatusOK, "")
	with(t, list, "Altar", "attic", `<b>Altar</b>`)
	without(t, list, "/content/loans/ent_", `class="views"`)
	with(t, bo.Get("/o/acme/"), `href="/o/acme/content/loans"`)
	expect(t, bo.Get("/o/acme/content/loans?view="), http.StatusForbidden, "")
}

// demote gives a member of Acme another role.
func demote(t *testing.T, s *webtest.Server, userID, role string) {
	t.Helper()
	members, err := s.Org.Members(t.Context(), s.Scope(dbtest.Ada, dbtest.Acme), org.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		if m.UserID == userID {
			if _, err := s.Org.ChangeRole(t.Context(), s.Scope(dbtest.Ada, dbtest.Acme), m.ID, role); err != nil {
				t.Fatal(err)
			}
		}
	}
}
