package auth

import (
	"context"
	"time"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// The purposes of mailed tokens, as job.Secret names them.
const (
	forReset  = "reset"
	forVerify = "verify-email"
)

// newVerification replaces a subject's outstanding token by a new one: the
// newest counts. The token itself exists only in the mail.
func (s *Store) newVerification(ctx context.Context, tx *db.DB, purpose, subject string, life time.Duration) (job.Secret, error) {
	if err := dropUnused(ctx, tx, purpose, subject); err != nil {
		return job.Secret{}, err
	}
	now := tx.Now()
	id := model.NewID(model.VerificationID)
	secret := job.Secret{Purpose: purpose, Subject: subject, Nonce: id}
	return secret, db.AddPlatform(ctx, tx, &model.Verification{
		ID: id, Purpose: purpose, Subject: subject, SecretHash: Hash(job.Token(s.options.Key, secret)),
		CreatedAt: now, ExpiresAt: now.Add(life),
	})
}

func dropUnused(ctx context.Context, tx *db.DB, purpose, subject string) error {
	_, err := db.RemovePlatform[model.Verification](tx).Where("purpose = ?", purpose).Where("subject = ?", subject).
		Where("used_at IS NULL").Do(ctx)
	return err
}

// findVerification reads what a mailed token stands for. Fails with
// INVALID_TOKEN, TOKEN_ALREADY_USED or TOKEN_EXPIRED.
func (s *Store) findVerification(ctx context.Context, purpose, token string) (model.Verification, error) {
	if len(token) < 32 || len(token) > 128 {
		return model.Verification{}, badToken()
	}
	v, err := db.SelectPlatform[model.Verification](s.db).Where("purpose = ?", purpose).
		Where("secret_hash = ?", Hash(token)).One(ctx)
	switch {
	case fault.Is(err, fault.NotFound):
		return v, badToken()
	case err != nil:
		return v, err
	case v.UsedAt != 0:
		return v, tokenUsed()
	case v.ExpiresAt <= s.db.Now():
		return v, fault.New(fault.Gone, fault.LayerAuthentication, fault.CodeTokenExpired)
	}
	return v, nil
}

// useVerification uses a token up; of several at once one goes on. Fails with
// TOKEN_ALREADY_USED.
func useVerification(ctx context.Context, tx *db.DB, id string) error {
	now := tx.Now()
	n, err := db.UpdatePlatform[model.Verification](tx).Set("used_at = ?", now).
		Where("id = ?", id).Where("used_at IS NULL").Where("expires_at > ?", now).Do(ctx)
	if err == nil && n == 0 {
		err = tokenUsed()
	}
	return err
}

func tokenUsed() error { return fault.New(fault.Gone, fault.LayerAuthentication, fault.CodeTokenUsed) }
