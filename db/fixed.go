package db

import (
	"context"
	"database/sql"
	"sync"

	"github.com/uptrace/bun"
)

// fixed keeps questions whose text never changes parsed on SQLite's readers.
// Reading the text is more than half of what a small question costs there, and
// the doors are asked by every request.
type fixed struct {
	mu     sync.Mutex
	parsed map[string]*sql.Stmt
}

func (f *fixed) statement(ctx context.Context, pool *sql.DB, text string) (*sql.Stmt, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if s, ok := f.parsed[text]; ok {
		return s, nil
	}
	s, err := pool.PrepareContext(ctx, text) //nolint:sqlclosecheck // kept as long as the pool, which closes it
	if err != nil {
		return nil, err
	}
	if f.parsed == nil {
		f.parsed = map[string]*sql.Stmt{}
	}
	f.parsed[text] = s
	return s, nil
}

// row reads the one row that a door of fixed text leads to. The tripwire has
// nothing to say about doors. PostgreSQL and transactions ask like any other
// statement, through q.
func (d *DB) row(ctx context.Context, q bun.IDB, text string, args []any, into ...any) error {
	if d.dialect != SQLite || d.tx != nil {
		return q.QueryRowContext(ctx, text, args...).Scan(into...)
	}
	s, err := d.fixed.statement(ctx, d.read.DB, text) //nolint:sqlclosecheck // kept as long as the pool
	if err != nil {
		return err
	}
	return s.QueryRowContext(ctx, args...).Scan(into...)
}
