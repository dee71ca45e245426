package db_test

import (
	"context"
	"errors"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// TestRoundTrips counts what is sent to PostgreSQL: a scoped read is one message,
// and a transaction sends its beginning, its settings and its end with others.
func TestRoundTrips(t *testing.T) {
	w := dbtest.OpenPostgres(t)
	ctx := context.Background()
	role := ""
	if err := w.DB.Pool().QueryRowContext(ctx, "SELECT current_user").Scan(&role); err != nil {
		t.Fatal(err)
	}
	d, sent := db.OpenCounting(t, w.URL, role)
	acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(wide)
	read := func(d *db.DB) error { _, err := db.Select[model.Entry](d, acme).All(ctx); return err }
	for name, c := range map[string]struct {
		do   func() error
		want int64
	}{
		"read":             {func() error { return read(d) }, 1},
		"membership":       {func() error { _, err := db.MembershipOf(ctx, d, dbtest.Ada, "acme", ""); return err }, 1},
		"write":            {func() error { return db.Add(ctx, d, acme, entry(model.NewID(model.EntryID), "{}")) }, 1},
		"idle transaction": {func() error { return d.InTx(ctx, func(context.Context, *db.DB) error { return nil }) }, 0},
		"transaction": {func() error {
			return d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				if err := read(tx); err != nil {
					return err
				}
				return db.AddLater(ctx, tx, acme, []model.Entry{*entry(model.NewID(model.EntryID), "{}")})
			})
		}, 2},
		"refused transaction": {func() error {
			err := d.InTx(ctx, func(ctx context.Context, tx *db.DB) error { return errors.Join(read(tx), errors.ErrUnsupported) })
			if !errors.Is(err, errors.ErrUnsupported) {
				return err
			}
			return nil
		}, 2},
	} {
		before := sent.Load()
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if n := sent.Load() - before; n != c.want {
			t.Errorf("%s: %d messages, want %d", name, n, c.want)
		}
	}
}

// TestLater fails the statement after a write that could not be done, or the
// commit, and nothing of the transaction stays.
func TestLater(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(access.OrganizationWide())
		for name, then := range map[string]func(ctx context.Context, tx *db.DB) error{
			"commit": func(context.Context, *db.DB) error { return nil },
			"read": func(ctx context.Context, tx *db.DB) error {
				_, err := db.Select[model.Entry](tx, acme).All(ctx)
				return err
			},
			"query with parameters": func(ctx context.Context, tx *db.DB) error {
				n := 0
				return tx.Tx().QueryRowContext(ctx, "SELECT CAST($1 AS INTEGER)", 7).Scan(&n)
			},
		} {
			err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				if err := db.Add(ctx, tx, acme, entry("ent_1", "{}")); err != nil {
					return err
				}
				if err := db.AddLater(ctx, tx, acme, []model.Entry{*entry("ent_1", "{}")}); err != nil {
					return err
				}
				return then(ctx, tx)
			})
			if !fault.Has(err, fault.CodeUnique) {
				t.Errorf("%s: %v", name, err)
			}
			rows, err := db.Select[model.Entry](w.DB, acme).All(ctx)
			if err != nil || len(rows) != 0 {
				t.Errorf("%s: %d rows stayed, %v", name, len(rows), err)
			}
		}
	})
}
