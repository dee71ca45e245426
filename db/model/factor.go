package model

import "github.com/uptrace/bun"

// TwoFactor is a person's authenticator. Until it is verified it decides nothing.
type TwoFactor struct {
	bun.BaseModel `bun:"table:two_factors"`
	Platform      `bun:"-"`

	UserID      string `bun:"user_id,pk"`
	Secret      string `bun:"secret"` // sealed with the installation's key
	Verified    bool   `bun:"verified"`
	LastStep    int64  `bun:"last_step"` // of the last accepted code, in units of 30 s
	Failures    int64  `bun:"failures"`  // in a row, over all challenges
	LockedUntil Time   `bun:"locked_until"`
	CreatedAt   Time   `bun:"created_at"`
}

// RecoveryCode stands for the authenticator once.
type RecoveryCode struct {
	bun.BaseModel `bun:"table:recovery_codes"`
	Platform      `bun:"-"`

	UserID   string `bun:"user_id,pk"`
	CodeHash string `bun:"code_hash,pk"`
	UsedAt   Time   `bun:"used_at,nullzero"`
}

// Challenge is a sign-in whose password was right and whose second factor is
// still asked for.
type Challenge struct {
	bun.BaseModel `bun:"table:challenges"`
	Platform      `bun:"-"`

	ID            string `bun:"id,pk"`
	SecretHash    string `bun:"secret_hash"`
	UserID        string `bun:"user_id"`
	Remember      bool   `bun:"remember"`
	Attempts      int64  `bun:"attempts"`
	CodeNonce     string `bun:"code_nonce,nullzero"` // of the mailed code
	CodeExpiresAt Time   `bun:"code_expires_at,nullzero"`
	CreatedAt     Time   `bun:"created_at"`
	ExpiresAt     Time   `bun:"expires_at"`
	UsedAt        Time   `bun:"used_at,nullzero"`
}

// TrustedDevice is a browser in which the second factor is not asked for again.
type TrustedDevice struct {
	bun.BaseModel `bun:"table:trusted_devices"`
	Platform      `bun:"-"`

	ID         string `bun:"id,pk"`
	UserID     string `bun:"user_id"`
	SecretHash string `bun:"secret_hash"`
	UserAgent  string `bun:"user_agent,nullzero"`
	CreatedAt  Time   `bun:"created_at"`
	UsedAt     Time   `bun:"used_at"`
	ExpiresAt  Time   `bun:"expires_at"`
}

// Passkey is a credential of an authenticator (WebAuthn).
type Passkey struct {
	bun.BaseModel `bun:"table:passkeys"`
	Platform      `bun:"-"`

	ID           string `bun:"id,pk"`
	UserID       string `bun:"user_id"`
	Name         string `bun:"name"`
	CredentialID string `bun:"credential_id"` // unpadded base64url
	Credential   string `bun:"credential"`    // the credential record as JSON
	CreatedAt    Time   `bun:"created_at"`
	UsedAt       Time   `bun:"used_at,nullzero"`
}

// Ceremony is the making or using of a passkey that was begun.
type Ceremony struct {
	bun.BaseModel `bun:"table:ceremonies"`
	Platform      `bun:"-"`

	ID         string `bun:"id,pk"`
	SecretHash string `bun:"secret_hash"`
	UserID     string `bun:"user_id,nullzero"` // "" while signing in: nobody is known yet
	Data       string `bun:"data"`             // what was asked, as JSON
	ExpiresAt  Time   `bun:"expires_at"`
}
