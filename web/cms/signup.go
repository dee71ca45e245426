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

// SignUp makes an account, asks for proof of the address and signs in, at once or
// after the proof. Then the answer is the same for every address.
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
	token, user, err := p.Auth.SignUp(c.Request().Context(), auth.PersonInput{
		Name: form.Get("name"), Email: form.Get("email"), Password: form.Get("password"),
	}, auth.Joining{Remember: true}, device(c))
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
	if token == "" {
		return p.proveFirst(c, wanted(form.Get(link.ReturnParameter), ""))
	}
	if _, err := p.arrive(c, token, true); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "signup.done", Params: map[string]string{"name": user.Name}})
	return respond.See(c, wanted(form.Get(link.ReturnParameter), link.Home()))
}

// proveFirst tells somebody who has just made an account what to do next.
func (p *Pages) proveFirst(c *echo.Context, to string) error {
	p.Sessions.Say(c.Response(), session.Flash{Code: "signup.prove"})
	return respond.See(c, link.SignIn(to))
}
