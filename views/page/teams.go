package page

import (
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Teams lists the named groups inside the organization.
type Teams struct {
	Frame     layout.Frame
	Rows      []TeamLine
	MayManage bool
	Name      string // typed for a new one
	Failed    *fault.Fault
}

// TeamLine is one of them.
type TeamLine struct {
	ID, Name string
	Members  int
	Mine     bool
}

// Team is one team with its members.
type Team struct {
	Frame     layout.Frame
	ID, Name  string
	Typed     string // a new name that was refused
	Members   []TeamMember
	Others    []Choosable // members of the organization who are not in it
	MayManage bool
	Failed    *fault.Fault
}

// TeamMember is a person in a team.
type TeamMember struct {
	UserID, Name, Email string
	Hue                 int
}

var teamLabels = map[string]string{"name": "Name", "userId": "Member"}

func (t Team) othersOptions() []component.Option {
	out := []component.Option{{Label: "Choose a member", Chosen: true}}
	for _, o := range t.Others {
		out = append(out, component.Option{Value: o.ID, Label: o.Name})
	}
	return out
}

func (t Team) typed() string {
	if t.Typed != "" {
		return t.Typed
	}
	return t.Name
}

func dissolving(f layout.Frame, id string) component.Confirmation {
	return component.Confirmation{
		Text: "Its members stay in " + f.Organization.Name + ". Open invitations to this team become invitations without one.",
		Verb: "Delete", To: f.Link.TeamRemoval(id), Back: f.Link.Team(id), Danger: true,
	}
}

// DissolvingTitle asks about a team.
func DissolvingTitle(name string) string { return "Delete the team “" + name + "”?" }

// DissolvingQuestion asks before a team is deleted.
func DissolvingQuestion(f layout.Frame, id, name string) Asking {
	return Asking{
		Frame: f, Title: DissolvingTitle(name), Confirm: dissolving(f, id),
		Crumbs: []component.Crumb{{Label: TeamsTitle, Href: f.Link.Teams()}, {Label: name, Href: f.Link.Team(id)}, {Label: "Delete"}},
	}
}
