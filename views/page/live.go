package page

import (
	"context"

	"github.com/a-h/templ"

	"gatehouse/views/hx"
)

// LiveNews says that what a page shows was changed elsewhere, once it was. The
// zero value says nothing ever.
type LiveNews struct {
	Stream string // the address of the events
	Since  string // the number of the last event before the page was drawn
	Types  string // of events, separated by blanks
	Entry  string // the one entry it is about; "" for all of the stream's
	Seen   int64  // the revision of that entry that is shown

	One, Many string // sentences; {n} in Many is how many
	Show      string // address that shows what is new
	Label     string
	part      string // what of the page that replaces; "" for an ordinary link
}

// OfList is the news of a list of entries.
func (n LiveNews) OfList(singular, plural, show string) LiveNews {
	n.One, n.Many = "1 "+singular+" changed", "{n} "+plural+" changed"
	n.Show, n.Label, n.part = show, "Show", ContentPart
	return n
}

// OfEntry is the news of the entry that a form shows.
func (n LiveNews) OfEntry(id string, revision int64, history string) LiveNews {
	n.Entry, n.Seen, n.One = id, revision, "This entry was changed elsewhere. Saving keeps both."
	n.Show, n.Label = history, "Show changes"
	return n
}

// showing replaces what is shown where it stands; the address stays.
func (n LiveNews) showing(ctx context.Context) templ.Attributes {
	if n.part == "" {
		return templ.Attributes{}
	}
	return hx.Attrs(ctx, hx.Get(n.Show), hx.Target("#"+n.part), hx.Swap("outerMorph"), hx.Indicator("#"+n.part), hx.Sync("#"+n.part+":replace"))
}
