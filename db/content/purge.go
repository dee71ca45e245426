package content

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// PurgeImports forgets uploads that nobody imported and imports that can no longer
// be undone, in all organizations, and answers how many.
func (s *Store) PurgeImports(ctx context.Context, now model.Time) (int64, error) {
	return db.Remove[model.Import](s.d, access.Everything("purge of expired imports")).Where("?TableAlias.expires_at < ?", now).Do(ctx)
}

// PurgeReplies forgets the answers to keyed requests that have been kept for
// KeptFor, in all organizations, and answers how many.
func (s *Store) PurgeReplies(ctx context.Context, now model.Time) (int64, error) {
	return db.Remove[model.KeptReply](s.d, access.Everything("purge of kept replies")).Where("?TableAlias.created_at <= ?", now.Add(-KeptFor)).Do(ctx)
}
