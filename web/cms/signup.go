package cms

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// SignUpPage is where people make themselves an account, or are told that it
// takes an invitation. Where nobody may, there is no such page.
func (p *Pages) SignUpPage(c *echo.Context, actor access.Actor) error {
	query, err := route.Query(c, link.ReturnParameter)
	if err != nil {
		return err
	}
	to := wanted(query.Get(link.ReturnParameter), "")
	switch {
	case actor.Known():
		return respond.See(c, wanted(to, link.Home()))
	case p.Auth.SignUpAllowed(true) != nil:
		return fault.NotFoundOf("page")
	}
	return p.signUpPage(c, http.StatusOK, page.SignUp{Wanted: to})
}

func (p *Pages) signUpPage(c *echo.Context, status int, v page.SignUp) error {
	v.Frame = p.door(c, access.Actor{}, page.SignUpTitle)
	v.Open = p.Auth.SignUpAllowed(false) == nil
	discreet(c, v.Wanted)
	return respond.Page(c, status, page.SignUpPage(v), nil)
}

// SignUp makes an account, signs it in and asks for proof of the address.
func (p *Pages) SignUp(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	switch {
	case p.Auth.SignUpAllowed(true) != nil:
		return fault.NotFoundOf("page")
	case p.Auth.SignUpAllowed(false) != nil:
		return p.signUpPage(c, http.StatusForbidden, page.SignUp{})
	}
	ctx := c.Request().Context()
	token, user, err := p.Auth.SignUp(ctx, auth.PersonInput{
		Name: form.Get("name"), Email: form.Get("email"), Password: form.Get("password"),
	}, device(c))
	if err != nil {
		f := respond.Fault(err)
		if f.Kind == fault.Internal {
			return err
		}
		retryAfter(c, f)
		return p.signUpPage(c, respond.FormStatus(f), page.SignUp{
			Name: form.Get("name"), Email: form.Get("email"), Wanted: wanted(form.Get(link.ReturnParameter), ""), Failed: f,
		})
	}
	actor, err := p.arrive(c, token, true)
	if err != nil {
		return err
	}
	if err := p.Auth.RequestVerification(ctx, actor); err != nil {
		p.Log.Warn("verification mail after sign-up", "error", err) // the account page offers it again
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "signup.done", Params: map[string]string{"name": user.Name}})
	return respond.See(c, wanted(form.Get(link.ReturnParameter), link.Home()))
}
