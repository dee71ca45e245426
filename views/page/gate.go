package page

import (
	"strconv"

	"gatehouse/db/fault"
	"gatehouse/views/layout"
)

// Gate is where somebody says in which organization they want to work.
type Gate struct {
	Frame       layout.Frame
	Choices     []layout.Choice
	Wanted      string // the address to go on to
	Invitations []Offer
	Deleted     []Deleted
	MayCreate   bool
}

// Offer is an open invitation to whoever looks.
type Offer struct {
	Href, Organization, Initials string
	Hue                          int
	Role                         string // as stored
}

// Deleted is an organization that can be brought back.
type Deleted struct {
	ID, Name, Initials string
	Hue                int
	When               string
}

// GateTitle is the gate's heading; it depends on whether there is anything to
// choose.
func GateTitle(choices int) string {
	if choices == 0 {
		return "You are not in an organization yet"
	}
	return "Where would you like to work?"
}

func (v Gate) text() string {
	switch n := len(v.Choices); {
	case n == 1:
		return "You belong to one organization."
	case n > 1:
		return "You belong to " + number(n) + " organizations. You can switch at any time."
	case len(v.Invitations) > 0 && v.MayCreate:
		return "Content lives in organizations. You have been invited; you can also create one of your own."
	case len(v.Invitations) > 0:
		return "Content lives in organizations. You have been invited."
	case v.MayCreate:
		return "Content lives in organizations. Create one, or ask somebody who manages one to invite " + v.Frame.User.Email + "."
	}
	return "Content lives in organizations. Ask somebody who manages one to invite " + v.Frame.User.Email + "; the invitation will appear here."
}

func number(n int) string {
	words := []string{"no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}
	if n < len(words) {
		return words[n]
	}
	return strconv.Itoa(n)
}

// LastUsed is the detail of the organization that the session works in by default.
const LastUsed = "last used"

// NewOrganization is the form that founds one.
type NewOrganization struct {
	Frame  layout.Frame
	Name   string
	Slug   string
	Before string // what stands before the slug in addresses
	Failed *fault.Fault

	Deleted []Deleted
}

// NewOrganizationTitle is its heading.
const NewOrganizationTitle = "Create an organization"

// SlugState says whether a slug can be had.
type SlugState struct {
	Slug    string
	Problem *fault.Problem
	Own     bool // it is the one in use
}

var organizationLabels = map[string]string{"name": "Name", "slug": "Address", "hue": "Colour"}

// Restoration is the page that brings a deleted organization back.
type Restoration struct {
	Frame  layout.Frame
	ID     string
	Name   string
	Slug   string
	Before string
	When   string
	Failed *fault.Fault
}

// RestorationTitle is its heading.
func RestorationTitle(name string) string { return "Bring “" + name + "” back?" }

// Outsider is the page of somebody who is signed in and does not belong here.
type Outsider struct {
	Frame        layout.Frame
	Organization string
	Invitations  []Offer
}

// OutsiderTitle is its heading.
func OutsiderTitle(organization string) string {
	if organization == "" {
		return "You are not a member"
	}
	return "You are not a member of " + organization
}
