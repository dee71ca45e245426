package cms

import (
	"context"
	"strings"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/page"
)

// people names those who appear in createdBy and updatedBy.
type people map[string]string

// people reads the members once for a page that shows who did what.
func (p *Pages) people(ctx context.Context, scope access.Scope) (people, error) {
	members, err := p.Org.Members(ctx, scope, org.Filter{})
	if err != nil {
		return nil, err
	}
	names := people{}
	for _, m := range members {
		names[m.UserID] = m.Name
	}
	return names, nil
}

func (names people) name(id string) string {
	switch name := names[id]; {
	case id == "":
		return ""
	case name != "":
		return name
	case strings.HasPrefix(id, "key_"):
		return page.ByKey
	case strings.HasPrefix(id, "usr_"):
		return page.FormerMember
	}
	return page.BySystem
}

func (names people) person(id string) component.Person {
	return component.Person{Name: names.name(id), Hue: component.HueOf(id)}
}

// zone is the time zone the person lives in; UTC when unknown.
func zone(scope access.Scope) *time.Location {
	if at, err := time.LoadLocation(scope.Actor().Identity().TimeZone); err == nil {
		return at
	}
	return time.UTC
}

// clock is the moment a page is made, in the person's zone.
func clock(scope access.Scope) time.Time { return time.Now().In(zone(scope)) }
