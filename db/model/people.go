package model

import "github.com/uptrace/bun"

// User is a person who can sign in; in no organization by itself.
type User struct {
	bun.BaseModel `bun:"table:users"`
	Platform      `bun:"-"`

	ID            string `bun:"id,pk"`
	Name          string `bun:"name"`
	Email         string `bun:"email"` // lower case
	EmailVerified bool   `bun:"email_verified"`
	Image         string `bun:"image,nullzero"`
	Role          string `bun:"role"` // platform role, "user" by default
	Banned        bool   `bun:"banned"`
	BanReason     string `bun:"ban_reason,nullzero"`
	BanExpiresAt  Time   `bun:"ban_expires_at,nullzero"`
	TwoFactor     bool   `bun:"two_factor_enabled"`
	TimeZone      string `bun:"time_zone,nullzero"`
	CreatedAt     Time   `bun:"created_at"`
	UpdatedAt     Time   `bun:"updated_at"`
}

// Account is a way a user proves who they are.
type Account struct {
	bun.BaseModel `bun:"table:accounts"`
	Platform      `bun:"-"`

	ID         string `bun:"id,pk"`
	UserID     string `bun:"user_id"`
	ProviderID string `bun:"provider_id"` // "credential" for a password
	AccountID  string `bun:"account_id"`
	Password   string `bun:"password,nullzero"` // argon2id, PHC string
	CreatedAt  Time   `bun:"created_at"`
	UpdatedAt  Time   `bun:"updated_at"`
}

// Session is a signed-in device. Only the hash of its token is stored.
type Session struct {
	bun.BaseModel `bun:"table:sessions"`
	Platform      `bun:"-"`

	ID                   string `bun:"id,pk"`
	TokenHash            string `bun:"token_hash"`
	UserID               string `bun:"user_id"`
	ActiveOrganizationID string `bun:"active_organization_id,nullzero"`
	ActiveTeamID         string `bun:"active_team_id,nullzero"`
	ImpersonatedBy       string `bun:"impersonated_by,nullzero"`
	Address              string `bun:"ip_address,nullzero"`
	UserAgent            string `bun:"user_agent,nullzero"`
	Remember             bool   `bun:"remember"`
	Factor               string `bun:"factor"`       // what was proven beside the password; "" nothing
	SignedInAt           Time   `bun:"signed_in_at"` // last proof of the password; decides freshness
	SeenAt               Time   `bun:"seen_at"`      // last used, give or take a minute
	CreatedAt            Time   `bun:"created_at"`
	UpdatedAt            Time   `bun:"updated_at"`
	ExpiresAt            Time   `bun:"expires_at"`
	RevokedAt            Time   `bun:"revoked_at,nullzero"`
}

// Verification is a secret that was sent or printed and works once.
type Verification struct {
	bun.BaseModel `bun:"table:verifications"`
	Platform      `bun:"-"`

	ID         string `bun:"id,pk"`
	Purpose    string `bun:"purpose"` // setup, reset, verify-email, invitation
	Subject    string `bun:"subject"` // user id, invitation id, …
	SecretHash string `bun:"secret_hash"`
	CreatedAt  Time   `bun:"created_at"`
	ExpiresAt  Time   `bun:"expires_at"`
	UsedAt     Time   `bun:"used_at,nullzero"`
}

// APIKey lets a program in. With an organization it is bound to it and carries a
// role there; without one it acts for its user.
type APIKey struct {
	bun.BaseModel `bun:"table:api_keys"`
	Platform      `bun:"-"`

	ID             string `bun:"id,pk"`
	ConfigID       string `bun:"config_id"` // "default" or "organization"
	Name           string `bun:"name"`
	Start          string `bun:"start"` // first characters, for recognising it in a list
	KeyHash        string `bun:"key_hash"`
	UserID         string `bun:"user_id"` // who made it; its rights never exceed theirs
	OrganizationID string `bun:"organization_id,nullzero"`
	Role           string `bun:"role,nullzero"`
	Enabled        bool   `bun:"enabled"`
	RequestCount   int64  `bun:"request_count"`
	LastRequestAt  Time   `bun:"last_request_at,nullzero"`
	CreatedAt      Time   `bun:"created_at"`
	UpdatedAt      Time   `bun:"updated_at"`
	ExpiresAt      Time   `bun:"expires_at,nullzero"`
	RevokedAt      Time   `bun:"revoked_at,nullzero"`
}
