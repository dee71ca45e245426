package auth

import (
	"context"
	"strings"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const (
	maxSessions = 20  // live ones per user; the oldest gives way
	maxAgent    = 512 // characters kept of a user agent
)

// StartSession makes a session for somebody who has just made their account, in
// the caller's transaction. Fails with BANNED_USER, with EMAIL_NOT_VERIFIED where
// addresses must be proven, and with TWO_FACTOR_REQUIRED for anybody who has a
// second factor: they go through admit.
func (s *Store) StartSession(ctx context.Context, tx *db.DB, userID string, device Device, remember bool) (token string, session model.Session, err error) {
	user, err := s.admissible(ctx, tx, userID)
	if err == nil && user.TwoFactor {
		err = fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeTwoFactorRequired)
	}
	if err != nil {
		return "", session, err
	}
	return s.start(ctx, tx, user, device, remember, "")
}

// start makes a session for a user who has proven who they are, and by what
// factor. Every way of signing in ends here. The token is new each time and is
// returned only here. Without remember it ends after a day and is never extended.
func (s *Store) start(ctx context.Context, tx *db.DB, user model.User, device Device, remember bool, factor string) (token string, session model.Session, err error) {
	now := tx.Now()
	life := s.options.SessionLife
	if !remember {
		life = min(life, day)
	}
	token = NewToken(32)
	session = model.Session{
		ID: model.NewID(model.SessionID), TokenHash: Hash(token), UserID: user.ID, Address: device.Address,
		UserAgent: clip(device.UserAgent), Remember: remember, Factor: factor,
		SignedInAt: now, SeenAt: now, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(life),
	}
	if err := db.AddPlatform(ctx, tx, &session); err != nil {
		return "", session, err
	}
	if err := endOldest(ctx, tx, session); err != nil {
		return "", session, err
	}
	return token, session, note(ctx, tx, user.ID, "session.created", device.details("session", session.ID))
}

func endOldest(ctx context.Context, tx *db.DB, newest model.Session) error {
	extra, err := db.SelectPlatform[model.Session](tx).Columns("id").
		Where("user_id = ?", newest.UserID).Where("id <> ?", newest.ID).
		Where("revoked_at IS NULL").Where("expires_at > ?", tx.Now()).
		Order("created_at DESC, id DESC").Offset(maxSessions - 1).Limit(1000).All(ctx)
	if err != nil || len(extra) == 0 {
		return err
	}
	ids := make([]string, len(extra))
	for i := range extra {
		ids[i] = extra[i].ID
	}
	_, err = db.UpdatePlatform[model.Session](tx).Set("revoked_at = ?", tx.Now()).Where("id IN (?)", db.List(ids)).Do(ctx)
	return err
}

// endSessions revokes all live sessions of a user but one ("" spares none) and
// answers how many.
func endSessions(ctx context.Context, tx *db.DB, userID, spare string) (int64, error) {
	return db.UpdatePlatform[model.Session](tx).Set("revoked_at = ?", tx.Now()).
		Where("user_id = ?", userID).Where("id <> ?", spare).Where("revoked_at IS NULL").Do(ctx)
}

// clip shortens what a client says about itself and drops what cannot be seen.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if runes := []rune(s); len(runes) > maxAgent {
		return string(runes[:maxAgent])
	}
	return s
}
