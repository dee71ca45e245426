package page

import (
	"strconv"
	"time"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Moment is a time with the words a person reads.
type Moment struct {
	At   time.Time
	Text string
}

// Members lists who is in the organization.
type Members struct {
	Frame     layout.Frame
	Query     string
	Rows      []Member
	MayManage bool // invite, change, remove
	Invited   int  // open invitations, for the tab
	Failed    *fault.Fault
}

// Member is one line of it.
type Member struct {
	ID, Name, Email string
	Hue             int
	Role            string
	Roles           []string
	Since           Moment
	Teams           []string
	Self, Banned    bool
	Unprotected     bool // has no second factor, where one is required
	MayChange       bool
	MayRemove       bool
	WhyNot          string   // code of the refusal
	Grantable       []string // roles the viewer may give
}

// roleOptions are the roles a member may be given; the one they hold is chosen.
func (m Member) roleOptions() []component.Option {
	var out []component.Option
	held := ""
	for i, r := range m.Roles {
		if i > 0 {
			held += ","
		}
		held += r
	}
	found := false
	for _, r := range m.Grantable {
		out = append(out, component.Option{Value: r, Label: RoleName(r), Chosen: r == held})
		found = found || r == held
	}
	if !found {
		out = append(out, component.Option{Value: held, Label: roleNames(m.Roles), Chosen: true})
	}
	return out
}

// whyNot is why a member's role is fixed or they cannot go.
func (m Member) whyNot() string {
	switch m.WhyNot {
	case fault.CodeLastOwner:
		return "The only owner. Make somebody else an owner first."
	case fault.CodeRoleTooHigh:
		return "Their role is above yours."
	}
	return ""
}

func (m Member) hasReason() bool { return m.whyNot() != "" }

func (v Members) count() string {
	if v.Query != "" {
		return strconv.Itoa(len(v.Rows)) + " found"
	}
	return several(len(v.Rows), "member")
}

// membersTabs stand above members and invitations, for whoever sees both.
func membersTabs(f layout.Frame, here string, invited int) []component.Tab {
	count := ""
	if invited > 0 {
		count = strconv.Itoa(invited)
	}
	return []component.Tab{
		{Label: MembersTitle, Href: f.Link.Members(), Current: here == MembersTitle},
		{Label: InvitationsTitle, Href: f.Link.Invitations(), Count: count, Current: here == InvitationsTitle},
	}
}

// InvitationsTitle names the second tab.
const InvitationsTitle = "Invitations"

func removal(f layout.Frame, id, name string) component.Confirmation {
	return component.Confirmation{
		Text: name + " loses access at once. The keys they made for " + f.Organization.Name +
			" are revoked. What they wrote stays.",
		Verb: "Remove", To: f.Link.MemberRemoval(id), Back: f.Link.Members(), Danger: true,
	}
}

// RemovalTitle asks about a member.
func RemovalTitle(name, organization string) string {
	return "Remove " + name + " from " + organization + "?"
}

func departure(f layout.Frame) component.Confirmation {
	return component.Confirmation{
		Text: "You lose access at once, and the keys you made for " + f.Organization.Name +
			" are revoked. What you wrote stays. Only an invitation brings you back.",
		Verb: "Leave", To: f.Link.Departure(), Back: f.Link.Members(), Danger: true,
	}
}

// DepartureTitle asks the one who leaves.
func DepartureTitle(organization string) string { return "Leave " + organization + "?" }

// Asking is a page that asks before something is done; the same question is a
// dialog where the page it belongs to has it.
type Asking struct {
	Frame   layout.Frame
	Title   string
	Crumbs  []component.Crumb
	Confirm component.Confirmation
	Failed  *fault.Fault
}

// RemovalQuestion asks before a member is removed.
func RemovalQuestion(f layout.Frame, id, name string) Asking {
	return Asking{
		Frame: f, Title: RemovalTitle(name, f.Organization.Name), Confirm: removal(f, id, name),
		Crumbs: []component.Crumb{{Label: MembersTitle, Href: f.Link.Members()}, {Label: "Remove"}},
	}
}

// DepartureQuestion asks before somebody leaves.
func DepartureQuestion(f layout.Frame) Asking {
	return Asking{
		Frame: f, Title: DepartureTitle(f.Organization.Name), Confirm: departure(f),
		Crumbs: []component.Crumb{{Label: MembersTitle, Href: f.Link.Members()}, {Label: "Leave"}},
	}
}
