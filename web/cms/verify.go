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

// VerifyPage shows the button that proves an address; looking proves nothing.
func (p *Pages) VerifyPage(c *echo.Context, actor access.Actor) error {
	query, err := route.Query(c, "token")
	if err != nil {
		return err
	}
	return p.verifyPage(c, actor, http.StatusOK, page.Verify{Token: query.Get("token")})
}

func (p *Pages) verifyPage(c *echo.Context, actor access.Actor, status int, v page.Verify) error {
	v.Frame = p.door(c, actor, v.Title())
	v.SignedIn = actor.Known()
	secretive(c)
	return respond.Page(c, status, page.VerifyPage(v), nil)
}

// Verify does what a mailed link about an address is for: proves it, or moves the
// account to it.
func (p *Pages) Verify(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	if _, err := p.Auth.ConfirmEmail(c.Request().Context(), actor, form.Get("token")); err != nil {
		f := respond.Fault(err)
		if !aboutToken(f) && f.Code != fault.CodeAnotherPerson && f.Code != fault.CodeUserExists {
			return err
		}
		return p.verifyPage(c, actor, respond.Status(f), page.Verify{Dead: f})
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "email.verified"})
	if actor.Known() {
		return respond.See(c, link.Home())
	}
	return respond.See(c, link.SignIn(""))
}

// VerificationMail sends the link again.
func (p *Pages) VerificationMail(c *echo.Context, actor access.Actor) error {
	ctx := c.Request().Context()
	user, err := p.Auth.User(ctx, actor)
	if err != nil {
		return err
	}
	code := "email.already"
	if !user.EmailVerified {
		if err := p.Auth.RequestVerification(ctx, actor, ""); err != nil {
			return err
		}
		code = "email.asked"
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: code})
	return respond.See(c, link.Account())
}
