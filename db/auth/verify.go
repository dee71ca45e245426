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

// RequestVerification mails the actor a link that proves their address; it leads
// to the callback in the end, or to our own page. Nothing happens when the address
// is proven already. Fails with RATE_LIMITED.
func (s *Store) RequestVerification(ctx context.Context, actor access.Actor, callback string) error {
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
		return s.mailProof(ctx, tx, user, callback)
	})
}

// RequestVerificationFor is RequestVerification for an address that somebody
// names. The answer and the work are the same whether somebody has it, has proven
// it, or not. Fails with a problem on "email" and with RATE_LIMITED.
func (s *Store) RequestVerificationFor(ctx context.Context, email, callback string, device Device) error {
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
		if user.ID == "" || user.EmailVerified || banned(user, tx.Now()) {
			user = model.User{ID: "nobody"}
		}
		return s.mailProof(ctx, tx, user, callback)
	})
}

// mailProof mails a link that proves the user's present address; the address is
// part of the subject, so that a link sent to an older one proves nothing about a
// newer one. A mail to nobody is thrown away by the mail worker.
func (s *Store) mailProof(ctx context.Context, tx *db.DB, user model.User, callback string) error {
	secret, err := s.newVerification(ctx, tx, forVerify, user.ID+" "+user.Email, verifyLife)
	if err != nil {
		return err
	}
	return s.queue.Insert(ctx, tx, job.Mail{
		Message: MailVerify, To: user.Email, Secret: &secret,
		Values: map[string]string{"name": user.Name, "expires": tx.Now().Add(verifyLife).String(), "callback": callback},
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
