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

// What somebody can prove beside their password, as sessions remember it.
const (
	FactorTOTP     = "totp"     // a code of the authenticator
	FactorCode     = "otp"      // a mailed code
	FactorRecovery = "recovery" // a recovery code
	FactorDevice   = "device"   // a browser trusted before
	FactorPasskey  = "passkey"  // a passkey that verified its user; stands for the password too
)

// Strong reports whether a factor satisfies organizations that require a second
// one. A mailed code proves no more than a password reset would, and a trusted
// device is nothing the person has in their hand.
func Strong(factor string) bool {
	return factor == FactorTOTP || factor == FactorRecovery || factor == FactorPasskey
}

// Mails about second factors.
const (
	MailSignInCode     = "sign-in-code"    // values: name, expires; token: DigitsOf
	MailAccountChanged = "account-changed" // values: name, address, at, what
)

// What MailAccountChanged tells about.
const (
	ChangedTwoFactorOn   = "two-factor-on"
	ChangedTwoFactorOff  = "two-factor-off"
	ChangedRecoveryCodes = "recovery-codes"
)

// Challenge asks for the second factor of somebody whose password was right.
type Challenge struct {
	Token     string // names it; kept in a cookie
	Methods   []string
	ExpiresAt model.Time
}

const (
	challengeLife     = 10 * time.Minute
	challengeAttempts = 5
)

// admit lets in somebody who proved their password: a session, or the question
// for the second factor. Every door behind a password ends here.
func (s *Store) admit(ctx context.Context, tx *db.DB, userID string, device Device, c Credentials) (Arrival, error) {
	user, err := s.admissible(ctx, tx, userID)
	if err != nil {
		return Arrival{}, err
	}
	arrival := Arrival{User: user, Remember: c.Remember}
	if !user.TwoFactor {
		arrival.Token, _, err = s.start(ctx, tx, user, device, c.Remember, "")
		return arrival, err
	}
	if arrival.Device, err = s.useDevice(ctx, tx, userID, c.Device); err != nil {
		return Arrival{}, err
	}
	if arrival.Device != "" {
		arrival.Token, _, err = s.start(ctx, tx, user, device, c.Remember, FactorDevice)
		return arrival, err
	}
	arrival.Challenge, err = challenge(ctx, tx, userID, c.Remember)
	return arrival, err
}

// admissible holds a user and refuses one who is banned, or who has yet to prove
// their address where that comes first.
func (s *Store) admissible(ctx context.Context, tx *db.DB, userID string) (model.User, error) {
	user, err := hold(ctx, tx, userID)
	switch {
	case err != nil:
	case banned(user, tx.Now()):
		err = bannedUser()
	case s.options.VerifyEmail && !user.EmailVerified:
		err = fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeProveFirst)
	}
	return user, err
}

func challenge(ctx context.Context, tx *db.DB, userID string, remember bool) (*Challenge, error) {
	now, token := tx.Now(), NewToken(32)
	row := model.Challenge{
		ID: model.NewID(model.ChallengeID), SecretHash: Hash(token), UserID: userID, Remember: remember,
		CreatedAt: now, ExpiresAt: now.Add(challengeLife),
	}
	return &Challenge{Token: token, Methods: []string{FactorTOTP, FactorCode}, ExpiresAt: row.ExpiresAt}, db.AddPlatform(ctx, tx, &row)
}

// findChallenge reads an open challenge. Fails with INVALID_TWO_FACTOR_COOKIE.
func (s *Store) findChallenge(ctx context.Context, token string) (model.Challenge, error) {
	c, err := db.SelectPlatform[model.Challenge](s.db).Where("secret_hash = ?", Hash(token)).
		Where("used_at IS NULL").Where("expires_at > ?", s.db.Now()).One(ctx)
	if fault.Is(err, fault.NotFound) {
		err = noChallenge()
	}
	return c, err
}

func noChallenge() error {
	return fault.New(fault.Unauthenticated, fault.LayerAuthentication, fault.CodeNoChallenge)
}

// Answer is what somebody gives for their second factor while signing in.
type Answer struct {
	Challenge string
	Method    string // FactorTOTP, FactorCode or FactorRecovery
	Code      string
	Trust     bool // do not ask again in this browser for 30 days
}

// AnswerChallenge finishes signing in. Fails with INVALID_TWO_FACTOR_COOKIE (no
// such challenge, used or expired), TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE (five for
// one challenge), ACCOUNT_TEMPORARILY_LOCKED (ten wrong ones in a row),
// INVALID_CODE, INVALID_BACKUP_CODE, OTP_HAS_EXPIRED, BANNED_USER.
//
// Attempts are counted in a transaction of their own before the code is looked at:
// a refusal that rolls back, or twenty at once, cannot uncount them.
func (s *Store) AnswerChallenge(ctx context.Context, a Answer, device Device) (Arrival, error) {
	if err := s.limiter.Take(factorAddress.Of(Network(device.Address))); err != nil {
		return Arrival{}, err
	}
	c, err := s.findChallenge(ctx, a.Challenge)
	if err != nil {
		return Arrival{}, err
	}
	if err := s.reserve(ctx, c.UserID, c.ID); err != nil {
		return Arrival{}, err
	}
	arrival := Arrival{Remember: c.Remember}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if arrival.User, err = s.admissible(ctx, tx, c.UserID); err != nil {
			return err
		}
		if err := s.useCode(ctx, tx, c.UserID, a.Method, a.Code, c); err != nil {
			return err
		}
		n, err := db.UpdatePlatform[model.Challenge](tx).Set("used_at = ?", tx.Now()).Where("id = ?", c.ID).
			Where("used_at IS NULL").Where("expires_at > ?", tx.Now()).Do(ctx)
		if err == nil && n == 0 {
			err = noChallenge()
		}
		if err != nil {
			return err
		}
		if arrival.Token, _, err = s.start(ctx, tx, arrival.User, device, c.Remember, a.Method); err != nil || !a.Trust {
			return err
		}
		arrival.Device, err = trust(ctx, tx, c.UserID, device)
		return err
	})
	if err != nil {
		if fault.Is(err, fault.Unauthenticated) {
			s.noteFailure(ctx, c.UserID, device)
		}
		return Arrival{}, err
	}
	return arrival, nil
}

// Factors says what protects a person's account.
type Factors struct {
	TwoFactor     bool // codes of an authenticator are asked for
	RecoveryCodes int  // that still work
	Devices       []model.TrustedDevice
}

// Factors reads what protects the actor's account.
func (s *Store) Factors(ctx context.Context, actor access.Actor) (f Factors, err error) {
	userID, _, err := person(actor)
	if err != nil {
		return f, err
	}
	user, err := db.SelectPlatform[model.User](s.db).Where("id = ?", userID).One(ctx)
	if err != nil || !user.TwoFactor {
		return f, err
	}
	f.TwoFactor = true
	if f.RecoveryCodes, err = db.SelectPlatform[model.RecoveryCode](s.db).Where("user_id = ?", userID).
		Where("used_at IS NULL").Count(ctx, recoveryCodes); err != nil {
		return f, err
	}
	f.Devices, err = db.SelectPlatform[model.TrustedDevice](s.db).Where("user_id = ?", userID).
		Where("expires_at > ?", s.db.Now()).Order("used_at DESC, id DESC").All(ctx)
	return f, err
}

// renewSession gives the actor's session a new token and what it proved, ends all
// others and tells the person: what every change of a factor does.
func (s *Store) renewSession(ctx context.Context, tx *db.DB, actor access.Actor, user model.User, factor, kind, what string) (token string, err error) {
	_, sessionID, err := person(actor)
	if err != nil {
		return "", err
	}
	token = NewToken(32)
	n, err := db.UpdatePlatform[model.Session](tx).Set("token_hash = ?", Hash(token)).Set("factor = ?", factor).
		Where("id = ?", sessionID).Where("revoked_at IS NULL").Do(ctx)
	if err != nil || n == 0 {
		return "", orSignIn(err)
	}
	if _, err := endSessions(ctx, tx, user.ID, sessionID); err != nil {
		return "", err
	}
	if err := event.RecordAccount(ctx, tx, user.ID, actor, kind, nil); err != nil {
		return "", err
	}
	return token, s.tell(ctx, tx, user, what, DeviceOf(actor))
}

// tell mails a person that a credential of theirs changed.
func (s *Store) tell(ctx context.Context, tx *db.DB, user model.User, what string, device Device) error {
	return s.queue.Insert(ctx, tx, job.Mail{
		Message: MailAccountChanged, To: user.Email,
		Values: map[string]string{"name": user.Name, "address": device.Address, "at": tx.Now().String(), "what": what},
	})
}
