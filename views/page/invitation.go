package page

import (
	"time"

	"gatehouse/db/fault"
	"gatehouse/views/layout"
	"gatehouse/views/link"
)

// The states of an invitation, as db/org names them.
const (
	InvitationOpen     = "open"
	InvitationExpired  = "expired"
	InvitationRevoked  = "revoked"
	InvitationAccepted = "accepted"
	InvitationRejected = "rejected"
	InvitationOrphaned = "organization_deleted"
)

// Invitation is what whoever holds its link sees.
type Invitation struct {
	Frame        layout.Frame
	ID           string
	Token        string // from the mail; travels on in the forms
	Organization string
	Inviter      string
	Role         string
	Email        string // masked, unless whoever looks has proven it
	Proven       bool
	Expires      time.Time
	Now          time.Time
	State        string
	SignedIn     bool
	Recipient    bool // signed in with the invited address
	Member       bool // already
	MayAccept    bool
	MaySignUp    bool
	Home         string // of the organization, for members
	Name         string // typed
	Asked        bool   // a new one has been asked for just now
	Failed       *fault.Fault
}

// InvitationTitle is the heading in each state.
func (v Invitation) InvitationTitle() string {
	switch {
	case v.State == InvitationOrphaned:
		return v.Organization + " does not exist any more"
	case v.Member:
		return "You are already a member of " + v.Organization
	case v.State == InvitationExpired:
		return "This invitation has expired"
	case v.State == InvitationRevoked:
		return "This invitation was taken back"
	case v.State == InvitationAccepted:
		return "This invitation has been used"
	case v.State == InvitationRejected:
		return "This invitation was declined"
	case v.SignedIn && !v.Recipient:
		return "This invitation is for somebody else"
	}
	return "Join " + v.Organization
}

func (v Invitation) text() string {
	switch {
	case v.State == InvitationOrphaned:
		return "The organization was deleted after you had been invited."
	case v.Member:
		return "There is nothing left to accept."
	case v.Asked:
		return "We have asked for a new one. It will come to " + v.Email + "."
	case v.State == InvitationExpired:
		return "It was good until " + Day(v.Expires, v.Now) + ". " + v.asker() + " can send it again."
	case v.State == InvitationRevoked:
		return "If you think that is a mistake, ask " + v.somebody() + " to invite you again."
	case v.State == InvitationAccepted && !v.SignedIn:
		return "If it was you, sign in to go on."
	case v.State == InvitationAccepted:
		return "If it was you, sign in with the address it was sent to: " + v.Email + "."
	case v.State == InvitationRejected:
		return "If you have changed your mind, ask " + v.somebody() + " to invite you again."
	}
	return ""
}

func (v Invitation) asker() string {
	if v.Inviter == "" {
		return "Whoever manages " + v.Organization
	}
	return v.Inviter
}

func (v Invitation) somebody() string {
	if v.Inviter == "" {
		return "somebody who manages " + v.Organization
	}
	return v.Inviter
}

// back is this page's own address, with the proof where there is one.
func (v Invitation) back() string {
	if v.Token == "" {
		return link.Invitation(v.ID)
	}
	return link.InvitationProof(v.ID, v.Token)
}

var invitationLabels = map[string]string{"name": "Your name", "password": "Password"}

// PasswordRule is said before a new password is typed.
const PasswordRule = "At least 12 characters. A sentence works well."

// Declining is the page that asks before declining.
type Declining struct {
	Frame        layout.Frame
	ID, Token    string
	Organization string
	Inviter      string
}

// DecliningTitle is its heading.
func DecliningTitle(organization string) string { return "Decline to join " + organization + "?" }
