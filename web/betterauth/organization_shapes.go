package betterauth

import (
	"encoding/json"

	"gatehouse/db/access"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

// organizationShape is an organization as clients see it. Metadata is text, or an
// object where Better Auth answers with one.
type organizationShape struct {
	ID        string     `json:"id"`
	Name      string     `json:"name"`
	Slug      string     `json:"slug"`
	Logo      *string    `json:"logo"`
	CreatedAt model.Time `json:"createdAt"`
	Metadata  any        `json:"metadata"`
}

func organizationOf(o org.Organization) organizationShape {
	shape := organizationShape{ID: o.ID, Name: o.Name, Slug: o.Slug, Logo: orNull(o.Logo), CreatedAt: o.CreatedAt}
	if o.Metadata != "" {
		shape.Metadata = o.Metadata
	}
	return shape
}

// opened shows the metadata as the object it is.
func (s organizationShape) opened() organizationShape {
	if text, ok := s.Metadata.(string); ok {
		s.Metadata = json.RawMessage(text)
	}
	return s
}

// memberShape is a membership; in lists with its person.
type memberShape struct {
	ID             string       `json:"id"`
	OrganizationID string       `json:"organizationId"`
	UserID         string       `json:"userId"`
	Role           string       `json:"role"`
	CreatedAt      model.Time   `json:"createdAt"`
	User           *personShape `json:"user,omitempty"`
}

type personShape struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	Email string  `json:"email"`
	Image *string `json:"image"`
}

func memberOf(m org.Member, organizationID string) memberShape {
	return memberShape{ID: m.ID, OrganizationID: organizationID, UserID: m.UserID, Role: joined(m.Roles), CreatedAt: m.Since}
}

func (s memberShape) with(m org.Member) memberShape {
	s.User = &personShape{ID: m.UserID, Name: m.Name, Email: m.Email, Image: orNull(m.Image)}
	return s
}

// invitationShape is an offer of membership.
type invitationShape struct {
	ID             string     `json:"id"`
	OrganizationID string     `json:"organizationId"`
	Email          string     `json:"email"`
	Role           string     `json:"role"`
	Status         string     `json:"status"`
	InviterID      string     `json:"inviterId"`
	TeamID         *string    `json:"teamId"`
	ExpiresAt      model.Time `json:"expiresAt"`
	CreatedAt      model.Time `json:"createdAt"`

	OrganizationName string `json:"organizationName,omitempty"`
	OrganizationSlug string `json:"organizationSlug,omitempty"`
	InviterEmail     string `json:"inviterEmail,omitempty"`
}

func invitationOf(i org.Invitation, organizationID string) invitationShape {
	status := i.Status
	if status == org.Expired { // Better Auth leaves it to the reader to look at the time
		status = model.Pending
	}
	return invitationShape{
		ID: i.ID, OrganizationID: organizationID, Email: i.Email, Role: i.Role, Status: status, InviterID: i.InviterID,
		TeamID: orNull(i.TeamID), ExpiresAt: i.ExpiresAt, CreatedAt: i.CreatedAt,
	}
}

func receivedOf(v org.InvitationView) invitationShape {
	return invitationShape{
		ID: v.ID, OrganizationID: v.Organization.ID, Email: v.Email, Role: joined(v.Roles), Status: v.Status, InviterID: v.InviterID,
		TeamID: orNull(v.TeamID), ExpiresAt: v.ExpiresAt, CreatedAt: v.CreatedAt,
	}
}

// teamShape is a team.
type teamShape struct {
	ID             string     `json:"id"`
	Name           string     `json:"name"`
	OrganizationID string     `json:"organizationId"`
	CreatedAt      model.Time `json:"createdAt"`
	UpdatedAt      model.Time `json:"updatedAt"`
}

func teamOf(t org.Team, organizationID string) teamShape {
	return teamShape{ID: t.ID, Name: t.Name, OrganizationID: organizationID, CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt}
}

func teamsOf(list []org.Team, scope access.Scope) []teamShape {
	out := make([]teamShape, len(list))
	for i, t := range list {
		out[i] = teamOf(t, scope.OrganizationID())
	}
	return out
}

// placingShape is a member in a team.
type placingShape struct {
	ID        string     `json:"id"`
	TeamID    string     `json:"teamId"`
	UserID    string     `json:"userId"`
	CreatedAt model.Time `json:"createdAt"`
}

func placingOf(p org.Placing) placingShape {
	return placingShape{ID: p.ID, TeamID: p.TeamID, UserID: p.UserID, CreatedAt: p.CreatedAt}
}
