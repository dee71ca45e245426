package email

import (
	"github.com/a-h/templ"

	"gatehouse/views/component"
)

// View is what a message is made from.
type View struct {
	Site   string            // the installation's name
	To     string            // the address it is sent to
	Code   string            // six digits to be typed
	URL    string            // where its button leads
	Values map[string]string // what the message was stored with
}

// Mail is a message ready to be sent.
type Mail struct {
	Subject string
	HTML    templ.Component
	Text    string
}

// Compose writes a message; ok is false when there is none of that name.
func Compose(message string, v View) (m Mail, ok bool) {
	write, ok := messages[message]
	if !ok {
		return Mail{}, false
	}
	v.Site = line(v.Site)
	if v.Site == "" {
		v.Site = "Gatehouse"
	}
	l := write(v)
	l.site, l.url = v.Site, v.URL
	if l.tile == "" {
		l.tile, l.colour = component.Initials(v.Site), colourOf("")
	}
	return Mail{Subject: l.subject, HTML: body(l), Text: l.text()}, true
}

// letter is what stands in a message.
type letter struct {
	subject string
	title   string
	tile    string // initials of the organization it is about; the site's when empty
	colour  string
	lines   []string // what it says
	facts   []component.Fact
	action  string   // what the button says; "" for none
	after   []string // what is said more quietly below
	site    string
	url     string
}

// about gives a letter the tile of an organization.
func (l letter) about(v View) letter {
	l.tile, l.colour = component.Initials(v.value("organization")), colourOf(v.Values["hue"])
	return l
}

// value is one of the stored values, fit for a line.
func (v View) value(name string) string { return line(v.Values[name]) }
