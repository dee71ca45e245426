package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

// Schema is where everything lives on PostgreSQL.
const Schema = "gatehouse"

// Roles are the names of the PostgreSQL roles: serve is bound by the policies,
// steward crosses organizations for the few that may.
type Roles struct {
	Serve   string
	Steward string
}

// RolesFor names the roles after a database, because roles belong to the cluster.
func RolesFor(database string) Roles {
	return Roles{Serve: database + "_serve", Steward: database + "_steward"}
}

// OpenOwner opens a plain pool as whoever the URL names, for migrations and
// maintenance. roles are the names that Open will work with.
func OpenOwner(o Options) (pool *sql.DB, dialect Dialect, roles Roles, err error) {
	if dialect, err = DialectOf(o.URL); err != nil {
		return nil, "", Roles{}, err
	}
	if dialect == SQLite {
		path := strings.TrimPrefix(strings.TrimPrefix(o.URL, "sqlite:"), "//")
		pool = sql.OpenDB(newSQLiteConnector(path, "FULL", true))
		pool.SetMaxOpenConns(1)
		return pool, dialect, Roles{}, nil
	}
	config, roles, err := postgresConfig(o)
	if err != nil {
		return nil, "", Roles{}, err
	}
	return stdlib.OpenDB(*config), dialect, roles, nil
}

func postgresConfig(o Options) (*pgx.ConnConfig, Roles, error) {
	config, err := pgx.ParseConfig(o.URL)
	if err != nil {
		return nil, Roles{}, errors.New("the PostgreSQL URL cannot be read") // the cause would repeat the password
	}
	// bun writes values into the statement, so preparing it would only cost a round trip.
	config.DefaultQueryExecMode = pgx.QueryExecModeExec
	config.RuntimeParams["search_path"] = Schema
	config.RuntimeParams["application_name"] = "gatehouse"
	config.RuntimeParams["standard_conforming_strings"] = "on" // a backslash in a value is a backslash
	roles := o.Roles
	if roles == (Roles{}) {
		roles = RolesFor(config.Database)
	}
	return config, roles, nil
}

func openPostgres(ctx context.Context, o Options) (*pools, error) {
	config, roles, err := postgresConfig(o)
	if err != nil {
		return nil, err
	}
	serve, err := openRole(ctx, config, roles.Serve, 24)
	if err != nil {
		return nil, err
	}
	steward, err := openRole(ctx, config, roles.Steward, 4)
	if err != nil {
		return nil, errors.Join(err, serve.Close())
	}
	return &pools{dialect: Postgres, write: serve, read: serve, steward: steward, roles: roles}, nil
}

func openRole(ctx context.Context, config *pgx.ConnConfig, role string, size int) (*bun.DB, error) {
	pool := sql.OpenDB(postgresConnector{stdlib.GetConnector(*config, stdlib.OptionAfterConnect(func(ctx context.Context, conn *pgx.Conn) error {
		if _, err := conn.Exec(ctx, "SET ROLE "+pgx.Identifier{role}.Sanitize()); err != nil {
			var e *pgconn.PgError
			if errors.As(err, &e) && e.Code == "42501" { // insufficient_privilege
				return fmt.Errorf("%s may not become the role %s; as the owner of the tables: GRANT %s TO %s", config.User, role,
					pgx.Identifier{role}.Sanitize(), pgx.Identifier{config.User}.Sanitize())
			}
			return fmt.Errorf("become the role %s: %w", role, err)
		}
		return nil
	}))})
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to PostgreSQL: %w", err), pool.Close())
	}
	return bun.NewDB(pool, pgdialect.New()), nil
}

// postgresConstraint says which constraint an error of the driver stands for.
// Codes: PostgreSQL appendix A.
func postgresConstraint(err error) constraint {
	var e *pgconn.PgError
	if !errors.As(err, &e) {
		return noConstraint
	}
	switch e.Code {
	case "23505":
		return uniqueConstraint
	case "23503":
		return foreignKey
	case "23514", "23502", "42501":
		return checkConstraint
	case "40001", "40P01", "55P03":
		return busy
	}
	return noConstraint
}
