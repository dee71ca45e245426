package content

import (
	"context"

	"gatehouse/db"
)

// Together does several use cases in one transaction: all of them, or none when
// fn fails. They use the store that fn is given.
func (s *Store) Together(ctx context.Context, fn func(ctx context.Context, s *Store) error) error {
	return s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error { return fn(ctx, s.in(tx)) })
}

// Apart does a use case whose failure undoes nothing but itself, also inside
// Together and Once.
func (s *Store) Apart(ctx context.Context, fn func(ctx context.Context, s *Store) error) error {
	if s.d == s.outside {
		return fn(ctx, s)
	}
	return s.d.Apart(ctx, func(ctx context.Context, tx *db.DB) error { return fn(ctx, s.in(tx)) })
}
