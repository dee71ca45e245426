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

const notice = "document.querySelector('[data-live]')"

// said waits until the notice says something.
func said(p *tab, text string) {
	p.t.Helper()
	p.until(text, fmt.Sprintf("!%s.hidden && %s.innerText.includes(%q)", notice, notice, text))
}

// Somebody looks at a list while others write: they are told how much changed, without
// anything moving, and see it when they want to.
func TestChangesElsewhereAreAnnounced(t *testing.T) {
	s := scripted(t, webtest.Options{})
	first := posts(t, s, dbtest.Acme, "Opening hours", "Autumn programme")
	ctx, ada := context.Background(), s.Scope(dbtest.Ada, dbtest.Acme)
	_, p := as(t, s, dbtest.Bo, true)
	p.open("/o/acme/content/posts")
	p.until("the stream is open", "'listening' in document.documentElement.dataset")
	where := "JSON.stringify([...document.querySelectorAll('.listing, tbody tr')].map(e => e.getBoundingClientRect()))"
	before := ask[string](p, where)
	if !ask[bool](p, notice+".hidden") {
		t.Error("something is told before anything happened")
	}

	change := func(title string) {
		t.Helper()
		if _, err := s.Content.Update(ctx, ada, "posts", first[0].ID, schema.Values{"title": title}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	change("Opening hours in winter")
	said(p, "1 post changed")
	change("Opening hours at Christmas")
	posts(t, s, dbtest.Acme, "Press")
	entry(t, s, dbtest.Ada, dbtest.Acme, "pages", schema.Values{"title": "About"}, true)
	posts(t, s, dbtest.Globex, "Elsewhere")
	said(p, "2 posts changed")
	if after := ask[string](p, where); after != before {
		t.Errorf("the list moved from %s to %s", before, after)
	}
	p.until("it is also heard", "document.getElementById('polite').textContent.includes('changed')")
	if open := ask[int](p, "performance.getEntriesByType('resource').filter(e => e.name.includes('/events')).length"); open > 1 {
		t.Errorf("%d streams were opened", open)
	}

	p.click("tbody .pick input", "")
	ticked := ask[string](p, "document.querySelector('[data-pick]:checked').value")
	p.click("[data-live] a", "Show")
	p.sees("Press", "Opening hours at Christmas")
	p.until("nothing more to tell", notice+".hidden")
	p.until("what was ticked still is", fmt.Sprintf("[...document.querySelectorAll('[data-pick]:checked')].map(b => b.value).join() === %q", ticked))
	p.until("the focus is in the list", "document.activeElement.id === 'list'")

	// What this tab does itself is no news to it.
	p.click("tbody tr:first-child [popovertarget]", "")
	p.click("tbody tr:first-child form button", "Unpublish")
	p.until("unpublished", "document.querySelector('tbody tr').innerText.includes('Draft')")
	change("Opening hours at Easter")
	said(p, "1 post changed")
	p.open("/o/acme/content/posts")
	if !ask[bool](p, notice+".hidden") {
		t.Error("a fresh page has news")
	}
}

// Whoever writes an entry hears that somebody else has saved it.
func TestAnEntryChangedElsewhere(t *testing.T) {
	s := scripted(t, webtest.Options{})
	e := posts(t, s, dbtest.Acme, "Opening hours", "Press")
	ctx, ada := context.Background(), s.Scope(dbtest.Ada, dbtest.Acme)
	_, p := as(t, s, dbtest.Bo, true)
	p.open("/o/acme/content/posts/" + e[0].ID)
	p.until("the stream is open", "'listening' in document.documentElement.dataset")
	for i, id := range []string{e[1].ID, e[0].ID} {
		if i == 1 && !ask[bool](p, notice+".hidden") {
			t.Error("another entry's change is told")
		}
		if _, err := s.Content.Update(ctx, ada, "posts", id, schema.Values{"summary": "By Ada"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	said(p, "This entry was changed elsewhere")
	p.fill("[name=title]", "Opening hours in winter")
	p.click("[data-save]", "")
	p.until("saved, and both are there", notice+".hidden")
	if got := p.value("[name=summary]"); got != "By Ada" {
		t.Errorf("the other's summary became %q", got)
	}
}
