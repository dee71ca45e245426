package api

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
)

// organizationParameter names the organization a call is for.
const organizationParameter = "organizationId"

// What a program may call: an address anything, a key or a session reads and writes.
var (
	callsOfAddress = auth.Rate{Name: "api address", Most: 1200, Within: time.Minute}
	readsOfCaller  = auth.Rate{Name: "api reads", Most: 600, Within: time.Minute}
	writesOfCaller = auth.Rate{Name: "api writes", Most: 600, Within: time.Minute}
)

// count takes one call from a rate and says in the headers what is left of it.
func count(c *echo.Context, limiter *auth.Limiter, name string, rate auth.Rate, key ...string) error {
	quota := rate.Of(key...)
	err := limiter.Take(quota)
	left, until := limiter.Left(quota)
	h, name := c.Response().Header(), strconv.Quote(name)
	h.Set("RateLimit-Policy", name+";q="+strconv.Itoa(rate.Most)+";w="+strconv.Itoa(int(rate.Within.Seconds())))
	h.Set("RateLimit", name+";r="+strconv.Itoa(left)+";t="+strconv.Itoa(int(until.Seconds()+0.999)))
	return err
}

// Recognize says who calls: by Authorization or x-api-key, which must be good,
// or by the session cookie, which is nobody when it is dead. Fails with
// AUTH_INVALID and RATE_LIMITED.
func (a *API) Recognize(c *echo.Context) (access.Actor, error) {
	limiter := a.Auth.Limiter()
	if limiter != nil {
		if err := count(c, limiter, "address", callsOfAddress, auth.Network(c.RealIP())); err != nil {
			return access.Actor{}, err
		}
	}
	actor, err := a.recognize(c)
	if err != nil || limiter == nil || !actor.Known() {
		return actor, err
	}
	name, rate := "writes", writesOfCaller
	if reads(c.Request()) {
		name, rate = "reads", readsOfCaller
	}
	who := actor.Identity()
	return actor, count(c, limiter, name, rate, who.SessionID, who.KeyID)
}

func (a *API) recognize(c *echo.Context) (access.Actor, error) {
	r := c.Request()
	credential, explicit := a.Credential(r)
	if !explicit && credential.Secret == "" {
		return access.Actor{}, nil
	}
	credential.Address, credential.UserAgent = c.RealIP(), r.UserAgent()
	ctx := r.Context()
	actor, err := a.Gate.Recognize(ctx, credential)
	if err != nil {
		if !explicit && fault.Is(err, fault.Unauthenticated) {
			return access.Actor{}, nil
		}
		return access.Actor{}, err
	}
	if credential.Kind != access.SessionToken {
		return actor, nil
	}
	extended, expires, err := a.Auth.Touch(ctx, actor)
	if err == nil && extended && !explicit {
		err = a.Sessions.Give(c.Response(), r, credential.Secret, time.Until(expires.Std()))
	}
	return actor, err
}

// Credential is what a request carries: explicitly in a header, or the session
// cookie.
func (a *API) Credential(r *http.Request) (credential access.Credential, explicit bool) {
	credential.Secret, credential.Kind, explicit = a.explicit(r)
	if !explicit {
		credential.Secret = a.Sessions.Token(r)
	}
	return credential, explicit
}

// explicit is the credential in a header. One that cannot be read is the empty
// secret, which no gate lets pass.
func (a *API) explicit(r *http.Request) (secret string, kind access.CredentialKind, given bool) {
	bearer, keys := r.Header["Authorization"], r.Header["X-Api-Key"]
	switch len(bearer) + len(keys) {
	case 0:
		return "", access.SessionToken, false
	case 1:
	default:
		return "", access.SessionToken, true
	}
	if len(keys) == 1 {
		return strings.TrimSpace(keys[0]), access.APIKey, true
	}
	scheme, secret, _ := strings.Cut(bearer[0], " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return "", access.SessionToken, true
	}
	secret = strings.TrimSpace(secret)
	if kind = auth.KindOf(secret); kind != access.SessionToken {
		return secret, kind, true
	}
	return a.Sessions.Bearer(secret), kind, true
}

// Asked is the organization a call names.
func Asked(c *echo.Context) access.Asked {
	return access.Asked{ID: c.QueryParam(organizationParameter)}
}

func reads(r *http.Request) bool { return r.Method == http.MethodGet || r.Method == http.MethodHead }
