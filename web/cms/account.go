package cms

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Account is somebody's own page.
func (p *Pages) Account(c *echo.Context, actor access.Actor) error {
	user, err := p.Auth.User(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.accountPage(c, actor, http.StatusOK, page.Account{Name: user.Name, TimeZone: user.TimeZone})
}

// accountPage fills in everything but the form.
func (p *Pages) accountPage(c *echo.Context, actor access.Actor, status int, v page.Account) error {
	ctx := c.Request().Context()
	user, err := p.Auth.User(ctx, actor)
	if err != nil {
		return err
	}
	places, err := p.Org.List(ctx, actor)
	if err != nil {
		return err
	}
	selection := p.Gate.Selection()
	for _, o := range places {
		if only := selection.Active(""); only != "" && only != o.OrganizationID {
			continue // this installation works elsewhere
		}
		var roles []string
		for _, role := range o.Roles {
			roles = append(roles, page.RoleName(role))
		}
		to := link.In(selection.Prefix(o.Slug))
		v.Places = append(v.Places, page.Place{
			Name: o.Name, Initials: component.Initials(o.Name), Hue: o.Hue,
			Roles: strings.Join(roles, ", "), Home: to.Home(), Leave: to.Departure(),
		})
	}
	v.Email, v.Verified = user.Email, user.EmailVerified
	v.Frame = p.door(c, actor, page.AccountTitle)
	neverStore(c)
	return respond.Page(c, status, page.AccountPage(v), page.AccountPart(v))
}

// SaveProfile changes name and time zone.
func (p *Pages) SaveProfile(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	name, zone := form.Get("name"), strings.TrimSpace(form.Get("timeZone"))
	if err := p.Auth.UpdateProfile(c.Request().Context(), actor, auth.Profile{Name: &name, TimeZone: &zone}); err != nil {
		f := respond.Fault(err)
		if len(f.Problems) == 0 {
			return err
		}
		return p.accountPage(c, actor, respond.FormStatus(f), page.Account{Name: name, TimeZone: zone, Failed: f})
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "profile.saved"})
	return respond.See(c, link.Account())
}

// PasswordPage is the form that changes the password.
func (p *Pages) PasswordPage(c *echo.Context, actor access.Actor) error {
	return p.passwordPage(c, actor, http.StatusOK, nil)
}

func (p *Pages) passwordPage(c *echo.Context, actor access.Actor, status int, failed *fault.Fault) error {
	v := page.ChangePassword{Frame: p.door(c, actor, page.AccountTitle), Failed: failed}
	neverStore(c)
	return respond.Page(c, status, page.ChangePasswordPage(v), page.ChangePasswordPart(v))
}

// ChangePassword sets a new password, ends the other sessions and gives this one
// a new token.
func (p *Pages) ChangePassword(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	token, err := p.Auth.ChangePassword(c.Request().Context(), actor, auth.PasswordChange{
		Current: form.Get("currentPassword"), New: form.Get("password"), Renew: true,
	})
	if err != nil {
		f := respond.Fault(err)
		if f.Kind == fault.Internal || f.Kind == fault.Unauthenticated {
			return err
		}
		retryAfter(c, f)
		return p.passwordPage(c, actor, respond.FormStatus(f), f)
	}
	if err := p.renewCookie(c, actor, token); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "password.changed"})
	return respond.See(c, link.AccountPassword())
}

// Devices lists where somebody is signed in.
func (p *Pages) Devices(c *echo.Context, actor access.Actor) error {
	list, err := p.Auth.Sessions(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	v := page.Devices{Frame: p.door(c, actor, page.AccountTitle), Now: time.Now()}
	for _, s := range list {
		v.List = append(v.List, page.Device{
			ID: s.ID, Name: deviceName(s.UserAgent), Address: s.Address, Current: s.Current,
			Since: s.CreatedAt.Std(), Seen: s.UpdatedAt.Std(), UserAgent: s.UserAgent,
		})
	}
	neverStore(c)
	return respond.Page(c, http.StatusOK, page.DevicesPage(v), page.DevicesPart(v))
}

// EndDevice ends one of the person's own sessions.
func (p *Pages) EndDevice(c *echo.Context, actor access.Actor) error {
	if err := p.Auth.RevokeSession(c.Request().Context(), actor, c.Param("session")); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "device.ended"})
	return respond.See(c, link.AccountSessions())
}

// EndOtherDevices ends all of the person's sessions but this one.
func (p *Pages) EndOtherDevices(c *echo.Context, actor access.Actor) error {
	if err := p.Auth.RevokeOtherSessions(c.Request().Context(), actor); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "devices.ended"})
	return respond.See(c, link.AccountSessions())
}
