package content

import (
	"context"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// Statement is the SQL of a list.
func (s *Store) Statement(_ context.Context, scope access.Scope, collection string, q Query) (string, error) {
	r, err := s.reach(scope, collection, schema.List)
	if err != nil {
		return "", err
	}
	q.Limit = DefaultLimit
	query, _, _, err := s.listing(r, q)
	if err != nil {
		return "", err
	}
	return query.Statement(), nil
}
