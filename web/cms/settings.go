package cms

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// Settings shows what an organization may decide about itself.
func (p *Pages) Settings(c *echo.Context, scope access.Scope) error {
	return p.settings(c, scope, nil, http.StatusOK, nil)
}

func (p *Pages) settings(c *echo.Context, scope access.Scope, typed url.Values, status int, f *fault.Fault) error {
	o, err := p.Org.Get(c.Request().Context(), scope)
	if err != nil {
		return err
	}
	v := page.Settings{Name: o.Name, Slug: o.Slug, Hue: o.Hue, Before: p.before(), MayDelete: o.MayDelete, Failed: f,
		TwoFactor: o.RequireTwoFactor, MaySecure: scope.Has(access.Owner),
	}
	if err := p.Gate.Selection().Delete(o.ID); err != nil {
		v.WhyNot = fault.As(err).Code
	}
	if typed != nil {
		v.Name, v.Slug = typed.Get("name"), typed.Get("slug")
		if hue, err := strconv.Atoi(typed.Get("hue")); err == nil {
			v.Hue = hue
		}
	}
	if v.Frame, err = p.shell(c, scope, page.SettingsTitle, in(scope).Settings()); err != nil {
		return err
	}
	return respond.Page(c, status, page.SettingsPage(v), page.SettingsPart(v))
}

// SaveSettings changes name, slug and colour.
func (p *Pages) SaveSettings(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	change := org.Update{}
	for name, where := range map[string]**string{"name": &change.Name, "slug": &change.Slug} {
		if form.Has(name) {
			value := form.Get(name)
			*where = &value
		}
	}
	if form.Has("hue") {
		hue, err := strconv.Atoi(form.Get("hue"))
		if err != nil {
			hue = -1 // refused below, with the rest
		}
		change.Hue = &hue
	}
	saved, err := p.Org.Update(c.Request().Context(), scope, change)
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.settings(c, scope, form, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "organization.saved"})
	return respond.See(c, p.inside(saved.Slug).Settings())
}

// SaveTwoFactorPolicy says whether members need a second factor here.
func (p *Pages) SaveTwoFactorPolicy(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	on := form.Get("requireTwoFactor") != ""
	if err := p.Org.RequireTwoFactor(c.Request().Context(), scope, on); err != nil {
		return err
	}
	said := "two-factor.optional"
	if on {
		said = "two-factor.required"
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: said})
	return respond.See(c, in(scope).Settings())
}

// SettingsSlug says while somebody types whether the organization may have a slug.
func (p *Pages) SettingsSlug(c *echo.Context, scope access.Scope) error {
	o := scope.Organization()
	return p.slugState(c, o.ID, o.Slug)
}

// Deletion asks for the organization's slug before it is deleted.
func (p *Pages) Deletion(c *echo.Context, scope access.Scope) error {
	if err := p.Gate.Selection().Delete(scope.OrganizationID()); err != nil {
		return err
	}
	return p.deletion(c, scope, http.StatusOK, nil)
}

func (p *Pages) deletion(c *echo.Context, scope access.Scope, status int, f *fault.Fault) error {
	o := scope.Organization()
	frame, err := p.shell(c, scope, page.DeletionTitle(o.Name), in(scope).Settings())
	if err != nil {
		return err
	}
	v := page.Deletion{Frame: frame, Slug: o.Slug, Password: p.Auth.RequireFresh(scope.Actor(), auth.FreshFor) != nil, Failed: f}
	return respond.Page(c, status, page.DeletionPage(v), nil)
}

// DeleteOrganization deletes the organization; its owner can restore it.
func (p *Pages) DeleteOrganization(c *echo.Context, scope access.Scope) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	err = p.deleteOrganization(c, scope, form)
	if fault.Has(err, fault.CodeNotFresh) || fault.Has(err, fault.CodeFixed) {
		return err
	}
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.deletion(c, scope, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{
		Code: "organization.deleted", Params: map[string]string{"name": scope.Organization().Name},
		View: link.OrganizationRestoration(scope.OrganizationID()),
	})
	return respond.See(c, link.Organizations(""))
}

func (p *Pages) deleteOrganization(c *echo.Context, scope access.Scope, form url.Values) error {
	ctx := c.Request().Context()
	if err := p.Gate.Selection().Delete(scope.OrganizationID()); err != nil {
		return err
	}
	if form.Has("password") {
		if err := p.Auth.Confirm(ctx, scope.Actor(), form.Get("password"), device(c)); err != nil {
			return err
		}
		actor, err := p.Recognize(c) // the session is fresh now
		if err != nil {
			return err
		}
		if scope, err = p.Gate.Enter(ctx, actor, Asked(c)); err != nil {
			return err
		}
	}
	return p.Org.Delete(ctx, scope, form.Get("confirmation"))
}
