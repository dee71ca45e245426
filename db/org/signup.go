package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/auth"
)

// Newcomer is what somebody who signs up on an invitation says about themselves;
// their address is the invited one.
type Newcomer struct {
	Name     string
	Password string
	TimeZone string
}

// SignUpAndAccept makes an account for the invited address, accepts the
// invitation with it and signs it in: all or nothing. The address counts as
// verified only if the mailed token is presented; through a copied link the
// account may accept this invitation and no other, or, where addresses must be
// proven, is only made and mailed a link: then there is no session and nothing is
// accepted yet. Fails like Accept, with
// EMAIL_PASSWORD_SIGN_UP_DISABLED, RATE_LIMITED, VALIDATION_FAILED and
// USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL (then they should sign in).
func (s *Store) SignUpAndAccept(ctx context.Context, id, token string, in Newcomer, device auth.Device) (session string, out Joined, err error) {
	if err := s.people.SignUpAllowed(true); err != nil {
		return "", out, err
	}
	i, o, err := s.invitation(ctx, s.db, id)
	if err != nil {
		return "", out, err
	}
	if state, err := s.state(ctx, s.db, i, o); err != nil || state != StateOpen {
		return "", out, firstOf(err, noLonger(state))
	}
	person := auth.PersonInput{Name: in.Name, Email: i.Email, Password: in.Password, TimeZone: in.TimeZone}
	newcomer, err := s.people.PrepareSignUp(ctx, person, device, o.Name)
	if err != nil {
		return "", out, err
	}
	if s.people.MustProve() && !proves(token, i) {
		_, err := s.people.SignUpUnproven(ctx, newcomer, "")
		return "", Joined{}, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := s.people.AddUser(ctx, tx, newcomer, auth.RoleUser, proves(token, i))
		if err != nil {
			return err
		}
		if session, _, err = s.people.StartSession(ctx, tx, user.ID, device, true); err != nil {
			return err
		}
		actor, err := s.arrived(ctx, tx, session, device)
		if err != nil {
			return err
		}
		if out, err = s.join(ctx, tx, actor, i, o, token); err != nil {
			return err
		}
		return s.activate(ctx, tx, actor, out.OrganizationID, out.TeamID)
	})
	if err != nil {
		return "", Joined{}, err
	}
	return session, out, nil
}
