package betterauth

import (
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
)

// SignInInput is what somebody types to sign in.
type SignInInput struct {
	Email      string  `in:"email"`
	Password   string  `in:"password"`
	Callback   *string `in:"callbackURL"`
	RememberMe *bool   `in:"rememberMe"`
}

// SignInEmail starts a session. The answer names where to go on; its status stays
// 200, because a program reads it.
func (a *API) SignInEmail(c *echo.Context, _ access.Actor, in SignInInput) error {
	callback := orEmpty(in.Callback)
	trusted, _ := a.Sessions.Kept(c.Request(), trustDevice)
	arrival, err := a.Auth.SignIn(c.Request().Context(), auth.Credentials{
		Email: in.Email, Password: in.Password, Remember: orTrue(in.RememberMe), Callback: callback, Device: trusted,
	}, device(c))
	if err != nil {
		return err
	}
	if arrival.Device != "" {
		a.Sessions.Keep(c.Response(), trustDevice, arrival.Device, trustFor)
	}
	if arrival.Challenge != nil {
		return a.challenge(c, arrival.Challenge)
	}
	if _, _, err := a.arrive(c, arrival.Token); err != nil {
		return err
	}
	if callback != "" {
		c.Response().Header().Set("Location", callback)
	}
	return ok(c, struct {
		Redirect bool      `json:"redirect"`
		Token    string    `json:"token"`
		URL      *string   `json:"url,omitempty"`
		User     userShape `json:"user"`
	}{callback != "", arrival.Token, orNull(callback), userOf(arrival.User)})
}

// challenge asks for the second factor: no token, no session, only a cookie that
// says whose password was right.
func (a *API) challenge(c *echo.Context, open *auth.Challenge) error {
	a.Sessions.Keep(c.Response(), twoFactor, open.Token, time.Until(open.ExpiresAt.Std()))
	return ok(c, struct {
		Redirect bool     `json:"twoFactorRedirect"`
		Methods  []string `json:"twoFactorMethods"`
	}{true, open.Methods})
}

// SignOut ends the session, and those of the other people of this browser. Without
// a session it says the same.
func (a *API) SignOut(c *echo.Context, actor access.Actor, _ struct{}) error {
	ctx := c.Request().Context()
	if err := a.Auth.SignOut(ctx, actor); err != nil {
		return err
	}
	for name, secret := range a.Sessions.KeptUnder(c.Request(), deviceOf) {
		other, err := a.recognize(c, secret)
		if err != nil {
			return err
		}
		if err := a.Auth.SignOut(ctx, other); err != nil {
			return err
		}
		a.Sessions.Drop(c.Response(), deviceOf+name)
	}
	if err := a.forget(c); err != nil {
		return err
	}
	return ok(c, map[string]bool{"success": true})
}
