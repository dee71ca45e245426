package model

import "github.com/uptrace/bun"

// SigningKey signs tokens that other services can check by themselves.
type SigningKey struct {
	bun.BaseModel `bun:"table:signing_keys"`
	Platform      `bun:"-"`

	ID        string `bun:"id,pk"`   // the token's kid
	Issuer    string `bun:"issuer"`  // the address it signs for
	Public    string `bun:"public"`  // Ed25519, unpadded base64url
	Private   string `bun:"private"` // its seed, sealed
	CreatedAt Time   `bun:"created_at"`
	ExpiresAt Time   `bun:"expires_at"` // it signs no longer
}
