package content

import (
	"context"
	"sync"
)

// asked are the keyed requests that are being answered. Who asks the same again
// waits here instead of holding a connection; the database keeps other servers
// apart.
type asked struct {
	mu      sync.Mutex
	answers map[string]chan struct{}
}

// enter waits until nobody else answers the request. It fails when ctx ends.
func (a *asked) enter(ctx context.Context, request string) (leave func(), err error) {
	for {
		a.mu.Lock()
		other, busy := a.answers[request]
		if !busy {
			if a.answers == nil {
				a.answers = map[string]chan struct{}{}
			}
			mine := make(chan struct{})
			a.answers[request] = mine
			a.mu.Unlock()
			return func() {
				a.mu.Lock()
				delete(a.answers, request)
				a.mu.Unlock()
				close(mine)
			}, nil
		}
		a.mu.Unlock()
		select {
		case <-other:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
}
