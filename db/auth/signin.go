package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Credentials are what somebody types to sign in.
type Credentials struct {
	Email    string
	Password string
	Remember bool   // otherwise the session ends after a day
	Device   string // token of a trusted browser; ""
	Callback string // where the link of a verification mail leads in the end
}

// Arrival is what proving a password leads to: a session, or the question for the
// second factor.
type Arrival struct {
	Token     string // of the new session, told only here
	User      model.User
	Remember  bool       // the session outlives the browser
	Challenge *Challenge // instead of a session
	Device    string     // new token of a trusted browser, "" when it is none
}

// SignIn starts a session for an address and its password, or asks for the second
// factor of somebody who has one (AnswerChallenge goes on). Fails with problems of
// the input, RATE_LIMITED, INVALID_EMAIL_OR_PASSWORD (alike for unknown
// addresses), BANNED_USER and EMAIL_NOT_VERIFIED (both only after the right
// password; the latter mails a new link) and SERVICE_UNAVAILABLE.
func (s *Store) SignIn(ctx context.Context, c Credentials, device Device) (Arrival, error) {
	email, err := checkCredentials(c)
	if err != nil {
		return Arrival{}, err
	}
	quotas := signInQuotas(email, device)
	if err := s.limiter.Take(quotas...); err != nil {
		return Arrival{}, err
	}
	user, renewed, err := s.prove(ctx, email, c.Password, device)
	if err != nil {
		if !fault.Has(err, fault.CodeBadPassword) {
			s.limiter.GiveBack(quotas...)
		}
		return Arrival{}, err
	}
	var arrival Arrival
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if arrival, err = s.admit(ctx, tx, user.ID, device, c); err != nil || renewed == "" {
			return err
		}
		return setPassword(ctx, tx, user.ID, renewed)
	})
	s.limiter.GiveBack(quotas...)
	if fault.Has(err, fault.CodeProveFirst) {
		if errMail := s.RequestVerificationFor(ctx, email, c.Callback, device); errMail != nil && !fault.Is(errMail, fault.Limited) {
			return Arrival{}, errMail
		}
	}
	if err != nil {
		return Arrival{}, err
	}
	return arrival, nil
}

func checkCredentials(c Credentials) (string, error) {
	problems := fault.InvalidInput()
	email, err := NormalizeEmail(c.Email)
	collect(problems, err)
	switch {
	case c.Password == "":
		problems.About("password", fault.ProblemRequired)
	case tooLong(c.Password):
		problems.About("password", fault.ProblemTooLong, "max", "128")
	}
	if len(problems.Problems) > 0 {
		return "", problems
	}
	return email, nil
}

// prove finds the user whose password this is. renewed is a new hash when the
// stored one is of an older cost.
func (s *Store) prove(ctx context.Context, email, password string, device Device) (user model.User, renewed string, err error) {
	user, err = db.SelectPlatform[model.User](s.db).Where("email = ?", email).One(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return user, "", err
	}
	stored, err := passwordOf(ctx, s.db, user.ID) // asked for nobody too: the same two reads
	if err != nil {
		return user, "", err
	}
	ok, stale, err := s.hasher.check(ctx, password, stored)
	if err != nil {
		return user, "", err
	}
	if !ok {
		s.noteFailure(ctx, user.ID, device)
		return user, "", fault.New(fault.Unauthenticated, fault.LayerAuthentication, fault.CodeBadPassword)
	}
	if banned(user, s.db.Now()) {
		return user, "", bannedUser()
	}
	if stale {
		if renewed, err = s.hasher.hash(ctx, password); err != nil {
			renewed = "" // the old hash is still good; the next sign-in tries again
		}
	}
	return user, renewed, nil
}

func bannedUser() error { return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeBanned) }

// noteFailure records an attempt on an account that exists: after the answer, so
// that nobody can tell by the time, and not for every attempt of a flood.
func (s *Store) noteFailure(ctx context.Context, userID string, device Device) {
	if userID == "" || s.limiter.Take(noteFailure.Of(userID)) != nil {
		return
	}
	s.later.do(ctx, "failed sign-in", func(ctx context.Context) error {
		return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			if _, err := hold(ctx, tx, userID); err != nil {
				return err
			}
			return note(ctx, tx, userID, "session.refused", device.details())
		})
	})
}
