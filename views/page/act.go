package page

import (
	"github.com/a-h/templ"

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
	Hidden   []component.Hidden
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

// few reports whether actions can stand beside each other as buttons.
func few(acts []EntryAct) bool {
	for _, a := range acts {
		if a.To == "" {
			return false
		}
	}
	return len(acts) > 0 && len(acts) <= 2
}

func (a EntryAct) kind() component.Kind {
	if a.Danger {
		return component.Danger
	}
	return component.Plain
}

// attrs adds a class to attributes, for what is dangerous.
func (a EntryAct) attrs(attrs templ.Attributes, class string) templ.Attributes {
	if a.Danger {
		attrs["class"] = class
	}
	return attrs
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

// confirmation leaves judging to the server, which says every problem at its field.
func (v ActionView) confirmation(attrs templ.Attributes) component.Confirmation {
	attrs["novalidate"] = true
	return component.Confirmation{Text: v.Text, Verb: v.Verb, To: v.To, Back: v.Back, Danger: v.Danger, Hidden: v.Hidden, Attrs: attrs}
}

// NotNowTitle names the page that says that an entry has moved on.
const NotNowTitle = "Not possible now"

// NotNow says why an action came too late, and who was faster.
func NotNow(sentence, by, when string) string {
	if by == "" {
		return sentence + " Nothing was written."
	}
	return sentence + " " + by + " changed it " + when + ". Nothing was written."
}
