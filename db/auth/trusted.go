package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const (
	trustLife  = 30 * day
	maxTrusted = 20 // per person; the longest unused gives way
)

// trust remembers a browser in which the second factor was just proven.
func trust(ctx context.Context, tx *db.DB, userID string, device Device) (token string, err error) {
	now := tx.Now()
	if _, err := db.RemovePlatform[model.TrustedDevice](tx).Where("user_id = ?", userID).Where("expires_at <= ?", now).Do(ctx); err != nil {
		return "", err
	}
	old, err := db.SelectPlatform[model.TrustedDevice](tx).Columns("id").Where("user_id = ?", userID).
		Order("used_at DESC, id DESC").Offset(maxTrusted - 1).Limit(maxTrusted).All(ctx)
	if err != nil {
		return "", err
	}
	for _, d := range old {
		if _, err := db.RemovePlatform[model.TrustedDevice](tx).Where("id = ?", d.ID).Do(ctx); err != nil {
			return "", err
		}
	}
	token = NewToken(32)
	return token, db.AddPlatform(ctx, tx, &model.TrustedDevice{
		ID: model.NewID(model.DeviceID), UserID: userID, SecretHash: Hash(token), UserAgent: clip(device.UserAgent),
		CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(trustLife),
	})
}

// useDevice answers the new token of a trusted browser, or "". Each use makes the
// old token worthless, so that a stolen copy is noticed by one of the two.
func (s *Store) useDevice(ctx context.Context, tx *db.DB, userID, token string) (next string, err error) {
	if token == "" {
		return "", nil
	}
	next = NewToken(32)
	now := tx.Now()
	n, err := db.UpdatePlatform[model.TrustedDevice](tx).Set("secret_hash = ?", Hash(next)).Set("used_at = ?", now).
		Set("expires_at = ?", now.Add(trustLife)).
		Where("secret_hash = ?", Hash(token)).Where("user_id = ?", userID).Where("expires_at > ?", now).Do(ctx)
	if err != nil || n == 0 {
		return "", err
	}
	return next, nil
}

// DistrustDevice makes a trusted browser ask for the second factor again. Fails
// with FIREWALL_NOT_FOUND, alike for somebody else's.
func (s *Store) DistrustDevice(ctx context.Context, actor access.Actor, id string) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		n, err := db.RemovePlatform[model.TrustedDevice](tx).Where("id = ?", id).Where("user_id = ?", userID).Do(ctx)
		if err == nil && n == 0 {
			err = fault.Missing()
		}
		if err != nil {
			return err
		}
		return event.RecordAccount(ctx, tx, userID, actor, "device.distrusted", map[string]any{"device": id})
	})
}
