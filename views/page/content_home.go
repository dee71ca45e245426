package page

import (
	"strconv"
	"strings"
	"time"

	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Dashboard is the start page of an organization.
type Dashboard struct {
	Frame     layout.Frame
	Name      string
	Role      string
	People    int
	Entries   int
	Waiting   int // drafts and published entries with newer drafts
	Invite    string
	Members   string
	FirstNew  string // the form of the first collection the person may write in
	FirstNoun string
	Counts    []DashboardCount
	Recent    []DashboardLine
}

// DashboardCount is one collection and how much it holds.
type DashboardCount struct {
	Label, Text, Icon, Href, New, Total string
	Drafts                              int
	DraftsHref                          string
}

// DashboardLine is one entry that changed lately.
type DashboardLine struct {
	Title, Href, Kind, When string
	At                      time.Time
	By                      component.Person
	State                   component.State
}

func (c DashboardCount) drafts() string {
	if c.Drafts == 1 {
		return "1 not published"
	}
	return strconv.Itoa(c.Drafts) + " not published"
}

func (v Dashboard) subtitle() string {
	people := strconv.Itoa(v.People) + " people"
	if v.People == 1 {
		people = "Just you so far"
	}
	return "You are " + article(strings.ToLower(v.Role)) + " here. " + people + "."
}

func article(role string) string {
	if role == "" {
		return "a visitor"
	}
	switch role[0] {
	case 'A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o', 'u':
		return "an " + role
	}
	return "a " + role
}
