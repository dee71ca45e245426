package browsertest

import (
	"net/url"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// Tab, Enter and letters are enough, and the focus can be seen at every stop.
func TestKeyboardAlone(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		_, p := visit(t, s, scripts)
		p.open("/sign-in")
		p.tabTo("[name=email]", "")
		p.write("ada@example.com")
		p.tabTo("[name=password]", "")
		p.write(dbtest.Password)
		p.leaving(func() { p.press("\r") })
		p.tabTo("button", "Globex")
		p.leaving(func() { p.press("\r") })
		p.arrives("/o/globex/")

		// the first stop leads past the navigation
		p.press("\t")
		if got := ask[string](p, "document.activeElement.innerText"); got != "Skip to content" {
			t.Errorf("the first stop is %q", got)
		}
		p.seen()
		p.tabTo("summary", "Switch organization")
		p.press("\r")
		p.until("the switcher is open", "document.querySelector('.switcher').open")
		p.tabTo(".switcher button", "Acme")
		p.leaving(func() { p.press("\r") })
		p.arrives("/o/acme/")

		p.tabTo("nav a", "Posts")
		p.leaving(func() { p.press("\r") })
		p.arrives("/o/acme/content/posts")
		p.tabTo("main a", "New post")
		p.leaving(func() { p.press("\r") })
		p.tabTo("[name=title]", "")
		p.write("By keyboard")
		p.tabTo("[name=content]", "")
		p.write("Not a single click.")
		p.tabTo("button[value=publish]", "Publish")
		p.press("\r")
		p.sees("Published.", "Live")
		wantPublic(t, s, url.Values{"organizationId": {dbtest.Acme}, "slug": {"by-keyboard"}}, "By keyboard")

		// saving in place keeps the focus where it was
		p.tabTo("[name=title]", "")
		p.write(", mostly")
		p.tabTo("[data-save]", "")
		p.press("\r")
		p.sees("Saved.")
		if scripts && !ask[bool](p, "document.activeElement?.matches('[data-save]')") {
			t.Errorf("after saving the focus is on %s", ask[string](p, "document.activeElement.outerHTML.slice(0, 120)"))
		}
	})
}
