package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Identity reads what a credential stands for, for the gate, and notes when a key
// or session was last used. Fails with AUTH_INVALID.
func (s *Store) Identity(ctx context.Context, c access.Credential) (access.Identity, error) {
	who, err := Identity(ctx, s.db, c)
	switch {
	case err != nil || c.Passive:
	case who.KeyID != "":
		s.noteUse(ctx, who.KeyID)
	case who.SessionID != "":
		s.noteSeen(ctx, who)
	}
	return who, err
}

// Identity reads what a credential stands for, for the gate. Fails with
// AUTH_INVALID when it is not valid (any more).
func Identity(ctx context.Context, d *db.DB, c access.Credential) (access.Identity, error) {
	if c.Secret == "" {
		return access.Identity{}, fault.BadCredential()
	}
	switch c.Kind {
	case access.APIKey:
		return keyIdentity(ctx, d, c.Secret)
	case access.AccessToken:
		return tokenIdentity(ctx, d, c.Secret)
	case access.SessionToken:
	}
	caller, err := db.CallerBySession(ctx, d, Hash(c.Secret))
	if fault.Is(err, fault.NotFound) {
		return access.Identity{}, fault.BadCredential()
	}
	if err != nil {
		return access.Identity{}, err
	}
	return identityOf(caller), nil
}

func identityOf(caller db.Caller) access.Identity {
	return access.Identity{
		Kind: access.Person, UserID: caller.UserID, Name: caller.Name, Email: caller.Email,
		UserRole: caller.UserRole, TimeZone: caller.TimeZone, SessionID: caller.SessionID,
		ActiveOrganizationID: caller.ActiveOrganizationID, ActiveTeamID: caller.ActiveTeamID,
		SecondFactor: Strong(caller.Factor), SignedInAt: caller.SignedInAt, SeenAt: caller.SeenAt, ExpiresAt: caller.ExpiresAt,
	}
}

func keyIdentity(ctx context.Context, d *db.DB, secret string) (access.Identity, error) {
	if !isKey(secret) {
		return access.Identity{}, fault.BadCredential()
	}
	now := d.Now()
	key, err := db.SelectPlatform[model.APIKey](d).Where("key_hash = ?", Hash(secret)).
		Where("enabled").Where("revoked_at IS NULL").
		Where("expires_at IS NULL OR expires_at > ?", now).One(ctx)
	if err != nil {
		return access.Identity{}, badUnlessBroken(err)
	}
	user, err := db.SelectPlatform[model.User](d).Where("id = ?", key.UserID).
		Where("NOT banned OR (ban_expires_at IS NOT NULL AND ban_expires_at <= ?)", now).One(ctx)
	if err != nil {
		return access.Identity{}, badUnlessBroken(err)
	}
	who := access.Identity{
		Kind: access.Person, UserID: user.ID, Name: user.Name, Email: user.Email,
		UserRole: user.Role, TimeZone: user.TimeZone, KeyID: key.ID, ExpiresAt: key.ExpiresAt,
	}
	if key.OrganizationID != "" {
		who.Kind, who.Name = access.Key, key.Name
		who.BoundOrganizationID, who.KeyRole = key.OrganizationID, key.Role
		return who, nil
	}
	if who.SecondFactor = user.TwoFactor; !who.SecondFactor {
		who.SecondFactor, err = db.SelectPlatform[model.Passkey](d).Where("user_id = ?", user.ID).Exists(ctx)
	}
	return who, err
}

func badUnlessBroken(err error) error {
	if fault.Is(err, fault.NotFound) {
		return fault.BadCredential()
	}
	return err
}
