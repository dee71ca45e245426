package auth

import (
	"context"
	"time"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

const resetLife = time.Hour

// RequestReset mails a link for setting a new password, if somebody has the
// address; it leads to the callback in the end, or to our own page. The answer and the work are the same if nobody does: the same rows are
// written for nobody, a mail that the mail worker throws away among them. Fails
// with a problem on "email" and with RATE_LIMITED, both whether known or not.
func (s *Store) RequestReset(ctx context.Context, email, callback string, device Device) error {
	email, err := NormalizeEmail(email)
	if err != nil {
		return err
	}
	if err := s.limiter.Take(mailQuotas(email, device)...); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := db.SelectPlatform[model.User](tx).Where("email = ?", email).Lock().One(ctx)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if user.ID == "" || banned(user, tx.Now()) {
			user = model.User{ID: "nobody"}
		}
		secret, err := s.newVerification(ctx, tx, forReset, user.ID, resetLife)
		if err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, job.Mail{
			Message: MailReset, To: user.Email, Secret: &secret,
			Values: map[string]string{"name": user.Name, "expires": tx.Now().Add(resetLife).String(), "callback": callback},
		})
	})
}

// CheckReset says whether a token still resets a password; it uses nothing up.
// Fails with INVALID_TOKEN, TOKEN_ALREADY_USED or TOKEN_EXPIRED.
func (s *Store) CheckReset(ctx context.Context, token string) error {
	_, err := s.findVerification(ctx, forReset, token)
	return err
}

// ResetPassword sets a new password with a mailed token, ends all sessions and
// proves the address. It does not sign in. A password that is refused leaves the
// token alive. Fails with INVALID_TOKEN, TOKEN_ALREADY_USED, TOKEN_EXPIRED,
// RATE_LIMITED and problems on "password".
func (s *Store) ResetPassword(ctx context.Context, token, password string, device Device) error {
	quota := proveAddress.Of(Network(device.Address))
	if err := s.limiter.Take(quota); err != nil {
		return err
	}
	v, err := s.findVerification(ctx, forReset, token)
	if err != nil {
		return err
	}
	s.limiter.GiveBack(quota)
	user, err := db.SelectPlatform[model.User](s.db).Where("id = ?", v.Subject).One(ctx)
	if err != nil {
		return tokenUnlessBroken(err)
	}
	if err := CheckPassword(password, user.Name, user.Email); err != nil {
		return err
	}
	hash, err := s.hasher.hash(ctx, password)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, v.Subject)
		if err != nil {
			return tokenUnlessBroken(err)
		}
		if err := useVerification(ctx, tx, v.ID); err != nil {
			return err
		}
		if err := s.replacePassword(ctx, tx, user, hash, "", device); err != nil {
			return err
		}
		if err := markVerified(ctx, tx, user); err != nil {
			return err
		}
		return note(ctx, tx, user.ID, "password.reset", device.details())
	})
}

func tokenUnlessBroken(err error) error {
	if fault.Is(err, fault.NotFound) {
		return badToken()
	}
	return err
}
