package auth

import (
	"context"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// Messages that this package asks the mail worker to send.
const (
	MailReset           = "reset-password"   // values: name, expires; token: Reset
	MailVerify          = "verify-email"     // values: name, expires; token
	MailPasswordChanged = "password-changed" // values: name, address, at
)

// FreshFor is how long after proving the password somebody may change
// credentials, ownership and policy.
const FreshFor = 10 * time.Minute

// RequireFresh refuses actors who proved their password longer ago than age, and
// all that are no person. Fails with SESSION_NOT_FRESH; Confirm mends it.
func (s *Store) RequireFresh(actor access.Actor, age time.Duration) error {
	if _, _, err := person(actor); err != nil {
		return err
	}
	if s.db.Now().Sub(actor.Identity().SignedInAt) > age {
		return fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeNotFresh)
	}
	return nil
}

// Confirm proves the actor's password again and makes the session fresh. Fails
// with INVALID_PASSWORD or RATE_LIMITED.
func (s *Store) Confirm(ctx context.Context, actor access.Actor, password string, device Device) error {
	userID, sessionID, err := person(actor)
	if err != nil {
		return err
	}
	if err := s.proveAgain(ctx, userID, password, "password", device); err != nil {
		return err
	}
	n, err := db.UpdatePlatform[model.Session](s.db).Set("signed_in_at = ?", s.db.Now()).Set("seen_at = ?", s.db.Now()).
		Where("id = ?", sessionID).Where("revoked_at IS NULL").Do(ctx)
	if err == nil && n == 0 {
		err = fault.SignIn()
	}
	return err
}

// proveAgain asks for the password of somebody who is signed in.
func (s *Store) proveAgain(ctx context.Context, userID, password, field string, device Device) error {
	if password == "" {
		return fault.InvalidInput().About(field, fault.ProblemRequired)
	}
	quota := proveAgain.Of(userID, Network(device.Address))
	if err := s.limiter.Take(quota); err != nil {
		return err
	}
	stored, err := passwordOf(ctx, s.db, userID)
	if err != nil {
		s.limiter.GiveBack(quota)
		return err
	}
	ok := false
	if !tooLong(password) {
		if ok, _, err = s.hasher.check(ctx, password, stored); err != nil {
			s.limiter.GiveBack(quota)
			return err
		}
	}
	if !ok {
		s.noteFailure(ctx, userID, device)
		return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeWrongPassword).About(field, fault.ProblemMismatch)
	}
	s.limiter.GiveBack(quota)
	return nil
}

// PasswordChange is what somebody types to change their password.
type PasswordChange struct {
	Current string
	New     string
	Renew   bool // give the current session a new token too
}

// ChangePassword replaces the actor's password, ends all their other sessions in
// the same transaction and tells them by mail. With Renew the current session
// goes on under the returned token. Fails with INVALID_PASSWORD (on
// "currentPassword"), problems on "password" and RATE_LIMITED.
func (s *Store) ChangePassword(ctx context.Context, actor access.Actor, c PasswordChange) (token string, err error) {
	userID, sessionID, err := person(actor)
	if err != nil {
		return "", err
	}
	who, device := actor.Identity(), DeviceOf(actor)
	if err := s.proveAgain(ctx, userID, c.Current, "currentPassword", device); err != nil {
		return "", err
	}
	if err := CheckPassword(c.New, who.Name, who.Email); err != nil {
		return "", err
	}
	if normal(c.New) == normal(c.Current) {
		return "", fault.InvalidInput().About("password", fault.ProblemSame)
	}
	hash, err := s.hasher.hash(ctx, c.New)
	if err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		now := tx.Now()
		mine := db.UpdatePlatform[model.Session](tx).Set("signed_in_at = ?", now).Set("seen_at = ?", now).Where("id = ?", sessionID).Where("revoked_at IS NULL")
		if c.Renew {
			token = NewToken(32)
			mine.Set("token_hash = ?", Hash(token))
		}
		if n, err := mine.Do(ctx); err != nil || n == 0 {
			return orSignIn(err) // another change ended this session meanwhile
		}
		if err := s.replacePassword(ctx, tx, user, hash, sessionID, device); err != nil {
			return err
		}
		return event.RecordAccount(ctx, tx, userID, actor, "password.changed", nil)
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func orSignIn(err error) error {
	if err != nil {
		return err
	}
	return fault.SignIn()
}

// replacePassword does what changing and resetting have in common: outstanding
// reset links and other sessions die with the old password.
func (s *Store) replacePassword(ctx context.Context, tx *db.DB, user model.User, hash, spare string, device Device) error {
	if err := setPassword(ctx, tx, user.ID, hash); err != nil {
		return err
	}
	if err := dropUnused(ctx, tx, forReset, user.ID); err != nil {
		return err
	}
	if _, err := db.RemovePlatform[model.Challenge](tx).Where("user_id = ?", user.ID).Do(ctx); err != nil {
		return err
	}
	if _, err := endSessions(ctx, tx, user.ID, spare); err != nil {
		return err
	}
	return s.queue.Insert(ctx, tx, job.Mail{
		Message: MailPasswordChanged, To: user.Email,
		Values: map[string]string{"name": user.Name, "address": device.Address, "at": tx.Now().String()},
	})
}
