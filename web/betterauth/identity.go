package betterauth

import (
	"net/http"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/web/session"
)

// API holds what the handlers work with.
type API struct {
	Site     string // the installation's name
	BaseURL  string
	Gate     *access.Gate
	Auth     *auth.Store
	Org      *org.Store
	Sessions *session.Store
	// Trusts says whether an origin may call and be redirected to; the server sets it.
	Trusts func(origin string) bool
}

const tokenKey = "gatehouse.identity.token"

// Recognize says who calls: by x-api-key, which must be good, by a bearer session
// token, or by the cookie; a bad one of these two is nobody. A session that is
// older than a day is extended.
func (a *API) Recognize(c *echo.Context) (access.Actor, error) {
	r := c.Request()
	if key := r.Header.Get("X-Api-Key"); key != "" {
		return a.recognizeKey(c, key)
	}
	token, bearer := bearerOf(r)
	if bearer {
		token = a.Sessions.Bearer(token)
	} else {
		token = a.Sessions.Token(r)
	}
	actor, err := a.recognize(c, token)
	if err != nil || !actor.Known() {
		return access.Actor{}, err
	}
	c.Set(tokenKey, token)
	if c.QueryParam("disableRefresh") == "true" {
		return actor, nil
	}
	extended, expires, err := a.Auth.Touch(r.Context(), actor)
	if err == nil && extended {
		err = a.give(c, token, time.Until(expires.Std()))
	}
	return actor, err
}

// recognize is who a session token belongs to, nobody when it opens nothing.
func (a *API) recognize(c *echo.Context, token string) (access.Actor, error) {
	if token == "" || auth.KindOf(token) != access.SessionToken {
		return access.Actor{}, nil
	}
	r := c.Request()
	actor, err := a.Gate.Recognize(r.Context(), access.Credential{
		Kind: access.SessionToken, Secret: token, Address: c.RealIP(), UserAgent: r.UserAgent(),
	})
	if fault.Is(err, fault.Unauthenticated) {
		return access.Actor{}, nil
	}
	return actor, err
}

func (a *API) recognizeKey(c *echo.Context, key string) (access.Actor, error) {
	if auth.KindOf(key) != access.APIKey {
		return access.Actor{}, no(http.StatusForbidden, "INVALID_API_KEY")
	}
	r := c.Request()
	actor, err := a.Gate.Recognize(r.Context(), access.Credential{
		Kind: access.APIKey, Secret: key, Address: c.RealIP(), UserAgent: r.UserAgent(),
	})
	switch {
	case fault.Is(err, fault.Unauthenticated):
		return access.Actor{}, no(http.StatusUnauthorized, "INVALID_API_KEY")
	case err == nil && actor.Kind() != access.Person:
		return access.Actor{}, no(http.StatusUnauthorized, "INVALID_REFERENCE_ID_FROM_API_KEY")
	}
	return actor, err
}

func bearerOf(r *http.Request) (secret string, given bool) {
	scheme, secret, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(secret), strings.EqualFold(scheme, "Bearer")
}

// Asked is the organization a call means when its input names none: the session's.
func Asked(*echo.Context) access.Asked { return access.Asked{} }

// token is the secret of the session this call came with.
func token(c *echo.Context) string {
	secret, _ := c.Get(tokenKey).(string)
	return secret
}

func device(c *echo.Context) auth.Device {
	return auth.Device{Address: c.RealIP(), UserAgent: c.Request().UserAgent()}
}
