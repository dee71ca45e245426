package cms

import (
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// tooWeak answers a member whose session has no second factor behind it, in an
// organization that requires one. A form they had sent comes along.
func (p *Pages) tooWeak(c *echo.Context, actor access.Actor, f *fault.Fault) error {
	v := page.StepUp{Organization: f.Params["organization"]}
	if reads(c) {
		v.Wanted = wanted(c.Request().URL.RequestURI(), "")
	} else {
		var err error
		v.Wanted = p.cameFrom(c)
		if v.Parcel, v.Kept, err = p.carried(c); err != nil {
			return p.unreadable(c, actor, err)
		}
	}
	wholePage(c)
	return p.stepUpPage(c, actor, respond.Status(f), v)
}

func (p *Pages) stepUpPage(c *echo.Context, actor access.Actor, status int, v page.StepUp) error {
	factors, err := p.Auth.Factors(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	v.On, v.Frame = factors.TwoFactor, p.door(c, actor, v.Title())
	neverStore(c)
	return respond.Page(c, status, page.StepUpPage(v), nil)
}

// StepUp takes the code of somebody who signed in without it, and goes on.
func (p *Pages) StepUp(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	token, err := p.Auth.ProveTOTP(c.Request().Context(), actor, form.Get("code"))
	if err != nil {
		f := respond.Fault(err)
		if f.Kind == fault.Internal || f.Code == fault.CodeUnauthenticated {
			return err
		}
		retryAfter(c, f)
		return p.stepUpPage(c, actor, respond.FormStatus(f), page.StepUp{
			Organization: form.Get("organization"), Wanted: form.Get(link.ReturnParameter), Parcel: form.Get(parcelField), Failed: f,
		})
	}
	if err := p.renewCookie(c, actor, token); err != nil {
		return err
	}
	to := wanted(form.Get(link.ReturnParameter), link.Home())
	sealed := form.Get(parcelField)
	if sealed == "" {
		return respond.See(c, to)
	}
	parcel, err := p.Sessions.Open(sealed, time.Now())
	if err != nil || parcel.UserID != actor.UserID() {
		p.Sessions.Say(c.Response(), session.Flash{Code: "parcel.spoilt"})
		return respond.See(c, to)
	}
	return p.resendPage(c, actor, parcel, page.ResendAfterConfirm, to)
}
