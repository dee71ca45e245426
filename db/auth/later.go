package auth

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// later runs small writes after the answer: a failed attempt in the account's
// events, when a key was last used. They may be lost; when too many wait, new
// ones are dropped.
type later struct {
	waiting chan struct{}
	running sync.Mutex // one at a time: they must not crowd out SQLite's writer
	group   sync.WaitGroup
	log     *slog.Logger
}

func newLater(log *slog.Logger) *later {
	return &later{waiting: make(chan struct{}, 256), log: log}
}

func (l *later) do(ctx context.Context, what string, write func(ctx context.Context) error) {
	select {
	case l.waiting <- struct{}{}:
	default:
		return
	}
	ctx = context.WithoutCancel(ctx)
	l.group.Go(func() {
		defer func() { <-l.waiting }()
		l.running.Lock()
		defer l.running.Unlock()
		ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
		defer cancel()
		if err := write(ctx); err != nil {
			l.log.WarnContext(ctx, "a write after the answer failed", "what", what, "error", err)
		}
	})
}

func (l *later) wait() { l.group.Wait() }
