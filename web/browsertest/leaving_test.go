package browsertest

import (
	"context"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

func (p *tab) questions() int {
	p.watch.Lock()
	defer p.watch.Unlock()
	return len(p.watch.asked)
}

// The browser asks before unsaved words are left, and only then.
func TestLeavingUnsavedWords(t *testing.T) {
	s := scripted(t, webtest.Options{})
	e := entry(t, s, dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "Autumn"}, true)
	_, p := as(t, s, dbtest.Ada, true)
	p.open("/o/acme/content/posts/" + e.ID)
	p.follow("nav a", "Pages")
	if p.questions() != 0 {
		t.Error("asked about a form nobody had touched")
	}
	p.open("/o/acme/content/posts/" + e.ID)
	p.fill("[name=title]", "Autumn, changed")
	p.sees("Unsaved changes")
	if title := ask[string](p, "document.title"); !strings.HasPrefix(title, "•") {
		t.Errorf("the tab's title is %q", title)
	}
	p.follow("nav a", "Pages")
	if p.questions() != 1 {
		t.Errorf("%d questions about unsaved words", p.questions())
	}
	p.open("/o/acme/content/posts/" + e.ID)
	p.fill("[name=title]", "Autumn, saved")
	p.click("[data-save]", "")
	p.sees("Saved.")
	p.misses("Unsaved changes")
	p.follow("nav a", "Pages")
	if p.questions() != 1 {
		t.Error("asked after saving")
	}
}

// Ctrl-S saves; pressing a button twice writes once.
func TestPressingTwiceWritesOnce(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		_, p := as(t, s, dbtest.Ada, scripts)
		p.open("/o/acme/content/posts/new")
		p.fill("[name=title]", "Only once")
		at := p.reach("button[value=publish]", "Publish")
		p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(at.X, at.Y), chromedp.MouseClickXY(at.X, at.Y)))
		p.sees("Published")
		list, err := s.Content.List(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "posts", content.Query{})
		if err != nil {
			t.Fatal(err)
		}
		if len(list.Entries) != 1 {
			t.Errorf("%d posts after a double click", len(list.Entries))
		}
	})
}
