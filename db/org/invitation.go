package org

import (
	"context"
	"crypto/subtle"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// InvitationState is what the invitee's page is about.
type InvitationState string

// The states of an invitation's page.
const (
	StateOpen                InvitationState = "open"
	StateExpired             InvitationState = "expired"
	StateRevoked             InvitationState = "revoked" // or the inviter may no longer invite
	StateAccepted            InvitationState = "accepted"
	StateRejected            InvitationState = "rejected"
	StateOrganizationDeleted InvitationState = "organization_deleted"
)

// Recipient says who looks at an invitation.
type Recipient string

// Who may be looking.
const (
	RecipientNobody Recipient = "nobody" // not signed in
	RecipientSelf   Recipient = "self"   // signed in with the invited address
	RecipientOther  Recipient = "other"  // signed in with another one
)

// InvitationView is an invitation as whoever holds its link sees it.
type InvitationView struct {
	ID            string
	Organization  Invited
	InviterName   string // "" when it was the system
	Role          string // the highest of Roles
	Roles         []string
	MaskedEmail   string
	Email         string // only for whoever proved it or is signed in with it
	ExpiresAt     model.Time
	CreatedAt     model.Time
	Status        string // as stored: pending, accepted, rejected, canceled
	TeamID        string
	InviterID     string
	InviterEmail  string // only where Email is
	State         InvitationState
	Proven        bool // the token of the newest mail was presented
	Recipient     Recipient
	AlreadyMember bool
	MayAccept     bool // Accept would not be refused for want of proof
}

// Invited is the organization on an invitation.
type Invited struct {
	ID   string
	Name string
	Slug string
	Logo string
	Hue  int
}

// Invitation shows an invitation to whoever has its id: actor may be nobody,
// token may be "". It changes nothing, because mail scanners follow links. Fails
// with INVITATION_NOT_FOUND.
func (s *Store) Invitation(ctx context.Context, actor access.Actor, id, token string) (InvitationView, error) {
	i, o, err := s.invitation(ctx, s.db, id)
	if err != nil {
		return InvitationView{}, err
	}
	return s.view(ctx, actor, i, o, token)
}

// invitation reads an invitation of any organization, with the organization.
func (s *Store) invitation(ctx context.Context, d *db.DB, id string) (i model.Invitation, o model.Organization, err error) {
	if i, err = db.InvitationByID(ctx, d, id); err != nil {
		return i, o, orNoInvitation(err)
	}
	o, err = db.SelectPlatform[model.Organization](d).Where("id = ?", i.OrganizationID).One(ctx)
	return i, o, orNoInvitation(err)
}

func orNoInvitation(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.NotFound, fault.LayerFirewall, fault.CodeInvitationNotFound)
	}
	return err
}

func (s *Store) view(ctx context.Context, actor access.Actor, i model.Invitation, o model.Organization, token string) (InvitationView, error) {
	v := InvitationView{
		ID: i.ID, Organization: Invited{ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: o.Logo, Hue: o.Hue},
		Roles: access.SplitRoles(i.Role), ExpiresAt: i.ExpiresAt, CreatedAt: i.CreatedAt, Status: i.Status,
		TeamID: i.TeamID, InviterID: i.InviterID, Proven: proves(token, i), Recipient: recipient(actor, i),
		MaskedEmail: masked(i.Email),
	}
	v.Role = s.highest(v.Roles)
	if v.Proven || v.Recipient == RecipientSelf {
		v.Email = i.Email
	}
	inviter, err := db.SelectPlatform[model.User](s.db).Columns("id", "name", "email").Where("id = ?", i.InviterID).One(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return v, err
	}
	v.InviterName = inviter.Name
	if v.Email != "" {
		v.InviterEmail = inviter.Email
	}
	if v.State, err = s.state(ctx, s.db, i, o); err != nil {
		return v, err
	}
	if v.Recipient == RecipientNobody {
		return v, nil
	}
	m, err := db.MembershipOf(ctx, s.db, actor.UserID(), "", o.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return v, err
	}
	v.AlreadyMember = m.MemberID != ""
	if v.Recipient == RecipientSelf && v.State == StateOpen && !v.AlreadyMember {
		v.MayAccept = v.Proven
		if !v.Proven {
			user, err := s.people.User(ctx, actor)
			if err != nil {
				return v, err
			}
			v.MayAccept = user.EmailVerified
		}
	}
	return v, nil
}

// masked keeps of an address what its owner recognises and nobody can guess.
func masked(address string) string {
	m := schema.Mask{Kind: schema.MaskEmail}
	text, _ := m.Apply(address).(string)
	return text
}

// proves reports whether the token is the one in the newest mail.
func proves(token string, i model.Invitation) bool {
	return token != "" && subtle.ConstantTimeCompare([]byte(auth.Hash(token)), []byte(i.TokenHash)) == 1
}

// recipient compares addresses, which are stored normalised.
func recipient(actor access.Actor, i model.Invitation) Recipient {
	switch {
	case actor.UserID() == "":
		return RecipientNobody
	case actor.Identity().Email == i.Email:
		return RecipientSelf
	}
	return RecipientOther
}

func (s *Store) state(ctx context.Context, d *db.DB, i model.Invitation, o model.Organization) (InvitationState, error) {
	switch {
	case o.ArchivedAt != 0:
		return StateOrganizationDeleted, nil
	case i.Status == model.Accepted:
		return StateAccepted, nil
	case i.Status == model.Rejected:
		return StateRejected, nil
	case i.Status == model.Canceled:
		return StateRevoked, nil
	case i.ExpiresAt <= d.Now():
		return StateExpired, nil
	}
	still, err := s.stillGrants(ctx, d, i, o)
	if err != nil || still {
		return StateOpen, err
	}
	return StateRevoked, nil
}

// stillGrants reports whether whoever invited could do so now: an admin or above
// who is not banned and may give the role.
func (s *Store) stillGrants(ctx context.Context, d *db.DB, i model.Invitation, o model.Organization) (bool, error) {
	if i.InviterID == systemID {
		return true, nil
	}
	member, err := db.Select[model.Member](d, s.inside(access.Actor{}, o).Within(wide)).Where("user_id = ?", i.InviterID).One(ctx)
	if err != nil {
		return false, unlessMissing(err)
	}
	user, err := db.SelectPlatform[model.User](d).Where("id = ?", i.InviterID).One(ctx)
	if err != nil {
		return false, unlessMissing(err)
	}
	p := place{member: member, user: user, roles: access.SplitRoles(member.Role)}
	inviter := s.inside(access.Actor{}, o, p.roles...)
	return !p.banned(d.Now()) && mayTouch(inviter, access.SplitRoles(i.Role)) == nil, nil
}

// systemID is what invitations from the command line name as their inviter.
const systemID = "system"

func unlessMissing(err error) error {
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	return err
}

// InvitationsFor are the open invitations to the actor's address, newest first,
// for the gate. None while the address is not verified: anybody can claim one.
func (s *Store) InvitationsFor(ctx context.Context, actor access.Actor) ([]InvitationView, error) {
	user, err := s.people.User(ctx, actor)
	if err != nil || !user.EmailVerified {
		return nil, err
	}
	rows, err := db.InvitationsTo(ctx, s.db, user.Email)
	if err != nil {
		return nil, err
	}
	var out []InvitationView
	for _, i := range rows {
		o, err := db.SelectPlatform[model.Organization](s.db).Where("id = ?", i.OrganizationID).One(ctx)
		if err != nil {
			return nil, err
		}
		v, err := s.view(ctx, actor, i, o, "")
		if err != nil {
			return nil, err
		}
		if v.State == StateOpen && !v.AlreadyMember {
			out = append(out, v)
		}
	}
	return out, nil
}
