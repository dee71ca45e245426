package betterauth

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
)

// ProofOfEmailInput asks for a mail that proves an address.
type ProofOfEmailInput struct {
	Email    string  `in:"email,email"`
	Callback *string `in:"callbackURL"`
}

// SendVerificationEmail mails a link. To whoever is not signed in the answer is the
// same for every address.
func (a *API) SendVerificationEmail(c *echo.Context, actor access.Actor, in ProofOfEmailInput) error {
	ctx := c.Request().Context()
	if actor.SessionID() == "" {
		if err := a.Auth.RequestVerificationFor(ctx, in.Email, orEmpty(in.Callback), device(c)); err != nil {
			return err
		}
		return done(c)
	}
	user, err := a.Auth.User(ctx, actor)
	if err != nil {
		return err
	}
	email, err := auth.NormalizeEmail(in.Email)
	switch {
	case err != nil:
		return err
	case email != user.Email:
		return no(http.StatusBadRequest, "EMAIL_MISMATCH")
	case user.EmailVerified:
		return no(http.StatusBadRequest, "EMAIL_ALREADY_VERIFIED")
	}
	if err := a.Auth.RequestVerification(ctx, actor, orEmpty(in.Callback)); err != nil {
		return err
	}
	return done(c)
}

// VerifyInput is a mailed token and where to go on to.
type VerifyInput struct {
	Token    string  `in:"token"`
	Callback *string `in:"callbackURL"`
}

// VerifyEmail does what a mailed link about an address is for: proves it, or moves
// the account to it. It signs nobody in.
func (a *API) VerifyEmail(c *echo.Context, actor access.Actor, in VerifyInput) error {
	moved, err := a.Auth.ConfirmEmail(c.Request().Context(), actor, in.Token)
	callback := orEmpty(in.Callback)
	if err != nil {
		code := "INVALID_TOKEN"
		switch {
		case fault.Has(err, fault.CodeTokenExpired):
			code = "TOKEN_EXPIRED"
		case fault.Has(err, fault.CodeAnotherPerson):
			code = "INVALID_USER"
		case aboutToken(err), fault.Has(err, fault.CodeUserExists):
		default:
			return err
		}
		if callback != "" {
			return a.lead(c, callback, url.Values{"error": {code}})
		}
		return no(http.StatusUnauthorized, code)
	}
	if moved != nil && actor.Known() {
		s, err := a.Auth.Session(c.Request().Context(), actor)
		if err == nil && s.RevokedAt == 0 {
			err = a.renew(c, s)
		}
		if err != nil {
			return err
		}
	}
	if callback != "" {
		return a.lead(c, callback, nil)
	}
	answer := struct {
		Status bool       `json:"status"`
		User   *userShape `json:"user"`
	}{Status: true}
	if moved != nil {
		shape := userOf(*moved)
		answer.User = &shape
	}
	return ok(c, answer)
}

// ChangeEmailInput asks for another address.
type ChangeEmailInput struct {
	Email    string  `in:"newEmail,email"`
	Callback *string `in:"callbackURL"`
}

// ChangeEmail mails a link to the new address; nothing changes before it is opened.
// The answer is the same for an address that somebody has.
func (a *API) ChangeEmail(c *echo.Context, actor access.Actor, in ChangeEmailInput) error {
	err := a.Auth.ChangeEmail(c.Request().Context(), actor, in.Email, orEmpty(in.Callback))
	if f := fault.As(err); err != nil && len(f.Problems) == 1 && f.Problems[0].Code == fault.ProblemSame {
		return because(http.StatusBadRequest, "", "Email is the same")
	}
	if err != nil {
		return err
	}
	return done(c)
}

// OK says that the room is open.
func (a *API) OK(c *echo.Context) error { return ok(c, map[string]bool{"ok": true}) }
