package page

import (
	"strings"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Invitations is where people are invited, and what became of it.
type Invitations struct {
	Frame     layout.Frame
	Addresses string // typed, or those that are left to mend
	Role      string
	Team      string
	Roles     []string // that may be given, lowest first
	Teams     []Choosable
	Rows      []Invited
	Results   []Result
	Open      int
	Mails     bool   // mail leaves this installation
	Caught    string // where it is caught instead, in development
	Failed    *fault.Fault
}

// Choosable is an id with its name.
type Choosable struct{ ID, Name string }

// Invited is one invitation in the list.
type Invited struct {
	ID, Email, Role, Inviter string
	Team                     string
	Status                   string // pending, expired, accepted, rejected, canceled
	Sent, Expires            Moment
	Link                     string // whole address, to be copied
	MayResend, MayRevoke     bool
}

// Result is what became of one address.
type Result struct {
	Address, Outcome string
	ID               string // of the invitation, where there is one
	Link             string
}

var invitingLabels = map[string]string{"addresses": "Addresses", "role": "Role", "teamId": "Team"}

func (v Invitations) teamOptions() []component.Option {
	out := []component.Option{{Label: "No team", Chosen: v.Team == ""}}
	for _, t := range v.Teams {
		out = append(out, component.Option{Value: t.ID, Label: t.Name, Chosen: t.ID == v.Team})
	}
	return out
}

// words are the outcome as a sentence; tone colours its mark.
func (r Result) words() (text, tone string) {
	switch r.Outcome {
	case "sent":
		return "Invited", "good"
	case "already_member":
		return "Already a member", ""
	case "already_invited":
		return "Already invited; the link still works", "warn"
	case "invalid":
		return "Not an address. Mend it below.", "bad"
	case "limited":
		return "Too many invitations this hour. Try again later.", "bad"
	case "full":
		return "Too many open invitations. Revoke some first.", "bad"
	}
	return r.Outcome, ""
}

// announced says what became of all addresses in one breath.
func (v Invitations) announced() string {
	parts := make([]string, len(v.Results))
	for i, r := range v.Results {
		text, _ := r.words()
		parts[i] = r.Address + ": " + text
	}
	return strings.Join(parts, ". ")
}

func (i Invited) statusWords() (text, tone string) {
	switch i.Status {
	case "pending":
		return "Waiting", "warn"
	case "expired":
		return "Expired", "bad"
	case "accepted":
		return "Accepted", "good"
	case "rejected":
		return "Declined", ""
	case "canceled":
		return "Revoked", ""
	}
	return i.Status, ""
}

func (i Invited) open() bool { return i.Status == "pending" || i.Status == "expired" }

func revoking(f layout.Frame, id, address string) component.Confirmation {
	return component.Confirmation{
		Text: "The link stops working. " + address + " is not told.", Verb: "Revoke", To: f.Link.InvitationRemoval(id),
		Back: f.Link.Invitations(), Danger: true,
	}
}

// RevokingTitle asks about an invitation.
func RevokingTitle(address string) string { return "Revoke the invitation to " + address + "?" }

// RevokingQuestion asks before an invitation is taken back.
func RevokingQuestion(f layout.Frame, id, address string) Asking {
	return Asking{
		Frame: f, Title: RevokingTitle(address), Confirm: revoking(f, id, address),
		Crumbs: []component.Crumb{{Label: InvitationsTitle, Href: f.Link.Invitations()}, {Label: "Revoke"}},
	}
}
