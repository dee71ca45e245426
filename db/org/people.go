package org

import (
	"context"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/model"
)

// activate makes the organization the session's default, and the team, where
// sessions have one.
func (s *Store) activate(ctx context.Context, tx *db.DB, actor access.Actor, organizationID, teamID string) error {
	if actor.SessionID() == "" || s.gate.Selection().Activate(organizationID) != nil {
		return nil
	}
	if err := s.people.Activate(ctx, tx, actor, organizationID); err != nil || teamID == "" {
		return err
	}
	return s.people.ActivateTeam(ctx, tx, actor, teamID)
}

// deactivate makes sessions forget the organization: one person's, or everybody's
// when userID is "".
func deactivate(ctx context.Context, tx *db.DB, organizationID, userID string) error {
	u := db.UpdatePlatform[model.Session](tx).Set("active_organization_id = NULL").Set("active_team_id = NULL").
		Where("active_organization_id = ?", organizationID)
	if userID != "" {
		u.Where("user_id = ?", userID)
	}
	_, err := u.Do(ctx)
	return err
}

// fresh refuses whoever proved their password too long ago; the command line has
// none to prove.
func (s *Store) fresh(actor access.Actor) error {
	if actor.Kind() == access.System {
		return nil
	}
	return s.people.RequireFresh(actor, auth.FreshFor)
}

// mailLimit counts one invitation mail of the organization, and of whoever sends
// it, because founding organizations costs nothing. Fails with RATE_LIMITED.
func (s *Store) mailLimit(h held) error {
	most := s.options.InvitationsPerHour
	if most < 0 {
		return nil
	}
	ofOrganization := auth.Rate{Name: "invitations of an organization", Most: most, Within: time.Hour}
	ofPerson := auth.Rate{Name: "invitations of a person", Most: most + most/2, Within: time.Hour}
	return s.people.Limiter().Take(ofOrganization.Of(h.OrganizationID()), ofPerson.Of(h.Actor().Identity().UserID))
}

// requestLimit counts one plea for a new invitation. Fails with RATE_LIMITED.
func (s *Store) requestLimit(invitationID string) error {
	rate := auth.Rate{Name: "invitation request", Most: 1, Within: day}
	return s.people.Limiter().Take(rate.Of(invitationID))
}

// arrived recognises somebody by the session that this transaction started for
// them, so that its events name them.
func (s *Store) arrived(ctx context.Context, tx *db.DB, token string, device auth.Device) (access.Actor, error) {
	return s.gateOf(tx).Recognize(ctx, access.Credential{Secret: token, Address: device.Address, UserAgent: device.UserAgent})
}

// gateOf is the gate as it will be once the transaction is committed.
func (s *Store) gateOf(tx *db.DB) *access.Gate {
	return access.NewGate(access.Sources{
		Identity: func(ctx context.Context, c access.Credential) (access.Identity, error) {
			return auth.Identity(ctx, tx, c)
		},
		Membership: func(ctx context.Context, userID string, target access.Target) (access.Membership, error) {
			return Membership(ctx, tx, userID, target)
		},
	}, s.gate.Selection(), s.gate.Hierarchy())
}
