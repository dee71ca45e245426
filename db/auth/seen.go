package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

const writeSeenEvery = 60_000 // milliseconds

// noteSeen writes that a session is in use, at most once a minute and after the
// answer. A session that rested longer than strict organizations allow stays as it
// is, until its person proves who they are again.
func (s *Store) noteSeen(ctx context.Context, who access.Identity) {
	now := s.db.Now()
	if rested := now.Sub(who.SeenAt); rested.Milliseconds() < writeSeenEvery || rested > access.StrictIdle {
		return
	}
	s.later.do(ctx, "use of a session", func(ctx context.Context) error {
		_, err := db.UpdatePlatform[model.Session](s.db).Set("seen_at = ?", now).
			Where("id = ?", who.SessionID).Where("seen_at = ?", who.SeenAt).Do(ctx)
		return err
	})
}
