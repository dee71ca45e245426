package auth

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"net/url"
	"sync"

	"gatehouse/db"
	"gatehouse/db/model"
)

// A key signs for ninety days, and is published for a day longer: far more than the
// last token it signed is good for.
const (
	signingLife   = 90 * day
	publishedLife = day
)

// signer is the key in use, opened.
type signer struct {
	mu      sync.Mutex
	id      string
	private ed25519.PrivateKey
	expires model.Time
}

// issuer is the origin of the base URL: who the tokens are from, and for.
func (s *Store) issuer() string {
	u, err := url.Parse(s.options.BaseURL)
	if err != nil || u.Host == "" {
		return "http://localhost"
	}
	return u.Scheme + "://" + u.Host
}

// EnsureSigningKey makes a key where there is none that signs, at start, so that
// reading writes nothing.
func (s *Store) EnsureSigningKey(ctx context.Context) error {
	_, _, err := s.signingKey(ctx)
	return err
}

// signingKey is the newest key that signs; a new one when it has expired, or when the
// installation's secret no longer opens it. Two servers that make one at the same
// moment have two, and both count.
func (s *Store) signingKey(ctx context.Context) (id string, private ed25519.PrivateKey, err error) {
	s.signer.mu.Lock()
	defer s.signer.mu.Unlock()
	now := s.db.Now()
	if s.signer.expires > now {
		return s.signer.id, s.signer.private, nil
	}
	rows, err := db.SelectPlatform[model.SigningKey](s.db).Where("issuer = ?", s.issuer()).Where("expires_at > ?", now).
		Order("created_at DESC, id DESC").Limit(1).All(ctx)
	if err != nil {
		return "", nil, err
	}
	if len(rows) == 1 {
		if seed, err := s.unseal(rows[0].ID, rows[0].Private); err == nil && len(seed) == ed25519.SeedSize {
			return s.sign(rows[0], ed25519.NewKeyFromSeed([]byte(seed)))
		}
	}
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return "", nil, err
	}
	row := model.SigningKey{
		ID: model.NewID(model.SigningKeyID), Issuer: s.issuer(), Public: base64.RawURLEncoding.EncodeToString(public),
		CreatedAt: now, ExpiresAt: now.Add(signingLife),
	}
	if row.Private, err = s.seal(row.ID, string(private.Seed())); err != nil {
		return "", nil, err
	}
	if err := db.AddPlatform(ctx, s.db, &row); err != nil {
		return "", nil, err
	}
	return s.sign(row, private)
}

func (s *Store) sign(row model.SigningKey, private ed25519.PrivateKey) (string, ed25519.PrivateKey, error) {
	s.signer.id, s.signer.private, s.signer.expires = row.ID, private, row.ExpiresAt
	return row.ID, private, nil
}

// PublicKey is a key as everybody may know it.
type PublicKey struct {
	ID     string
	Public string // Ed25519, unpadded base64url
}

// PublicKeys are the keys that tokens of ours may be signed with, newest first.
func (s *Store) PublicKeys(ctx context.Context) ([]PublicKey, error) {
	if err := s.EnsureSigningKey(ctx); err != nil {
		return nil, err
	}
	rows, err := db.SelectPlatform[model.SigningKey](s.db).Columns("id", "public").Where("issuer = ?", s.issuer()).
		Where("expires_at > ?", s.db.Now().Add(-publishedLife)).Order("created_at DESC, id DESC").All(ctx)
	if err != nil {
		return nil, err
	}
	keys := make([]PublicKey, len(rows))
	for i, r := range rows {
		keys[i] = PublicKey{ID: r.ID, Public: r.Public}
	}
	return keys, nil
}
