package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"
	sqlitelib "modernc.org/sqlite/lib"
)

func openSQLite(ctx context.Context, o Options) (*pools, error) {
	path := strings.TrimPrefix(strings.TrimPrefix(o.URL, "sqlite:"), "//")
	if path == "" || path == ":memory:" {
		return nil, errors.New("the SQLite database needs a file: sqlite:data/gatehouse.db")
	}
	synchronous := strings.ToUpper(o.Synchronous)
	if synchronous == "" {
		synchronous = "FULL"
	}
	writer, err := openSQLitePool(ctx, path, synchronous, true, 1)
	if err != nil {
		return nil, err
	}
	readers := o.Readers
	if readers == 0 {
		readers = 4
	}
	reader, err := openSQLitePool(ctx, path, synchronous, false, readers)
	if err != nil {
		return nil, errors.Join(err, writer.Close())
	}
	return &pools{dialect: SQLite, write: writer, read: reader, steward: writer}, nil
}

func openSQLitePool(ctx context.Context, path, synchronous string, writes bool, size int) (*bun.DB, error) {
	pool := sql.OpenDB(newSQLiteConnector(path, synchronous, writes))
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("open %s: %w", path, err), pool.Close())
	}
	return bun.NewDB(pool, sqlitedialect.New()).WithQueryHook(newTripwire()), nil
}

// sqliteConnector opens connections and reads their pragmas back, because a
// driver that ignores a DSN parameter does so silently.
type sqliteConnector struct {
	driver *sqlite.Driver
	path   string
	dsn    string
	want   map[string]string
}

func newSQLiteConnector(path, synchronous string, writes bool) *sqliteConnector {
	level := map[string]string{"OFF": "0", "NORMAL": "1", "FULL": "2", "EXTRA": "3"}[synchronous]
	query := url.Values{"_pragma": {
		"busy_timeout(10000)", "journal_mode(WAL)", "synchronous(" + synchronous + ")",
		"foreign_keys(1)", "temp_store(2)", "cache_size(-16384)", "mmap_size(268435456)",
	}}
	want := map[string]string{
		"busy_timeout": "10000", "journal_mode": "wal", "synchronous": level, "foreign_keys": "1", "query_only": "0",
	}
	if writes {
		query.Set("_txlock", "immediate")
	} else {
		query["_pragma"] = append(query["_pragma"], "query_only(1)")
		query.Set("_txlock", "deferred")
		want["query_only"] = "1"
	}
	return &sqliteConnector{
		driver: &sqlite.Driver{},
		path:   path,
		dsn:    "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + query.Encode(),
		want:   want,
	}
}

func (c *sqliteConnector) Driver() driver.Driver { return c.driver }

func (c *sqliteConnector) Connect(ctx context.Context) (driver.Conn, error) {
	if err := private(c.path); err != nil {
		return nil, err
	}
	conn, err := c.driver.Open(c.dsn)
	if err != nil {
		return nil, err
	}
	for name, want := range c.want {
		got, err := readPragma(ctx, conn, name)
		if err == nil && got != want {
			err = fmt.Errorf("SQLite pragma %s is %q, wanted %q", name, got, want)
		}
		if err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn, nil
}

// private makes a missing database file that only its owner may read; SQLite
// itself would leave it to the umask. Its log and lock files get the same mode. A
// file that is there is not opened: closing it again would drop every lock that
// this process holds on it.
func private(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}

func readPragma(ctx context.Context, conn driver.Conn, name string) (_ string, err error) {
	queryer, ok := conn.(driver.QueryerContext)
	if !ok {
		return "", fmt.Errorf("read the pragma %s: %T answers no queries", name, conn)
	}
	rows, err := queryer.QueryContext(ctx, "PRAGMA "+name, nil)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	row := make([]driver.Value, 1)
	if err := rows.Next(row); err != nil && !errors.Is(err, io.EOF) {
		return "", err
	}
	return strings.ToLower(fmt.Sprint(row[0])), nil
}

// sqliteConstraint says which constraint an error of the driver stands for.
func sqliteConstraint(err error) constraint {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return noConstraint
	}
	switch e.Code() {
	case sqlitelib.SQLITE_CONSTRAINT_UNIQUE, sqlitelib.SQLITE_CONSTRAINT_PRIMARYKEY:
		return uniqueConstraint
	case sqlitelib.SQLITE_CONSTRAINT_FOREIGNKEY:
		return foreignKey
	case sqlitelib.SQLITE_CONSTRAINT_CHECK, sqlitelib.SQLITE_CONSTRAINT_NOTNULL, sqlitelib.SQLITE_CONSTRAINT_TRIGGER:
		return checkConstraint
	case sqlitelib.SQLITE_BUSY, sqlitelib.SQLITE_BUSY_SNAPSHOT, sqlitelib.SQLITE_LOCKED:
		return busy
	}
	return noConstraint
}
