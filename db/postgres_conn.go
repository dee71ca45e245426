package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresConn saves round trips. What has to come before a statement (BEGIN, the
// settings of the second wall, writes whose results nobody waits for) goes with it
// in one message of the simple protocol, and so does COMMIT. Outside a transaction
// PostgreSQL runs the statements of one message as one, so that set_config(…, true)
// holds for exactly that message.
//
// This is possible because bun writes values into the statement; a statement with
// parameters (the job queue's) is sent by the driver after what waits.
type postgresConn struct {
	*stdlib.Conn

	ahead []string // waits for the next statement of the transaction
	begun bool     // BEGIN has been sent
}

const begin = "BEGIN"

type aheadKey struct{}

// ahead makes one statement outside a transaction be sent behind another.
func ahead(ctx context.Context, statement string) context.Context {
	return context.WithValue(ctx, aheadKey{}, statement)
}

type laterKey struct{}

// later lets an Exec inside a transaction wait for the statement after it, which
// then answers for both.
func later(ctx context.Context) context.Context { return context.WithValue(ctx, laterKey{}, true) }

type postgresConnector struct{ driver.Connector }

func (c postgresConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := conn.(*stdlib.Conn)
	if !ok {
		return nil, fmt.Errorf("db: the PostgreSQL driver gave a %T", conn)
	}
	return &postgresConn{Conn: inner}, nil
}

// BeginTx implements driver.ConnBeginTx.
func (c *postgresConn) BeginTx(ctx context.Context, o driver.TxOptions) (driver.Tx, error) {
	if o.ReadOnly || sql.IsolationLevel(o.Isolation) != sql.LevelDefault {
		return c.Conn.BeginTx(ctx, o)
	}
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	c.ahead, c.begun = []string{begin}, false
	return &postgresTx{ctx: ctx, c: c}, nil
}

// ExecContext implements driver.ExecerContext.
func (c *postgresConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	waits, _ := ctx.Value(laterKey{}).(bool)
	switch {
	case waits && len(args) == 0 && (c.begun || len(c.ahead) > 0):
		c.ahead = append(c.ahead, query)
		return driver.RowsAffected(0), nil
	case !c.together(ctx, args):
		if err := c.flush(ctx); err != nil {
			return nil, err
		}
		return c.Conn.ExecContext(ctx, query, args)
	}
	results, err := c.send(ctx, query)
	if err != nil {
		return nil, err
	}
	tag, err := conclude(results)
	return driver.RowsAffected(tag.RowsAffected()), err
}

// conclude reads the last result to its end.
func conclude(results *pgconn.MultiResultReader) (pgconn.CommandTag, error) {
	tag, err := results.ResultReader().Close()
	if closing := results.Close(); err == nil {
		err = closing
	}
	return tag, err
}

// QueryContext implements driver.QueryerContext.
func (c *postgresConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if !c.together(ctx, args) {
		if err := c.flush(ctx); err != nil {
			return nil, err
		}
		return c.Conn.QueryContext(ctx, query, args)
	}
	results, err := c.send(ctx, query)
	if err != nil {
		return nil, err
	}
	return &postgresRows{results: results, rows: results.ResultReader()}, nil
}

// PrepareContext implements driver.ConnPrepareContext.
func (c *postgresConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.flush(ctx); err != nil {
		return nil, err
	}
	return c.Conn.PrepareContext(ctx, query)
}

// together reports whether something has to go with a statement, and can.
func (c *postgresConn) together(ctx context.Context, args []driver.NamedValue) bool {
	return len(args) == 0 && (len(c.ahead) > 0 || ctx.Value(aheadKey{}) != nil)
}

// flush sends what waits by itself.
func (c *postgresConn) flush(ctx context.Context) error {
	if len(c.ahead) == 0 {
		return nil
	}
	last := c.ahead[len(c.ahead)-1]
	c.ahead = c.ahead[:len(c.ahead)-1]
	results, err := c.send(ctx, last)
	if err != nil {
		return err
	}
	return results.Close()
}

// send sends everything that waits and the query in one message, and reads up to
// the query's own result.
func (c *postgresConn) send(ctx context.Context, query string) (*pgconn.MultiResultReader, error) {
	first := c.ahead
	if alone, ok := ctx.Value(aheadKey{}).(string); ok {
		first = append(first, alone)
	}
	inTransaction := c.begun || len(c.ahead) > 0
	c.begun, c.ahead = inTransaction, nil
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	results := c.Conn.Conn().PgConn().Exec(ctx, strings.Join(append(first, query), ";\n"))
	for i := 0; results.NextResult(); i++ {
		if i == len(first) {
			return results, nil
		}
		_, _ = results.ResultReader().Close() // Close repeats what went wrong
	}
	err := results.Close()
	switch {
	case err == nil:
		return nil, errors.New("db: PostgreSQL answered fewer statements than it was sent")
	case !inTransaction && pgconn.SafeToRetry(err):
		return nil, driver.ErrBadConn
	}
	return nil, err
}

type postgresTx struct {
	ctx context.Context
	c   *postgresConn
}

// Commit implements driver.Tx. What still waits goes with it; a transaction that
// did nothing says nothing.
func (t *postgresTx) Commit() error {
	c := t.c
	defer func() { c.begun, c.ahead = false, nil }()
	if !c.begun && len(c.ahead) == 1 {
		return nil
	}
	results, err := c.send(t.ctx, "COMMIT")
	if err == nil {
		var tag pgconn.CommandTag
		if tag, err = conclude(results); err == nil && tag.String() == "ROLLBACK" {
			err = pgx.ErrTxCommitRollback
		}
	}
	if err != nil && c.Conn.Conn().PgConn().TxStatus() != 'I' {
		_ = c.Conn.Conn().Close(t.ctx) // there is an error to return
	}
	return err
}

// Rollback implements driver.Tx.
func (t *postgresTx) Rollback() error {
	c := t.c
	sent := c.begun
	c.begun, c.ahead = false, nil
	if !sent || c.Conn.Conn().IsClosed() {
		return nil
	}
	_, err := c.Conn.Conn().Exec(t.ctx, "ROLLBACK")
	if err != nil {
		_ = c.Conn.Conn().Close(t.ctx) // nobody may go on in this transaction
	}
	return err
}
