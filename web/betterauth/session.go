package betterauth

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// GetSession is who is signed in, or null. Nothing is cached, so that every answer
// is true when it is given.
func (a *API) GetSession(c *echo.Context, actor access.Actor, _ struct{}) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("Pragma", "no-cache")
	if actor.SessionID() == "" {
		if a.Sessions.Token(c.Request()) != "" {
			if err := a.forget(c); err != nil {
				return err
			}
		}
		return ok(c, nil)
	}
	answer, _, err := a.current(c, actor)
	if err != nil {
		return err
	}
	signed, err := a.sign(c, actor, answer)
	if err != nil {
		return err
	}
	h.Set("Set-Auth-Jwt", signed)
	expose(h, "set-auth-jwt")
	return ok(c, answer)
}

// PostSession refuses what Better Auth offers only to whoever configures it.
func (a *API) PostSession(*echo.Context) error {
	return no(http.StatusMethodNotAllowed, "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED")
}

// oneDay is how long ago somebody may have signed in for reads that ask for it.
const oneDay = 24 * 60 * 60 * 1e9

// ListSessions lists the live sessions of the caller. Only their own has its token;
// the others have handles, which every call that revokes takes.
func (a *API) ListSessions(c *echo.Context, actor access.Actor, _ struct{}) error {
	if err := a.Auth.RequireFresh(actor, oneDay); err != nil {
		return err
	}
	list, err := a.Auth.Sessions(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	out := make([]sessionShape, len(list))
	for i, s := range list {
		row := model.Session{
			ID: s.ID, UserID: actor.UserID(), Address: s.Address, UserAgent: s.UserAgent, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
			ExpiresAt: s.ExpiresAt, ActiveOrganizationID: s.ActiveOrganizationID, ActiveTeamID: s.ActiveTeamID,
		}
		shown := s.ID
		if s.Current {
			shown = token(c)
		}
		out[i] = a.sessionOf(row, shown)
	}
	return ok(c, out)
}

// RevokeInput names a session by its token or its handle.
type RevokeInput struct {
	Token string `in:"token"`
}

// RevokeSession ends one of the caller's sessions. Somebody else's answers the same
// and stays.
func (a *API) RevokeSession(c *echo.Context, actor access.Actor, in RevokeInput) error {
	ctx := c.Request().Context()
	id := in.Token
	if !strings.HasPrefix(id, model.SessionID+"_") {
		var err error
		if id, err = a.Auth.SessionOf(ctx, actor, in.Token); err != nil {
			return err
		}
	}
	if err := a.Auth.RevokeSession(ctx, actor, id); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	if id == actor.SessionID() {
		if err := a.forget(c); err != nil {
			return err
		}
	}
	return done(c)
}

// RevokeSessions ends all of the caller's sessions, this one too.
func (a *API) RevokeSessions(c *echo.Context, actor access.Actor, _ struct{}) error {
	if err := a.Auth.RevokeSessions(c.Request().Context(), actor); err != nil {
		return err
	}
	if err := a.forget(c); err != nil {
		return err
	}
	return done(c)
}

// RevokeOtherSessions ends all of the caller's sessions but this one.
func (a *API) RevokeOtherSessions(c *echo.Context, actor access.Actor, _ struct{}) error {
	if err := a.Auth.RevokeOtherSessions(c.Request().Context(), actor); err != nil {
		return err
	}
	return done(c)
}

// SessionInput is a change of the session; it has nothing that may be changed.
type SessionInput struct {
	All given `in:"*"`
}

// UpdateSession refuses: what a session holds is changed by calls of their own.
func (a *API) UpdateSession(_ *echo.Context, _ access.Actor, in SessionInput) error {
	field, known := in.All.holdsOneOf("activeOrganizationId", "activeTeamId", "impersonatedBy", "userId", "token", "expiresAt",
		"ipAddress", "userAgent", "createdAt", "updatedAt", "id")
	if known {
		return notAllowed(field)
	}
	return because(http.StatusBadRequest, "", "No fields to update")
}
