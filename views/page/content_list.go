package page

import (
	"strings"

	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// ContentPart is the id of what searching, filtering, sorting and paging replace.
const ContentPart = "list"

// ContentList is the list of a collection.
type ContentList struct {
	Frame    layout.Frame
	Title    string // "Posts"
	Text     string // what the collection is for
	Singular string // "post"
	Plural   string // "posts"

	Lone     []EntryAct // the declared actions that concern no entry
	Why      ContentWhys
	New      string          // address of the form for a new entry; "" when not allowed
	Import   string          // address of the page that takes a file; "" when not allowed
	Export   string          // address of the page that offers this list as a file
	Views    []component.Tab // the declared ways to look at the entries
	Tabs     []component.Tab
	Trash    bool // this is the trash
	Searches bool // there is something to search in
	Search   string
	Action   string             // where the search, filter and column forms lead: the bare list
	Hidden   []component.Hidden // the rest of the address, for those forms
	Chips    []ContentChip
	Offers   []ContentOffer // what can be filtered by
	Filter   *ContentFilter // the form of one filter, when open
	Choose   []component.Option
	Whole    string // the list as who asks for nothing gets it
	Failure  string // what in the address could not be understood

	Columns []component.Column
	Rows    []ContentRow
	Pager   component.Pager
	Total   string // "598", "1,000+"
	Empty   ContentEmpty
	Curl    string // the same list for a program
	Bulk    ContentBulk
	News    LiveNews
}

// ContentWhys are the explanations of what the list does not offer; "" where it
// does.
type ContentWhys struct {
	New  string // of adding an entry
	Bulk string // of what cannot be done with the ticked ones
}

// ContentChip is one filter in words.
type ContentChip struct{ Label, Value, Remove string }

// ContentOffer leads to the form of one filter.
type ContentOffer struct{ Label, Href string }

// ContentFilter is the form of one filter.
type ContentFilter struct {
	Field     string
	Label     string
	Operators []component.Option
	Type      string // of the input: text, number, date, or "" for options
	Value     string
	Options   []component.Option
	Cancel    string
}

// ContentRow is one entry.
type ContentRow struct {
	ID     string
	Href   string
	Title  string
	Detail string
	Cells  []Cell
	Recent bool
	Menu   ContentMenu
	Acts   []EntryAct // the declared actions, those that are blocked with their why
}

// ContentMenu is what can be done with a row; addresses are "" when not allowed.
type ContentMenu struct {
	Edit, History, Publish, Unpublish, Trash, Restore, Remove string
	Changed                                                   bool // there is something new to publish
}

// ContentEmpty says why there is nothing.
type ContentEmpty struct {
	Because string // "never", "filter", "trash"
	Words   string // the filter in words
	Clear   string // address without it
}

// ContentBulk is what can be done with the ticked rows.
type ContentBulk struct {
	To                                 string
	Back                               string // this list's address
	Query                              string // the predicate, for "all that match"
	All                                string // how many match; "" when the page shows them all
	Publish, Unpublish, Trash, Untrash bool
}

func (b ContentBulk) any() bool { return b.Publish || b.Unpublish || b.Trash || b.Untrash }

func listed(list []string) string { return strings.Join(list, ", ") }

func (v ContentList) heading() string {
	if v.Trash {
		return v.Title + ": trash"
	}
	return v.Title
}

// text says what the list is for.
func (v ContentList) text() string {
	if v.Trash {
		return v.Title + " wait here until somebody restores them or deletes them for good."
	}
	return v.Text
}

// announced is what a screen reader hears when the list has changed.
func (v ContentList) announced() string {
	switch v.Total {
	case "0":
		return "No " + v.Plural + " match"
	case "1":
		return "1 " + v.Singular
	}
	return v.Total + " " + v.Plural
}
