package page

import "gatehouse/views/component"

// SystemLabel is a system field of entries in words.
func SystemLabel(name string) string {
	if label, ok := systemLabels[name]; ok {
		return label
	}
	return name
}

var systemLabels = map[string]string{
	"status": "Status", "createdAt": "Created", "updatedAt": "Updated", "publishedAt": "Published",
	"createdBy": "Created by", "updatedBy": "Updated by", "id": "Id", "revision": "Revision",
}

// OperatorWords is how a filter compares, for a form and for a chip. kind is the
// sort of its values: "text", "number", "time", "choice".
func OperatorWords(operator, kind string) string {
	switch kind {
	case "time":
		switch operator {
		case "gt":
			return "after"
		case "gte":
			return "from"
		case "lt":
			return "before"
		case "lte":
			return "until"
		case "eq":
			return "on"
		}
	case "choice":
		switch operator {
		case "in", "eq":
			return "is any of"
		case "notIn", "ne":
			return "is none of"
		}
	}
	if text, ok := operatorWords[operator]; ok {
		return text
	}
	return operator
}

var operatorWords = map[string]string{
	"eq": "is", "ne": "is not", "gt": "more than", "gte": "at least", "lt": "less than", "lte": "at most",
	"like": "contains", "in": "is any of", "notIn": "is none of", "empty": "is empty", "filled": "has a value",
}

// FilterValue is a filter's comparison and values as a chip shows them.
func FilterValue(operator, kind, value string) string {
	switch operator {
	case "eq", "in":
		return value
	case "null":
		if value == "true" {
			return "empty"
		}
		return "any value"
	case "notIn", "ne":
		return "not " + value
	}
	return OperatorWords(operator, kind) + " " + value
}

// Yes and No are the values of booleans.
const (
	Yes = "Yes"
	No  = "No"
)

// StatusTitle names a status of a list as a tab does.
func StatusTitle(status string) string {
	switch status {
	case "draft":
		return "Drafts"
	case "published":
		return "Live"
	case "changed":
		return "Live, edited"
	case "trash":
		return "Trash"
	}
	return "All"
}

// StatusOf is the mark of an entry.
func StatusOf(live, changed, archived bool) component.State {
	switch {
	case archived:
		return component.Trashed
	case changed:
		return component.Changed
	case live:
		return component.Published
	}
	return component.Draft
}

// SearchWords says in words what was searched for.
func SearchWords(search string) string { return "the text contains “" + search + "”" }

// StatusWords says in words which status was asked for.
func StatusWords(status string) string { return "the status is " + StatusTitle(status) }

// WholeView is the way to look at entries that leaves nothing out.
const WholeView = "All fields"

// TitleOf is a cell as the name of its row.
func TitleOf(c Cell) string {
	if c.empty() {
		return Untitled
	}
	return c.text()
}

// Untitled stands for an entry without a label.
const Untitled = "Untitled"

// The names of people who are not members (any more).
const (
	FormerMember = "A former member"
	ByKey        = "An API key"
	BySystem     = "System"
)

// RangeText is where one is in a list: "51–100 of 1,000+".
func RangeText(from, to int, total string) string {
	if to == 0 {
		return "0 of " + total
	}
	return Number(from) + "–" + Number(to) + " of " + total
}

// UnknownFilter says that the address asks for something this list does not know.
func UnknownFilter(name, allowed string) string {
	text := "The address filters or sorts by “" + name + "”, which does not work here."
	if allowed != "" {
		text += " Possible: " + allowed + "."
	}
	return text
}

// UnknownView says that the address names a view that this list does not have.
func UnknownView(name, allowed string) string {
	text := "There is no view “" + cut(name, 40) + "” of this list."
	if allowed != "" {
		text += " Possible: " + allowed + "."
	}
	return text
}

// OldPage says that the address of a page leads nowhere any more.
const OldPage = "This page of the list does not exist any more. Start again from its beginning."

// Actions heads the column of row menus.
const Actions = "Actions"

// NoChoice is the option of a selection that chooses nothing, ChooseOne that of
// one that asks for something; HiddenEntry stands
// for a chosen entry that the person may not see.
const (
	NoChoice    = "None"
	ChooseOne   = "Choose…"
	HiddenEntry = "An entry you cannot see"
)

// NewOf is the heading of a form for a new entry.
func NewOf(singular string) string { return "New " + singular }
