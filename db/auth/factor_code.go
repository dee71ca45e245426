package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"strings"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

const (
	maxFailures   = 10 // in a row, over all challenges
	lockedFor     = 15 * time.Minute
	recoveryCodes = 10
	codeLife      = 3 * time.Minute
	forCode       = "sign-in-code"
	forRecovery   = "recovery-code"
)

// reserve counts an attempt at a person's second factor before it is tried, in a
// transaction of its own. Success takes the count back to nothing.
func (s *Store) reserve(ctx context.Context, userID, challengeID string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		now := tx.Now()
		if challengeID != "" {
			n, err := db.UpdatePlatform[model.Challenge](tx).Set("attempts = attempts + 1").
				Where("id = ?", challengeID).Where("attempts < ?", challengeAttempts).Do(ctx)
			if err == nil && n == 0 {
				err = fault.New(fault.Invalid, fault.LayerAuthentication, fault.CodeTooManyAttempts)
			}
			if err != nil {
				return err
			}
		}
		n, err := db.UpdatePlatform[model.TwoFactor](tx).
			Set("locked_until = CASE WHEN (CASE WHEN locked_until > 0 THEN 0 ELSE failures END) + 1 >= ? THEN ? ELSE 0 END", maxFailures, now.Add(lockedFor)).
			Set("failures = CASE WHEN locked_until > 0 THEN 0 ELSE failures END + 1").
			Where("user_id = ?", userID).Where("locked_until <= ?", now).Do(ctx)
		if err != nil || n > 0 {
			return err
		}
		f, err := db.SelectPlatform[model.TwoFactor](tx).Where("user_id = ?", userID).One(ctx)
		if fault.Is(err, fault.NotFound) {
			return noChallenge() // switched off meanwhile
		}
		if err != nil {
			return err
		}
		locked := fault.TryLater(int(f.LockedUntil.Sub(now)/time.Second) + 1)
		locked.Code = fault.CodeFactorLocked
		return locked
	})
}

// useCode takes a code of one of the methods, and uses it up. Fails with
// INVALID_CODE, INVALID_BACKUP_CODE, OTP_HAS_EXPIRED.
func (s *Store) useCode(ctx context.Context, tx *db.DB, userID, method, code string, c model.Challenge) (err error) {
	ok, refusal := false, fault.CodeInvalidCode
	switch method {
	case FactorTOTP:
		ok, err = s.useTOTP(ctx, tx, userID, code)
	case FactorRecovery:
		refusal = fault.CodeInvalidRecovery
		ok, err = s.useRecoveryCode(ctx, tx, userID, code)
	case FactorCode:
		ok, err = s.isMailedCode(c, code, tx.Now())
	}
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.Unauthenticated, fault.LayerAuthentication, refusal).About("code", fault.ProblemMismatch)
	}
	_, err = db.UpdatePlatform[model.TwoFactor](tx).Set("failures = 0").Set("locked_until = 0").Where("user_id = ?", userID).Do(ctx)
	return err
}

// SendCode mails a code of six digits that answers a challenge for three minutes;
// the newest counts. Fails with INVALID_TWO_FACTOR_COOKIE and RATE_LIMITED.
func (s *Store) SendCode(ctx context.Context, token string, device Device) error {
	c, err := s.findChallenge(ctx, token)
	if err != nil {
		return err
	}
	user, err := db.SelectPlatform[model.User](s.db).Where("id = ?", c.UserID).One(ctx)
	if err != nil {
		return err
	}
	if err := s.limiter.Take(mailQuotas(user.Email, device)...); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		nonce, expires := NewToken(16), tx.Now().Add(codeLife)
		n, err := db.UpdatePlatform[model.Challenge](tx).Set("code_nonce = ?", nonce).Set("code_expires_at = ?", expires).
			Where("id = ?", c.ID).Where("used_at IS NULL").Do(ctx)
		if err == nil && n == 0 {
			err = noChallenge()
		}
		if err != nil {
			return err
		}
		return s.queue.Insert(ctx, tx, job.Mail{
			Message: MailSignInCode, To: user.Email, Secret: &job.Secret{Purpose: forCode, Subject: c.ID, Nonce: nonce},
			Values: map[string]string{"name": user.Name, "expires": expires.String()},
		})
	})
}

func (s *Store) isMailedCode(c model.Challenge, code string, now model.Time) (bool, error) {
	if c.CodeNonce == "" || c.CodeExpiresAt <= now {
		return false, fault.New(fault.Invalid, fault.LayerAuthentication, fault.CodeOTPExpired)
	}
	want := job.Digits(s.options.Key, job.Secret{Purpose: forCode, Subject: c.ID, Nonce: c.CodeNonce})
	return subtle.ConstantTimeCompare([]byte(want), []byte(strings.ReplaceAll(code, " ", ""))) == 1, nil
}

// RenewRecoveryCodes gives the actor ten new codes; the old ones are void. Fails
// with INVALID_PASSWORD, TWO_FACTOR_NOT_ENABLED.
func (s *Store) RenewRecoveryCodes(ctx context.Context, actor access.Actor, password string) ([]string, error) {
	userID, _, err := person(actor)
	if err != nil {
		return nil, err
	}
	if err := s.proveAgain(ctx, userID, password, "password", DeviceOf(actor)); err != nil {
		return nil, err
	}
	codes := newRecoveryCodes()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		if !user.TwoFactor {
			return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeTwoFactorOff)
		}
		if err := shield(ctx, tx, actor, user); err != nil {
			return err
		}
		if _, err := db.RemovePlatform[model.RecoveryCode](tx).Where("user_id = ?", userID).Do(ctx); err != nil {
			return err
		}
		if err := s.addRecoveryCodes(ctx, tx, userID, codes); err != nil {
			return err
		}
		if err := event.RecordAccount(ctx, tx, userID, actor, "recovery-codes.renewed", nil); err != nil {
			return err
		}
		return s.tell(ctx, tx, user, ChangedRecoveryCodes, DeviceOf(actor))
	})
	if err != nil {
		return nil, err
	}
	return codes, nil
}

// newRecoveryCodes makes codes of 50 random bits that are easy to write down:
// five and five, without letters that look like others.
func newRecoveryCodes() []string {
	const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"
	codes := make([]string, recoveryCodes)
	for i := range codes {
		var raw [10]byte
		_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
		for j, b := range raw {
			raw[j] = alphabet[b&31]
		}
		codes[i] = string(raw[:5]) + "-" + string(raw[5:])
	}
	return codes
}

func (s *Store) addRecoveryCodes(ctx context.Context, tx *db.DB, userID string, codes []string) error {
	for _, code := range codes {
		if err := db.AddPlatform(ctx, tx, &model.RecoveryCode{UserID: userID, CodeHash: s.recoveryHash(userID, code)}); err != nil {
			return err
		}
	}
	return nil
}

// useRecoveryCode uses a code up; of several at once one goes on.
func (s *Store) useRecoveryCode(ctx context.Context, tx *db.DB, userID, code string) (bool, error) {
	n, err := db.UpdatePlatform[model.RecoveryCode](tx).Set("used_at = ?", tx.Now()).Where("user_id = ?", userID).
		Where("code_hash = ?", s.recoveryHash(userID, code)).Where("used_at IS NULL").Do(ctx)
	return n == 1, err
}

// recoveryHash is keyed: 50 bits would not withstand guessing by somebody who has
// the table alone (ASVS 5.0 v5.0.0-6.5.2).
func (s *Store) recoveryHash(userID, code string) string {
	plain := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	return job.Token(s.options.Key, job.Secret{Purpose: forRecovery, Subject: userID, Nonce: plain})
}
