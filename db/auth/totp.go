package auth

import (
	"context"
	"crypto/subtle"
	"encoding/base32"
	"net/url"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Codes are of six digits, SHA-1, every 30 seconds, one step either side
// (RFC 6238): what every authenticator understands.
const (
	totpPeriod = 30
	totpSkew   = 1
)

// Enrolment is what an authenticator needs to know; told only once.
type Enrolment struct {
	URI           string // otpauth://totp/issuer:email?…
	Secret        string // the same secret, to be typed in
	RecoveryCodes []string
}

// EnrolTOTP prepares an authenticator for the actor. Nothing else changes until
// ProveTOTP has seen its first code; enrolling again replaces what was not proven.
// Fails with INVALID_PASSWORD, RATE_LIMITED, TOTP_ALREADY_ENABLED.
func (s *Store) EnrolTOTP(ctx context.Context, actor access.Actor, password, issuer string) (Enrolment, error) {
	userID, _, err := person(actor)
	if err != nil {
		return Enrolment{}, err
	}
	if err := s.proveAgain(ctx, userID, password, "password", DeviceOf(actor)); err != nil {
		return Enrolment{}, err
	}
	secret, codes := NewToken(32), newRecoveryCodes()
	sealed, err := s.seal(userID, secret)
	if err != nil {
		return Enrolment{}, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		if user.TwoFactor {
			return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeTOTPEnabled)
		}
		if err := shield(ctx, tx, actor, user); err != nil {
			return err
		}
		if err := dropFactors(ctx, tx, userID); err != nil {
			return err
		}
		if err := db.AddPlatform(ctx, tx, &model.TwoFactor{UserID: userID, Secret: sealed, CreatedAt: tx.Now()}); err != nil {
			return err
		}
		return s.addRecoveryCodes(ctx, tx, userID, codes)
	})
	if err != nil {
		return Enrolment{}, err
	}
	return Enrolment{URI: totpURI(issuer, actor.Identity().Email, secret), Secret: base32Of(secret), RecoveryCodes: codes}, nil
}

// TOTPURI is the address of the actor's authenticator once more. Fails with
// INVALID_PASSWORD, TOTP_NOT_ENABLED.
func (s *Store) TOTPURI(ctx context.Context, actor access.Actor, password, issuer string) (string, error) {
	userID, _, err := person(actor)
	if err != nil {
		return "", err
	}
	if err := s.proveAgain(ctx, userID, password, "password", DeviceOf(actor)); err != nil {
		return "", err
	}
	secret, err := s.totpSecret(ctx, s.db, userID)
	if err == nil {
		err = s.shielded(ctx, actor)
	}
	if err != nil {
		return "", err
	}
	return totpURI(issuer, actor.Identity().Email, secret), nil
}

// ProveTOTP takes a code of the actor's authenticator within their session. The
// first one switches the second factor on; a later one makes the session strong.
// The session goes on under the returned token. Fails with TOTP_NOT_ENABLED,
// INVALID_CODE, ACCOUNT_TEMPORARILY_LOCKED.
func (s *Store) ProveTOTP(ctx context.Context, actor access.Actor, code string) (token string, err error) {
	userID, sessionID, err := person(actor)
	if err != nil {
		return "", err
	}
	if _, err := s.totpSecret(ctx, s.db, userID); err != nil {
		return "", err
	}
	if err := s.reserve(ctx, userID, ""); err != nil {
		return "", err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := s.admissible(ctx, tx, userID)
		if err != nil {
			return err
		}
		if err := s.useCode(ctx, tx, userID, FactorTOTP, code, model.Challenge{}); err != nil {
			return err
		}
		if user.TwoFactor {
			token = NewToken(32)
			n, err := db.UpdatePlatform[model.Session](tx).Set("token_hash = ?", Hash(token)).Set("factor = ?", FactorTOTP).
				Set("signed_in_at = ?", tx.Now()).Set("seen_at = ?", tx.Now()).
				Where("id = ?", sessionID).Where("revoked_at IS NULL").Do(ctx)
			if err != nil || n == 0 {
				return orSignIn(err)
			}
			return nil
		}
		if _, err := db.UpdatePlatform[model.TwoFactor](tx).Set("verified = ?", true).Where("user_id = ?", userID).Do(ctx); err != nil {
			return err
		}
		if err := setTwoFactor(ctx, tx, userID, true); err != nil {
			return err
		}
		token, err = s.renewSession(ctx, tx, actor, user, FactorTOTP, "two-factor.enabled", ChangedTwoFactorOn)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

// DisableTwoFactor switches the actor's second factor off. Their session goes on
// under the returned token, all others end. Fails with INVALID_PASSWORD,
// TWO_FACTOR_NOT_ENABLED.
func (s *Store) DisableTwoFactor(ctx context.Context, actor access.Actor, password string) (token string, err error) {
	userID, _, err := person(actor)
	if err != nil {
		return "", err
	}
	if err := s.proveAgain(ctx, userID, password, "password", DeviceOf(actor)); err != nil {
		return "", err
	}
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
		if err := dropFactors(ctx, tx, userID); err != nil {
			return err
		}
		if err := setTwoFactor(ctx, tx, userID, false); err != nil {
			return err
		}
		token, err = s.renewSession(ctx, tx, actor, user, "", "two-factor.disabled", ChangedTwoFactorOff)
		return err
	})
	if err != nil {
		return "", err
	}
	return token, nil
}

func setTwoFactor(ctx context.Context, tx *db.DB, userID string, on bool) error {
	_, err := db.UpdatePlatform[model.User](tx).Set("two_factor_enabled = ?", on).Set("updated_at = ?", tx.Now()).
		Where("id = ?", userID).Do(ctx)
	return err
}

// dropFactors forgets authenticator, recovery codes and trusted devices.
func dropFactors(ctx context.Context, tx *db.DB, userID string) error {
	if _, err := db.RemovePlatform[model.TwoFactor](tx).Where("user_id = ?", userID).Do(ctx); err != nil {
		return err
	}
	if _, err := db.RemovePlatform[model.RecoveryCode](tx).Where("user_id = ?", userID).Do(ctx); err != nil {
		return err
	}
	_, err := db.RemovePlatform[model.TrustedDevice](tx).Where("user_id = ?", userID).Do(ctx)
	return err
}

func (s *Store) totpSecret(ctx context.Context, d *db.DB, userID string) (string, error) {
	f, err := db.SelectPlatform[model.TwoFactor](d).Where("user_id = ?", userID).One(ctx)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Invalid, fault.LayerValidation, fault.CodeTOTPOff)
	}
	if err != nil {
		return "", err
	}
	return s.unseal(userID, f.Secret)
}

// useTOTP accepts each step at most once: of the same code twice, or twenty times
// at once, one goes on.
func (s *Store) useTOTP(ctx context.Context, tx *db.DB, userID, code string) (bool, error) {
	secret, err := s.totpSecret(ctx, tx, userID)
	if err != nil {
		return false, err
	}
	step, err := stepOf(secret, strings.ReplaceAll(code, " ", ""), tx.Now().Std())
	if err != nil || step == 0 {
		return false, err
	}
	n, err := db.UpdatePlatform[model.TwoFactor](tx).Set("last_step = ?", step).
		Where("user_id = ?", userID).Where("last_step < ?", step).Do(ctx)
	return n == 1, err
}

// stepOf is the time step whose code this is, 0 when it is none of the present ones.
func stepOf(secret, code string, now time.Time) (step int64, err error) {
	for skew := int64(-totpSkew); skew <= totpSkew; skew++ {
		at := now.Add(time.Duration(skew*totpPeriod) * time.Second)
		want, err := totp.GenerateCodeCustom(base32Of(secret), at, totp.ValidateOpts{
			Period: totpPeriod, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1,
		})
		if err != nil {
			return 0, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step = at.Unix() / totpPeriod
		}
	}
	return step, nil
}

func base32Of(secret string) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString([]byte(secret))
}

func totpURI(issuer, email, secret string) string {
	values := "secret=" + base32Of(secret) + "&issuer=" + url.PathEscape(issuer) + "&digits=6&period=30"
	return "otpauth://totp/" + url.PathEscape(issuer) + ":" + url.PathEscape(email) + "?" + values
}
