package cms

import (
	"net/http"
	"net/url"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// refused is a fault that a form shows above its fields; everything else goes up.
func refused(err error) (*fault.Fault, error) {
	f := respond.Fault(err)
	switch f.Kind {
	case fault.Invalid, fault.Conflict, fault.Forbidden, fault.Limited, fault.Gone:
		return f, nil
	default:
		return nil, err
	}
}

// NewOrganization is the form that founds an organization.
func (p *Pages) NewOrganization(c *echo.Context, actor access.Actor) error {
	if err := p.Org.MayCreate(actor); err != nil {
		return err
	}
	return p.newOrganization(c, actor, nil, http.StatusOK, nil)
}

func (p *Pages) newOrganization(c *echo.Context, actor access.Actor, typed url.Values, status int, f *fault.Fault) error {
	v := page.NewOrganization{
		Frame: p.door(c, actor, page.NewOrganizationTitle), Name: typed.Get("name"), Slug: typed.Get("slug"),
		Before: p.before(), Failed: f,
	}
	var err error
	if v.Deleted, err = p.deleted(c, actor); err != nil {
		return err
	}
	return respond.Page(c, status, page.NewOrganizationPage(v), page.NewOrganizationPart(v))
}

// before is what stands before a slug in addresses, for people to read.
func (p *Pages) before() string {
	u, err := url.Parse(p.BaseURL)
	prefix := p.Gate.Selection().Prefix("")
	if err != nil || prefix == "" {
		return ""
	}
	return u.Host + prefix
}

// CreateOrganization founds an organization and goes there.
func (p *Pages) CreateOrganization(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	if err := p.Org.MayCreate(actor); err != nil {
		return err
	}
	made, err := p.Org.Create(c.Request().Context(), actor, org.Input{Name: form.Get("name"), Slug: form.Get("slug")})
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.newOrganization(c, actor, form, respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "organization.created", Params: map[string]string{"name": made.Name}})
	return respond.See(c, p.home(made.Slug))
}

// NewOrganizationSlug says while somebody types whether a slug is free.
func (p *Pages) NewOrganizationSlug(c *echo.Context, actor access.Actor) error {
	if err := p.Org.MayCreate(actor); err != nil {
		return err
	}
	return p.slugState(c, "", "")
}

// slugState checks a slug for an organization ("" is a new one), whose own slug
// is fine.
func (p *Pages) slugState(c *echo.Context, organizationID, own string) error {
	query, err := route.Query(c, "slug", "name", "hue")
	if err != nil {
		return err
	}
	v := page.SlugState{Slug: query.Get("slug")}
	v.Own = v.Slug == own && own != ""
	if v.Slug != "" && !v.Own {
		if v.Problem, err = p.Org.CheckSlug(c.Request().Context(), v.Slug, organizationID); err != nil {
			return err
		}
	}
	return respond.Page(c, http.StatusOK, page.SlugStatePart(v), nil)
}

// deleted are the organizations the actor can bring back.
func (p *Pages) deleted(c *echo.Context, actor access.Actor) ([]page.Deleted, error) {
	list, err := p.Org.Archived(c.Request().Context(), actor)
	if err != nil {
		return nil, err
	}
	var out []page.Deleted
	for _, o := range list {
		out = append(out, page.Deleted{
			ID: o.ID, Name: o.Name, Initials: component.Initials(o.Name), Hue: o.Hue, When: page.Ago(o.ArchivedAt.Std(), time.Now()),
		})
	}
	return out, nil
}

// OrganizationRestoration asks before a deleted organization is brought back.
func (p *Pages) OrganizationRestoration(c *echo.Context, actor access.Actor) error {
	o, err := p.archived(c, actor)
	if err != nil {
		return err
	}
	return p.restoration(c, actor, o, o.Slug, http.StatusOK, nil)
}

func (p *Pages) archived(c *echo.Context, actor access.Actor) (org.Organization, error) {
	if err := p.Gate.Selection().Create(); err != nil {
		return org.Organization{}, err
	}
	list, err := p.Org.Archived(c.Request().Context(), actor)
	if err != nil {
		return org.Organization{}, err
	}
	for _, o := range list {
		if o.ID == c.Param("organization") {
			return o, nil
		}
	}
	return org.Organization{}, fault.NotFoundOf("organization")
}

func (p *Pages) restoration(c *echo.Context, actor access.Actor, o org.Organization, slug string, status int, f *fault.Fault) error {
	v := page.Restoration{
		Frame: p.door(c, actor, page.RestorationTitle(o.Name)), ID: o.ID, Name: o.Name, Slug: slug, Before: p.before(),
		When: page.Ago(o.ArchivedAt.Std(), time.Now()), Failed: f,
	}
	v.Frame.Organization = layout.Organization{Name: o.Name, Initials: component.Initials(o.Name), Hue: o.Hue}
	return respond.Page(c, status, page.RestorationPage(v), nil)
}

// RestoreOrganization brings a deleted organization back and goes there.
func (p *Pages) RestoreOrganization(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	o, err := p.archived(c, actor)
	if err != nil {
		return err
	}
	back, err := p.Org.Restore(c.Request().Context(), actor, o.ID, form.Get("slug"))
	if err != nil {
		f, err := refused(err)
		if err != nil {
			return err
		}
		return p.restoration(c, actor, o, form.Get("slug"), respond.FormStatus(f), f)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "organization.restored", Params: map[string]string{"name": back.Name}})
	return respond.See(c, p.home(back.Slug))
}
