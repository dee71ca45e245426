package model

import "github.com/uptrace/bun"

// Organization is the unit of isolation and membership.
type Organization struct {
	bun.BaseModel `bun:"table:organizations"`
	Platform      `bun:"-"`

	ID               string `bun:"id,pk"`
	Name             string `bun:"name"`
	Slug             string `bun:"slug"` // unique among organizations that are not archived
	Logo             string `bun:"logo,nullzero"`
	Hue              int    `bun:"hue"` // 0–23, which of the 24 tile colours
	Metadata         string `bun:"metadata,nullzero"`
	RequireTwoFactor bool   `bun:"require_2fa"`
	CreatedAt        Time   `bun:"created_at"`
	UpdatedAt        Time   `bun:"updated_at"`
	ArchivedAt       Time   `bun:"archived_at,nullzero"`
	ArchivedBy       string `bun:"archived_by,nullzero"`
}

// OldSlug is a former slug: it redirects members and stays taken until Until.
type OldSlug struct {
	bun.BaseModel `bun:"table:old_slugs"`
	Platform      `bun:"-"`

	Slug           string `bun:"slug,pk"`
	OrganizationID string `bun:"organization_id"`
	Until          Time   `bun:"until"`
}

// Member is a user in an organization, with one role or several separated by commas.
type Member struct {
	bun.BaseModel `bun:"table:members"`
	Owned

	ID        string `bun:"id,pk"`
	UserID    string `bun:"user_id"`
	Role      string `bun:"role"`
	CreatedAt Time   `bun:"created_at"`
	UpdatedAt Time   `bun:"updated_at"`
}

// Team is a named group inside an organization.
type Team struct {
	bun.BaseModel `bun:"table:teams"`
	Owned

	ID        string `bun:"id,pk"`
	Name      string `bun:"name"`
	CreatedAt Time   `bun:"created_at"`
	UpdatedAt Time   `bun:"updated_at"`
}

// TeamMember is a member in a team.
type TeamMember struct {
	bun.BaseModel `bun:"table:team_members"`
	Owned

	ID        string `bun:"id,pk"`
	TeamID    string `bun:"team_id"`
	UserID    string `bun:"user_id"`
	CreatedAt Time   `bun:"created_at"`
}

// The states of an invitation. One that is past ExpiresAt and still pending is expired.
const (
	Pending  = "pending"
	Accepted = "accepted"
	Rejected = "rejected"
	Canceled = "canceled"
)

// Invitation is an offer of membership. Its id opens the page; only the separate
// token inside the mail (TokenHash) proves the address.
type Invitation struct {
	bun.BaseModel `bun:"table:invitations"`
	Owned

	ID         string `bun:"id,pk"`
	Email      string `bun:"email"` // lower case
	Role       string `bun:"role"`
	TeamID     string `bun:"team_id,nullzero"`
	Status     string `bun:"status"`
	InviterID  string `bun:"inviter_id"`
	TokenHash  string `bun:"token_hash"`
	CreatedAt  Time   `bun:"created_at"`
	SentAt     Time   `bun:"sent_at"`
	ExpiresAt  Time   `bun:"expires_at"`
	AnsweredAt Time   `bun:"answered_at,nullzero"`
	AnsweredBy string `bun:"answered_by,nullzero"`
	RevokedAt  Time   `bun:"revoked_at,nullzero"`
}
