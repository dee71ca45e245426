package betterauth

import (
	"maps"
	"net/http"
	"slices"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
)

// One browser can be signed in as several people: each has a cookie of their own, and
// the session cookie is one of them.

var noSession = no(http.StatusUnauthorized, "INVALID_SESSION_TOKEN")

// beside is a live session that this browser keeps.
type beside struct {
	cookie string // the end of its name
	secret string
	actor  access.Actor
}

// kept are the live sessions of this browser, one per person.
func (a *API) kept(c *echo.Context) ([]beside, error) {
	var out []beside
	cookies := a.Sessions.KeptUnder(c.Request(), deviceOf)
	for _, name := range slices.Sorted(maps.Keys(cookies)) {
		actor, err := a.recognize(c, cookies[name])
		if err != nil {
			return nil, err
		}
		same := func(b beside) bool { return b.actor.UserID() == actor.UserID() }
		if actor.Known() && !slices.ContainsFunc(out, same) {
			out = append(out, beside{cookie: name, secret: cookies[name], actor: actor})
		}
	}
	return out, nil
}

// named finds one of this browser's sessions by its token or its handle.
func (a *API) named(c *echo.Context, name string) (beside, error) {
	all, err := a.kept(c)
	if err != nil {
		return beside{}, err
	}
	for _, b := range all {
		if b.secret == name || b.actor.SessionID() == name {
			return b, nil
		}
	}
	return beside{}, noSession
}

// show is a session of this browser with its person. Only the one the call came with
// shows its token.
func (a *API) show(c *echo.Context, b beside) (current, error) {
	shown, _, err := a.current(c, b.actor)
	if b.secret != token(c) {
		shown.Session.Token = shown.Session.ID
	}
	return shown, err
}

// ListDeviceSessions lists who is signed in with this browser.
func (a *API) ListDeviceSessions(c *echo.Context, _ access.Actor, _ struct{}) error {
	all, err := a.kept(c)
	if err != nil {
		return err
	}
	out := []current{}
	for _, b := range all {
		shown, err := a.show(c, b)
		if err != nil {
			return err
		}
		out = append(out, shown)
	}
	return ok(c, out)
}

// DeviceInput names a session of this browser by token or handle.
type DeviceInput struct {
	Token string `in:"sessionToken"`
}

// SetActiveSession makes the browser go on as another of its people.
func (a *API) SetActiveSession(c *echo.Context, _ access.Actor, in DeviceInput) error {
	b, err := a.named(c, in.Token)
	if err != nil {
		return err
	}
	if err := a.goOn(c, b); err != nil {
		return err
	}
	shown, err := a.show(c, b)
	if err != nil {
		return err
	}
	return ok(c, shown)
}

// goOn gives the browser the cookie of one of its sessions.
func (a *API) goOn(c *echo.Context, b beside) error {
	s, err := a.Auth.Session(c.Request().Context(), b.actor)
	if err != nil {
		return err
	}
	c.Set(tokenKey, b.secret)
	return a.renew(c, s)
}

// RevokeDeviceSession signs one of the browser's people out. If it was the one the
// browser goes on as, another takes over.
func (a *API) RevokeDeviceSession(c *echo.Context, actor access.Actor, in DeviceInput) error {
	b, err := a.named(c, in.Token)
	if err != nil {
		return err
	}
	if err := a.Auth.SignOut(c.Request().Context(), b.actor); err != nil {
		return err
	}
	a.Sessions.Drop(c.Response(), deviceOf+b.cookie)
	if b.actor.SessionID() != actor.SessionID() {
		return done(c)
	}
	left, err := a.kept(c)
	if err != nil {
		return err
	}
	if len(left) == 0 {
		err = a.forget(c)
	} else {
		err = a.goOn(c, left[0])
	}
	if err != nil {
		return err
	}
	return done(c)
}
