package db

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"gatehouse/db/model"
)

// Snapshot runs fn in a transaction that reads the database as it was at one
// moment and writes nothing, for walks of many statements that must fit together.
// It holds no one up. Like a transaction it works in one organization.
func (d *DB) Snapshot(ctx context.Context, fn func(ctx context.Context, tx *DB) error) error {
	if d.tx != nil {
		return fn(ctx, d)
	}
	o := &sql.TxOptions{ReadOnly: true, Isolation: sql.LevelRepeatableRead}
	if d.dialect == SQLite { // its readers are query-only, and every transaction is a snapshot
		o = nil
	}
	err := d.read.RunInTx(ctx, o, func(ctx context.Context, tx bun.Tx) error {
		return fn(ctx, &DB{pools: d.pools, tx: &transaction{Tx: tx, now: model.At(d.clock())}})
	})
	return translate(err)
}
