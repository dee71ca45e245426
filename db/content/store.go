package content

import (
	"context"

	"sync"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// Options say what a Store needs besides the database and the collections.
type Options struct {
	Key []byte // the installation's secret; authenticates cursors
}

// Store holds the use cases of content.
type Store struct {
	d        *db.DB
	outside  *db.DB // the handle outside every transaction
	registry *schema.Registry
	key      []byte
	asked    *asked
	daring   bool // leave unique values to the index; see boldly

	heavy chan struct{} // a place for each import or export that may run at once

	mostFound int
	complete  *sync.Map // collections of which every entry has its keys
}

// New makes the Store.
func New(d *db.DB, registry *schema.Registry, o Options) *Store {
	return &Store{d: d, outside: d, registry: registry, key: o.Key, asked: &asked{}, heavy: make(chan struct{}, atOnce), mostFound: mostFound, complete: &sync.Map{}}
}

// atOnce is how many imports and exports work at once; further ones wait. Each
// keeps its rows in memory, and a reader of the database busy.
const atOnce = 2

// take waits for a place among the imports and exports.
func (s *Store) take(ctx context.Context) (release func(), err error) {
	select {
	case s.heavy <- struct{}{}:
		return func() { <-s.heavy }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// in is the same store inside a transaction.
func (s *Store) in(tx *db.DB) *Store {
	inside := *s
	inside.d, inside.daring = tx, false
	return &inside
}

// boldly is in, but unique values are not looked for before they are written. On
// PostgreSQL looking may mean to walk over a collection, and a
// violation is rare; whoever calls boldly asks collision after one. A transaction
// that goes on after a refusal must not be entered so.
func (s *Store) boldly(tx *db.DB) *Store {
	inside := s.in(tx)
	inside.daring = s.d == s.outside && tx.Dialect() == db.Postgres
	return inside
}

// Collection finds a collection of the scope's organization. Fails with NOT_FOUND.
func (s *Store) Collection(scope access.Scope, name string) (*schema.Collection, error) {
	c, ok := s.registry.For(scope.OrganizationID()).Get(name)
	if !ok {
		return nil, fault.NotFoundOf("collection").With("collection", name)
	}
	return c, nil
}

// Collections lists the collections of which the scope may see anything, in the
// order of their declaration.
func (s *Store) Collections(scope access.Scope) []*schema.Collection {
	var seen []*schema.Collection
	for _, c := range s.registry.For(scope.OrganizationID()).All() {
		op := schema.List
		if c.Singleton {
			op = schema.Get
		}
		if !scope.Over(c.Firewall).Decide(c.Rule(op)).Refused() {
			seen = append(seen, c)
		}
	}
	return seen
}
