package browsertest

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// From a list's row to a question, a refusal that keeps what was typed, and the
// result; with scripts in a dialog, without in a page of its own.
func TestActFromTheList(t *testing.T) {
	twice(t, webtest.Options{Collections: dbtest.BuiltInAnd(t, loans)}, func(t *testing.T, s *webtest.Server, scripts bool) {
		e := entry(t, s, dbtest.Bo, dbtest.Acme, "loans", schema.Values{"title": "Two bells"}, false)
		_, p := as(t, s, dbtest.Bo, scripts)
		p.allow(http.StatusUnprocessableEntity, http.StatusConflict)
		const list = "/o/acme/content/loans?status=draft"
		p.open(list)
		p.click("[popovertarget^=menu-]", "Actions for Two bells")
		p.sees("Give back — Why?")
		question := func() {
			if scripts {
				p.click(".menu a", "Receive")
				p.until("the dialog", "document.querySelector('#asked[open] form') !== null")
				if p.where() != list {
					t.Errorf("asked at %s", p.where())
				}
				if named := ask[string](p, "document.getElementById(document.querySelector('#asked').getAttribute('aria-labelledby')).innerText"); named != "Receive “Two bells”?" {
					t.Errorf("the dialog is called %q", named)
				}
			} else {
				p.leaving(func() { p.click(".menu a", "Receive") })
			}
		}
		question()
		p.fill("[name=report]", "A crack in the rim")
		submit := func(what string) {
			if scripts {
				p.click(what, "Receive")
			} else {
				p.leaving(func() { p.click(what, "Receive") })
			}
		}
		submit("form[action$=receive] button")
		p.until("the problem", "document.querySelector('[data-problems] a[href=\"#field-asked-condition\"]') !== null")
		if got := p.value("[name=report]"); got != "A crack in the rim" {
			t.Errorf("the report is %q", got)
		}
		choose(p, "condition", "worn")
		p.leaving(func() { p.click("form[action$=receive] button", "Receive") })
		p.arrives(list)
		p.sees("“Receive” is done.", "In the house")
		got, err := s.Content.Get(t.Context(), s.Scope(dbtest.Bo, dbtest.Acme), "loans", e.ID)
		if err != nil || got.Value("stage") != "here" || got.Value("notes") != "A crack in the rim" {
			t.Errorf("the entry holds %v %v, %v", got.Value("stage"), got.Value("notes"), err)
		}
	})
}

// choose takes one option of a select.
func choose(p *tab, name, value string) {
	p.t.Helper()
	ask[string](p, fmt.Sprintf("document.querySelector('[name=%s]').value = %q", name, value))
}

// Somebody else does it while the question is open.
func TestActTooLate(t *testing.T) {
	s := scripted(t, webtest.Options{Collections: dbtest.BuiltInAnd(t, loans)})
	e := entry(t, s, dbtest.Bo, dbtest.Acme, "loans", schema.Values{"title": "Two bells"}, false)
	_, p := as(t, s, dbtest.Bo, true)
	p.allow(http.StatusConflict)
	p.open("/o/acme/content/loans/" + e.ID)
	p.click("[popovertarget=entry-menu]", "")
	p.click(".menu a", "Receive")
	p.until("the dialog", "document.querySelector('#asked[open] form') !== null")
	_, err := s.Content.Act(t.Context(), s.Scope(dbtest.Ada, dbtest.Acme), "loans", e.ID, "receive", func(*schema.Action) (schema.Values, content.Base, error) {
		return schema.Values{"condition": "sound"}, content.Base{}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	choose(p, "condition", "worn")
	p.fill("#asked [name=report]", "A crack in the rim")
	p.click("#asked button", "Receive")
	p.sees("Not possible to do “Receive” with this loan now: Stage is In the house", "changed it just now. Nothing was written.")
	if kept := ask[[]string](p, "[...document.querySelectorAll('#asked textarea')].map(t => t.value)"); !slices.Contains(kept, "A crack in the rim") {
		t.Errorf("kept is %q", kept)
	}
}

// A click away from every refusal, by keyboard.
func TestWhyByKeyboard(t *testing.T) {
	s := scripted(t, webtest.Options{Collections: dbtest.BuiltInAnd(t, loans)})
	e := entry(t, s, dbtest.Ada, dbtest.Acme, "loans", schema.Values{"title": "Two bells", "insured": 5.0}, false)
	_, p := as(t, s, dbtest.Bo, true)
	p.open("/o/acme/content/loans/" + e.ID)
	for _, q := range []struct{ link, answer string }{
		{"Why?", "Not allowed to change this loan: the role editor may only where Created by is the person asking."},
		{"Why is this hidden?", "Not allowed to see Insured value of this loan: it takes the role admin or owner, or to own the loan, and the role here is editor."},
		{"Why can’t I publish?", "Not allowed to publish this loan: it takes the role admin or owner, and the role here is editor."},
	} {
		p.tabTo("main a", q.link)
		p.seen()
		p.press("\r")
		p.until("the answer", "document.querySelector('#asked[open] .why') !== null")
		p.sees(q.answer, "Who may", "Ada")
		p.press("\x1b")
		p.until("closed", "document.querySelector('#asked').open === false && document.querySelector('#asked').childElementCount === 0")
		if got := ask[string](p, "document.activeElement.innerText"); got != q.link {
			t.Errorf("after %q the focus is on %q", q.link, got)
		}
	}
}
