package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Invitation is an offer of membership as admins see it.
type Invitation struct {
	ID          string
	Email       string
	Role        string // as stored, several separated by commas
	Roles       []string
	TeamID      string
	Status      string // pending, expired, accepted, rejected, canceled
	InviterID   string
	InviterName string
	CreatedAt   model.Time
	SentAt      model.Time
	ExpiresAt   model.Time
	AnsweredAt  model.Time
	MayResend   bool
	MayRevoke   bool
}

// Expired is the status shown for a pending invitation past its term.
const Expired = "expired"

func statusOf(i model.Invitation, now model.Time) string {
	if i.Status == model.Pending && i.ExpiresAt <= now {
		return Expired
	}
	return i.Status
}

const mostInvitations = 500

// Invitations lists pending ones first, then the answered, newest first (admins
// and above).
func (s *Store) Invitations(ctx context.Context, scope access.Scope) ([]Invitation, error) {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return nil, err
	}
	rows, err := db.Select[model.Invitation](s.db, scope.Within(wide)).
		Order("CASE WHEN status = ? THEN 0 ELSE 1 END, sent_at DESC, id DESC", model.Pending).Limit(mostInvitations).All(ctx)
	if err != nil {
		return nil, err
	}
	inviters := make([]string, len(rows))
	for i, r := range rows {
		inviters[i] = r.InviterID
	}
	names, err := s.names(ctx, inviters)
	if err != nil {
		return nil, err
	}
	now := s.db.Now()
	out := make([]Invitation, len(rows))
	for i, r := range rows {
		out[i] = invitationShown(r, scope, now)
		out[i].InviterName = names[r.InviterID]
	}
	return out, nil
}

func invitationShown(i model.Invitation, scope access.Scope, now model.Time) Invitation {
	out := Invitation{
		ID: i.ID, Email: i.Email, Role: i.Role, Roles: access.SplitRoles(i.Role), TeamID: i.TeamID, Status: statusOf(i, now),
		InviterID: i.InviterID, CreatedAt: i.CreatedAt, SentAt: i.SentAt, ExpiresAt: i.ExpiresAt, AnsweredAt: i.AnsweredAt,
	}
	out.MayRevoke = i.Status == model.Pending && mayTouch(scope, out.Roles) == nil
	out.MayResend = out.MayRevoke
	return out
}

func (s *Store) names(ctx context.Context, userIDs []string) (map[string]string, error) {
	names := map[string]string{}
	if len(userIDs) == 0 {
		return names, nil
	}
	users, err := db.SelectPlatform[model.User](s.db).Columns("id", "name").Where("id IN (?)", db.List(userIDs)).All(ctx)
	for _, u := range users {
		names[u.ID] = u.Name
	}
	return names, err
}

// pending reads an open or expired invitation of the organization. Fails with
// FIREWALL_NOT_FOUND, alike for another organization's, and with
// INVITATION_ALREADY_ANSWERED.
func pending(ctx context.Context, tx *db.DB, h held, id string) (model.Invitation, error) {
	i, err := db.Select[model.Invitation](tx, h.boundary()).Where("id = ?", id).One(ctx)
	if err != nil {
		return i, err
	}
	if i.Status != model.Pending {
		return i, answered(i.Status)
	}
	return i, mayGrantAll(h.Scope, access.SplitRoles(i.Role))
}

func answered(status string) error {
	return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeInvitationUsed).With("status", status)
}

// Resend sends the same invitation once more: a new term, a new token, the caller
// as its inviter; the link of an older mail no longer proves the address. Fails
// with FIREWALL_NOT_FOUND, INVITATION_ALREADY_ANSWERED,
// YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE, RATE_LIMITED.
func (s *Store) Resend(ctx context.Context, scope access.Scope, id string) (Invitation, error) {
	var out Invitation
	err := s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		i, err := pending(ctx, tx, h, id)
		if err != nil {
			return err
		}
		if err := s.mailLimit(h); err != nil {
			return err
		}
		s.address(&i, tx.Now(), h)
		n, err := db.Update[model.Invitation](tx, h.boundary()).Set("inviter_id = ?", i.InviterID).
			Set("token_hash = ?", i.TokenHash).Set("sent_at = ?", i.SentAt).Set("expires_at = ?", i.ExpiresAt).
			Where("id = ?", id).Where("status = ?", model.Pending).Do(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return answered("")
		}
		if err := s.mail(ctx, tx, h, i); err != nil {
			return err
		}
		out = invitationShown(i, h.Scope, tx.Now())
		out.InviterName = inviterName(h.Actor())
		return record(ctx, tx, h, "invitation.resent", i)
	})
	return out, err
}

// Revoke takes an invitation back. Fails like Resend.
func (s *Store) Revoke(ctx context.Context, scope access.Scope, id string) (Invitation, error) {
	var out Invitation
	err := s.administer(ctx, scope, func(ctx context.Context, tx *db.DB, h held) error {
		i, err := pending(ctx, tx, h, id)
		if err != nil {
			return err
		}
		n, err := db.Update[model.Invitation](tx, h.boundary()).Set("status = ?", model.Canceled).Set("revoked_at = ?", tx.Now()).
			Where("id = ?", id).Where("status = ?", model.Pending).Do(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return answered("")
		}
		i.Status, i.RevokedAt = model.Canceled, tx.Now()
		out = invitationShown(i, h.Scope, tx.Now())
		return record(ctx, tx, h, "invitation.revoked", i)
	})
	return out, err
}

func record(ctx context.Context, tx *db.DB, h held, kind string, i model.Invitation) error {
	return event.Record(ctx, tx, h.Actor(), h.boundary(), event.Change{
		Type: kind, Subject: "invitation", SubjectID: i.ID, Details: map[string]any{"role": i.Role},
	})
}
