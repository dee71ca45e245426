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

// Walking is the same store, but a search that more than most entries match walks
// over the list.
func (s *Store) Walking(most int) *Store {
	other := *s
	other.mostFound = most
	return &other
}

// RunsOf reads a search.
var RunsOf = runsOf

// Registry is what the store was made with.
func (s *Store) Registry() *schema.Registry { return s.registry }

// MadeOf is the fingerprint of a collection's texts.
func (s *Store) MadeOf(collection string) string {
	c, _ := s.registry.For("").Get(collection)
	return madeOf(c)
}
