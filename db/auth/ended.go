package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// EndedSession is whose session a token once opened, "" when nobody knows. It
// proves nothing: a form that was posted with a dead session is bound to it, so
// that only the same person gets it back.
func (s *Store) EndedSession(ctx context.Context, token string) (userID string, err error) {
	if token == "" {
		return "", nil
	}
	session, err := db.SelectPlatform[model.Session](s.db).Where("token_hash = ?", Hash(token)).One(ctx)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return session.UserID, err
}
