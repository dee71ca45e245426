package browsertest

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// elsewhere serves an empty page on another origin.
func elsewhere(t *testing.T) *httptest.Server {
	t.Helper()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = w.Write([]byte("<!doctype html><title>Elsewhere</title>"))
	}))
	t.Cleanup(other.Close)
	return other
}

// foreign opens the page of another origin, in a browser that is signed in as Bo.
func foreign(t *testing.T, s *webtest.Server, origin string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	p := &tab{t: t, ctx: ctx, base: origin, scripts: true, watch: newWatch(origin)} // refusals are what is tried here
	p.must(chromedp.Do(ctx))
	value := url.QueryEscape(s.Sessions.Signed(dbtest.Token(dbtest.Bo)))
	p.must(call(p, network.SetCookie, network.SetCookieParams{Name: "gatehouse.session_token", Value: value, URL: s.URL, Path: "/"}))
	p.open("/")
	return p
}

// fetched is what a page got from a fetch: nothing when the browser kept it back.
type fetched struct {
	Status   int
	Code     string
	Titles   []string
	Title    string
	ETag     string
	Location string
	Kept     string
}

// fetch calls as a page does.
func (p *tab) fetch(call string) fetched {
	p.t.Helper()
	ask[bool](p, `(window.got = null) ?? true`)
	ask[bool](p, fmt.Sprintf(`(fetch(%s).then(async r => {
		const body = await r.json()
		window.got = { Status: r.status, Code: body.code ?? "", Titles: body.data?.map(e => e.title) ?? [], Title: body.title ?? "",
			ETag: r.headers.get("ETag") ?? "", Location: r.headers.get("Location") ?? "" }
	}).catch(e => { window.got = { Kept: String(e) } }), true)`, call))
	p.until("an answer to fetch("+call+")", "window.got !== null")
	return ask[fetched](p, "window.got")
}

// The founding page's calls, from pages of other origins: anybody reads what is
// public, a trusted page writes with a key, and nobody else does either.
func TestPagesOfOtherOriginsCall(t *testing.T) {
	browser(t)
	for name, selection := range map[string]access.Selection{"fixed": access.Pin(dbtest.Acme, false), "chosen": access.Choose()} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				friend, stranger := elsewhere(t), elsewhere(t)
				s := webtest.Start(t, w, webtest.Options{Selection: selection, Trusted: []string{friend.URL}})
				posts(t, s, dbtest.Acme, "Opening hours")
				key, _, err := s.Auth.CreateKey(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), auth.KeyInput{Name: "Site", Role: "editor"})
				if err != nil {
					t.Fatal(err)
				}
				where := s.URL + "/api/v1/posts"
				if name == "chosen" {
					for _, origin := range []string{friend.URL, stranger.URL} {
						if a := foreign(t, s, origin).fetch(fmt.Sprintf("%q", where)); a.Status != 400 || a.Code != "ORG_REQUIRED" {
							t.Errorf("without an organization: %+v", a)
						}
					}
				}
				query := map[string]string{"chosen": "?organizationId=" + dbtest.Acme}[name]
				get := fmt.Sprintf("%q", where+query)
				post := fmt.Sprintf(`%q, { method: "POST", headers: { Authorization: "Bearer %s" }, body: JSON.stringify({ title: "From afar", content: "Hello" }) }`, where, key)
				patch := fmt.Sprintf(`%q + "?fields=title", { method: "PATCH", headers: { "Authorization": "Bearer %s" }, body: "{}" }`, where, key)
				withCookie := fmt.Sprintf(`%q, { credentials: "include" }`, where+query)

				page := foreign(t, s, friend.URL)
				if a := page.fetch(get); a.Status != 200 || len(a.Titles) != 1 || a.ETag == "" {
					t.Errorf("an anonymous read: %+v", a)
				}
				a := page.fetch(post)
				if a.Status != 201 || a.Title != "From afar" || a.ETag == "" || a.Location == "" {
					t.Errorf("a write with a key: %+v", a)
				}
				if a := page.fetch(fmt.Sprintf(`%q, { headers: { "x-api-key": %q } }`, s.URL+a.Location, key)); a.Status != 200 || a.Title != "From afar" {
					t.Errorf("reading it again: %+v", a)
				}
				if a := page.fetch(patch); a.Status != 405 {
					t.Errorf("a refusal a page can read: %+v", a)
				}
				if a := page.fetch(withCookie); a.Status != 200 || len(a.Titles) != 2 { // Bo sees the draft
					t.Errorf("with the cookie: %+v", a)
				}
				keyed := fmt.Sprintf(`%q, { method: "POST", headers: { Authorization: "Bearer %s", "Idempotency-Key": "k", "Content-Type": "application/json", "If-None-Match": "*" }, body: JSON.stringify({ title: "Once" }) }`, where, key)
				if a, b := page.fetch(keyed), page.fetch(keyed); a.Status != 201 || b.Status != 201 || a.Location != b.Location {
					t.Errorf("with every header: %+v, %+v", a, b)
				}

				page = foreign(t, s, stranger.URL)
				if a := page.fetch(get); a.Status != 200 || len(a.Titles) != 1 {
					t.Errorf("anybody reads what is public: %+v", a)
				}
				if a := page.fetch(fmt.Sprintf("%q", s.URL+"/openapi.json")); a.Status != 200 {
					t.Errorf("anybody reads the document: %+v", a)
				}
				for _, call := range []string{post, withCookie, keyed} {
					if a := page.fetch(call); a.Kept == "" {
						t.Errorf("a stranger's page got %+v from fetch(%s)", a, call)
					}
				}
				if titles := public(t, s, url.Values{"organizationId": {dbtest.Acme}}); len(titles) != 1 {
					t.Errorf("visitors read %v", titles)
				}
			})
		})
	}
}
