package web_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // driver "pgx"
	"modernc.org/sqlite"

	"gatehouse/db"
)

// rows looks at a world's database from outside the program: past every wall.
type rows struct {
	t        testing.TB
	conn     *sql.Conn
	pristine string // SQLite: what restore goes back to
	version  int64
	dumps    map[string]string // statement by organization
}

func newRows(t testing.TB, e *estate) *rows {
	t.Helper()
	ctx := context.Background()
	driver, name := "pgx", e.World.URL
	if path, ok := strings.CutPrefix(name, "sqlite:"); ok {
		driver, name = "sqlite", "file:"+path+"?_pragma=busy_timeout(10000)"
	}
	pool, err := sql.Open(driver, name)
	if err != nil {
		t.Fatal(err)
	}
	conn, err := pool.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = conn.Close()
		_ = pool.Close()
	})
	return &rows{t: t, conn: conn, dumps: map[string]string{}}
}

func (r *rows) lines(query string, args ...any) (out []string) {
	r.t.Helper()
	found, err := r.conn.QueryContext(context.Background(), query, args...)
	if err != nil {
		r.t.Fatalf("%s: %v", query, err)
	}
	defer func() { _ = found.Close() }()
	for found.Next() {
		var line string
		if err := found.Scan(&line); err != nil {
			r.t.Fatal(err)
		}
		out = append(out, line)
	}
	if err := found.Err(); err != nil {
		r.t.Fatal(err)
	}
	return out
}

// keep remembers a SQLite database as it is now.
func (r *rows) keep() {
	r.t.Helper()
	r.pristine = filepath.Join(r.t.TempDir(), "pristine.db")
	if _, err := r.conn.ExecContext(context.Background(), "VACUUM INTO ?", r.pristine); err != nil {
		r.t.Fatal(err)
	}
	r.changed()
}

// changed reports whether somebody wrote to the SQLite database since the last call.
func (r *rows) changed() bool {
	r.t.Helper()
	var now int64
	if err := r.conn.QueryRowContext(context.Background(), "PRAGMA data_version").Scan(&now); err != nil {
		r.t.Fatal(err)
	}
	before := r.version
	r.version = now
	return now != before
}

// mayHaveChanged is changed where that can be asked cheaply, and true elsewhere.
func (r *rows) mayHaveChanged(d *db.DB) bool { return d.Dialect() == db.Postgres || r.changed() }

// restore undoes everything since keep; the running server goes on.
func (r *rows) restore() {
	r.t.Helper()
	err := r.conn.Raw(func(c any) error {
		restorer, ok := c.(interface {
			NewRestore(source string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the driver restores no backups")
		}
		backup, err := restorer.NewRestore("file:" + r.pristine)
		if err != nil {
			return err
		}
		if _, err := backup.Step(-1); err != nil {
			return err
		}
		return backup.Finish()
	})
	if err != nil {
		r.t.Fatalf("restore: %v", err)
	}
	r.changed()
}

// of lists every row of an organization and of the people who belong only to it,
// in all tables.
func (r *rows) of(d *db.DB, organizationID string, people ...string) []string {
	r.t.Helper()
	statement, ok := r.dumps[organizationID]
	if !ok {
		statement = r.dump(d.Dialect() == db.Postgres, organizationID, people)
		r.dumps[organizationID] = statement
	}
	return r.lines(statement)
}

func (r *rows) dump(postgres bool, organizationID string, people []string) string {
	quoted := make([]string, len(people))
	for i, id := range people {
		quoted[i] = "'" + id + "'"
	}
	who := " IN (" + strings.Join(quoted, ", ") + ")"
	var parts []string
	for _, table := range r.tables(postgres) {
		columns := r.columns(postgres, table)
		var where []string
		for _, c := range columns {
			switch {
			case c == "organization_id" || c == "id" && table == "organizations":
				where = append(where, c+" = '"+organizationID+"'")
			case c == "user_id" || c == "id" && table == "users":
				where = append(where, c+who)
			}
		}
		if len(where) == 0 {
			continue
		}
		row := "t::text"
		if !postgres {
			for i, c := range columns {
				columns[i] = `quote("` + c + `")`
			}
			row = strings.Join(columns, " || ',' || ")
		}
		from := table
		if postgres {
			from = "gatehouse." + table
		}
		parts = append(parts, fmt.Sprintf("SELECT '%s: ' || %s AS line FROM %s t WHERE %s", table, row, from, strings.Join(where, " OR ")))
	}
	if len(parts) < 10 {
		r.t.Fatalf("only %d tables hold rows of an organization", len(parts))
	}
	return strings.Join(parts, "\nUNION ALL ") + "\nORDER BY line"
}

func (r *rows) tables(postgres bool) []string {
	if postgres {
		return r.lines(`SELECT table_name FROM information_schema.tables WHERE table_schema = 'gatehouse' AND table_type = 'BASE TABLE' ORDER BY 1`)
	}
	return r.lines(`SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
}

func (r *rows) columns(postgres bool, table string) []string {
	if postgres {
		return r.lines(`SELECT column_name FROM information_schema.columns WHERE table_schema = 'gatehouse' AND table_name = $1`, table)
	}
	return r.lines(`SELECT name FROM pragma_table_info(?)`, table)
}

// difference lists lines that only one of two sorted lists has.
func difference(before, after []string) string {
	var b strings.Builder
	for _, line := range before {
		if !slices.Contains(after, line) {
			b.WriteString("- " + line + "\n")
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			b.WriteString("+ " + line + "\n")
		}
	}
	return b.String()
}
