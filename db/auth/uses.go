package auth

import (
	"context"
	"sync"

	"gatehouse/db"
	"gatehouse/db/model"
)

// uses counts requests of keys in memory and writes them at most once a minute a
// key, after the answer. What was counted since is lost with the process.
type uses struct {
	mu   sync.Mutex
	keys map[string]*use
}

type use struct {
	count   int64
	writeAt model.Time
}

func newUses() *uses { return &uses{keys: map[string]*use{}} }

const (
	writeUsesEvery = 60_000 // milliseconds
	maxUses        = 10_000
)

// count notes one request and answers how many to write now, usually none.
func (u *uses) count(keyID string, now model.Time) int64 {
	u.mu.Lock()
	defer u.mu.Unlock()
	k := u.keys[keyID]
	if k == nil {
		if len(u.keys) >= maxUses {
			clear(u.keys) // costs one early write per key
		}
		k = &use{}
		u.keys[keyID] = k
	}
	k.count++
	if now < k.writeAt {
		return 0
	}
	n := k.count
	k.count, k.writeAt = 0, now+writeUsesEvery
	return n
}

func (s *Store) noteUse(ctx context.Context, keyID string) {
	now := s.db.Now()
	n := s.uses.count(keyID, now)
	if n == 0 {
		return
	}
	s.later.do(ctx, "use of a key", func(ctx context.Context) error {
		_, err := db.UpdatePlatform[model.APIKey](s.db).Set("request_count = request_count + ?", n).
			Set("last_request_at = ?", now).Where("id = ?", keyID).Do(ctx)
		return err
	})
}
