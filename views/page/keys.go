package page

import (
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Keys lists the organization's API keys and makes new ones.
type Keys struct {
	Frame  layout.Frame
	Rows   []Key
	Name   string
	Role   string
	Life   string // days
	Roles  []string
	Shown  string // a key that was made just now, seen only here
	Named  string // its name
	Try    string // a command that uses it
	Failed *fault.Fault
}

// Key is one of them.
type Key struct {
	ID, Name, Start, Role, Creator string
	Used, Expires, Created         Moment
	Expired                        bool
}

// KeyLives are the terms a key may have, in days.
func KeyLives() []string { return []string{"7", "30", "90", "180", "365"} }

// KeyLife is the term that is offered first.
const KeyLife = "90"

var keyLabels = map[string]string{"name": "Name", "role": "Role", "expiresAt": "Expires"}

func (v Keys) lifeOptions() []component.Option {
	words := map[string]string{"7": "After a week", "30": "After 30 days", "90": "After 90 days", "180": "After half a year", "365": "After a year"}
	var out []component.Option
	for _, days := range KeyLives() {
		out = append(out, component.Option{Value: days, Label: words[days], Chosen: days == v.Life})
	}
	return out
}

func ending(f layout.Frame, id, name string) component.Confirmation {
	return component.Confirmation{
		Text: "Programs that use “" + name + "” are refused from the next request on.", Verb: "Revoke",
		To: f.Link.APIKeyRemoval(id), Back: f.Link.APIKeys(), Danger: true,
	}
}

// EndingTitle asks about a key.
func EndingTitle(name string) string { return "Revoke the key “" + name + "”?" }

// EndingQuestion asks before a key is revoked.
func EndingQuestion(f layout.Frame, id, name string) Asking {
	return Asking{
		Frame: f, Title: EndingTitle(name), Confirm: ending(f, id, name),
		Crumbs: []component.Crumb{{Label: KeysTitle, Href: f.Link.APIKeys()}, {Label: "Revoke"}},
	}
}
