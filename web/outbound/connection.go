package outbound

import (
	"context"
	"crypto/tls"
	"net"
	"sync"
)

// connection is the one connection of a sending. The library leaves it open when
// the greeting, TLS or the password fail, and does not watch the context.
type connection struct {
	encrypted bool // TLS from the start
	mu        sync.Mutex
	open      net.Conn
	ended     bool
}

func (c *connection) dial(ctx context.Context, network, address string) (net.Conn, error) {
	var conn net.Conn
	var err error
	if c.encrypted {
		conn, err = (&tls.Dialer{Config: &tls.Config{MinVersion: tls.VersionTLS12}}).DialContext(ctx, network, address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, network, address)
	}
	if err != nil {
		return nil, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.ended {
		_ = conn.Close() // nobody wants it any more
		return nil, context.Canceled
	}
	c.open = conn
	return conn, nil
}

func (c *connection) close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ended = true
	if c.open != nil {
		_ = c.open.Close() // closed already when all went well
	}
}
