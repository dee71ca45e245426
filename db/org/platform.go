package org

import (
	"context"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Listed is one line of the installation's list of organizations.
type Listed struct {
	ID        string     `json:"id"`
	Slug      string     `json:"slug"`
	Name      string     `json:"name"`
	Members   int        `json:"members"`
	CreatedAt model.Time `json:"createdAt"`
}

// ListAll is every organization of the installation, by slug. It takes no actor:
// it is for the command line and the platform's pages. Members are counted inside
// each organization, one after the other.
func (s *Store) ListAll(ctx context.Context) ([]Listed, error) {
	rows, err := db.SelectPlatform[model.Organization](s.db).Where("archived_at IS NULL").Order("slug").All(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Listed, len(rows))
	for i, o := range rows {
		members, err := s.members(ctx, o)
		if err != nil {
			return nil, err
		}
		out[i] = Listed{ID: o.ID, Slug: o.Slug, Name: o.Name, Members: members, CreatedAt: o.CreatedAt}
	}
	return out, nil
}

const mostCounted = 100_000

// members counts those of an organization, inside it.
func (s *Store) members(ctx context.Context, o model.Organization) (int, error) {
	return db.Select[model.Member](s.db, s.inside(access.Actor{}, o).Within(wide)).Count(ctx, mostCounted)
}

// Overview is what the platform's staff may know of an organization: nothing that
// is inside it but how many people are.
type Overview struct {
	ID         string
	Name       string
	Slug       string
	CreatedAt  model.Time
	ArchivedAt model.Time // 0 for one that lives
	Members    int
}

// Survey says which organizations of the installation to read: those whose name or
// slug contains a text, by id from behind another one.
type Survey struct {
	Search   string
	Archived *bool // nil: the living and the deleted
	After    string
	Limit    int
}

// Survey lists organizations for whoever has the platform role admin, with their
// members counted inside each. Fails with AUTH_MISSING and ACCESS_ROLE_REQUIRED.
func (s *Store) Survey(ctx context.Context, actor access.Actor, q Survey) (list []Overview, more bool, err error) {
	if err := staff(actor); err != nil {
		return nil, false, err
	}
	query := db.SelectPlatform[model.Organization](s.db).Where("id <> ?", model.Installation).Order("id").Limit(q.Limit + 1)
	if q.After != "" {
		query = query.Where("id > ?", q.After)
	}
	if q.Search != "" {
		text := db.Like(strings.ToLower(q.Search))
		query = query.Where(`lower(name) LIKE ? ESCAPE '\' OR slug LIKE ? ESCAPE '\'`, text, text)
	}
	if q.Archived != nil {
		query = query.Where(map[bool]string{true: "archived_at IS NOT NULL", false: "archived_at IS NULL"}[*q.Archived])
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, false, err
	}
	more = len(rows) > q.Limit
	for _, o := range rows[:min(len(rows), q.Limit)] {
		seen, err := s.overview(ctx, o)
		if err != nil {
			return nil, false, err
		}
		list = append(list, seen)
	}
	return list, more, nil
}

// Overview reads one organization, as Survey does. Fails like Survey and with NOT_FOUND.
func (s *Store) Overview(ctx context.Context, actor access.Actor, id string) (Overview, error) {
	if err := staff(actor); err != nil {
		return Overview{}, err
	}
	o, err := db.SelectPlatform[model.Organization](s.db).Where("id <> ?", model.Installation).Where("id = ?", id).One(ctx)
	if fault.Is(err, fault.NotFound) {
		err = fault.NotFoundOf("organization")
	}
	if err != nil {
		return Overview{}, err
	}
	return s.overview(ctx, o)
}

func (s *Store) overview(ctx context.Context, o model.Organization) (Overview, error) {
	members, err := s.members(ctx, o)
	return Overview{ID: o.ID, Name: o.Name, Slug: o.Slug, CreatedAt: o.CreatedAt, ArchivedAt: o.ArchivedAt, Members: members}, err
}

func staff(actor access.Actor) error {
	switch {
	case !actor.Known():
		return fault.SignIn()
	case actor.UserRole() != auth.RoleAdmin:
		return fault.RoleRequired().With("role", auth.RoleAdmin)
	}
	return nil
}
