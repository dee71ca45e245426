package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// SessionInfo is a signed-in device as its owner sees it. ID is a handle for
// revoking, never the token.
type SessionInfo struct {
	ID        string
	Address   string
	UserAgent string
	CreatedAt model.Time
	UpdatedAt model.Time // last extended
	ExpiresAt model.Time
	Current   bool

	ActiveOrganizationID string
	ActiveTeamID         string
}

// Session reads the actor's own session. Fails with AUTH_MISSING for actors
// without one.
func (s *Store) Session(ctx context.Context, actor access.Actor) (model.Session, error) {
	_, sessionID, err := person(actor)
	if err != nil {
		return model.Session{}, err
	}
	return db.SelectPlatform[model.Session](s.db).Where("id = ?", sessionID).One(ctx)
}

// Touch moves the end of a remembered session to a full life from now, once it is
// older than a day. extended says that the cookie should be sent again. For
// actors without a session nothing happens.
func (s *Store) Touch(ctx context.Context, actor access.Actor) (extended bool, expires model.Time, err error) {
	_, sessionID, err := person(actor)
	if err != nil {
		return false, 0, nil
	}
	expires = actor.Identity().ExpiresAt
	now := s.db.Now()
	due := now.Add(s.options.SessionLife - min(day, s.options.SessionLife/2))
	if expires > due {
		return false, expires, nil // the usual case asks nobody
	}
	session, err := db.SelectPlatform[model.Session](s.db).Columns("remember", "expires_at").Where("id = ?", sessionID).One(ctx)
	if err != nil || !session.Remember || session.ExpiresAt > due {
		return false, session.ExpiresAt, err
	}
	next := now.Add(s.options.SessionLife)
	n, err := db.UpdatePlatform[model.Session](s.db).Set("expires_at = ?", next).Set("updated_at = ?", now).
		Where("id = ?", sessionID).Where("remember").Where("revoked_at IS NULL").
		Where("expires_at > ?", now).Where("expires_at <= ?", due).Do(ctx)
	if err != nil || n == 0 {
		return false, session.ExpiresAt, err
	}
	return true, next, nil
}

// SignOut ends the actor's session. Signing out twice, or without a session, is fine.
func (s *Store) SignOut(ctx context.Context, actor access.Actor) error {
	userID, sessionID, err := person(actor)
	if err != nil {
		return nil // nobody to sign out
	}
	_, err = s.end(ctx, actor, "session.ended", userID, "id = ?", sessionID)
	return err
}

// Sessions lists the actor's live sessions, the current one first, then newest first.
func (s *Store) Sessions(ctx context.Context, actor access.Actor) ([]SessionInfo, error) {
	userID, sessionID, err := person(actor)
	if err != nil {
		return nil, err
	}
	rows, err := db.SelectPlatform[model.Session](s.db).Where("user_id = ?", userID).Where("revoked_at IS NULL").
		Where("expires_at > ?", s.db.Now()).Where("impersonated_by IS NULL").
		Order("CASE WHEN id = ? THEN 0 ELSE 1 END", sessionID).Order("created_at DESC, id DESC").All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]SessionInfo, len(rows))
	for i, r := range rows {
		list[i] = SessionInfo{
			ID: r.ID, Address: r.Address, UserAgent: r.UserAgent, CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
			ExpiresAt: r.ExpiresAt, Current: r.ID == sessionID,
			ActiveOrganizationID: r.ActiveOrganizationID, ActiveTeamID: r.ActiveTeamID,
		}
	}
	return list, nil
}

// SessionOf is the handle of the actor's own live session that a token opens, ""
// when there is none.
func (s *Store) SessionOf(ctx context.Context, actor access.Actor, token string) (id string, err error) {
	row, err := db.SelectPlatform[model.Session](s.db).Columns("id").Where("token_hash = ?", Hash(token)).
		Where("user_id = ?", actor.UserID()).Where("revoked_at IS NULL").One(ctx)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return row.ID, err
}

// RevokeSession ends one of the actor's own sessions by its handle. Fails with
// FIREWALL_NOT_FOUND when no such session lives, alike for somebody else's.
func (s *Store) RevokeSession(ctx context.Context, actor access.Actor, id string) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	n, err := s.end(ctx, actor, "session.revoked", userID, "id = ?", id)
	if err == nil && n == 0 {
		err = fault.Missing()
	}
	return err
}

// RevokeOtherSessions ends all of the actor's sessions but the current one.
func (s *Store) RevokeOtherSessions(ctx context.Context, actor access.Actor) error {
	userID, sessionID, err := person(actor)
	if err != nil {
		return err
	}
	_, err = s.end(ctx, actor, "session.revoked", userID, "id <> ?", sessionID)
	return err
}

// RevokeSessions ends all of the actor's sessions, the current one too.
func (s *Store) RevokeSessions(ctx context.Context, actor access.Actor) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	_, err = s.end(ctx, actor, "session.revoked", userID, "id <> ?", "")
	return err
}

func (s *Store) end(ctx context.Context, actor access.Actor, kind, userID, which, id string) (n int64, err error) {
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if _, err := hold(ctx, tx, userID); err != nil {
			return err
		}
		n, err = db.UpdatePlatform[model.Session](tx).Set("revoked_at = ?", tx.Now()).Where("user_id = ?", userID).
			Where(which, id).Where("revoked_at IS NULL").Where("expires_at > ?", tx.Now()).Do(ctx)
		if err != nil || n == 0 {
			return err
		}
		return event.RecordAccount(ctx, tx, userID, actor, kind, map[string]any{"count": n})
	})
	return n, err
}

// SetActiveOrganization sets the default organization of the actor's session;
// "" clears it. Fails with NOT_FOUND when the actor is not a member.
func (s *Store) SetActiveOrganization(ctx context.Context, actor access.Actor, organizationID string) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	if organizationID != "" {
		m, err := db.MembershipOf(ctx, s.db, userID, "", organizationID)
		if fault.Is(err, fault.NotFound) || err == nil && m.MemberID == "" {
			return fault.NotFoundOf("organization")
		}
		if err != nil {
			return err
		}
	}
	return s.Activate(ctx, s.db, actor, organizationID)
}

// Activate is SetActiveOrganization for the transaction that makes the
// membership; it does not look for one. The active team is cleared.
func (s *Store) Activate(ctx context.Context, tx *db.DB, actor access.Actor, organizationID string) error {
	_, sessionID, err := person(actor)
	if err != nil {
		return err
	}
	update := db.UpdatePlatform[model.Session](tx).Set("active_team_id = NULL").Where("id = ?", sessionID)
	if organizationID == "" {
		update.Set("active_organization_id = NULL")
	} else {
		update.Set("active_organization_id = ?", organizationID)
	}
	_, err = update.Do(ctx)
	return err
}

// ActivateTeam makes a team the default of the actor's session; "" clears it. It
// does not look whether they are in it.
func (s *Store) ActivateTeam(ctx context.Context, tx *db.DB, actor access.Actor, teamID string) error {
	_, sessionID, err := person(actor)
	if err != nil {
		return err
	}
	update := db.UpdatePlatform[model.Session](tx).Where("id = ?", sessionID)
	if teamID == "" {
		update.Set("active_team_id = NULL")
	} else {
		update.Set("active_team_id = ?", teamID)
	}
	_, err = update.Do(ctx)
	return err
}
