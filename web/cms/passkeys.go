package cms

import (
	"net/http"
	"net/url"
	"time"

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

// Passkeys lists somebody's passkeys.
func (p *Pages) Passkeys(c *echo.Context, actor access.Actor) error {
	return p.passkeysPage(c, actor, http.StatusOK, nil)
}

func (p *Pages) passkeysPage(c *echo.Context, actor access.Actor, status int, failed *fault.Fault) error {
	list, err := p.Auth.Passkeys(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	v := page.Passkeys{Frame: p.door(c, actor, page.AccountTitle), Now: time.Now(), Failed: failed}
	for _, k := range list {
		v.List = append(v.List, page.Passkey{ID: k.ID, Name: k.Name, Synced: k.Synced, Since: k.CreatedAt.Std(), Used: k.UsedAt.Std()})
	}
	neverStore(c)
	return respond.Page(c, status, page.PasskeysPage(v), nil)
}

// BeginPasskey says what to ask an authenticator for.
func (p *Pages) BeginPasskey(c *echo.Context, actor access.Actor) error {
	asked, err := p.Auth.BeginPasskey(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return p.ceremony(c, asked)
}

// ceremony sends the options of a ceremony to the script that asked for them.
func (p *Pages) ceremony(c *echo.Context, asked auth.Ceremony) error {
	p.Sessions.Keep(c.Response(), ceremonyCookie, asked.Token, ceremonyLife)
	neverStore(c)
	return c.JSONBlob(http.StatusOK, asked.Options)
}

// AddPasskey keeps a new passkey.
func (p *Pages) AddPasskey(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	_, err = p.Auth.AddPasskey(c.Request().Context(), actor, p.kept(c, ceremonyCookie), []byte(form.Get("response")), form.Get("name"))
	p.Sessions.Drop(c.Response(), ceremonyCookie)
	if err != nil {
		f := respond.Fault(err)
		if f.Kind != fault.Invalid {
			return err
		}
		return p.passkeysPage(c, actor, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "passkey.added"})
	return respond.See(c, link.AccountPasskeys())
}

// RenamePasskey gives one another name.
func (p *Pages) RenamePasskey(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	if _, err := p.Auth.RenamePasskey(c.Request().Context(), actor, c.Param("passkey"), form.Get("name")); err != nil {
		f := respond.Fault(err)
		if f.Kind != fault.Invalid {
			return err
		}
		return p.passkeysPage(c, actor, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "passkey.renamed"})
	return respond.See(c, link.AccountPasskeys())
}

// RemovePasskey takes one away, after the password was given lately.
func (p *Pages) RemovePasskey(c *echo.Context, actor access.Actor) error {
	if err := p.Auth.RemovePasskey(c.Request().Context(), actor, c.Param("passkey")); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "passkey.removed"})
	return respond.See(c, link.AccountPasskeys())
}

// BeginPasskeySignIn says what to ask the authenticator of whoever is there for.
func (p *Pages) BeginPasskeySignIn(c *echo.Context) error {
	asked, err := p.Auth.BeginPasskeySignIn(c.Request().Context(), device(c))
	if err != nil {
		return err
	}
	return p.ceremony(c, asked)
}

// PasskeySignIn starts a session for whoever a passkey vouches for.
func (p *Pages) PasskeySignIn(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	arrival, err := p.Auth.SignInByPasskey(c.Request().Context(), p.kept(c, ceremonyCookie), []byte(form.Get("response")), device(c))
	p.Sessions.Drop(c.Response(), ceremonyCookie)
	if err != nil {
		return p.notSignedIn(c, form, err)
	}
	return p.signedIn(c, arrival, url.Values{link.ReturnParameter: form[link.ReturnParameter], parcelField: form[parcelField]})
}
