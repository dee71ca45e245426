package db

import (
	"context"
	"strings"

	"github.com/uptrace/bun"

	"gatehouse/db/model"
)

// The doors are the questions asked before an organization is known. Each is one
// statement with a fixed predicate; on PostgreSQL a second, read-only policy
// admits exactly the rows it names. Nothing else reads across organizations
// without access.Everything.

// Caller is a live session together with its user.
type Caller struct {
	SessionID            string
	UserID               string
	Name                 string
	Email                string
	UserRole             string
	TimeZone             string
	ActiveOrganizationID string
	ActiveTeamID         string
	Remember             bool
	Factor               string
	SignedInAt           model.Time
	SeenAt               model.Time
	UpdatedAt            model.Time
	ExpiresAt            model.Time
}

// CallerBySession reads a session that is neither revoked nor expired, whose
// user is not banned. Fails with FIREWALL_NOT_FOUND.
func CallerBySession(ctx context.Context, d *DB, tokenHash string) (c Caller, err error) {
	return caller(ctx, d, callerBySession, tokenHash)
}

// CallerBySessionID is CallerBySession for a session that was named by a token we
// signed.
func CallerBySessionID(ctx context.Context, d *DB, id string) (c Caller, err error) {
	return caller(ctx, d, callerBySessionID, id)
}

func caller(ctx context.Context, d *DB, question, key string) (c Caller, err error) {
	now := d.Now()
	err = d.row(ctx, d.platform(false), question, []any{key, now, now},
		&c.SessionID, &c.UserID, &c.Name, &c.Email, &c.UserRole, &c.TimeZone, &c.ActiveOrganizationID, &c.ActiveTeamID,
		&c.Remember, &c.Factor, &c.SignedInAt, &c.SeenAt, &c.UpdatedAt, &c.ExpiresAt)
	return c, translate(err)
}

// What is compared with an index here is joined to an empty text, which makes it a
// value that the planner cannot look at: once there are statistics, SQLite would
// otherwise plan a parsed statement anew for every value. A plus sign keeps a
// column from the planner.
const (
	callerBySession   = callerBy + `s.token_hash = ? || ''` + callerLives
	callerBySessionID = callerBy + `s.id = ? || ''` + callerLives
)

const callerBy = `SELECT s.id, s.user_id, u.name, u.email, u.role, coalesce(u.time_zone, ''),
  coalesce(s.active_organization_id, ''), coalesce(s.active_team_id, ''), s.remember, s.factor, s.signed_in_at, s.seen_at, s.updated_at, s.expires_at
FROM sessions s JOIN users u ON u.id = s.user_id
WHERE `

const callerLives = ` AND s.revoked_at IS NULL AND +s.expires_at > ?
  AND (NOT u.banned OR (u.ban_expires_at IS NOT NULL AND u.ban_expires_at <= ?))`

// Membership is an organization with one person's place in it. MemberID is
// empty when they have none.
type Membership struct {
	model.Organization `bun:",extend"`

	MemberID string     `bun:"member_id"`
	Role     string     `bun:"member_role"`
	Teams    string     `bun:"team_ids"` // separated by commas
	Since    model.Time `bun:"member_since"`
}

// TeamIDs are the teams the person is in.
func (m Membership) TeamIDs() []string {
	if m.Teams == "" {
		return nil
	}
	return strings.Split(m.Teams, ",")
}

// MembershipOf reads a live organization by slug or id together with the user's
// place in it: the same work whether they belong to it or not. Fails with
// FIREWALL_NOT_FOUND when there is no such organization.
func MembershipOf(ctx context.Context, d *DB, userID, slug, id string) (m Membership, err error) {
	column, value := "o.slug", slug
	if id != "" {
		column, value = "o.id", id
	}
	err = d.through(ctx, settings{user: userID}, func(ctx context.Context, q bun.IDB) error {
		return d.row(ctx, q, d.membership("LEFT JOIN")+" WHERE "+column+" = ? || '' AND o.archived_at IS NULL", []any{userID, userID, value},
			&m.ID, &m.Name, &m.Slug, &m.Logo, &m.Hue, &m.Metadata, &m.RequireTwoFactor, &m.CreatedAt, &m.UpdatedAt,
			&m.ArchivedAt, &m.MemberID, &m.Role, &m.Since, &m.Teams)
	})
	return m, err
}

// MembershipsOf lists a user's organizations by name.
func MembershipsOf(ctx context.Context, d *DB, userID string) (list []Membership, err error) {
	err = d.through(ctx, settings{user: userID}, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(d.membership(`JOIN`)+` WHERE o.archived_at IS NULL ORDER BY lower(o.name), o.id`,
			userID, userID).Scan(ctx, &list)
	})
	return list, err
}

// FormerMembershipsOf lists the organizations of a user that were deleted after
// since, latest first.
func FormerMembershipsOf(ctx context.Context, d *DB, userID string, since model.Time) (list []Membership, err error) {
	err = d.through(ctx, settings{user: userID}, func(ctx context.Context, q bun.IDB) error {
		return q.NewRaw(d.membership(`JOIN`)+` WHERE o.archived_at > ? ORDER BY o.archived_at DESC, o.id`,
			userID, userID, since).Scan(ctx, &list)
	})
	return list, err
}

func (d *DB) membership(join string) string {
	teams := "group_concat(t.team_id)"
	if d.dialect == Postgres {
		teams = "string_agg(t.team_id, ',')"
	}
	return `SELECT o.id, o.name, o.slug, coalesce(o.logo, '') AS logo, o.hue, coalesce(o.metadata, '') AS metadata,
  o.require_2fa, o.created_at, o.updated_at, coalesce(o.archived_at, 0) AS archived_at,
  coalesce(m.id, '') AS member_id, coalesce(m.role, '') AS member_role, coalesce(m.created_at, 0) AS member_since,
  coalesce((SELECT ` + teams + ` FROM team_members t WHERE t.organization_id = o.id AND t.user_id = ? || ''), '') AS team_ids
FROM organizations o ` + join + ` members m ON m.organization_id = o.id AND m.user_id = ? || ''`
}

// InvitationByID reads one invitation of any organization.
func InvitationByID(ctx context.Context, d *DB, id string) (i model.Invitation, err error) {
	err = d.through(ctx, settings{invitation: id}, func(ctx context.Context, q bun.IDB) error {
		return q.NewSelect().Model(&i).Where("id = ?", id).Limit(1).Scan(ctx)
	})
	return i, err
}

// InvitationsTo lists the pending invitations to a lower-case address that have
// not expired, newest first.
func InvitationsTo(ctx context.Context, d *DB, address string) (list []model.Invitation, err error) {
	err = d.through(ctx, settings{address: address}, func(ctx context.Context, q bun.IDB) error {
		return q.NewSelect().Model(&list).Where("email = ?", address).Where("status = ?", model.Pending).
			Where("expires_at > ?", d.Now()).OrderExpr("created_at DESC, id DESC").Scan(ctx)
	})
	return list, err
}
