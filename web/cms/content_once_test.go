package cms_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// A form for a new entry that is sent twice makes one entry, without scripts and
// without a unique field; changed text, or another form, makes another.
func TestAFormIsSentOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		s := webtest.Start(t, w, webtest.Options{Collections: dbtest.BuiltInAnd(t, viewedLoans)})
		ada := s.As(dbtest.Ada)
		form := ada.Get("/o/acme/content/loans/new")
		first := ada.Still().Submit(form, "#entry", "title", "Altar", "_do", "save")
		expect(t, first, http.StatusSeeOther, "")
		expect(t, ada.Still().Submit(form, "#entry", "title", "Altar", "_do", "save"), http.StatusSeeOther, first.Header.Get("Location"))
		other := ada.Still().Submit(form, "#entry", "title", "Bell", "_do", "save")
		if to := other.Header.Get("Location"); to == first.Header.Get("Location") || other.StatusCode != http.StatusSeeOther {
			t.Errorf("another text leads to %d %s", other.StatusCode, to)
		}
		again := ada.Still().Submit(ada.Get("/o/acme/content/loans/new"), "#entry", "title", "Altar", "_do", "save")
		if to := again.Header.Get("Location"); to == first.Header.Get("Location") || again.StatusCode != http.StatusSeeOther {
			t.Errorf("another form leads to %d %s", again.StatusCode, to)
		}
		// a refused form keeps its id, and whoever else sends it makes their own
		refused := ada.Submit(form, "#entry", "title", "", "_do", "publish")
		if kept := refused.Page.Find("[name=_once]").AttrOr("value", ""); kept == "" || kept != form.Page.Find("[name=_once]").AttrOr("value", "") {
			t.Errorf("a refused form has the id %q", kept)
		}
		theirs := s.As(dbtest.Bo).Still().Submit(form, "#entry", "title", "Altar", "_do", "save")
		if to := theirs.Header.Get("Location"); to == first.Header.Get("Location") || theirs.StatusCode != http.StatusSeeOther {
			t.Errorf("somebody else's leads to %d %s", theirs.StatusCode, to)
		}
		page, err := s.Content.List(t.Context(), s.Scope(dbtest.Ada, dbtest.Acme), "loans", content.Query{Total: true})
		if err != nil || page.Total != 4 {
			t.Errorf("%d entries, %v", page.Total, err)
		}
	})
}

const cheering = `
signs:
  display: title
  firewall: organization
  fields:
    title:  {type: text, required: true}
    cheers: {type: number, default: 0}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {roles: [editor+]}, publish: {roles: [editor+]}}
  actions:
    cheer: {access: {roles: [PUBLIC]}, set: {cheers: 1}}
    count: {access: {roles: [PUBLIC]}, standalone: true}
    mute:  {access: {roles: [member+]}, set: {cheers: 0}}
`

// Nobody at all may do a PUBLIC action with what is published, and nothing else.
func TestPublicActionByNobody(t *testing.T) {
	for name, selection := range map[string]access.Selection{"choose": access.Choose(), "bound": access.Pin(dbtest.Acme, false)} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				s := webtest.Start(t, w, webtest.Options{Selection: selection, Collections: dbtest.BuiltInAnd(t, cheering)})
				scope := s.Scope(dbtest.Bo, dbtest.Acme)
				made := func(title string, publish bool) string {
					e, err := s.Content.Create(t.Context(), scope, "signs", schema.Values{"title": title}, content.CreateOptions{Publish: publish})
					if err != nil {
						t.Fatal(err)
					}
					return e.ID
				}
				live, draft := made("Exit", true), made("Entrance", false)
				nobody, query := s.Browser(), ""
				if name == "choose" {
					query = "?organizationId=" + dbtest.Acme
				}
				call := func(what string) webtest.Answer {
					return nobody.Do(http.MethodPost, "/api/v1/signs/"+what+query, nil, nil)
				}
				expect(t, call(live+"/cheer"), http.StatusOK, "")
				e, err := s.Content.Get(t.Context(), scope, "signs", live)
				if err != nil || e.Value("cheers") != 1.0 {
					t.Errorf("cheered %v, %v", e.Value("cheers"), err)
				}
				expect(t, call("count"), http.StatusOK, "")
				for what, status := range map[string]int{draft + "/cheer": 404, "ent_none/cheer": 404, live + "/mute": 401, live + "/fly": 404} {
					a := call(what)
					expect(t, a, status, "")
					if strings.Contains(a.Body, "Entrance") {
						t.Errorf("%s tells of a draft: %s", what, a.Body)
					}
				}
				// pages are for members
				expect(t, nobody.Still().Get("/o/acme/content/signs/"+live+"/actions/cheer"), map[string]int{"choose": 303, "bound": 308}[name], "")
			})
		})
	}
}
