package dbtest

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"

	"gatehouse/db"
	"gatehouse/db/migrations"
	"gatehouse/db/model"
)

// Each runs a test once per database, as subtests "sqlite" and "postgres".
func Each(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, OpenSQLite(t)) })
	t.Run("postgres", func(t *testing.T) { test(t, OpenPostgres(t)) })
}

// OpenSQLite gives a fresh world on SQLite.
func OpenSQLite(t testing.TB) *World {
	t.Helper()
	return newWorld(t, db.Options{URL: SQLiteURL(t)})
}

// OpenPostgres gives a fresh world on PostgreSQL, or leaves the test out.
func OpenPostgres(t testing.TB) *World {
	t.Helper()
	return newWorld(t, db.Options{URL: PostgresURL(t), Roles: templateRoles()})
}

// SQLiteURL is the URL of a fresh, migrated and seeded SQLite database.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	bytes, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "gatehouse.db")
	if err := os.WriteFile(path, bytes, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}

var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "gatehouse-template-")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	if err := build(context.Background(), db.Options{URL: "sqlite:" + path}); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// PostgresURL is the URL of a fresh, migrated and seeded PostgreSQL database,
// dropped after the test. Its roles are those of the template.
func PostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("GATEHOUSE_TEST_POSTGRES_URL")
	if server == "" {
		LeaveOut(t, NeedPostgres, "GATEHOUSE_TEST_POSTGRES_URL names no PostgreSQL server")
	}
	if err := postgresTemplate(); err != nil {
		t.Fatalf("prepare PostgreSQL: %v", err)
	}
	name := "gatehouse_t_" + model.NewID("x")[2:]
	admin(t, server, `CREATE DATABASE `+name+` TEMPLATE `+templateName)
	t.Cleanup(func() { admin(t, server, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`) })
	return databaseURL(server, name)
}

// EmptyPostgresURL is the URL of a database without anything in it.
func EmptyPostgresURL(t testing.TB) string {
	t.Helper()
	server := os.Getenv("GATEHOUSE_TEST_POSTGRES_URL")
	if server == "" {
		LeaveOut(t, NeedPostgres, "GATEHOUSE_TEST_POSTGRES_URL names no PostgreSQL server")
	}
	name := "gatehouse_e_" + model.NewID("x")[2:]
	admin(t, server, `CREATE DATABASE `+name)
	t.Cleanup(func() {
		admin(t, server, `DROP DATABASE IF EXISTS `+name+` WITH (FORCE)`)
		admin(t, server, `DROP ROLE IF EXISTS `+name+`_serve`)
		admin(t, server, `DROP ROLE IF EXISTS `+name+`_steward`)
	})
	return databaseURL(server, name)
}

func admin(t testing.TB, server, statement string) {
	t.Helper()
	pool, err := sql.Open("pgx", server)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.Exec(statement); err != nil {
		t.Errorf("%s: %v", statement, err)
	}
}

func databaseURL(server, name string) string {
	u, err := url.Parse(server)
	if err != nil {
		return server
	}
	u.Path = "/" + name
	return u.String()
}

// templateName changes with the schema and the seed, so that an old template is
// never used.
var templateName = "gatehouse_template_" + schemaVersion()

func templateRoles() db.Roles { return db.RolesFor(templateName) }

var postgresTemplate = sync.OnceValue(func() (err error) {
	ctx := context.Background()
	server := os.Getenv("GATEHOUSE_TEST_POSTGRES_URL")
	pool, err := sql.Open("pgx", server)
	if err != nil {
		return err
	}
	defer func() { _ = pool.Close() }()
	conn, err := pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	const lock = 7265_0001 // several test processes start at once
	if _, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1)", lock); err != nil {
		return err
	}
	defer func() { _, _ = conn.ExecContext(ctx, "SELECT pg_advisory_unlock($1)", lock) }()
	ready := false
	if err := conn.QueryRowContext(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1 AND datistemplate)", templateName).Scan(&ready); err != nil || ready {
		return err
	}
	if _, err := conn.ExecContext(ctx, "DROP DATABASE IF EXISTS "+templateName+" WITH (FORCE)"); err != nil {
		return err
	}
	if _, err := conn.ExecContext(ctx, "CREATE DATABASE "+templateName); err != nil {
		return err
	}
	if err := build(ctx, db.Options{URL: databaseURL(server, templateName)}); err != nil {
		return err
	}
	_, err = conn.ExecContext(ctx, "ALTER DATABASE "+templateName+" IS_TEMPLATE true")
	return err
})

// build migrates and seeds a template.
func build(ctx context.Context, o db.Options) (err error) {
	if err := migrations.Up(ctx, o); err != nil {
		return err
	}
	d, err := db.Open(ctx, o)
	if err != nil {
		return err
	}
	defer func() {
		if errClose := d.Close(); err == nil {
			err = errClose
		}
	}()
	if err := seed(ctx, d); err != nil {
		return fmt.Errorf("seed: %w", err)
	}
	return nil
}
