package page

import (
	"time"

	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// History lists the saves of an entry.
type History struct {
	Frame     layout.Frame
	Crumbs    []component.Crumb
	Heading   string
	Back      string
	Curl      string // the same for a program
	Revisions []HistoryLine
}

// HistoryLine is one save.
type HistoryLine struct {
	Number, Href, Action string
	Fields               []string
	By                   component.Person
	At                   time.Time
	When                 string
	Live, Current        bool
}

// RevisionView is one save and what differs.
type RevisionView struct {
	Frame         layout.Frame
	Crumbs        []component.Crumb
	Heading       string
	Number        string
	Action        string
	By            component.Person
	At            time.Time
	When          string
	Live, Current bool
	This, Now     string // addresses of the two comparisons
	AgainstNow    bool
	Restore       string
	Fields        []FieldChange
}

// FieldChange is one field before and after.
type FieldChange struct{ Name, Label, Old, New string }

// HistoryTitle names the page; HistoryOf and VersionOf name tabs.
const HistoryTitle = "History"

// HistoryOf is the tab of an entry's history.
func HistoryOf(what string) string { return "History of " + what }

// VersionOf names one save.
func VersionOf(number string) string { return "Version " + number }

func actionWords(action string) string {
	switch action {
	case "created":
		return "Created"
	case "updated":
		return "Changed"
	case "published":
		return "Published"
	case "unpublished":
		return "Unpublished"
	case "restored":
		return "Restored from an older version"
	case "imported":
		return "Imported"
	case "trashed", "archived":
		return "Moved to the trash"
	case "untrashed", "unarchived":
		return "Taken out of the trash"
	}
	return action
}

func (l HistoryLine) words() string {
	text := actionWords(l.Action)
	if len(l.Fields) > 0 && l.Action == "updated" {
		text += ": " + listed(l.Fields)
	}
	return text
}

func (v RevisionView) tabs() []component.Tab {
	return []component.Tab{
		{Label: "What it changed", Href: v.This, Current: !v.AgainstNow},
		{Label: "Compared with now", Href: v.Now, Current: v.AgainstNow},
	}
}

func (v RevisionView) text() string {
	return actionWords(v.Action) + " by " + v.By.Name + ", " + v.When
}
