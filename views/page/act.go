package page

import (
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// ActionView asks for what an action needs before it is done.
type ActionView struct {
	Frame    layout.Frame
	Crumbs   []component.Crumb
	Title    string
	Text     string // what is confirmed
	Verb     string
	To, Back string
	Danger   bool
	Fields   []EntryField
	Problems []component.Problem
}

// EntryAct is an action as a menu offers it.
type EntryAct struct {
	Label, Icon string
	To          string // the page that asks
	Why         string // instead, the page that says why it is not possible
	Danger      bool
}

// ActionTitle asks about an action.
func ActionTitle(label, what string) string {
	if what == "" {
		return label + "?"
	}
	return label + " “" + cut(what, 60) + "”?"
}

// DuplicateLabel names the built-in action.
const DuplicateLabel = "Duplicate"

// DuplicateText says what a duplicate is.
const DuplicateText = "A new draft is made with the same values. What has to be unique is made anew or left empty."

func (v ActionView) confirmation() component.Confirmation {
	return component.Confirmation{Text: v.Text, Verb: v.Verb, To: v.To, Back: v.Back, Danger: v.Danger}
}
