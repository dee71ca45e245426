package page

import (
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// EntryQuestion is a page that asks before something is done.
type EntryQuestion struct {
	Frame   layout.Frame
	Crumbs  []component.Crumb
	Title   string
	Part    string // id of what it takes the place of
	Confirm component.Confirmation
}

// AskTrash asks before an entry is moved to the trash.
func AskTrash(what string, live bool) EntryQuestion {
	text := "It can be brought back from there at any time."
	if live {
		text = "Visitors no longer see it. " + text
	}
	return EntryQuestion{Title: "Move “" + cut(what, 60) + "” to the trash?", Confirm: component.Confirmation{Text: text, Verb: "Move to the trash"}}
}

// AskRemoval asks before an entry is deleted for good.
func AskRemoval(what string) EntryQuestion {
	return EntryQuestion{Title: "Delete “" + cut(what, 60) + "” for good?", Confirm: component.Confirmation{
		Text: "The entry and its whole history are removed. This cannot be undone.", Verb: "Delete for good"}}
}

// AskBulk asks before many entries are changed; words is the filter that found them.
func AskBulk(operation, count, many, words string) EntryQuestion {
	verb := map[string]string{"publish": "Publish", "unpublish": "Unpublish", "trash": "Move to the trash", "untrash": "Restore"}[operation]
	title := verb + " " + count + " " + many + "?"
	if operation == "trash" {
		title = "Move " + count + " " + many + " to the trash?"
	}
	text := "All that you ticked."
	if words != "" {
		text = "All " + many + " where " + words + "."
	} else if count != "" {
		text = "All " + many + " of the list you came from, or those you ticked."
	}
	return EntryQuestion{Title: title, Confirm: component.Confirmation{Text: text + " What cannot be changed is left as it is, and you are told why.", Verb: verb}}
}

// NotMoved says in one sentence why an entry was not published or restored.
func NotMoved(what string, problems []fault.Problem, labels map[string]string) string {
	p := problems[0]
	label := labels[p.Field]
	return "“" + cut(what, 60) + "” was left as it is. " + label + ": " + ProblemText(label, p)
}

// OpenEntry leads to an entry that needs something.
const OpenEntry = "Open"
