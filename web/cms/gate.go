package cms

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// Astray leads an address of the form this installation does not use to the one
// it does: the start and pages without an organization to the session's default,
// or the other way round.
func (p *Pages) Astray(c *echo.Context, scope access.Scope) error {
	to, lasting, err := p.Gate.Selection().Canonical(c.Request().URL.RequestURI(), scope)
	if err != nil {
		return err
	}
	if _, ok := link.Local(to); !ok {
		return fault.NotFoundOf("page")
	}
	if lasting {
		return c.Redirect(http.StatusPermanentRedirect, to)
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return respond.See(c, to)
}

// choose leads somebody whose request names no organization on: into their only
// one, or to the gate, which keeps the wanted address.
func (p *Pages) choose(c *echo.Context, actor access.Actor, want string) error {
	places, err := p.Org.List(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	if len(places) == 1 {
		return respond.See(c, p.inside(places[0].Slug).Arrive(want))
	}
	return respond.See(c, link.Organizations(want))
}

// inside makes the addresses of an organization known by its slug.
func (p *Pages) inside(slug string) link.Organization {
	return link.In(p.Gate.Selection().Prefix(slug))
}

// Organizations is the gate.
func (p *Pages) Organizations(c *echo.Context, actor access.Actor) error {
	if !p.Gate.Selection().Offers() {
		return respond.See(c, link.Home())
	}
	query, err := route.Query(c, link.ReturnParameter)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	places, err := p.Org.List(ctx, actor)
	if err != nil {
		return err
	}
	want := wanted(query.Get(link.ReturnParameter), "")
	if len(places) == 1 {
		return respond.See(c, p.inside(places[0].Slug).Arrive(want))
	}
	v := page.Gate{
		Frame: p.door(c, actor, page.GateTitle(len(places))), Wanted: want, MayCreate: p.Org.MayCreate(actor) == nil,
	}
	for _, place := range places {
		v.Choices = append(v.Choices, choice(place))
	}
	if v.Invitations, err = p.offers(c, actor, ""); err != nil {
		return err
	}
	if v.Deleted, err = p.deleted(c, actor); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.GatePage(v), nil)
}

func choice(place org.Place) layout.Choice {
	v := layout.Choice{
		ID: place.OrganizationID, Name: place.Name, Slug: place.Slug, Hue: place.Hue,
		Initials: component.Initials(place.Name), Role: page.RoleName(place.Role),
	}
	if place.Active {
		v.Detail = page.LastUsed
	}
	return v
}

// offers are the open invitations to the actor, to one organization or ("") all.
func (p *Pages) offers(c *echo.Context, actor access.Actor, organizationID string) ([]page.Offer, error) {
	list, err := p.Org.InvitationsFor(c.Request().Context(), actor)
	if err != nil {
		return nil, err
	}
	var out []page.Offer
	for _, i := range list {
		if organizationID != "" && i.Organization.ID != organizationID {
			continue
		}
		out = append(out, page.Offer{
			Href: link.Invitation(i.ID), Organization: i.Organization.Name, Initials: component.Initials(i.Organization.Name),
			Hue: i.Organization.Hue, Role: i.Role,
		})
	}
	return out, nil
}

// ActivateOrganization makes an organization the session's default and goes
// there: to the wanted address if that can be in it, else to its dashboard.
func (p *Pages) ActivateOrganization(c *echo.Context, actor access.Actor) error {
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	id, selection := form.Get("organizationId"), p.Gate.Selection()
	if err := selection.Activate(id); err != nil {
		return err
	}
	if !selection.Offers() {
		return respond.See(c, link.Home())
	}
	ctx := c.Request().Context()
	places, err := p.Org.List(ctx, actor)
	if err != nil {
		return err
	}
	for _, place := range places {
		if place.OrganizationID != id {
			continue
		}
		if err := p.Auth.SetActiveOrganization(ctx, actor, id); err != nil {
			return err
		}
		return respond.See(c, p.inside(place.Slug).Arrive(wanted(form.Get(link.ReturnParameter), "")))
	}
	return fault.NotFoundOf("organization")
}

// outsider says to somebody who is signed in that they do not belong to the
// organization this installation works in.
func (p *Pages) outsider(c *echo.Context, actor access.Actor) error {
	scope, err := p.Gate.Visit(c.Request().Context(), actor, Asked(c))
	if err != nil {
		return err
	}
	o := scope.Organization()
	v := page.Outsider{Frame: p.door(c, actor, page.OutsiderTitle(o.Name)), Organization: o.Name}
	v.Frame.Organization = layout.Organization{Name: o.Name, Initials: component.Initials(o.Name), Hue: o.Hue}
	if v.Invitations, err = p.offers(c, actor, o.ID); err != nil {
		return err
	}
	return respond.Page(c, http.StatusForbidden, page.OutsiderPage(v), page.OutsiderPart(v))
}
