package page

import (
	"strconv"
	"strings"
)

// WordPressAccount says of everything in an export what becomes, or became, of it.
type WordPressAccount struct {
	Site     string
	Notes    []string // about the whole file
	Groups   []WordPressGroup
	Download string
}

// WordPressGroup are the lines that have one kind of fate.
type WordPressGroup struct {
	ID, Title string
	Open      bool
	Lines     []WordPressLine
	More      int // lines that are not shown
}

// WordPressLine is one author, term or item.
type WordPressLine struct {
	Line       int
	Kind, Name string
	Fate       string
	Place      string // the label of its collection
	Slug       string
	Href       string // of the entry, where it is there
	Published  bool
	Draft      bool // a kind of thing that can be a draft, and is one
	Remarks    []string
}

// Fates of an account, in the order in which they are shown.
const (
	WordPressRefused   = "refused"
	WordPressDifferent = "different"
	WordPressLeft      = "left"
	WordPressSame      = "same"
	WordPressThere     = "there"
)

// WordPressTitle heads a group.
func WordPressTitle(group string, n int, done bool) string {
	switch {
	case group == WordPressRefused && n == 1:
		return "1 cannot go in"
	case group == WordPressRefused:
		return Number(n) + " cannot go in"
	case group == WordPressLeft && n == 1:
		return "1 stays out"
	case group == WordPressLeft:
		return Number(n) + " stay out"
	case group == WordPressThere && n == 1:
		return "1 is there already and stays as it is"
	case group == WordPressThere:
		return Number(n) + " are there already and stay as they are"
	case group == WordPressDifferent && done:
		return Number(n) + " went in, with a remark"
	case group == WordPressDifferent:
		return Number(n) + " go in, with a remark"
	case done:
		return Number(n) + " went in as they were"
	}
	return Number(n) + " go in as they are"
}

// WordPressCounts are the fates of an account in words.
func WordPressCounts(created, updated, unchanged, refused, left int) []ImportCount {
	return []ImportCount{
		{Label: "new", N: created}, {Label: "changed", N: updated}, {Label: "unchanged", N: unchanged},
		{Label: "cannot go in", N: refused, Tone: "bad"}, {Label: "stay out", N: left},
	}
}

// WordPressVerb is on the button that brings an export in.
func WordPressVerb(good int) string {
	if good == 1 {
		return "Import it"
	}
	return "Import all " + Number(good)
}

// called is the name of a line, or what there is instead.
func (l WordPressLine) called() string {
	if l.Name == "" {
		return "Without a name"
	}
	return l.Name
}

// becomes is where a line goes.
func (l WordPressLine) becomes() string {
	if l.Place == "" {
		return ""
	}
	text := FateWord(l.Fate) + " in " + l.Place
	switch {
	case l.Published:
		text += ", live"
	case l.Draft:
		text += ", a draft"
	}
	return text
}

// WordPressHeads are the names of the columns of an account for a spreadsheet.
func WordPressHeads() []string {
	return []string{"line", "kind", "name", "fate", "collection", "slug", "live", "remarks"}
}

// WordPressRow is a line for a spreadsheet, in which nothing is a formula.
func WordPressRow(l WordPressLine) []string {
	live := ""
	if l.Published {
		live = "live"
	} else if l.Draft {
		live = "draft"
	}
	cells := []string{strconv.Itoa(l.Line), l.Kind, l.Name, l.Fate, l.Place, l.Slug, live, strings.Join(l.Remarks, " ")}
	for i, cell := range cells {
		cells[i] = noFormula(cell)
	}
	return cells
}

// severalText refuses an export for the sake of one of its collections.
func severalText(collection string) string {
	return "An export of WordPress goes into several collections, and your role may not create, change and publish entries of “" + collection + "”. Nothing was kept."
}

// noFormula marks what a spreadsheet would take for a formula as text.
func noFormula(cell string) string {
	if strings.ContainsAny(cell[:min(len(cell), 1)], "=+-@\t\r") || strings.HasPrefix(cell, "＝") || strings.HasPrefix(cell, "＋") || strings.HasPrefix(cell, "－") || strings.HasPrefix(cell, "＠") {
		return "'" + cell
	}
	return cell
}
