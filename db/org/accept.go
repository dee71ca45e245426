package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Joined is the membership that accepting made.
type Joined struct {
	OrganizationID string
	Name           string
	Slug           string
	MemberID       string
	Role           string
	TeamID         string // of the invitation, "" for none
	Since          model.Time
}

// Accept makes the actor a member and their session work in the organization.
// The signed-in address must be the invited one, and proven: verified before, or
// by the mailed token, which then verifies it. Of many at once one makes the
// member. Fails with INVITATION_NOT_FOUND (unknown, revoked, organization
// deleted, inviter may no longer invite), INVITATION_EXPIRED,
// INVITATION_ALREADY_ANSWERED, YOU_ARE_NOT_THE_RECIPIENT_OF_THE_INVITATION,
// EMAIL_VERIFICATION_REQUIRED_…, USER_IS_ALREADY_A_MEMBER_OF_THIS_ORGANIZATION
// (param slug), ORGANIZATION_MEMBERSHIP_LIMIT_REACHED.
func (s *Store) Accept(ctx context.Context, actor access.Actor, id, token string) (Joined, error) {
	if actor.UserID() == "" {
		return Joined{}, fault.SignIn()
	}
	var out Joined
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		i, o, err := s.invitation(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := s.prove(ctx, tx, actor, i, token); err != nil {
			return err
		}
		if out, err = s.join(ctx, tx, actor, i, o, token); err != nil {
			return err
		}
		return s.activate(ctx, tx, actor, out.OrganizationID, out.TeamID)
	})
	if err != nil {
		return Joined{}, err
	}
	return out, nil
}

// prove refuses whoever is not the recipient, or has not shown to be. It comes
// before the organization is held, because it may have to hold the user.
func (s *Store) prove(ctx context.Context, tx *db.DB, actor access.Actor, i model.Invitation, token string) error {
	user, err := db.SelectPlatform[model.User](tx).Where("id = ?", actor.UserID()).One(ctx)
	switch {
	case err != nil:
		return err
	case user.Email != i.Email:
		return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeNotTheRecipient).With("email", masked(i.Email))
	case user.EmailVerified:
		return nil
	case proves(token, i):
		return s.people.MarkVerified(ctx, tx, user.ID)
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeEmailNotVerified)
}

// join turns an open invitation into a membership of the actor. token is what
// was relied on, "" if nothing was.
func (s *Store) join(ctx context.Context, tx *db.DB, actor access.Actor, i model.Invitation, o model.Organization, token string) (Joined, error) {
	before := i
	if o.ArchivedAt == 0 {
		live, err := holdRow(ctx, tx, o.ID)
		if err != nil {
			return Joined{}, orNoInvitation(err)
		}
		o = live
	}
	scope := s.inside(actor, o, access.SplitRoles(i.Role)...)
	i, err := db.Select[model.Invitation](tx, scope.Within(wide)).Where("id = ?", i.ID).One(ctx)
	if err != nil {
		return Joined{}, orNoInvitation(err)
	}
	if i.Role != before.Role || proves(token, before) && !proves(token, i) {
		return Joined{}, noLonger(StateRevoked) // renewed a moment ago
	}
	if err := s.notYetMember(ctx, tx, scope, o); err != nil {
		return Joined{}, err
	}
	if state, err := s.state(ctx, tx, i, o); err != nil || state != StateOpen {
		return Joined{}, firstOf(err, noLonger(state))
	}
	if n, err := db.Select[model.Member](tx, scope.Within(wide)).Count(ctx, s.options.MembershipLimit); err != nil || n >= s.options.MembershipLimit {
		return Joined{}, firstOf(err, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeMembershipLimit))
	}
	if err := answer(ctx, tx, scope, i.ID, model.Accepted); err != nil {
		return Joined{}, err
	}
	m := model.Member{ID: model.NewID(model.MemberID), UserID: actor.UserID(), Role: i.Role, CreatedAt: tx.Now(), UpdatedAt: tx.Now()}
	if err := db.Add(ctx, tx, scope.Within(wide), &m); err != nil {
		return Joined{}, err
	}
	if i.TeamID != "" {
		if _, err := joinTeam(ctx, tx, scope.Within(wide), i.TeamID, m.UserID); err != nil {
			return Joined{}, err
		}
	}
	out := Joined{OrganizationID: o.ID, Name: o.Name, Slug: o.Slug, MemberID: m.ID, Role: s.highest(access.SplitRoles(i.Role)), TeamID: i.TeamID, Since: m.CreatedAt}
	return out, event.Record(ctx, tx, actor, scope.Within(wide),
		event.Change{Type: "invitation.accepted", Subject: "invitation", SubjectID: i.ID},
		event.Change{Type: "member.joined", Subject: "member", SubjectID: m.ID, Details: map[string]any{"role": m.Role, "invitation": i.ID}})
}

func firstOf(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func (s *Store) notYetMember(ctx context.Context, tx *db.DB, scope access.Scope, o model.Organization) error {
	there, err := db.Select[model.Member](tx, scope.Within(wide)).Where("user_id = ?", scope.Actor().UserID()).Exists(ctx)
	if err == nil && there {
		err = fault.New(fault.Conflict, fault.LayerAccess, fault.CodeAlreadyMember).With("slug", o.Slug).With("organization", o.Name)
	}
	return err
}

// answer claims a pending invitation; whoever comes second finds it answered.
func answer(ctx context.Context, tx *db.DB, scope access.Scope, id, status string) error {
	n, err := db.Update[model.Invitation](tx, scope.Within(wide)).Set("status = ?", status).
		Set("answered_at = ?", tx.Now()).Set("answered_by = ?", scope.Actor().UserID()).
		Where("id = ?", id).Where("status = ?", model.Pending).Where("expires_at > ?", tx.Now()).Do(ctx)
	if err == nil && n == 0 {
		err = answered(status)
	}
	return err
}

// noLonger is why an invitation in a state other than open cannot be answered.
func noLonger(state InvitationState) error {
	switch state {
	case StateExpired:
		return fault.New(fault.Gone, fault.LayerAccess, fault.CodeInvitationExpired)
	case StateAccepted, StateRejected:
		return answered(string(state))
	case StateOpen, StateRevoked, StateOrganizationDeleted:
	}
	return fault.New(fault.Gone, fault.LayerAccess, fault.CodeInvitationNotFound).With("state", string(state))
}
