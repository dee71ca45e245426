package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// shield refuses to change what protects an account, or to show it, in a session
// that has not proven it: whoever has the password and the mailbox, or a trusted
// browser, must not turn them into a second factor. Without one there is nothing
// to prove yet. Fails with TWO_FACTOR_REQUIRED.
func shield(ctx context.Context, d *db.DB, actor access.Actor, user model.User) error {
	if actor.Identity().SecondFactor {
		return nil
	}
	guarded := user.TwoFactor
	if !guarded {
		var err error
		if guarded, err = db.SelectPlatform[model.Passkey](d).Where("user_id = ?", user.ID).Exists(ctx); err != nil {
			return err
		}
	}
	if guarded {
		return fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeTwoFactorRequired)
	}
	return nil
}

// shielded is shield outside a transaction.
func (s *Store) shielded(ctx context.Context, actor access.Actor) error {
	user, err := s.User(ctx, actor)
	if err != nil {
		return err
	}
	return shield(ctx, s.db, actor, user)
}
