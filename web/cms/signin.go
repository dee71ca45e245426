package cms

import (
	"net/http"
	"net/url"
	"strconv"
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

// SignInPage asks who somebody is; whoever is signed in goes on.
func (p *Pages) SignInPage(c *echo.Context, actor access.Actor) error {
	query, err := route.Query(c, link.ReturnParameter)
	if err != nil {
		return err
	}
	if actor.Known() {
		return respond.See(c, wanted(query.Get(link.ReturnParameter), link.Home()))
	}
	open, err := p.Auth.SetupOpen(c.Request().Context())
	if err != nil {
		return err
	}
	if open {
		return respond.See(c, link.Setup())
	}
	return p.signInPage(c, http.StatusOK, page.SignIn{Wanted: wanted(query.Get(link.ReturnParameter), "")})
}

func (p *Pages) signInPage(c *echo.Context, status int, v page.SignIn) error {
	v.Frame = p.door(c, access.Actor{}, page.SignInTitle)
	v.Passkeys = p.Auth.OffersPasskeys()
	v.MaySignUp = p.Auth.SignUpAllowed(false) == nil
	if v.Parcel != "" && v.At.IsZero() {
		parcel, err := p.Sessions.Open(v.Parcel, time.Now())
		if err != nil {
			v.Parcel = ""
		}
		v.At = parcel.At.UTC()
	}
	discreet(c, v.Wanted)
	return respond.Page(c, status, page.SignInPage(v), nil)
}

// SignIn starts a session, always with a new token, and goes on to where the
// person wanted to be, or gives them back the form they had sent.
func (p *Pages) SignIn(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	typed := auth.Credentials{
		Email: form.Get("email"), Password: form.Get("password"), Remember: form.Get("remember") != "", Device: p.kept(c, deviceCookie),
	}
	arrival, err := p.Auth.SignIn(c.Request().Context(), typed, device(c))
	if err != nil {
		return p.notSignedIn(c, form, err)
	}
	if arrival.Challenge != nil {
		return p.challenged(c, arrival.Challenge, form)
	}
	return p.signedIn(c, arrival, form)
}

// signedIn is the end of every way of signing in here.
func (p *Pages) signedIn(c *echo.Context, arrival auth.Arrival, form url.Values) error {
	if arrival.Device != "" {
		p.Sessions.Keep(c.Response(), deviceCookie, arrival.Device, deviceLife)
	}
	actor, err := p.arrive(c, arrival.Token, arrival.Remember)
	if err != nil {
		return err
	}
	to := wanted(form.Get(link.ReturnParameter), link.Home())
	sealed := form.Get(parcelField)
	if sealed == "" {
		return respond.See(c, to)
	}
	parcel, err := p.Sessions.Open(sealed, time.Now())
	switch {
	case err != nil:
		p.Sessions.Say(c.Response(), session.Flash{Code: "parcel.spoilt"})
		return respond.See(c, to)
	case parcel.UserID != "" && parcel.UserID != actor.UserID():
		p.Sessions.Say(c.Response(), session.Flash{Code: "parcel.somebody-elses"})
		return respond.See(c, link.Home())
	}
	return p.unpack(c, actor, parcel, to)
}

// notSignedIn shows the page again with one constant sentence.
func (p *Pages) notSignedIn(c *echo.Context, form url.Values, err error) error {
	f := respond.Fault(err)
	if f.Kind == fault.Internal {
		return err
	}
	retryAfter(c, f)
	return p.signInPage(c, respond.FormStatus(f), page.SignIn{
		Email: form.Get("email"), Remember: form.Get("remember") != "",
		Wanted: wanted(form.Get(link.ReturnParameter), ""), Parcel: form.Get(parcelField), Failed: f,
	})
}

// arrive recognises somebody by the session that was just started for them and
// gives their browser its token. The session the browser had before ends.
func (p *Pages) arrive(c *echo.Context, token string, remember bool) (access.Actor, error) {
	ctx := c.Request().Context()
	recognize := func(token string) (access.Actor, error) {
		return p.Gate.Recognize(ctx, access.Credential{
			Kind: access.SessionToken, Secret: token, Address: c.RealIP(), UserAgent: c.Request().UserAgent(),
		})
	}
	actor, err := recognize(token)
	if err != nil {
		return actor, err
	}
	if old := p.Sessions.Token(c.Request()); old != "" && old != token {
		if before, err := recognize(old); err == nil {
			if err := p.Auth.SignOut(ctx, before); err != nil {
				return actor, err
			}
		}
	}
	var life time.Duration // until the browser closes
	if remember {
		life = time.Until(actor.Identity().ExpiresAt.Std())
	}
	return actor, p.Sessions.Give(c.Response(), c.Request(), token, life)
}

// SignOut ends the session and forgets what the browser had kept of it. It goes on
// to where the person wanted to be, which asks who they are if it has to.
func (p *Pages) SignOut(c *echo.Context, actor access.Actor) error {
	if err := p.Auth.SignOut(c.Request().Context(), actor); err != nil {
		return err
	}
	if err := p.Sessions.Take(c.Response(), c.Request()); err != nil {
		return err
	}
	c.Response().Header().Set("Clear-Site-Data", `"cache"`)
	p.Sessions.Say(c.Response(), session.Flash{Code: "session.ended"})
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	return respond.See(c, wanted(form.Get(link.ReturnParameter), link.SignIn("")))
}

// neverStore keeps an answer out of every cache.
func neverStore(c *echo.Context) { c.Response().Header().Set("Cache-Control", "no-store") }

// secretive is for pages whose address holds a secret: it is neither stored nor
// told to anybody.
func secretive(c *echo.Context) {
	neverStore(c)
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
}

// discreet is for pages on the way to another, whose address may hold a secret.
func discreet(c *echo.Context, wanted string) {
	neverStore(c)
	if u, err := url.Parse(wanted); err == nil && (u.Query().Has("token") || u.Query().Has("code")) {
		secretive(c)
	}
}

// retryAfter says when a limited attempt is possible again.
func retryAfter(c *echo.Context, f *fault.Fault) {
	if f.RetryAfter > 0 {
		c.Response().Header().Set("Retry-After", seconds(f.RetryAfter))
	}
}

func seconds(n int) string { return strconv.Itoa(n) }
