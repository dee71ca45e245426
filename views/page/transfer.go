package page

import (
	"strconv"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Export offers a list as a file.
type Export struct {
	Frame   layout.Frame
	Crumbs  []component.Crumb
	Title   string // "Export posts"
	Text    string // what goes into the file
	Action  string
	Hidden  []component.Hidden // the list
	Formats []component.Option
	Columns []component.Option
	Back    string
}

// ExportTitle heads the page that offers a list as a file.
func ExportTitle(plural string) string { return "Export " + plural }

// ExportText says what goes into the file.
func ExportText(total, singular, plural, words string) string {
	text := total + " " + plural
	if total == "1" {
		text = total + " " + singular
	}
	if words != "" {
		text += " where " + words
	}
	return text + ", as they are listed. What is masked from you is masked in the file too."
}

// ExportFormats are the kinds of files.
func ExportFormats() []component.Option {
	return []component.Option{
		{Value: "csv", Label: "CSV", Detail: "For spreadsheets. Can be imported again without a change.", Chosen: true},
		{Value: "json", Label: "JSON", Detail: "One array, each entry as the API shows it."},
		{Value: "ndjson", Label: "NDJSON", Detail: "One entry per line, for programs that read piece by piece."},
	}
}

// ExportColumns are the choices of what is exported of each entry.
func ExportColumns() []component.Option {
	return []component.Option{
		{Value: "all", Label: "Everything you can see", Chosen: true},
		{Value: "shown", Label: "Only the columns of the list", Detail: "And the id, by which entries are found again."},
	}
}

// ImportUpload is the page that takes a file.
type ImportUpload struct {
	Frame   layout.Frame
	Crumbs  []component.Crumb
	Title   string
	Plural  string
	Action  string
	Past    string
	Problem string
	Text    string // what was pasted
}

// ImportTitle heads the pages of an import.
func ImportTitle(plural string) string { return "Import " + plural }

// ImportsTitle heads the list of imports, and of what was imported.
const (
	ImportsTitle = "Imports"
	PastedName   = "pasted text"
)

// UploadProblem is why a file was not taken.
func UploadProblem(f *fault.Fault) string {
	if f.Kind == fault.TooLarge {
		return "The file is larger than 32 MB. Divide it, and import one part after the other."
	}
	if f.Code == fault.CodeRoleRequired {
		return severalText(f.Params["collection"])
	}
	for _, p := range f.Problems {
		switch p.Code {
		case fault.ProblemWordPress:
			return "Line " + p.Params["line"] + ": " + WordPressText(p.Params["code"], p.Params)
		case fault.ProblemRequired:
			return "Choose a file with something in it, or paste the text."
		case fault.ProblemEncoding:
			return "The file is not UTF-8: line " + p.Params["line"] + " holds something else. Save it as “CSV UTF-8” and choose it again."
		case fault.ProblemDuplicate:
			return "Two columns are called “" + p.Params["value"] + "”. Give each its own name in the first line."
		case fault.ProblemTooMany:
			return "The file has more than " + p.Params["max"] + " columns."
		case fault.ProblemFormat:
			return "The file cannot be read as " + p.Params["want"] + ". Choose a CSV file with a header line, a JSON array of objects, or NDJSON."
		}
	}
	_, text := Words(f)
	return text
}

// RowProblem is what is wrong with a row, in the form's words where it has them.
func RowProblem(label string, p fault.Problem) string {
	value := "“" + p.Params["value"] + "”"
	switch {
	case p.Code == fault.ProblemDuplicate && p.Params["line"] != "":
		return value + " is in line " + p.Params["line"] + " already."
	case p.Code == fault.ProblemMissing && p.Params["value"] != "":
		return value + " does not exist."
	case p.Code == fault.ProblemOption && p.Params["options"] != "":
		return value + " is none of " + p.Params["options"] + "."
	case p.Code == fault.ProblemTooMany && p.Field == "":
		return "More than " + p.Params["max"] + " rows like this. The rest of the file was not read; is it really CSV?"
	}
	return ProblemText(label, p)
}

// ImportColumn is a column of a file and what it means.
type ImportColumn struct {
	Name, Sample string
	Input        string
	Options      []component.Option
	Problem      string
}

// ImportBad is one problem of one row.
type ImportBad struct {
	Line                   int
	Column, Value, Message string
}

// ImportRow is a row as it would become.
type ImportRow struct {
	Line  int
	Fate  string
	Cells []Cell
}

// ImportPreview is what a file would become.
type ImportPreview struct {
	Frame    layout.Frame
	Crumbs   []component.Crumb
	Title    string
	File     string // its name and size
	Plural   string
	Map      string // where what the columns mean is posted
	Columns  []ImportColumn
	Keys     []component.Option
	Publish  []component.Option
	Relates  bool // there are relations
	Missing  bool // what rows name and nobody has is made
	Problems []component.Problem

	Counts  []ImportCount
	Related []string
	Heads   []component.Column
	Rows    []ImportRow
	Bad     []ImportBad
	More    int // problems that are not shown
	Errors  string
	Run     string // "" when nothing would change
	Verb    string
	Strict  bool
	Past    string

	Account *WordPressAccount // of an export of WordPress, instead of columns and rows
}

// ImportCount is how many rows have a fate.
type ImportCount struct {
	Label, Tone string
	N           int
}

// FateWord is a fate as a word.
func FateWord(fate string) string {
	switch fate {
	case "created":
		return "New"
	case "updated":
		return "Changed"
	case "unchanged":
		return "Unchanged"
	}
	return "Left out"
}

// ImportCounts are the counts of an import in words.
func ImportCounts(created, updated, unchanged, refused int) []ImportCount {
	return []ImportCount{
		{Label: "new", N: created}, {Label: "changed", N: updated}, {Label: "unchanged", N: unchanged},
		{Label: "left out", N: refused, Tone: "bad"},
	}
}

// ImportVerb is on the button that brings a file in.
func ImportVerb(good, bad int, one, many string) string {
	noun := many
	if good == 1 {
		noun = one
	}
	switch {
	case bad == 0 && good == 1:
		return "Import one " + noun
	case bad == 0:
		return "Import all " + Number(good) + " " + noun
	}
	return "Import the other " + Number(good)
}

// KeyOptions begin the choices by what entries are found again.
func KeyOptions() []component.Option {
	return []component.Option{{Value: "", Label: "Nothing: every row is a new entry"}}
}

// IDKey is the choice of the id.
const IDKey = "Id"

// LeaveOut is the choice of a column that means nothing here.
const LeaveOut = "Leave out"

// PublishOptions are the choices of what becomes public.
func PublishOptions(status bool, chosen string) []component.Option {
	list := []component.Option{
		{Value: "", Label: "Keep as drafts", Detail: "What is public stays as it is until somebody publishes the changes."},
		{Value: "all", Label: "Publish everything that goes in"},
	}
	if status {
		list = append(list, component.Option{Value: "file", Label: "Publish the rows whose status is “published”"})
	}
	for i := range list {
		list[i].Chosen = list[i].Value == chosen
	}
	return list
}

// MadeBeside says what is made because rows name it.
func MadeBeside(n int, plural string) string { return Number(n) + " in " + plural }

// ImportKept is an entry that an undo left as it is.
type ImportKept struct{ Label, Href, Reason string }

// KeptWords says why an entry stayed.
func KeptWords(reason string) string {
	switch reason {
	case "changed":
		return "Somebody changed it after the import."
	case "linked":
		return "Other entries point to it."
	case "taken":
		return "Its former values are taken, or what it pointed to is gone."
	}
	return "It is in the trash or deleted."
}

// ImportResult is an import that runs or has run.
type ImportResult struct {
	Frame    layout.Frame
	Crumbs   []component.Crumb
	Title    string
	File     string
	Plural   string
	State    string // "running", "interrupted", "done", "undone"
	Position int
	Who      component.Person
	When     Moment
	Until    string // how long it can be undone
	Counts   []ImportCount
	Related  []string
	Bad      []ImportBad
	More     int
	Errors   string
	Kept     []ImportKept
	Undo     string
	Continue string
	List     string
	Past     string
	Account  *WordPressAccount
}

func (v ImportResult) heading() string {
	switch v.State {
	case "running":
		return "Importing " + v.File
	case "interrupted":
		return v.File + " is imported in part"
	case "undone":
		return v.File + " is taken back"
	}
	return v.File + " is imported"
}

// ImportLine is one import in the list.
type ImportLine struct {
	File, Href, State, Undo string
	Created, Updated        int
	Refused                 int
	Who                     component.Person
	When                    Moment
}

// ImportList is what was brought into a collection.
type ImportList struct {
	Frame  layout.Frame
	Crumbs []component.Crumb
	Title  string
	Plural string
	New    string
	Lines  []ImportLine
}

func (l ImportLine) mark() (component.State, string) {
	switch l.State {
	case "pending":
		return component.Draft, "Waiting"
	case "running":
		return component.Scheduled, "Running"
	case "interrupted":
		return component.Attention, "Interrupted"
	case "undone":
		return component.Draft, "Taken back"
	}
	return component.Published, "Done"
}

// UndoText says what taking an import back means.
func UndoText(created, updated int) string {
	text := ""
	if created > 0 {
		text += entries(created, "new") + " will vanish, also those in the trash. "
	}
	if updated > 0 {
		text += entries(updated, "changed") + " will get the former values back. "
	}
	return text + "What somebody has changed since stays as it is and is named."
}

func entries(n int, which string) string {
	if n == 1 {
		return "1 " + which + " entry"
	}
	return Number(n) + " " + which + " entries"
}

func lineText(n int) string { return strconv.Itoa(n) }

// UndoImportTitle heads the question before an import is taken back.
func UndoImportTitle(file string) string { return "Take back " + file + "?" }

// UndoVerb is on the button that takes an import back.
const UndoVerb = "Take it back"

// The heads of the columns that are about rows of a file.
const (
	LineLabel = "Line"
	FateLabel = "Becomes"
)
