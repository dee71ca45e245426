package browsertest

import (
	"net/url"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// signIn goes through the sign-in page.
func signIn(p *tab, email string) {
	p.t.Helper()
	p.fill("[name=email]", email)
	p.fill("[name=password]", dbtest.Password)
	p.follow("main button", "Sign in")
}

// changeTitle finds a post, saves another title as a draft and then publishes it;
// visitors see the old one in between.
func changeTitle(t *testing.T, s *webtest.Server, p *tab, list string, asked url.Values) {
	t.Helper()
	p.open(list)
	p.fill("#content-search", "lantern")
	if p.scripts {
		p.until("the search's address", "location.search.includes('search=lantern')")
	} else {
		p.leaving(func() { p.press("\r") })
	}
	p.sees("The lantern walk")
	p.misses("Opening hours")
	p.follow("td.title a", "The lantern walk")
	if got := p.value("[name=title]"); got != "The lantern walk" {
		t.Fatalf("the editor holds %q", got)
	}
	publish := "[...document.querySelectorAll('button[value=publish]')].find(b => b.checkVisibility())"
	label := func() string {
		return ask[string](p, publish+".innerText.trim() + ("+publish+".ariaDisabled === 'true' ? ', off' : '')")
	}
	if want := map[bool]string{true: "Published, off", false: "Save and publish"}[p.scripts]; label() != want {
		t.Errorf("with nothing to publish the button says %q", label())
	}
	p.fill("[name=title]", "The longest lantern walk")
	if p.scripts && label() != "Publish changes" {
		t.Errorf("with something to publish the button says %q", label())
	}
	p.click("[data-save]", "")
	p.sees("Saved.", "Live, ")
	wantPublic(t, s, asked, "The lantern walk")
	p.click("button[value=publish]", "Publish changes")
	p.sees("Published")
	wantPublic(t, s, asked, "The longest lantern walk")
	p.open(list)
	p.sees("The longest lantern walk", "Opening hours")
}

func TestFindChangeAndPublish(t *testing.T) {
	everywhere(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		posts(t, s, dbtest.Acme, "Opening hours", "The lantern walk", "How we photograph glass")
		asked := url.Values{"organizationId": {dbtest.Acme}, "slug": {"the-lantern-walk"}}
		_, p := visit(t, s, scripts)
		p.open("/")
		p.arrives("/sign-in")
		signIn(p, "ada@example.com")
		p.sees("Acme", "Globex", "Owner", "Editor")
		p.follow("button", "Acme")
		p.arrives("/o/acme/")
		changeTitle(t, s, p, "/o/acme/content/posts", asked)
	})
}

func TestFindChangeAndPublishPinned(t *testing.T) {
	everywhere(t, webtest.Options{Selection: access.Pin(dbtest.Acme, false)}, func(t *testing.T, s *webtest.Server, scripts bool) {
		posts(t, s, dbtest.Acme, "Opening hours", "The lantern walk", "How we photograph glass")
		_, p := visit(t, s, scripts)
		p.open("/")
		p.arrives("/sign-in")
		signIn(p, "ada@example.com")
		p.arrives("/")
		p.sees("Acme")
		for _, address := range []string{"/", "/content/posts", "/members", "/settings", "/account"} {
			p.open(address)
			if ask[bool](p, "document.querySelector('.switcher, #switcher-choices, [action=\"/organizations/active\"]') !== null") {
				t.Errorf("%s has a switcher", address)
			}
			p.misses("Globex", "Switch organization")
		}
		p.open("/organizations")
		p.arrives("/")
		changeTitle(t, s, p, "/content/posts", url.Values{"slug": {"the-lantern-walk"}})
	})
}
