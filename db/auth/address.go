package auth

import (
	"context"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// Messages about a change of address.
const (
	MailChangeEmail  = "change-email"  // to the new address; values: name, expires; token
	MailEmailChanged = "email-changed" // to the old one; values: name, address (the new one), at
)

const forChange = "change-email"

// ChangeEmail mails a link to the actor's new address; only the link changes
// anything. The answer and the work are the same for an address that somebody
// has. The newest link counts. Fails with SESSION_NOT_FRESH, RATE_LIMITED and
// problems on "email".
func (s *Store) ChangeEmail(ctx context.Context, actor access.Actor, email, callback string) error {
	userID, sessionID, err := person(actor)
	if err != nil {
		return err
	}
	if email, err = NormalizeEmail(email); err != nil {
		return err
	}
	if email == actor.Identity().Email {
		return fault.InvalidInput().About("email", fault.ProblemSame)
	}
	if err := s.ready(ctx, actor); err != nil {
		return err
	}
	if err := s.limiter.Take(mailQuotas(email, DeviceOf(actor))...); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		taken, err := db.SelectPlatform[model.User](tx).Where("email = ?", email).Exists(ctx)
		if err != nil {
			return err
		}
		if _, err := db.RemovePlatform[model.Verification](tx).Where("purpose = ?", forChange).
			Where("subject LIKE ?", userID+" %").Where("used_at IS NULL").Do(ctx); err != nil {
			return err
		}
		to, subject := email, strings.Join([]string{userID, user.Email, email, sessionID}, " ")
		if taken {
			to, subject = "", "nobody"
		}
		secret, err := s.newVerification(ctx, tx, forChange, subject, verifyLife)
		if err != nil {
			return err
		}
		if err := event.RecordAccount(ctx, tx, userID, actor, "email.change_asked", nil); err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, job.Mail{
			Message: MailChangeEmail, To: to, Secret: &secret,
			Values: map[string]string{"name": user.Name, "expires": tx.Now().Add(verifyLife).String(), "callback": callback},
		})
	})
}

// ConfirmEmail is what a mailed link about an address does: it proves the present
// address, or moves the account to the new one, which is proven by it; then the
// old address is told and all sessions but the one that asked end. actor may be
// nobody. user is nil when nothing moved. Fails with INVALID_TOKEN,
// TOKEN_ALREADY_USED, TOKEN_EXPIRED, with INVALID_USER for somebody else's
// session, and with USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.
func (s *Store) ConfirmEmail(ctx context.Context, actor access.Actor, token string) (*model.User, error) {
	v, err := s.findVerification(ctx, forChange, token)
	if fault.Has(err, fault.CodeTokenInvalid) {
		return nil, s.VerifyEmail(ctx, token)
	}
	if err != nil {
		return nil, err
	}
	parts := strings.Split(v.Subject, " ")
	if len(parts) != 4 {
		return nil, badToken()
	}
	userID, before, after, sessionID := parts[0], parts[1], parts[2], parts[3]
	if actor.Known() && actor.UserID() != userID {
		return nil, fault.New(fault.Unauthenticated, fault.LayerAuthentication, fault.CodeAnotherPerson)
	}
	var user model.User
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if user, err = hold(ctx, tx, userID); err == nil && user.Email != before {
			err = fault.Missing()
		}
		if err != nil {
			return tokenUnlessBroken(err)
		}
		if err := useVerification(ctx, tx, v.ID); err != nil {
			return err
		}
		return s.move(ctx, tx, &user, after, sessionID)
	})
	if err != nil {
		return nil, err
	}
	return &user, nil
}

// move gives the user another address.
func (s *Store) move(ctx context.Context, tx *db.DB, user *model.User, address, spare string) error {
	before := user.Email
	user.Email, user.EmailVerified, user.UpdatedAt = address, true, tx.Now()
	err := db.ChangePlatform(ctx, tx, user, "email", "email_verified", "updated_at")
	if fault.Has(err, fault.CodeUnique) {
		return fault.New(fault.Conflict, fault.LayerValidation, fault.CodeUserExists).About("email", fault.ProblemTaken)
	}
	if err != nil {
		return err
	}
	if err := dropUnused(ctx, tx, forReset, user.ID); err != nil { // it went to the old address
		return err
	}
	if _, err := endSessions(ctx, tx, user.ID, spare); err != nil {
		return err
	}
	if err := note(ctx, tx, user.ID, "email.changed", nil); err != nil {
		return err
	}
	return s.queue.Insert(ctx, tx, job.Mail{
		Message: MailEmailChanged, To: before,
		Values: map[string]string{"name": user.Name, "address": address, "at": tx.Now().String()},
	})
}
