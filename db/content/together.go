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
