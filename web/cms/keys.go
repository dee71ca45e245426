package cms

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Keys lists the organization's API keys.
func (p *Pages) Keys(c *echo.Context, scope access.Scope) error {
	v, err := p.keys(c, scope, url.Values{})
	if err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.KeysPage(v), page.KeysPart(v))
}

func (p *Pages) keys(c *echo.Context, scope access.Scope, typed url.Values) (page.Keys, error) {
	ctx := c.Request().Context()
	v := page.Keys{Name: typed.Get("name"), Role: typed.Get("role"), Life: typed.Get("expiresAt"), Roles: p.Org.Grantable(scope)}
	if v.Role == "" {
		v.Role = access.Plain
	}
	if v.Life == "" {
		v.Life = page.KeyLife
	}
	list, err := p.Auth.Keys(ctx, scope)
	if err != nil {
		return v, err
	}
	who, err := p.people(ctx, scope)
	if err != nil {
		return v, err
	}
	now := model.At(time.Now())
	for _, k := range list {
		v.Rows = append(v.Rows, page.Key{
			ID: k.ID, Name: k.Name, Start: k.Start, Role: k.Role, Creator: who.name(k.CreatedBy), Used: past(scope, k.LastRequestAt),
			Expires: coming(scope, k.ExpiresAt), Created: past(scope, k.CreatedAt), Expired: k.ExpiresAt != 0 && k.ExpiresAt <= now,
		})
	}
	v.Frame, err = p.shell(c, scope, page.KeysTitle, in(scope).APIKeys())
	return v, err
}

// CreateKey makes a key. The page that answers is the only one that shows it.
func (p *Pages) CreateKey(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	key, info, err := p.createKey(c, scope, form)
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		v, err := p.keys(c, scope, form)
		if err != nil {
			return err
		}
		v.Failed = f
		return respond.Page(c, respond.FormStatus(f), page.KeysPage(v), page.KeysPart(v))
	}
	v, err := p.keys(c, scope, url.Values{})
	if err != nil {
		return err
	}
	v.Shown, v.Named = key, info.Name
	v.Try = `curl -H "Authorization: Bearer ` + key + `" ` + p.BaseURL + link.API("posts")
	private(c)
	return respond.Page(c, http.StatusCreated, page.KeysPage(v), page.KeysPart(v))
}

func (p *Pages) createKey(c *echo.Context, scope access.Scope, form url.Values) (string, auth.KeyInfo, error) {
	life := form.Get("expiresAt")
	days, err := strconv.Atoi(life)
	if err != nil || !slices.Contains(page.KeyLives(), life) {
		return "", auth.KeyInfo{}, fault.InvalidInput().About("expiresAt", fault.ProblemOption)
	}
	return p.Auth.CreateKey(c.Request().Context(), scope, auth.KeyInput{
		Name: form.Get("name"), Role: form.Get("role"), ExpiresAt: model.At(time.Now().AddDate(0, 0, days)),
	})
}

// KeyRemoval asks before a key is revoked.
func (p *Pages) KeyRemoval(c *echo.Context, scope access.Scope) error {
	list, err := p.Auth.Keys(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(list, func(k auth.KeyInfo) bool { return k.ID == c.Param("key") })
	if at < 0 {
		return fault.Missing()
	}
	frame, err := p.shell(c, scope, page.EndingTitle(list[at].Name), in(scope).APIKeys())
	if err != nil {
		return err
	}
	v := page.EndingQuestion(frame, list[at].ID, list[at].Name)
	return respond.Page(c, http.StatusOK, page.AskingPage(v), nil)
}

// RevokeKey ends a key.
func (p *Pages) RevokeKey(c *echo.Context, scope access.Scope) error {
	if err := p.Auth.RevokeKey(c.Request().Context(), scope, c.Param("key")); err != nil {
		return err
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "key.revoked"})
	return respond.See(c, in(scope).APIKeys())
}
