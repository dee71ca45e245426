package betterauth

import (
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
)

// PasswordInput changes a password.
type PasswordInput struct {
	Current string `in:"currentPassword"`
	New     string `in:"newPassword"`
	Others  *bool  `in:"revokeOtherSessions"`
}

// ChangePassword replaces the caller's password. Other sessions end in any case;
// with revokeOtherSessions this one goes on under a new token.
func (a *API) ChangePassword(c *echo.Context, actor access.Actor, in PasswordInput) error {
	ctx := c.Request().Context()
	secret, err := a.Auth.ChangePassword(ctx, actor, auth.PasswordChange{Current: in.Current, New: in.New, Renew: isTrue(in.Others)})
	if err != nil {
		return wrongPassword(err)
	}
	user, err := a.Auth.User(ctx, actor)
	if err != nil {
		return err
	}
	if secret != "" {
		if _, _, err := a.arrive(c, secret); err != nil {
			return err
		}
	}
	return ok(c, entered{Token: orNull(secret), User: userOf(user)})
}

// wrongPassword answers an empty password like a wrong one.
func wrongPassword(err error) error {
	if f := fault.As(err); f.Code == fault.CodeInvalid && len(f.Problems) == 1 && f.Problems[0].Code == fault.ProblemRequired {
		return no(http.StatusBadRequest, "INVALID_PASSWORD")
	}
	return err
}

// ProofInput is the caller's password once more.
type ProofInput struct {
	Password string `in:"password"`
}

// VerifyPassword proves the caller's password again and makes the session fresh.
func (a *API) VerifyPassword(c *echo.Context, actor access.Actor, in ProofInput) error {
	if err := a.Auth.Confirm(c.Request().Context(), actor, in.Password, device(c)); err != nil {
		return wrongPassword(err)
	}
	return done(c)
}

// ForgottenInput asks for a mail that sets a new password.
type ForgottenInput struct {
	Email      string  `in:"email,email"`
	RedirectTo *string `in:"redirectTo"`
}

// RequestPasswordReset mails a link. The answer is the same for every address.
func (a *API) RequestPasswordReset(c *echo.Context, _ access.Actor, in ForgottenInput) error {
	if err := a.Auth.RequestReset(c.Request().Context(), in.Email, orEmpty(in.RedirectTo), device(c)); err != nil {
		return err
	}
	return ok(c, struct {
		Status  bool   `json:"status"`
		Message string `json:"message"`
	}{true, "If this email exists in our system, check your email for the reset link"})
}

// CallbackInput is where a mailed link leads on to.
type CallbackInput struct {
	Callback string `in:"callbackURL"`
}

// FollowReset leads from the mail to the page that sets a new password. It uses
// nothing up.
func (a *API) FollowReset(c *echo.Context, _ access.Actor, in CallbackInput) error {
	secret := c.Param("token")
	err := a.Auth.CheckReset(c.Request().Context(), secret)
	if aboutToken(err) {
		return a.lead(c, in.Callback, url.Values{"error": {"INVALID_TOKEN"}})
	}
	if err != nil {
		return err
	}
	return a.lead(c, in.Callback, url.Values{"token": {secret}})
}

func aboutToken(err error) bool {
	return fault.Has(err, fault.CodeTokenInvalid) || fault.Has(err, fault.CodeTokenUsed) || fault.Has(err, fault.CodeTokenExpired)
}

// ResetInput is a new password with the mailed token, which may be in the query.
type ResetInput struct {
	Password string  `in:"newPassword"`
	Token    *string `in:"token"`
	InQuery  *string `in:"token,query"`
}

// ResetPassword sets a new password with a mailed token. It signs nobody in, and
// all sessions end.
func (a *API) ResetPassword(c *echo.Context, _ access.Actor, in ResetInput) error {
	secret := orEmpty(in.Token)
	if secret == "" {
		secret = orEmpty(in.InQuery)
	}
	if err := a.Auth.ResetPassword(c.Request().Context(), secret, in.Password, device(c)); err != nil {
		return err
	}
	return done(c)
}
