package org

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
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
		members, err := db.Select[model.Member](s.db, s.inside(access.Actor{}, o).Within(wide)).Count(ctx, mostCounted)
		if err != nil {
			return nil, err
		}
		out[i] = Listed{ID: o.ID, Slug: o.Slug, Name: o.Name, Members: members, CreatedAt: o.CreatedAt}
	}
	return out, nil
}

const mostCounted = 100_000
