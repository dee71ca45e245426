package betterauth

import (
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
)

// TwoFactorInput is the caller's password, and how to name this installation in
// their authenticator.
type TwoFactorInput struct {
	Password string  `in:"password"`
	Issuer   *string `in:"issuer"`
}

func (a *API) issuer(in TwoFactorInput) string {
	if name := orEmpty(in.Issuer); name != "" {
		return name
	}
	return a.Site
}

// EnableTwoFactor prepares an authenticator; its first code switches it on.
func (a *API) EnableTwoFactor(c *echo.Context, actor access.Actor, in TwoFactorInput) error {
	made, err := a.Auth.EnrolTOTP(c.Request().Context(), actor, in.Password, a.issuer(in))
	if err != nil {
		return wrongPassword(err)
	}
	return ok(c, struct {
		Method      string   `json:"method"`
		URI         string   `json:"totpURI"`
		BackupCodes []string `json:"backupCodes"`
	}{auth.FactorTOTP, made.URI, made.RecoveryCodes})
}

// TOTPURI is the address of the caller's authenticator once more.
func (a *API) TOTPURI(c *echo.Context, actor access.Actor, in TwoFactorInput) error {
	uri, err := a.Auth.TOTPURI(c.Request().Context(), actor, in.Password, a.issuer(in))
	if err != nil {
		return wrongPassword(err)
	}
	return ok(c, map[string]string{"totpURI": uri})
}

// DisableTwoFactor switches the second factor off; the session goes on under a new
// token.
func (a *API) DisableTwoFactor(c *echo.Context, actor access.Actor, in TwoFactorInput) error {
	secret, err := a.Auth.DisableTwoFactor(c.Request().Context(), actor, in.Password)
	if err != nil {
		return wrongPassword(err)
	}
	a.Sessions.Drop(c.Response(), trustDevice)
	if _, _, err := a.arrive(c, secret); err != nil {
		return err
	}
	return done(c)
}

// GenerateBackupCodes gives the caller ten new codes.
func (a *API) GenerateBackupCodes(c *echo.Context, actor access.Actor, in TwoFactorInput) error {
	codes, err := a.Auth.RenewRecoveryCodes(c.Request().Context(), actor, in.Password)
	if err != nil {
		return wrongPassword(err)
	}
	return ok(c, struct {
		Status      bool     `json:"status"`
		BackupCodes []string `json:"backupCodes"`
	}{true, codes})
}

// CodeInput is a code for the second factor.
type CodeInput struct {
	Code  string `in:"code"`
	Trust *bool  `in:"trustDevice"`
}

// VerifyTOTP takes a code of the authenticator: of somebody who is signing in, or
// within a session, where the first one switches the second factor on.
func (a *API) VerifyTOTP(c *echo.Context, actor access.Actor, in CodeInput) error {
	if !actor.Known() {
		return a.answer(c, auth.FactorTOTP, in)
	}
	secret, err := a.Auth.ProveTOTP(c.Request().Context(), actor, in.Code)
	if err != nil {
		return err
	}
	return a.proven(c, secret)
}

// VerifyOTP takes a mailed code of somebody who is signing in.
func (a *API) VerifyOTP(c *echo.Context, _ access.Actor, in CodeInput) error {
	return a.answer(c, auth.FactorCode, in)
}

// VerifyBackupCode takes a recovery code of somebody who is signing in.
func (a *API) VerifyBackupCode(c *echo.Context, _ access.Actor, in CodeInput) error {
	return a.answer(c, auth.FactorRecovery, in)
}

func (a *API) answer(c *echo.Context, method string, in CodeInput) error {
	open, _ := a.Sessions.Kept(c.Request(), twoFactor)
	arrival, err := a.Auth.AnswerChallenge(c.Request().Context(), auth.Answer{
		Challenge: open, Method: method, Code: in.Code, Trust: isTrue(in.Trust),
	}, device(c))
	if err != nil {
		return err
	}
	a.Sessions.Drop(c.Response(), twoFactor)
	if arrival.Device != "" {
		a.Sessions.Keep(c.Response(), trustDevice, arrival.Device, trustFor)
	}
	return a.proven(c, arrival.Token)
}

// proven answers with the session that a code opened or renewed.
func (a *API) proven(c *echo.Context, secret string) error {
	actor, _, err := a.arrive(c, secret)
	if err != nil {
		return err
	}
	user, err := a.Auth.User(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return ok(c, entered{Token: &secret, User: userOf(user)})
}

// SendOTP mails a code to somebody who is signing in.
func (a *API) SendOTP(c *echo.Context, _ access.Actor, _ struct{}) error {
	open, _ := a.Sessions.Kept(c.Request(), twoFactor)
	if err := a.Auth.SendCode(c.Request().Context(), open, device(c)); err != nil {
		return err
	}
	return done(c)
}

const (
	ceremony    = "better-auth-passkey"
	ceremonyFor = 5 * time.Minute
)
