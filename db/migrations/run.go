package migrations

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"gatehouse/db"
)

// Step is one change of the schema, for both databases.
type Step struct {
	Name string
	Up   func(t Target) []string
	Down func(t Target) []string
}

// Target is what a step is written for.
type Target struct {
	Dialect db.Dialect
	Roles   db.Roles
}

func (t Target) postgres() bool { return t.Dialect == db.Postgres }

// Steps are all steps in order.
func Steps() []Step {
	return []Step{foundation, search, imports, factors, passkeys, idempotency, identity}
}

// Applied is a step that a database has taken.
type Applied struct {
	Name string
	At   time.Time
}

// lockKey is the advisory lock of all migrations ("gatehous" in ASCII).
const lockKey = 0x6761746568_6f7573

// Up takes the steps that are missing and prepares the job queue.
func Up(ctx context.Context, o db.Options) error {
	pool, dialect, roles, err := db.OpenOwner(o)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	return UpOn(ctx, pool, Target{Dialect: dialect, Roles: roles}, Steps())
}

// UpOn takes the missing ones of the given steps on an open pool.
func UpOn(ctx context.Context, pool *sql.DB, t Target, steps []Step) error {
	if err := prepare(ctx, pool, t); err != nil {
		return err
	}
	for _, s := range steps {
		err := locked(ctx, pool, t, func(tx *sql.Tx) error {
			done, err := taken(ctx, tx, s.Name)
			if err != nil || done {
				return err
			}
			return record(ctx, tx, s.Up(t), "INSERT INTO schema_steps (name, applied_at) VALUES ($1, $2)", s.Name, time.Now().UnixMilli())
		})
		if err != nil {
			return fmt.Errorf("migrate %s: %w", s.Name, err)
		}
	}
	return queue(ctx, pool, t)
}

// Down takes the newest step back; name is "" when there was none.
func Down(ctx context.Context, pool *sql.DB, t Target, steps []Step) (name string, err error) {
	err = locked(ctx, pool, t, func(tx *sql.Tx) error {
		for i := len(steps) - 1; i >= 0; i-- {
			done, err := taken(ctx, tx, steps[i].Name)
			if err != nil {
				return err
			}
			if done {
				name = steps[i].Name
				return record(ctx, tx, steps[i].Down(t), "DELETE FROM schema_steps WHERE name = $1", name)
			}
		}
		return nil
	})
	return name, err
}

// Status lists the steps a database has taken and the names of those missing.
func Status(ctx context.Context, o db.Options) (applied []Applied, missing []string, err error) {
	pool, _, _, err := db.OpenOwner(o)
	if err != nil {
		return nil, nil, err
	}
	defer func() { err = errors.Join(err, pool.Close()) }()
	have := map[string]bool{}
	rows, errQuery := pool.QueryContext(ctx, "SELECT name, applied_at FROM schema_steps ORDER BY name")
	if errQuery == nil { // otherwise nothing was ever applied
		defer func() { err = errors.Join(err, rows.Close()) }()
		for rows.Next() {
			var a Applied
			var ms int64
			if err := rows.Scan(&a.Name, &ms); err != nil {
				return nil, nil, err
			}
			a.At = time.UnixMilli(ms).UTC()
			applied, have[a.Name] = append(applied, a), true
		}
		if err := rows.Err(); err != nil {
			return nil, nil, err
		}
	}
	for _, s := range Steps() {
		if !have[s.Name] {
			missing = append(missing, s.Name)
		}
	}
	return applied, missing, nil
}

func prepare(ctx context.Context, pool *sql.DB, t Target) error {
	statements := []string{"CREATE TABLE IF NOT EXISTS schema_steps (name TEXT PRIMARY KEY, applied_at BIGINT NOT NULL)"}
	if t.postgres() {
		statements = append(rolesAndSchema(t), statements...)
	}
	err := locked(ctx, pool, t, func(tx *sql.Tx) error {
		for _, s := range statements {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%w in: %s", err, s)
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("prepare the database: %w", err)
	}
	return nil
}

// locked runs fn in a transaction that no other migration shares.
func locked(ctx context.Context, pool *sql.DB, t Target, fn func(tx *sql.Tx) error) error {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if t.postgres() {
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lockKey)); err != nil {
			return errors.Join(err, tx.Rollback())
		}
	}
	if err := fn(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

func taken(ctx context.Context, tx *sql.Tx, name string) (bool, error) {
	n := 0
	err := tx.QueryRowContext(ctx, "SELECT count(*) FROM schema_steps WHERE name = $1", name).Scan(&n)
	return n > 0, err
}

func record(ctx context.Context, tx *sql.Tx, statements []string, bookkeeping string, args ...any) error {
	for _, s := range statements {
		if _, err := tx.ExecContext(ctx, s); err != nil {
			return fmt.Errorf("%w in: %s", err, s)
		}
	}
	_, err := tx.ExecContext(ctx, bookkeeping, args...)
	return err
}
