package betterauth

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/model"
)

// The cookies beside the session's, without prefix.
const (
	dontRemember = "dont_remember"
	sessionData  = "session_data" // Better Auth's cache of sessions: never set, always expired
	deviceOf     = "session_token_multi-"
	twoFactor    = "two_factor"   // the question for the second factor
	trustDevice  = "trust_device" // a browser that is not asked for it
)

// trustFor is how long a browser is not asked for the second factor.
const trustFor = 30 * 24 * time.Hour

// mostPeople is how many accounts one browser may be signed in with.
const mostPeople = 5

// give sets the session cookie, and tells programs that keep no cookies the token.
// life 0 lasts until the browser closes.
func (a *API) give(c *echo.Context, token string, life time.Duration) error {
	h := c.Response().Header()
	h.Set("Set-Auth-Token", a.Sessions.Signed(token))
	expose(h, "set-auth-token")
	return a.Sessions.Give(c.Response(), c.Request(), token, life)
}

func expose(h http.Header, name string) {
	if had := h.Get("Access-Control-Expose-Headers"); !strings.Contains(had, name) {
		h.Set("Access-Control-Expose-Headers", strings.TrimPrefix(had+", "+name, ", "))
	}
}

// renew sends the cookie of the session this call came with again.
func (a *API) renew(c *echo.Context, s model.Session) error {
	return a.give(c, token(c), lifeOf(s))
}

func lifeOf(s model.Session) time.Duration {
	if !s.Remember {
		return 0
	}
	return time.Until(s.ExpiresAt.Std())
}

// arrive is the end of every sign-in here: it recognises the person by the session
// that was just started and gives the browser its cookies. A former session of the
// same person in this browser ends; sessions of others stay, beside it.
func (a *API) arrive(c *echo.Context, secret string) (access.Actor, model.Session, error) {
	actor, err := a.recognize(c, secret)
	if err != nil {
		return actor, model.Session{}, err
	}
	c.Set(tokenKey, secret)
	s, err := a.Auth.Session(c.Request().Context(), actor)
	if err != nil {
		return actor, s, err
	}
	if err := a.give(c, secret, lifeOf(s)); err != nil {
		return actor, s, err
	}
	w, r := c.Response(), c.Request()
	if _, kept := a.Sessions.Kept(r, dontRemember); kept && s.Remember {
		a.Sessions.Drop(w, dontRemember)
	} else if !s.Remember {
		a.Sessions.Keep(w, dontRemember, "true", 0)
	}
	return actor, s, a.addDevice(c, actor, secret, lifeOf(s))
}

// addDevice keeps the session beside those of other people in this browser.
func (a *API) addDevice(c *echo.Context, actor access.Actor, secret string, life time.Duration) error {
	others := 0
	kept := a.Sessions.KeptUnder(c.Request(), deviceOf)
	for _, name := range slices.Sorted(maps.Keys(kept)) {
		before, err := a.recognize(c, kept[name])
		if err != nil {
			return err
		}
		switch {
		case before.SessionID() == actor.SessionID():
		case before.Known() && before.UserID() != actor.UserID():
			others++
			continue
		default:
			if err := a.Auth.SignOut(c.Request().Context(), before); err != nil {
				return err
			}
		}
		if kept[name] != secret {
			a.Sessions.Drop(c.Response(), deviceOf+name)
		}
	}
	if others < mostPeople {
		a.Sessions.Keep(c.Response(), deviceOf+strings.ToLower(secret), secret, life)
	}
	return nil
}

// forget takes the session's cookies from the browser.
func (a *API) forget(c *echo.Context) error {
	w, r := c.Response(), c.Request()
	if err := a.Sessions.Take(w, r); err != nil {
		return err
	}
	a.Sessions.Drop(w, sessionData)
	a.Sessions.Drop(w, dontRemember)
	return nil
}
