package db

import (
	"context"
	"net"
	"sync/atomic"
	"testing"
	"time"

	"github.com/uptrace/bun"
)

// OpenCounting opens PostgreSQL and counts the messages that the program sends on
// its one connection.
func OpenCounting(t *testing.T, url, role string) (*DB, *atomic.Int64) {
	t.Helper()
	config, _, err := postgresConfig(Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	sent := &atomic.Int64{}
	dial := config.DialFunc
	config.DialFunc = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		return counted{conn, sent}, err
	}
	serve, err := openRole(context.Background(), config, role, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = serve.Close() })
	if err := serve.PingContext(context.Background()); err != nil { // the first use asks for a sign of life
		t.Fatal(err)
	}
	return &DB{pools: &pools{dialect: Postgres, write: serve, read: serve, clock: time.Now}}, sent
}

type counted struct {
	net.Conn

	sent *atomic.Int64
}

func (c counted) Write(b []byte) (int, error) {
	c.sent.Add(1)
	return c.Conn.Write(b)
}

// Unfenced runs a statement without any boundary where the program runs its own
// statements of an organization: what a forgotten predicate would do.
func Unfenced(ctx context.Context, d *DB, organization, statement string) (int, error) {
	n := 0
	ctx, p := withPass(ctx, organization)
	err := d.guarded(ctx, p, settings{organization: organization}, true, func(ctx context.Context, q bun.IDB) error {
		if statement[:6] == "SELECT" {
			return q.NewRaw(statement).Scan(ctx, &n)
		}
		_, err := q.NewRaw(statement).Exec(ctx)
		return err
	})
	return n, err
}
