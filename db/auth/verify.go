package auth

import (
	"context"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

const verifyLife = day

// RequestVerification mails the actor a link that proves their address. Nothing
// happens when it is proven already. Fails with RATE_LIMITED.
func (s *Store) RequestVerification(ctx context.Context, actor access.Actor) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	if err := s.limiter.Take(mailQuotas(actor.Identity().Email, DeviceOf(actor))...); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil || user.EmailVerified {
			return err
		}
		// The address is part of the subject: a link that was sent to an older
		// address proves nothing about a newer one.
		secret, err := s.newVerification(ctx, tx, forVerify, user.ID+" "+user.Email, verifyLife)
		if err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, job.Mail{
			Message: MailVerify, To: user.Email, Secret: &secret,
			Values: map[string]string{"name": user.Name, "expires": tx.Now().Add(verifyLife).String()},
		})
	})
}

// VerifyEmail marks an address as proven with a mailed token. Fails with
// INVALID_TOKEN, TOKEN_ALREADY_USED or TOKEN_EXPIRED.
func (s *Store) VerifyEmail(ctx context.Context, token string) error {
	v, err := s.findVerification(ctx, forVerify, token)
	if err != nil {
		return err
	}
	userID, address, _ := strings.Cut(v.Subject, " ")
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err == nil && user.Email != address {
			err = fault.Missing()
		}
		if err != nil {
			return tokenUnlessBroken(err)
		}
		if err := useVerification(ctx, tx, v.ID); err != nil {
			return err
		}
		return markVerified(ctx, tx, user)
	})
}

// MarkVerified notes that the user's present address is proven: a token mailed to
// it came back. In the caller's transaction.
func (s *Store) MarkVerified(ctx context.Context, tx *db.DB, userID string) error {
	user, err := hold(ctx, tx, userID)
	if err != nil {
		return err
	}
	return markVerified(ctx, tx, user)
}

func markVerified(ctx context.Context, tx *db.DB, user model.User) error {
	if user.EmailVerified {
		return nil
	}
	_, err := db.UpdatePlatform[model.User](tx).Set("email_verified = ?", true).Set("updated_at = ?", tx.Now()).
		Where("id = ?", user.ID).Do(ctx)
	if err != nil {
		return err
	}
	return note(ctx, tx, user.ID, "email.verified", nil)
}
