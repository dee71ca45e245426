package cms

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// ForgotPage asks for the address of an account.
func (p *Pages) ForgotPage(c *echo.Context) error {
	query, err := route.Query(c, "sent")
	if err != nil {
		return err
	}
	return p.forgotPage(c, http.StatusOK, page.Forgot{Sent: query.Get("sent") != ""})
}

func (p *Pages) forgotPage(c *echo.Context, status int, v page.Forgot) error {
	v.Frame = p.door(c, access.Actor{}, page.ForgotTitle)
	v.Mails, v.Dev = p.Mails, p.Dev
	neverStore(c)
	return respond.Page(c, status, page.ForgotPage(v), nil)
}

// Forgot mails a link that sets a new password. The answer is the same for every
// address.
func (p *Pages) Forgot(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	if err := p.Auth.RequestReset(c.Request().Context(), form.Get("email"), "", device(c)); err != nil {
		f := respond.Fault(err)
		if f.Kind == fault.Internal {
			return err
		}
		retryAfter(c, f)
		return p.forgotPage(c, respond.FormStatus(f), page.Forgot{Email: form.Get("email"), Failed: f})
	}
	return respond.See(c, link.ForgotPasswordSent())
}

// ResetPage is the page behind the mailed link.
func (p *Pages) ResetPage(c *echo.Context) error {
	query, err := route.Query(c, "token")
	if err != nil {
		return err
	}
	token := query.Get("token")
	if err := p.Auth.CheckReset(c.Request().Context(), token); err != nil {
		return p.resetDead(c, err)
	}
	return p.resetPage(c, http.StatusOK, page.Reset{Token: token})
}

func (p *Pages) resetPage(c *echo.Context, status int, v page.Reset) error {
	v.Frame = p.door(c, access.Actor{}, v.Title())
	secretive(c)
	return respond.Page(c, status, page.ResetPage(v), nil)
}

// resetDead says why a link does nothing, and offers a new one.
func (p *Pages) resetDead(c *echo.Context, err error) error {
	f := respond.Fault(err)
	if !aboutToken(f) {
		return err
	}
	return p.resetPage(c, respond.Status(f), page.Reset{Dead: f})
}

func aboutToken(f *fault.Fault) bool {
	return f.Code == fault.CodeTokenInvalid || f.Code == fault.CodeTokenUsed || f.Code == fault.CodeTokenExpired
}

// Reset sets a new password with a mailed token. Nobody is signed in by it.
func (p *Pages) Reset(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	token := form.Get("token")
	if err := p.Auth.ResetPassword(c.Request().Context(), token, form.Get("password"), device(c)); err != nil {
		f := respond.Fault(err)
		switch {
		case aboutToken(f):
			return p.resetDead(c, f)
		case f.Kind == fault.Internal:
			return err
		}
		retryAfter(c, f)
		return p.resetPage(c, respond.FormStatus(f), page.Reset{Token: token, Failed: f})
	}
	if err := p.Sessions.Take(c.Response(), c.Request()); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "password.reset"})
	return respond.See(c, link.SignIn(""))
}
