package browsertest

import (
	"context"
	"strings"
	"testing"
	"time"

	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// hostile is what somebody might write to act with the reader's session.
const hostile = `# Harmless

<div hx-post="/o/acme/members/invitations" hx-trigger="load" hx-vals='{"addresses":"evil@example.com","role":"owner"}'>a</div>

<div hx-get="/stolen" hx-trigger="load" hx-nonce="x">b</div>

<div data-hx-get="/stolen" data-hx-trigger="load">c</div>

<img src="x" onerror="document.title='owned'">

<script>document.title = "owned"</script>

<svg onload="document.title='owned'"><script>document.title='owned'</script></svg>

<iframe srcdoc="<script>parent.document.title='owned'</script>"></iframe>

<form action="/stolen" method="post"><button>Win</button></form>

<style>body { display: none }</style>

<a href="javascript:document.title='owned'">press me</a>

[press me too](javascript:document.title='owned')

<button popovertarget="rail" formaction="/stolen">d</button>

<meta http-equiv="refresh" content="0;url=/stolen"><base href="https://elsewhere.example/">

<p id="polite" data-announce="listen" data-flash>e</p>
`

// Nothing that is written as content asks the server for anything or runs.
func TestContentCannotAct(t *testing.T) {
	s := scripted(t, webtest.Options{})
	e := entry(t, s, dbtest.Ada, dbtest.Acme, "posts", schema.Values{
		"title": `<img src=x onerror="document.title='owned'">`, "summary": `<div hx-get="/stolen" hx-trigger="load">`, "content": hostile,
	}, true)
	if _, err := s.Content.Update(context.Background(), s.Scope(dbtest.Bo, dbtest.Acme), "posts", e.ID, schema.Values{"summary": hostile[:150]}, content.UpdateOptions{}); err != nil {
		t.Logf("second revision: %v", err)
	}
	if _, err := s.Org.ChangeRole(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "mem"+dbtest.Bo[3:], "member"); err != nil {
		t.Fatal(err)
	}
	address := "/o/acme/content/posts/" + e.ID
	quiet := func(p *tab, mark int) {
		t.Helper()
		time.Sleep(300 * time.Millisecond)
		p.settle()
		for _, r := range p.watch.since(mark) {
			if strings.Contains(r.Path, "stolen") || strings.Contains(r.Path, "invitations") || strings.HasSuffix(r.Path, "/x") {
				t.Errorf("the content asked for %s %s", r.Method, r.Path)
			}
		}
		if title := ask[string](p, "document.title"); strings.Contains(title, "owned") && !strings.Contains(title, "<img") {
			t.Errorf("the content ran: %s", title)
		}
		bad := ask[[]string](p, `[...document.querySelectorAll("main *")].filter(e =>
			e.closest(".prose .prose, .prose:not(.preview)") && !e.matches(".prose") && [...e.attributes].some(a => /^(on|hx-|data-|style$|srcdoc|formaction|id$)/.test(a.name))
			|| e.closest(".prose, .preview") && e.matches("script, style, iframe, form, button, base, meta, input, svg")
			|| e.matches("a[href^='javascript:']")).map(e => e.outerHTML.slice(0, 120))`)
		for _, b := range bad {
			t.Errorf("in the page: %s", b)
		}
	}

	t.Run("read only", func(t *testing.T) {
		_, bo := as(t, s, dbtest.Bo, true)
		mark := bo.watch.mark()
		bo.open(address)
		bo.sees("Harmless", "press me")
		quiet(bo, mark)
		bo.click(".prose a, .prose", "press me")
		quiet(bo, mark)
	})
	t.Run("preview", func(t *testing.T) {
		_, ada := as(t, s, dbtest.Ada, true)
		ada.open(address)
		mark := ada.watch.mark()
		ada.click("[data-show=preview]", "")
		ada.until("the preview", "document.querySelector('.preview h1, .preview h2')?.innerText === 'Harmless'")
		quiet(ada, mark)
	})
	t.Run("list, history and comparison", func(t *testing.T) {
		_, ada := as(t, s, dbtest.Ada, true)
		mark := ada.watch.mark()
		ada.open("/o/acme/content/posts")
		quiet(ada, mark)
		ada.open(address + "/revisions")
		quiet(ada, mark)
		ada.open(address + "/revisions/1")
		quiet(ada, mark)
		ada.open("/o/acme/")
		quiet(ada, mark)
	})
	if mails := s.Mailbox.Mails("evil@example.com"); len(mails) > 0 {
		t.Error("the content invited somebody")
	}
}
