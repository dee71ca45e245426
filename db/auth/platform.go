package auth

import (
	"context"
	"strings"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// The functions of this file take no actor: they are for the command line, which
// is trusted by whoever may start it.

// Users lists all users, oldest first.
func (s *Store) Users(ctx context.Context) ([]model.User, error) {
	return db.SelectPlatform[model.User](s.db).Order("created_at, id").All(ctx)
}

// SetRole gives the user with the address a platform role. Fails with NOT_FOUND
// and problems on email and role.
func (s *Store) SetRole(ctx context.Context, email, role string) (model.User, error) {
	problems := fault.InvalidInput()
	email, err := NormalizeEmail(email)
	collect(problems, err)
	if !isRole(role) {
		problems.About("role", fault.ProblemFormat, "want", "role")
	}
	if len(problems.Problems) > 0 {
		return model.User{}, problems
	}
	var user model.User
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err = db.SelectPlatform[model.User](tx).Where("email = ?", email).Lock().One(ctx)
		if fault.Is(err, fault.NotFound) {
			return fault.NotFoundOf("user")
		}
		if err != nil || user.Role == role {
			return err
		}
		before := user.Role
		user.Role, user.UpdatedAt = role, tx.Now()
		if err := db.ChangePlatform(ctx, tx, &user, "role", "updated_at"); err != nil {
			return err
		}
		return note(ctx, tx, user.ID, "user.role", map[string]any{"from": before, "to": role})
	})
	return user, err
}

func isRole(role string) bool {
	return role != "" && len(role) <= 64 && strings.Trim(role, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_") == ""
}

// Purge removes sessions, tokens, challenges and trusted browsers that ended before a moment and answers how many.
func (s *Store) Purge(ctx context.Context, before model.Time) (int64, error) {
	sessions, err := db.RemovePlatform[model.Session](s.db).Where("expires_at < ? OR revoked_at < ?", before, before).Do(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := db.RemovePlatform[model.SigningKey](s.db).Where("expires_at < ?", before.Add(-publishedLife)).Do(ctx); err != nil {
		return 0, err
	}
	tokens, err := db.RemovePlatform[model.Verification](s.db).Where("expires_at < ?", before).Do(ctx)
	if err != nil {
		return sessions, err
	}
	challenges, err := db.RemovePlatform[model.Challenge](s.db).Where("expires_at < ?", before).Do(ctx)
	if err != nil {
		return sessions + tokens, err
	}
	devices, err := db.RemovePlatform[model.TrustedDevice](s.db).Where("expires_at < ?", before).Do(ctx)
	if err != nil {
		return sessions + tokens + challenges, err
	}
	ceremonies, err := db.RemovePlatform[model.Ceremony](s.db).Where("expires_at < ?", before).Do(ctx)
	return sessions + tokens + challenges + devices + ceremonies, err
}
