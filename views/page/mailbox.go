package page

import (
	"context"
	"io"
	"regexp"
	"strings"
	"time"

	"github.com/a-h/templ"

	"gatehouse/views/layout"
)

// Mailbox is the list of mails caught in development.
type Mailbox struct {
	Frame layout.Frame
	To    string // only those to this address; "" for all
	Mails []CaughtMail
}

// CaughtMail is one of them.
type CaughtMail struct {
	Frame   layout.Frame
	Href    string
	Body    string // address of its HTML
	From    string
	To      string
	Subject string
	Text    string
	At      time.Time
}

// MailboxTitle names the place.
const MailboxTitle = "Caught mail"

var address = regexp.MustCompile(`https?://[^\s<>"]+`)

// mailText is plain text with its addresses as links. It is written by hand because every space of it counts.
func mailText(text string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		from := 0
		for _, at := range address.FindAllStringIndex(text, -1) {
			to := templ.EscapeString(text[at[0]:at[1]])
			b.WriteString(templ.EscapeString(text[from:at[0]]) + `<a href="` + to + `">` + to + `</a>`)
			from = at[1]
		}
		b.WriteString(templ.EscapeString(text[from:]))
		_, err := io.WriteString(w, b.String())
		return err
	})
}
