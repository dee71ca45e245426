package cms

import (
	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/schema"
	"gatehouse/static"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
	"gatehouse/views/page"
)

// themeCookie holds "light" or "dark"; it is a preference, not a secret.
const themeCookie = "theme"

// door is the frame of a page outside organizations.
func (p *Pages) door(c *echo.Context, actor access.Actor, title string) layout.Frame {
	f := layout.Frame{Title: title, Site: p.Site, Path: c.Request().URL.RequestURI(), Theme: theme(c)}
	if who := actor.Identity(); actor.Known() {
		f.User = layout.User{ID: who.UserID, Name: who.Name, Email: who.Email, Initials: component.Initials(who.Name), Hue: component.HueOf(who.UserID)}
		f.Zone = who.TimeZone
	}
	if said, ok := p.Sessions.Heard(c.Response(), c.Request()); ok {
		f.Flash = append(f.Flash, page.Said(said.Code, said.Params, said.Undo, said.View))
	}
	return f
}

// shell is the frame of a page inside an organization. here is the address of
// the navigation item the page belongs to.
func (p *Pages) shell(c *echo.Context, scope access.Scope, title, here string) (layout.Frame, error) {
	f := p.door(c, scope.Actor(), title)
	o := scope.Organization()
	f.Organization = layout.Organization{
		ID: o.ID, Name: o.Name, Slug: o.Slug, Initials: component.Initials(o.Name), Hue: o.Hue, Role: page.RoleName(scope.Role()),
	}
	f.Link = in(scope)
	if p.Gate.Selection().Offers() {
		places, err := p.Org.List(c.Request().Context(), scope.Actor())
		if err != nil {
			return f, err
		}
		for _, place := range places {
			f.Choices = append(f.Choices, layout.Choice{
				ID: place.OrganizationID, Name: place.Name, Slug: place.Slug, Hue: place.Hue,
				Initials: component.Initials(place.Name), Role: page.RoleName(place.Role), Current: place.OrganizationID == o.ID,
			})
		}
		f.CanCreateOrganization = p.Org.MayCreate(scope.Actor()) == nil
	}
	f.Nav = p.navigation(scope, f.Link, here)
	return f, nil
}

// navigation lists what the person may open.
func (p *Pages) navigation(scope access.Scope, to link.Organization, here string) []layout.Group {
	item := func(label, href, icon string) layout.Item {
		return layout.Item{Label: label, Href: href, Icon: icon, Current: href == here}
	}
	home := layout.Group{Items: []layout.Item{item(page.Home, to.Home(), "house")}}
	contents := layout.Group{Title: page.ContentTitle}
	for _, collection := range p.Registry.For(scope.OrganizationID()).All() {
		operation := schema.List
		if collection.Singleton {
			operation = schema.Get
		}
		if !scope.Decide(collection.Rule(operation)).Refused() || len(p.Content.Views(scope, collection.Name)) > 0 {
			contents.Items = append(contents.Items, item(collection.Label, to.Content(collection.Name), icon(collection)))
		}
	}
	house := layout.Group{Title: page.OrganizationTitle, Items: []layout.Item{item(page.MembersTitle, to.Members(), "users")}}
	if scope.Has(access.Admin + "+") {
		house.Items = append(house.Items,
			item(page.TeamsTitle, to.Teams(), "users-round"),
			item(page.KeysTitle, to.APIKeys(), "key-round"),
			item(page.AuditTitle, to.Audit(), "scroll-text"),
			item(page.SettingsTitle, to.Settings(), "settings"))
	}
	return []layout.Group{home, contents, house}
}

// icon is the collection's own if the sprite has it, else a sheet of paper.
func icon(c *schema.Collection) string {
	if static.HasIcon(c.Icon) {
		return c.Icon
	}
	return "file-text"
}

func theme(c *echo.Context) string {
	cookie, err := c.Cookie(themeCookie)
	if err != nil || cookie.Value != "light" && cookie.Value != "dark" {
		return ""
	}
	return cookie.Value
}
