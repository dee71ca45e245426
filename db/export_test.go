package db

import (
	"context"

	"github.com/uptrace/bun"
)

// Unfenced runs a statement without any boundary where the program runs its own
// statements of an organization: what a forgotten predicate would do.
func Unfenced(ctx context.Context, d *DB, organization, statement string) (int, error) {
	n := 0
	ctx, p := withPass(ctx, organization)
	err := d.guarded(ctx, p, settings{organization: organization}, true, func(ctx context.Context, q bun.IDB) error {
		if statement[:6] == "SELECT" {
			return q.NewRaw(statement).Scan(ctx, &n)
		}
		_, err := q.NewRaw(statement).Exec(ctx)
		return err
	})
	return n, err
}
