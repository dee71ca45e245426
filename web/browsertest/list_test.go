package browsertest

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// many fills Acme with entries enough for a second page.
func many(t *testing.T, s *webtest.Server, n int) {
	t.Helper()
	for i := range n {
		word := "winter"
		if i%3 == 0 {
			word = "summer"
		}
		entry(t, s, dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": fmt.Sprintf("Post %03d in %s", i, word)}, i%2 == 0)
	}
}

// partly does something to the list and checks how the page got it: with scripts one
// part, without a page.
func partly(p *tab, whole float64, do func()) {
	p.t.Helper()
	mark := p.watch.mark()
	do()
	p.settle()
	var got []request
	for _, r := range p.watch.since(mark) {
		if r.Type != network.ResourceTypeImage && r.Type != network.ResourceTypeStylesheet && r.Type != network.ResourceTypeScript {
			got = append(got, r)
		}
	}
	if len(got) == 0 {
		p.t.Errorf("at %s nothing was asked of the server", p.where())
	}
	for _, r := range got {
		switch {
		case !p.scripts:
		case !r.Part:
			p.t.Errorf("%s %s asked for a whole page (%s, %.0f of %.0f bytes)", r.Method, r.Path, r.Type, r.Bytes, whole)
		case r.Bytes >= whole:
			p.t.Errorf("%s sent %.0f bytes, the whole page has %.0f", r.Path, r.Bytes, whole)
		}
	}
}

func rows(p *tab) []string {
	p.t.Helper()
	return ask[[]string](p, "[...document.querySelectorAll('tbody td.title a')].map(a => a.innerText)")
}

func focus(p *tab) string {
	p.t.Helper()
	return ask[string](p, "document.activeElement?.id ?? ''")
}

func TestListInParts(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		many(t, s, 120)
		_, p := as(t, s, dbtest.Ada, scripts)
		const list = "/o/acme/content/posts"
		mark := p.watch.mark()
		p.open(list)
		whole := p.watch.since(mark)[0].Bytes
		first := rows(p)
		if len(first) != 50 || first[0] != "Post 119 in winter" {
			t.Fatalf("%d rows, first %v", len(first), first[:min(len(first), 3)])
		}

		// sort
		partly(p, whole, func() { p.click("th a", "Title") })
		p.until("sorted", "document.querySelector('tbody td.title a')?.innerText === 'Post 000 in summer'")
		if !strings.Contains(p.where(), "sort=title") {
			t.Errorf("sorted at %s", p.where())
		}
		if scripts && !strings.Contains(focus(p), "Title") {
			t.Errorf("after sorting the focus is on %q", focus(p))
		}

		// page
		partly(p, whole, func() { p.click(".pager a", "Older") })
		p.until("the next page", "document.querySelector('tbody td.title a')?.innerText === 'Post 050 in winter'")
		second := p.where()
		if second == list || !strings.Contains(second, "sort=title") {
			t.Errorf("the second page is at %s", second)
		}

		// back and forward
		p.back()
		p.until("the first page again", "document.querySelector('tbody td.title a')?.innerText === 'Post 000 in summer'")
		p.back()
		p.until("the unsorted list again", "document.querySelector('tbody td.title a')?.innerText === 'Post 119 in winter'")
		if p.where() != list {
			t.Errorf("back at %s", p.where())
		}

		// an address is the whole state: a copied one shows the same rows
		copied := p.where()
		p.open(second)
		if got := rows(p); got[0] != "Post 050 in winter" {
			t.Errorf("%s opens at %s", second, got[0])
		}
		p.open(copied)

		// search while typing
		partly(p, whole, func() {
			p.fill("#content-search", "summer")
			if scripts {
				p.until("searched", "location.search.includes('search=summer')")
			} else {
				p.leaving(func() { p.press("\r") })
			}
		})
		p.until("found", "document.querySelectorAll('tbody tr').length === 40")
		if scripts && focus(p) != "content-search" {
			t.Errorf("after searching the focus is on %q", focus(p))
		}
		if got := p.value("#content-search"); got != "summer" {
			t.Errorf("the search holds %q", got)
		}

		// filter
		p.click("summary", "Filter")
		partly(p, whole, func() { p.click(".menu a", "Title") })
		p.until("the form of the filter", "document.querySelector('#filter-value') !== null")
		p.fill("#filter-value", "Post 00")
		if ask[bool](p, "document.querySelector('#filter-op') !== null") {
			ask[string](p, "document.querySelector('#filter-op').value = 'like'")
		}
		partly(p, whole, func() { p.click(".filter button", "Apply") })
		p.until("filtered", "document.querySelectorAll('.chip').length === 1 && document.querySelectorAll('tbody tr').length === 4")
		if at := p.where(); !strings.Contains(at, "search=summer") || strings.Contains(at, "_field") {
			t.Errorf("filtered at %s", at)
		}
		partly(p, whole, func() { p.click(".chip a", "") })
		p.until("the filter gone", "document.querySelectorAll('.chip').length === 0 && document.querySelectorAll('tbody tr').length === 40")
	})
}

func TestPublishFromTheList(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		many(t, s, 4)
		_, p := as(t, s, dbtest.Ada, scripts)
		const list = "/o/acme/content/posts?status=draft"
		p.open(list)
		if got := rows(p); len(got) != 2 {
			t.Fatalf("drafts: %v", got)
		}
		p.click("[popovertarget^=menu-]", "Actions for Post 003")
		p.click(".menu button", "Publish")
		p.until("one draft left", "document.querySelectorAll('tbody tr').length === 1")
		p.click("tbody .pick input, tbody .pick label", "")
		p.click("#bulk button", "Publish")
		p.sees("1 post published")
		page, err := s.Content.List(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "posts", content.Query{Status: "draft"})
		if err != nil || len(page.Entries) != 0 {
			t.Errorf("drafts left: %d %v", len(page.Entries), err)
		}
	})
}

// The first visit of a list, with nothing in any cache, is light.
func TestFirstVisitIsLight(t *testing.T) {
	s := scripted(t, webtest.Options{})
	many(t, s, 60)
	_, p := as(t, s, dbtest.Ada, true)
	p.must(call(p, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true}))
	p.must(chromedp.Do(p.ctx))
	p.open("/o/acme/content/posts")
	total := 0.0
	all := p.watch.since(0)
	for _, r := range all {
		total += r.Bytes
		t.Logf("%6.0f %s", r.Bytes, r.Path)
	}
	t.Logf("%.0f bytes in %d requests", total, len(all))
	if total > 100_000 || len(all) > 6 {
		t.Errorf("%.0f bytes in %d requests, at most 100000 in 6 are allowed", total, len(all))
	}
}

// Every column and the row's menu can be reached without scrolling sideways.
func TestListFitsTheWindow(t *testing.T) {
	m := furnish(t, webtest.Options{})
	for _, width := range []int64{390, 1024, 1440} {
		p := show(t, m, screen{"list", dbtest.Ada, at(house + "/content/posts")}, width, "light")
		if wider := ask[float64](p, "(e => e.scrollWidth - e.clientWidth)(document.querySelector('.scroller'))"); wider > 0 {
			t.Errorf("%d: the list is %v px wider than its place", width, wider)
		}
		share := ask[float64](p, "document.querySelector('td.title').getBoundingClientRect().width / document.querySelector('table').getBoundingClientRect().width")
		if width == 1024 && share < 0.4 {
			t.Errorf("titles have %.0f %% of the list at %d", share*100, width)
		}
		published := ask[bool](p, "[...document.querySelectorAll('th')].some(e => e.innerText.trim() === 'Published' && e.checkVisibility())")
		if width > 760 && published != (width > 1024) {
			t.Errorf("at %d the moment of publishing is shown: %v", width, published)
		}
		if width == 1024 {
			p.open(house + "/content/posts?fields=status,publishedAt")
			p.until("what was asked for", "[...document.querySelectorAll('th')].some(e => e.innerText.trim() === 'Published' && e.checkVisibility())")
		}
		p.close()
	}
}
