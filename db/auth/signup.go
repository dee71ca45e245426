package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// MailAccountExists tells somebody that an account was asked for with their
// address, which has one. Values: name, at.
const MailAccountExists = "account-exists"

// SignUpAllowed says whether people may make themselves an account, with or
// without an invitation. Fails with EMAIL_PASSWORD_SIGN_UP_DISABLED.
func (s *Store) SignUpAllowed(invited bool) error {
	if s.options.SignUp == SignUpOpen || invited && s.options.SignUp == SignUpByInvitation {
		return nil
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeSignUpDisabled)
}

// MustProve reports whether nobody gets a session before proving their address.
func (s *Store) MustProve() bool { return s.options.VerifyEmail }

// Joining is how somebody who signs up goes on.
type Joining struct {
	Remember bool   // otherwise the session ends after a day
	Callback string // where the link in the mail leads in the end, "" for our own page
}

// SignUp makes an account where sign-up is open, mails a link that proves the
// address, and signs in. Where addresses must be proven first there is no token,
// and the answer is the same for an address that has an account: its owner is
// told by mail. Fails with EMAIL_PASSWORD_SIGN_UP_DISABLED, RATE_LIMITED,
// problems of the input, and otherwise with USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL
// after the same work.
func (s *Store) SignUp(ctx context.Context, in PersonInput, how Joining, device Device) (token string, user model.User, err error) {
	if err := s.SignUpAllowed(false); err != nil {
		return "", user, err
	}
	newcomer, err := s.PrepareSignUp(ctx, in, device)
	if err != nil {
		return "", user, err
	}
	if s.options.VerifyEmail {
		user, err = s.SignUpUnproven(ctx, newcomer, how.Callback)
		return "", user, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if user, err = s.AddUser(ctx, tx, newcomer, RoleUser, false); err != nil {
			return err
		}
		if err := s.mailProof(ctx, tx, user, how.Callback); err != nil {
			return err
		}
		token, _, err = s.StartSession(ctx, tx, user.ID, device, how.Remember)
		return err
	})
	if err != nil {
		return "", model.User{}, err
	}
	return token, user, nil
}

// SignUpUnproven makes an account that has to prove its address before it can
// sign in. For an address that has an account the same is answered, with a user
// who does not exist, and its owner is told. Fails with RATE_LIMITED.
func (s *Store) SignUpUnproven(ctx context.Context, n Newcomer, callback string) (user model.User, err error) {
	if err := s.limiter.Take(mailAccount.Of(n.email)); err != nil {
		return user, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		known, err := s.UserByEmail(ctx, tx, n.email)
		switch {
		case err == nil:
			user = standIn(n, tx.Now())
			return s.tellOwner(ctx, tx, known)
		case !fault.Is(err, fault.NotFound):
			return err
		}
		if user, err = s.AddUser(ctx, tx, n, RoleUser, false); err != nil {
			return err
		}
		return s.mailProof(ctx, tx, user, callback)
	})
	if fault.Has(err, fault.CodeUserExists) { // somebody else was faster with the same address
		err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			known, err := s.UserByEmail(ctx, tx, n.email)
			if err != nil {
				return err
			}
			user = standIn(n, tx.Now())
			return s.tellOwner(ctx, tx, known)
		})
	}
	return user, err
}

// standIn looks like the account that somebody else has already.
func standIn(n Newcomer, now model.Time) model.User {
	return model.User{
		ID: model.NewID(model.UserID), Name: n.name, Email: n.email, Image: n.image, Role: RoleUser,
		TimeZone: n.timeZone, CreatedAt: now, UpdatedAt: now,
	}
}

// tellOwner writes as much as making an account would.
func (s *Store) tellOwner(ctx context.Context, tx *db.DB, user model.User) error {
	if _, err := hold(ctx, tx, user.ID); err != nil {
		return err
	}
	if _, err := s.newVerification(ctx, tx, forVerify, "nobody", verifyLife); err != nil {
		return err
	}
	if err := note(ctx, tx, user.ID, "user.created_again", nil); err != nil {
		return err
	}
	return s.queue.Insert(ctx, tx, job.Mail{
		Message: MailAccountExists, To: user.Email,
		Values: map[string]string{"name": user.Name, "at": tx.Now().String()},
	})
}

// PrepareSignUp is Prepare with the limit on new accounts per address; mistakes
// in the input do not count.
func (s *Store) PrepareSignUp(ctx context.Context, in PersonInput, device Device, about ...string) (Newcomer, error) {
	quota := signUpAddress.Of(Network(device.Address))
	if err := s.limiter.Take(quota); err != nil {
		return Newcomer{}, err
	}
	newcomer, err := s.Prepare(ctx, in, about...)
	if err != nil {
		s.limiter.GiveBack(quota)
	}
	return newcomer, err
}
