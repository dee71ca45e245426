package cms

import (
	"net/http"
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

// ConfirmPage asks for the password again.
func (p *Pages) ConfirmPage(c *echo.Context, actor access.Actor) error {
	query, err := route.Query(c, link.ReturnParameter)
	if err != nil {
		return err
	}
	return p.confirmPage(c, actor, http.StatusOK, page.Confirm{Wanted: wanted(query.Get(link.ReturnParameter), "")})
}

func (p *Pages) confirmPage(c *echo.Context, actor access.Actor, status int, v page.Confirm) error {
	v.Frame = p.door(c, actor, page.ConfirmTitle)
	discreet(c, v.Wanted)
	return respond.Page(c, status, page.ConfirmPage(v), nil)
}

// Confirm makes the session fresh and goes on to what was asked for.
func (p *Pages) Confirm(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	to := wanted(form.Get(link.ReturnParameter), link.Home())
	sealed := form.Get(parcelField)
	if err := p.Auth.Confirm(c.Request().Context(), actor, form.Get("password"), device(c)); err != nil {
		f := respond.Fault(err)
		if f.Kind == fault.Internal || f.Kind == fault.Unauthenticated {
			return err
		}
		retryAfter(c, f)
		return p.confirmPage(c, actor, respond.FormStatus(f), page.Confirm{Wanted: to, Parcel: sealed, Failed: f})
	}
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
