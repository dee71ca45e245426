package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const credential = "credential" // Better Auth's providerId of a password

func addCredential(ctx context.Context, tx *db.DB, userID, hash string) error {
	now := tx.Now()
	return db.AddPlatform(ctx, tx, &model.Account{
		ID: model.NewID(model.AccountID), UserID: userID, ProviderID: credential, AccountID: userID,
		Password: hash, CreatedAt: now, UpdatedAt: now,
	})
}

// passwordOf reads the stored hash, "" when the user has no password or does not
// exist.
func passwordOf(ctx context.Context, d *db.DB, userID string) (string, error) {
	account, err := db.SelectPlatform[model.Account](d).
		Where("provider_id = ?", credential).Where("account_id = ?", userID).One(ctx)
	if fault.Is(err, fault.NotFound) {
		return "", nil
	}
	return account.Password, err
}

// setPassword replaces the hash; a user who had none gets one.
func setPassword(ctx context.Context, tx *db.DB, userID, hash string) error {
	n, err := db.UpdatePlatform[model.Account](tx).Set("password = ?", hash).Set("updated_at = ?", tx.Now()).
		Where("provider_id = ?", credential).Where("account_id = ?", userID).Do(ctx)
	if err != nil || n > 0 {
		return err
	}
	return addCredential(ctx, tx, userID, hash)
}

// hold reads a user and keeps others from changing them, or starting their
// sessions, until the transaction ends. Transactions that write for a person
// begin with it: later would risk a deadlock, since rows that refer to the user
// lock it too.
func hold(ctx context.Context, tx *db.DB, userID string) (model.User, error) {
	return db.SelectPlatform[model.User](tx).Where("id = ?", userID).Lock().One(ctx)
}

// note records something nobody recognised did to an account: signing in,
// resetting. The device goes into the details.
func note(ctx context.Context, tx *db.DB, userID, kind string, details map[string]any) error {
	return event.RecordAccount(ctx, tx, userID, access.Actor{}, kind, details)
}

func (d Device) details(more ...string) map[string]any {
	m := map[string]any{}
	if d.Address != "" {
		m["address"] = d.Address
	}
	if d.UserAgent != "" {
		m["userAgent"] = clip(d.UserAgent)
	}
	for i := 0; i+1 < len(more); i += 2 {
		m[more[i]] = more[i+1]
	}
	return m
}
