package layout

import (
	"context"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"gatehouse/views/hx"
	"gatehouse/views/link"
)

func draw(t *testing.T, c templ.Component) (*goquery.Document, string) {
	t.Helper()
	var html strings.Builder
	if err := c.Render(hx.WithNonce(context.Background(), "n0nce"), &html); err != nil {
		t.Fatal(err)
	}
	document, err := goquery.NewDocumentFromReader(strings.NewReader(html.String()))
	if err != nil {
		t.Fatal(err)
	}
	return document, html.String()
}

func frame() Frame {
	return Frame{
		Title: "Posts", Link: link.To("acme"), Path: "/o/acme/content/posts",
		Organization: Organization{ID: "org_1", Name: "Acme", Slug: "acme", Hue: 4, Role: "Owner"},
		Choices:      []Choice{{ID: "org_1", Name: "Acme", Current: true, Role: "Owner"}, {ID: "org_2", Name: "Globex", Role: "Member"}},
		User:         User{Name: "Ada", Email: "ada@example.org"},
		Nav:          []Group{{Title: "Content", Items: []Item{{Label: "Posts", Href: "/o/acme/content/posts", Icon: "file-text", Current: true}}}, {Title: "Nothing"}},
		Flash:        []Flash{{Text: "Saved."}, {Text: "No.", Tone: Refused}},
	}
}

func TestShell(t *testing.T) {
	d, html := draw(t, Shell(frame()))
	if got := d.Find("title").First().Text(); got != "Posts · Acme" {
		t.Errorf("title %q", got)
	}
	for what, selector := range map[string]string{
		"skip link":  `a.skip[href="#main"]`,
		"main":       `main#main[tabindex="-1"]`,
		"polite":     `#polite[aria-live=polite]`,
		"assertive":  `#assertive[aria-live=assertive]`,
		"sign out":   `form[method=post][action="/sign-out"] button[type=submit]`,
		"current":    `nav a[aria-current=page]`,
		"sheet":      `button[popovertarget=rail]:not([popovertargetaction])`,
		"status":     `.flash[role=status]`,
		"alert":      `.flash[role=alert]`,
		"stylesheet": `link[rel=stylesheet]`,
		"favicon":    `link[rel=icon][href^="data:image/svg+xml,"]`,
		"config":     `meta[name=htmx-config]`,
		"choice":     `form[action="/organizations/active"] button[name=organizationId][value=org_2]`,
	} {
		if d.Find(selector).Length() != 1 {
			t.Errorf("%s: %d match %s", what, d.Find(selector).Length(), selector)
		}
	}
	d.Find("script").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("nonce", "") != "n0nce" || s.AttrOr("src", "") == "" || s.Text() != "" {
			t.Error("a script without nonce or address, or an inline one")
		}
	})
	if strings.Contains(html, " style=") || strings.Contains(html, "TemplFailed") || strings.Contains(html, ">Nothing<") {
		t.Error("a style attribute, a refused address or an empty group")
	}
}

func TestSwitcherOnlyWhereThereIsSomethingToChoose(t *testing.T) {
	f := frame()
	f.Choices = f.Choices[:1]
	_, html := draw(t, Shell(f))
	for _, trace := range []string{"switcher", "Switch organization", "organizationId", "/organizations"} {
		if strings.Contains(html, trace) {
			t.Errorf("nothing to choose, yet the HTML has %q", trace)
		}
	}
	if !strings.Contains(html, "Acme") {
		t.Error("the name is missing")
	}
	f.CanCreateOrganization = true
	if d, _ := draw(t, Shell(f)); d.Find(`details.switcher a[href="/organizations/new"]`).Length() != 1 {
		t.Error("who may create organizations has a switcher")
	}
}

func TestDoor(t *testing.T) {
	f := Frame{Title: "Sign in", Site: "Museum"}
	d, _ := draw(t, Door(f))
	if d.Find("title").First().Text() != "Sign in · Museum" || d.Find(`form[action="/sign-out"]`).Length() != 0 {
		t.Error("the door of a stranger")
	}
	f.User = User{Name: "Ada", Email: "ada@example.org"}
	if d, _ = draw(t, Door(f)); d.Find(`form[action="/sign-out"]`).Length() != 1 {
		t.Error("who is signed in can sign out at the door")
	}
}

func TestFlashesPartReplacesThePages(t *testing.T) {
	if d, _ := draw(t, FlashesPart([]Flash{{Text: "Saved."}})); d.Find(`#flashes[hx-swap-oob="true"] .flash`).Length() != 1 {
		t.Error("no out-of-band swap")
	}
}
