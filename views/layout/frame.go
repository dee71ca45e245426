package layout

import (
	"strconv"
	"strings"

	"gatehouse/views/component"
	"gatehouse/views/link"
)

// Frame is everything around a page, as plain values.
type Frame struct {
	Title    string // of the page; the tab adds the organization, or the site
	Site     string // the installation's name
	Language string // of the page; "en" when empty
	Theme    string // "light", "dark" or "" for the system's
	Zone     string // the person's IANA time zone; "" leaves it to the browser
	Path     string // where this page is: the way back from the theme buttons
	Flash    []Flash

	Organization          Organization
	Choices               []Choice // the organizations to choose from, this one included
	CanCreateOrganization bool
	User                  User // zero when nobody is signed in
	Nav                   []Group
	Link                  link.Organization
	Search                string // address of the search; "" for none
}

// Organization is the one this page is in; zero on pages outside.
type Organization struct {
	ID, Name, Slug, Initials string
	Hue                      int
	Role                     string // in words
}

// Choice is one organization to switch to.
type Choice struct {
	ID, Name, Slug, Initials string
	Hue                      int
	Role                     string
	Detail                   string // "last used today"; only the gate shows it
	Current                  bool
}

// User is the signed-in person.
type User struct {
	ID, Name, Email, Initials string
	Hue                       int
}

// Group is a titled group of the navigation; a group without items draws nothing.
type Group struct {
	Title string
	Items []Item
}

// Item is one line of the navigation. Count may be empty.
type Item struct {
	Label, Href, Icon, Count string
	Current                  bool
}

// Tone says what a Flash reports.
type Tone string

// The tones.
const (
	Done    Tone = ""
	Refused Tone = "problem"
)

// Flash is one message about what was just done, with at most one thing to do about it.
type Flash struct {
	Text   string
	Tone   Tone
	Action string // label: "Undo", "View"
	Href   string // where the action leads
	Post   bool   // the action is a POST
	Hidden []component.Hidden
}

func (f Frame) language() string {
	if f.Language == "" {
		return "en"
	}
	return f.Language
}

func (f Frame) site() string {
	if f.Site == "" {
		return "Gatehouse"
	}
	return f.Site
}

func (f Frame) tab() string {
	where := f.Organization.Name
	if where == "" {
		where = f.site()
	}
	if f.Title == "" || f.Title == where {
		return where
	}
	return f.Title + " · " + where
}

// choosing reports whether there is something to choose.
func (f Frame) choosing() bool { return len(f.Choices) > 1 || f.CanCreateOrganization }

func (f Frame) initials() string {
	if f.Organization.Initials != "" {
		return f.Organization.Initials
	}
	if f.Organization.Name != "" {
		return component.Initials(f.Organization.Name)
	}
	return component.Initials(f.site())
}

func (f Frame) scheme() string {
	switch f.Theme {
	case "light", "dark":
		return f.Theme
	}
	return "light dark"
}

// icon is the tab's icon: the monogram in the organization's hue, as an address that holds the whole picture.
func (f Frame) icon() string {
	const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="HUE"/><text x="16" y="21.5" text-anchor="middle" font-family="system-ui,sans-serif" font-size="15" font-weight="700" fill="white">WHO</text></svg>`
	hue := f.Organization.Hue * 15
	if f.Organization.Name == "" {
		hue = 200
	}
	drawn := strings.NewReplacer("HUE", "oklch(.53 .115 "+strconv.Itoa(hue)+")", "WHO", escape(f.initials())).Replace(picture)
	return "data:image/svg+xml," + percent(drawn)
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;").Replace(s)
}

// percent escapes what may not stand in a data address and nothing else, which keeps the head short.
func percent(s string) string {
	return strings.NewReplacer("%", "%25", "#", "%23", "<", "%3C", ">", "%3E", `"`, "'", "&", "%26", " ", "%20").Replace(s)
}

func role(f Frame) string {
	if f.Organization.Role == "" {
		return f.Organization.Slug
	}
	return f.Organization.Role
}

func userInitials(u User) string {
	if u.Initials != "" {
		return u.Initials
	}
	return component.Initials(u.Name)
}

func choiceInitials(c Choice) string {
	if c.Initials != "" {
		return c.Initials
	}
	return component.Initials(c.Name)
}

// config is what htmx is told: only the one extension, no injected style (the policy forbids it), one attribute
// prefix instead of two, and the browser's own page for a step back, so that a list never shows somebody's old rows.
const config = `{"extensions":"hx-csp","includeIndicatorCSS":false,"prefix":"","history":"reload","mode":"same-origin","implicitInheritance":false,"defaultTimeout":30000}`
