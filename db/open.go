package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"gatehouse/db/model"
)

// Dialect is which database this is.
type Dialect string

// The two databases.
const (
	SQLite   Dialect = "sqlite"
	Postgres Dialect = "postgres"
)

// Options say where the database is and how to hold it.
type Options struct {
	// URL is "sqlite:path" or "postgres://…".
	URL string
	// Synchronous is SQLite's durability: FULL (default) or NORMAL.
	Synchronous string
	// Roles overrides the names of the PostgreSQL roles; by default they are
	// made from the database's name.
	Roles Roles
	// Readers is the size of SQLite's reader pool, 4 by default.
	Readers int
	// Clock replaces time.Now in tests.
	Clock func() time.Time
}

// DB is a handle on the database, the same inside and outside a transaction.
type DB struct {
	*pools
	tx *transaction
}

type pools struct {
	dialect Dialect
	write   *bun.DB // SQLite: the one writer; PostgreSQL: the serve role
	read    *bun.DB // SQLite: query-only readers; PostgreSQL: same as write
	steward *bun.DB // PostgreSQL: the role that crosses organizations
	roles   Roles
	clock   func() time.Time
	fixed   fixed

	committed commits
}

// Open connects. It does not migrate (package migrations does) and does not
// check the walls (SelfCheck does).
func Open(ctx context.Context, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = time.Now
	}
	var p *pools
	var err error
	switch dialect, errURL := DialectOf(o.URL); {
	case errURL != nil:
		return nil, errURL
	case dialect == SQLite:
		p, err = openSQLite(ctx, o)
	default:
		p, err = openPostgres(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	p.clock = o.Clock
	return &DB{pools: p}, nil
}

// DialectOf says which database a URL means.
func DialectOf(url string) (Dialect, error) {
	switch {
	case strings.HasPrefix(url, "sqlite:"):
		return SQLite, nil
	case strings.HasPrefix(url, "postgres://"), strings.HasPrefix(url, "postgresql://"):
		return Postgres, nil
	}
	return "", errors.New("the database URL must begin with sqlite: or postgres://")
}

// Dialect is which database this is.
func (d *DB) Dialect() Dialect { return d.dialect }

// Now is the time of the transaction, or the current one outside.
func (d *DB) Now() model.Time {
	if d.tx != nil {
		return d.tx.now
	}
	return model.At(d.clock())
}

// Ping asks the database for a sign of life.
func (d *DB) Ping(ctx context.Context) error { return d.read.PingContext(ctx) }

// Pool is the database/sql pool that the job queue works on.
func (d *DB) Pool() *sql.DB { return d.write.DB }

// Close closes all pools; on SQLite it first lets the planner update its statistics.
func (d *DB) Close() error {
	if d.dialect == SQLite {
		_, _ = d.write.DB.Exec("PRAGMA optimize") //nolint:noctx // closing outlives the caller's context
	}
	var errs []error
	seen := map[*bun.DB]bool{}
	for _, p := range []*bun.DB{d.read, d.write, d.steward} {
		if p != nil && !seen[p] {
			seen[p] = true
			errs = append(errs, p.Close())
		}
	}
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("close the database: %w", err)
	}
	return nil
}
