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

// The cookies of signing in, named as Better Auth's.
const (
	challengeCookie = "two_factor"
	deviceCookie    = "trust_device"
	ceremonyCookie  = "better-auth-passkey"

	challengeLife = 10 * time.Minute
	deviceLife    = 30 * 24 * time.Hour
	ceremonyLife  = 5 * time.Minute
)

func (p *Pages) kept(c *echo.Context, cookie string) string {
	value, _ := p.Sessions.Kept(c.Request(), cookie)
	return value
}

// challenged asks for the second factor of somebody whose password was right.
func (p *Pages) challenged(c *echo.Context, asked *auth.Challenge, form url.Values) error {
	p.Sessions.Keep(c.Response(), challengeCookie, asked.Token, challengeLife)
	v := page.SecondFactor{Method: page.ByAuthenticator, Wanted: wanted(form.Get(link.ReturnParameter), ""), Parcel: form.Get(parcelField)}
	if v.Parcel == "" {
		return respond.See(c, link.SecondFactor("", v.Wanted))
	}
	return p.secondFactorPage(c, http.StatusOK, v) // a parcel is too large for an address
}

// SecondFactorPage asks for a code behind the password.
func (p *Pages) SecondFactorPage(c *echo.Context) error {
	query, err := route.Query(c, link.ReturnParameter, "method", "mailed")
	if err != nil {
		return err
	}
	if p.kept(c, challengeCookie) == "" {
		return respond.See(c, link.SignIn(query.Get(link.ReturnParameter)))
	}
	return p.secondFactorPage(c, http.StatusOK, page.SecondFactor{
		Method: method(query.Get("method")), Mailed: query.Get("mailed") != "", Wanted: wanted(query.Get(link.ReturnParameter), ""),
	})
}

// method is one of the ways to answer, the authenticator unless another is named.
func method(named string) string {
	if named == page.ByMail || named == page.ByRecoveryCode {
		return named
	}
	return page.ByAuthenticator
}

func (p *Pages) secondFactorPage(c *echo.Context, status int, v page.SecondFactor) error {
	v.Frame = p.door(c, access.Actor{}, page.SecondFactorTitle)
	discreet(c, v.Wanted)
	return respond.Page(c, status, page.SecondFactorPage(v), nil)
}

// AnswerSecondFactor finishes signing in.
func (p *Pages) AnswerSecondFactor(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	answer := auth.Answer{
		Challenge: p.kept(c, challengeCookie), Method: method(form.Get("method")), Code: form.Get("code"), Trust: form.Get("trust") != "",
	}
	arrival, err := p.Auth.AnswerChallenge(c.Request().Context(), answer, device(c))
	if err != nil {
		f := respond.Fault(err)
		if f.Kind == fault.Internal {
			return err
		}
		if f.Code == fault.CodeNoChallenge || f.Code == fault.CodeTooManyAttempts || f.Code == fault.CodeBanned {
			p.Sessions.Drop(c.Response(), challengeCookie)
			return p.notSignedIn(c, form, err)
		}
		retryAfter(c, f)
		return p.secondFactorPage(c, respond.FormStatus(f), page.SecondFactor{
			Method: answer.Method, Wanted: wanted(form.Get(link.ReturnParameter), ""), Parcel: form.Get(parcelField), Failed: f,
		})
	}
	p.Sessions.Drop(c.Response(), challengeCookie)
	return p.signedIn(c, arrival, form)
}

// MailSignInCode mails a code to somebody who is asked for one.
func (p *Pages) MailSignInCode(c *echo.Context) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	v := page.SecondFactor{Method: page.ByMail, Mailed: true, Wanted: wanted(form.Get(link.ReturnParameter), ""), Parcel: form.Get(parcelField)}
	if err := p.Auth.SendCode(c.Request().Context(), p.kept(c, challengeCookie), device(c)); err != nil {
		f := respond.Fault(err)
		switch {
		case f.Kind == fault.Internal:
			return err
		case f.Code == fault.CodeNoChallenge:
			return p.notSignedIn(c, form, err)
		}
		retryAfter(c, f)
		v.Mailed, v.Failed = false, f
		return p.secondFactorPage(c, respond.FormStatus(f), v)
	}
	if v.Parcel == "" {
		return respond.See(c, link.With(link.SecondFactorForm(), url.Values{"method": {v.Method}, "mailed": {"true"}, link.ReturnParameter: {v.Wanted}}))
	}
	return p.secondFactorPage(c, http.StatusOK, v)
}

// TwoFactor says whether a second factor is asked for.
func (p *Pages) TwoFactor(c *echo.Context, actor access.Actor) error {
	return p.twoFactorPage(c, actor, http.StatusOK, page.TwoFactor{})
}

func (p *Pages) twoFactorPage(c *echo.Context, actor access.Actor, status int, v page.TwoFactor) error {
	ctx := c.Request().Context()
	factors, err := p.Auth.Factors(ctx, actor)
	if err != nil {
		return err
	}
	places, err := p.Org.List(ctx, actor)
	if err != nil {
		return err
	}
	for _, o := range places {
		if o.RequireTwoFactor {
			v.Required = append(v.Required, o.Name)
		}
	}
	v.On, v.Codes, v.Now = factors.TwoFactor, factors.RecoveryCodes, time.Now()
	for _, d := range factors.Devices {
		v.Devices = append(v.Devices, page.Device{ID: d.ID, Name: deviceName(d.UserAgent), UserAgent: d.UserAgent, Seen: d.UsedAt.Std()})
	}
	v.Frame = p.door(c, actor, page.AccountTitle)
	neverStore(c)
	return respond.Page(c, status, page.TwoFactorPage(v), nil)
}

// notChanged shows the page again with what is wrong at one of its forms.
func (p *Pages) notChanged(c *echo.Context, actor access.Actor, form string, err error) error {
	f := respond.Fault(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unauthenticated {
		return err
	}
	retryAfter(c, f)
	return p.twoFactorPage(c, actor, respond.FormStatus(f), page.TwoFactor{Failed: f, Form: form})
}

// EnrolTwoFactor shows the secret of a new authenticator, once.
func (p *Pages) EnrolTwoFactor(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	made, err := p.Auth.EnrolTOTP(c.Request().Context(), actor, form.Get("password"), p.Site)
	if err != nil {
		return p.notChanged(c, actor, page.FailedOn, err)
	}
	return p.enrolPage(c, actor, http.StatusOK, page.Enrol{URI: made.URI, Secret: made.Secret, Codes: made.RecoveryCodes})
}

func (p *Pages) enrolPage(c *echo.Context, actor access.Actor, status int, v page.Enrol) error {
	v.Frame = p.door(c, actor, page.AccountTitle)
	secretive(c)
	return respond.Page(c, status, page.EnrolPage(v), nil)
}

// ProveTwoFactor switches the second factor on with its first code. The secret
// travels in the form, so that a mistyped code does not start everything anew.
func (p *Pages) ProveTwoFactor(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	token, err := p.Auth.ProveTOTP(c.Request().Context(), actor, form.Get("code"))
	if err != nil {
		f := respond.Fault(err)
		switch {
		case f.Kind == fault.Internal || f.Code == fault.CodeUnauthenticated:
			return err
		case f.Code == fault.CodeTOTPOff:
			return respond.See(c, link.AccountTwoFactor())
		}
		retryAfter(c, f)
		return p.enrolPage(c, actor, respond.FormStatus(f), page.Enrol{
			URI: form.Get("uri"), Secret: form.Get("secret"), Codes: form["codes"], Failed: f,
		})
	}
	return p.renewed(c, actor, token, "two-factor.on", link.AccountTwoFactor())
}

// DisableTwoFactor switches it off.
func (p *Pages) DisableTwoFactor(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	token, err := p.Auth.DisableTwoFactor(c.Request().Context(), actor, form.Get("password"))
	if err != nil {
		return p.notChanged(c, actor, page.FailedOff, err)
	}
	p.Sessions.Drop(c.Response(), deviceCookie)
	return p.renewed(c, actor, token, "two-factor.off", link.AccountTwoFactor())
}

// renewed gives the browser its session's new token and goes on.
func (p *Pages) renewed(c *echo.Context, actor access.Actor, token, said, to string) error {
	if err := p.renewCookie(c, actor, token); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: said})
	return respond.See(c, to)
}

// renewCookie gives the browser the new token of the session it has.
func (p *Pages) renewCookie(c *echo.Context, actor access.Actor, token string) error {
	current, err := p.Auth.Session(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	var life time.Duration
	if current.Remember {
		life = time.Until(current.ExpiresAt.Std())
	}
	return p.Sessions.Give(c.Response(), c.Request(), token, life)
}

// RenewRecoveryCodes shows ten new codes, once.
func (p *Pages) RenewRecoveryCodes(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	codes, err := p.Auth.RenewRecoveryCodes(c.Request().Context(), actor, form.Get("password"))
	if err != nil {
		return p.notChanged(c, actor, page.FailedCodes, err)
	}
	secretive(c)
	return respond.Page(c, http.StatusOK, page.RecoveryCodesPage(page.RecoveryCodes{
		Frame: p.door(c, actor, page.AccountTitle), Codes: codes,
	}), nil)
}

// DistrustDevice makes a trusted browser ask for the code again.
func (p *Pages) DistrustDevice(c *echo.Context, actor access.Actor) error {
	if err := p.Auth.DistrustDevice(c.Request().Context(), actor, c.Param("device")); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "device.distrusted"})
	return respond.See(c, link.AccountTwoFactor())
}
