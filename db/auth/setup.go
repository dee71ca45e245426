package auth

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// There is one row for set-up. Whoever updates it first makes the first user; it
// is what set-up page, a second node and bootstrap wait for each other on.
const setupRow = "ver_setup"

const forSetup = "setup"

// SetupOpen reports whether there is no user yet.
func (s *Store) SetupOpen(ctx context.Context) (bool, error) {
	exists, err := db.SelectPlatform[model.User](s.db).Exists(ctx)
	return !exists, err
}

// NewSetupCode makes the code of the set-up link; older ones die. Fails with
// SETUP_ALREADY_DONE when there is a user.
func (s *Store) NewSetupCode(ctx context.Context) (code string, err error) {
	code = NewToken(32)
	err = s.renewSetup(ctx, Hash(code))
	if fault.Has(err, fault.CodeUnique) { // another node's first start made the row meanwhile: now it is there to update
		err = s.renewSetup(ctx, Hash(code))
	}
	if err != nil {
		return "", err
	}
	return code, nil
}

func (s *Store) renewSetup(ctx context.Context, hash string) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		n, err := db.UpdatePlatform[model.Verification](tx).
			Set("secret_hash = ?", hash).Set("created_at = ?", tx.Now()).Set("used_at = NULL").
			Where("id = ?", setupRow).Do(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			if err := addSetupRow(ctx, tx, hash, 0); err != nil {
				return err
			}
		}
		return setupStillOpen(ctx, tx)
	})
}

func addSetupRow(ctx context.Context, tx *db.DB, hash string, used model.Time) error {
	now := tx.Now()
	return db.AddPlatform(ctx, tx, &model.Verification{
		ID: setupRow, Purpose: forSetup, Subject: model.Installation, SecretHash: hash,
		CreatedAt: now, ExpiresAt: now.Add(3650 * day), // it dies with the first user, not with time
		UsedAt: used,
	})
}

func setupStillOpen(ctx context.Context, tx *db.DB) error {
	exists, err := db.SelectPlatform[model.User](tx).Exists(ctx)
	if err == nil && exists {
		err = setupDone()
	}
	return err
}

func setupDone() error { return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeSetupDone) }

// CheckSetupCode says whether the code still opens set-up. Fails with
// SETUP_ALREADY_DONE or INVALID_TOKEN.
func (s *Store) CheckSetupCode(ctx context.Context, code string) error {
	if err := setupStillOpen(ctx, s.db); err != nil {
		return err
	}
	ok, err := db.SelectPlatform[model.Verification](s.db).Where("id = ?", setupRow).
		Where("secret_hash = ?", Hash(code)).Where("used_at IS NULL").Exists(ctx)
	if err == nil && !ok {
		err = badToken()
	}
	return err
}

// ClaimSetup uses the code up, in the transaction that makes the first user: of
// several at once one goes on. Fails with SETUP_ALREADY_DONE or INVALID_TOKEN.
func (s *Store) ClaimSetup(ctx context.Context, tx *db.DB, code string) error {
	n, err := db.UpdatePlatform[model.Verification](tx).Set("used_at = ?", tx.Now()).
		Where("id = ?", setupRow).Where("used_at IS NULL").Where("secret_hash = ?", Hash(code)).Do(ctx)
	if err != nil {
		return err
	}
	if err := setupStillOpen(ctx, tx); err != nil {
		return err
	}
	if n == 0 {
		return badToken()
	}
	return nil
}

// ClaimBootstrap is ClaimSetup for the command line, which needs no code. Fails
// with SETUP_ALREADY_DONE.
func (s *Store) ClaimBootstrap(ctx context.Context, tx *db.DB) error {
	n, err := db.UpdatePlatform[model.Verification](tx).Set("used_at = ?", tx.Now()).Where("id = ?", setupRow).Do(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		err = addSetupRow(ctx, tx, Hash(NewToken(32)), tx.Now())
		if fault.Has(err, fault.CodeUnique) {
			return setupDone() // somebody else's first row: they were faster
		}
		if err != nil {
			return err
		}
	}
	return setupStillOpen(ctx, tx)
}

func badToken() error {
	return fault.New(fault.Invalid, fault.LayerAuthentication, fault.CodeTokenInvalid)
}
