package wordpress

import "time"

// MaxSize is how many bytes a file may have.
const MaxSize = 64 << 20

// Export is what a file holds.
type Export struct {
	Version string // of the format, such as 1.2
	Title   string
	URL     string // of the site
	Authors []Author
	Terms   []Term
	Items   []Item

	Repaired int // characters dropped because no XML may hold them
	Line     int // of the first of them

	zones []zone
	byID  map[string]*Item
	below map[string][]*Item // by the ID of the parent
	known map[[2]string]bool // terms, while reading
}

// Author is who may have written something.
type Author struct {
	Line  int
	Login string // what items name them by
	Name  string // as shown; never an e-mail address
}

// Term is a category, a tag or a word of another taxonomy.
type Term struct {
	Line        int
	Domain      string // category, post_tag, …
	Slug        string
	Name        string
	Parent      string // the slug of the term above
	Description string
}

// Item is anything that WordPress keeps in its table of posts.
type Item struct {
	Line      int
	ID        string
	Type      string // post, page, attachment, …
	Status    string
	Title     string // plain text
	Slug      string // decoded, in whatever script
	Link      string
	Author    string // a login
	Parent    string // an ID, or ""
	Order     int
	Protected bool // by a password
	Sticky    bool
	Date      time.Time // zero: none
	Zoneless  bool      // the date is only known in the site's time, whose zone was guessed
	Content   string    // HTML
	Excerpt   string    // HTML
	Terms     []Label
	Comments  int
	Fields    []string // names of custom fields, without those WordPress hides
	Hidden    int      // custom fields that WordPress hides
	File      string   // the address of an attachment
	Alt       string   // of an attachment
	Picture   string   // the ID of the featured image
	Notes     string   // footnotes, JSON

	local time.Time
	utc   time.Time
	feed  time.Time
}

// Label is a term as an item names it.
type Label struct {
	Domain, Slug, Name string
}

// Attachment is the attachment with the ID.
func (x *Export) Attachment(id string) (*Item, bool) {
	i, ok := x.byID[id]
	return i, ok && i.Type == "attachment"
}

func (x *Export) index() {
	x.byID, x.below = make(map[string]*Item, len(x.Items)), map[string][]*Item{}
	for n := range x.Items {
		if i := &x.Items[n]; i.ID != "" && x.byID[i.ID] == nil {
			x.byID[i.ID] = i
		}
		if i := &x.Items[n]; i.Parent != "" {
			x.below[i.Parent] = append(x.below[i.Parent], i)
		}
	}
}
