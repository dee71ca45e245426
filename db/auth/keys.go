package auth

import (
	"context"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const (
	organizationKeys = "organization" // configId, in Better Auth's words
	maxKeys          = 50             // live ones per organization
	keyLife          = 90 * day       // when no end is asked for
	maxKeyLife       = 366 * day
	maxKeyName       = 64
)

// KeyInput is what somebody asks for.
type KeyInput struct {
	Name      string
	Role      string     // not above the maker's own
	ExpiresAt model.Time // 90 days from now when zero, at most a year
}

// KeyInfo is a key as a list shows it.
type KeyInfo struct {
	ID            string
	Name          string
	Start         string // its first characters
	Role          string
	CreatedBy     string // user id; the key may never do more than they may
	CreatedAt     model.Time
	LastRequestAt model.Time
	ExpiresAt     model.Time
}

func describe(k model.APIKey) KeyInfo {
	return KeyInfo{
		ID: k.ID, Name: k.Name, Start: k.Start, Role: k.Role, CreatedBy: k.UserID,
		CreatedAt: k.CreatedAt, LastRequestAt: k.LastRequestAt, ExpiresAt: k.ExpiresAt,
	}
}

// CreateKey makes a key for a program, bound to the scope's organization. key is
// shown only here. Only people who are signed in may, admins and above. Fails
// with ACCESS_ROLE_REQUIRED, YOU_ARE_NOT_ALLOWED_TO_GRANT_THIS_ROLE and problems
// on name, role and expiresAt.
func (s *Store) CreateKey(ctx context.Context, scope access.Scope, in KeyInput) (key string, info KeyInfo, err error) {
	userID, _, err := person(scope.Actor()) // a key must not make keys
	if err == nil {
		err = scope.Require(access.Admin + "+")
	}
	if err != nil {
		return "", info, err
	}
	key = newKey()
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if in, err = checkKey(scope, in, tx.Now()); err != nil {
			return err
		}
		if _, err := hold(ctx, tx, userID); err != nil {
			return err
		}
		if n, err := liveKeys(tx, scope).Count(ctx, maxKeys); err != nil {
			return err
		} else if n == maxKeys {
			return fault.InvalidInput().About("", fault.ProblemTooMany, "max", strconv.Itoa(maxKeys))
		}
		now := tx.Now()
		row := model.APIKey{
			ID: model.NewID(model.KeyID), ConfigID: organizationKeys, Name: in.Name, Start: key[:keyShown], KeyHash: Hash(key),
			UserID: userID, OrganizationID: scope.OrganizationID(), Role: in.Role, Enabled: true,
			CreatedAt: now, UpdatedAt: now, ExpiresAt: in.ExpiresAt,
		}
		if err := db.AddPlatform(ctx, tx, &row); err != nil {
			return err
		}
		info = describe(row)
		details := map[string]any{"name": row.Name, "role": row.Role, "expiresAt": row.ExpiresAt}
		if err := recordKey(ctx, tx, scope, "key.created", row.ID, details); err != nil {
			return err
		}
		return event.RecordAccount(ctx, tx, userID, scope.Actor(), "key.created", map[string]any{"key": row.ID, "organization": scope.OrganizationID()})
	})
	if err != nil {
		return "", KeyInfo{}, err
	}
	return key, info, nil
}

func checkKey(scope access.Scope, in KeyInput, now model.Time) (KeyInput, error) {
	problems := fault.InvalidInput()
	in.Name = strings.TrimSpace(in.Name)
	switch {
	case in.Name == "":
		problems.About("name", fault.ProblemRequired)
	case utf8.RuneCountInString(in.Name) > maxKeyName:
		problems.About("name", fault.ProblemTooLong, "max", strconv.Itoa(maxKeyName))
	case !utf8.ValidString(in.Name) || strings.ContainsFunc(in.Name, unicode.IsControl):
		problems.About("name", fault.ProblemText)
	}
	if !scope.Hierarchy().Known(in.Role) {
		problems.About("role", fault.ProblemOption, "value", in.Role, "options", strings.Join(scope.Hierarchy().Roles(), ", "))
	}
	if in.ExpiresAt == 0 {
		in.ExpiresAt = now.Add(keyLife)
	}
	switch {
	case in.ExpiresAt <= now:
		problems.About("expiresAt", fault.ProblemTooSmall, "min", now.String())
	case in.ExpiresAt > now.Add(maxKeyLife):
		problems.About("expiresAt", fault.ProblemTooBig, "max", now.Add(maxKeyLife).String())
	}
	if len(problems.Problems) > 0 {
		return in, problems
	}
	if !scope.MayGrant(in.Role) {
		return in, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeRoleTooHigh).With("role", in.Role)
	}
	return in, nil
}

func liveKeys(d *db.DB, scope access.Scope) *db.Query[model.APIKey] {
	return db.SelectPlatform[model.APIKey](d).Where("organization_id = ?", scope.OrganizationID()).Where("revoked_at IS NULL")
}

// Keys lists the organization's keys that are not revoked, newest first; admins
// and above. Fails with ACCESS_ROLE_REQUIRED.
func (s *Store) Keys(ctx context.Context, scope access.Scope) ([]KeyInfo, error) {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return nil, err
	}
	rows, err := liveKeys(s.db, scope).Order("created_at DESC, id DESC").All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]KeyInfo, len(rows))
	for i := range rows {
		list[i] = describe(rows[i])
	}
	return list, nil
}

// RevokeKey ends a key of the organization; admins and above. Fails with
// ACCESS_ROLE_REQUIRED, and with FIREWALL_NOT_FOUND alike for a key that never
// was, is revoked, or is another organization's.
func (s *Store) RevokeKey(ctx context.Context, scope access.Scope, id string) error {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		n, err := db.UpdatePlatform[model.APIKey](tx).Set("revoked_at = ?", tx.Now()).Set("updated_at = ?", tx.Now()).
			Where("id = ?", id).Where("organization_id = ?", scope.OrganizationID()).Where("revoked_at IS NULL").Do(ctx)
		if err == nil && n == 0 {
			err = fault.Missing()
		}
		if err != nil {
			return err
		}
		return recordKey(ctx, tx, scope, "key.revoked", id, nil)
	})
}

func recordKey(ctx context.Context, tx *db.DB, scope access.Scope, kind, id string, details map[string]any) error {
	return event.Record(ctx, tx, scope.Actor(), scope.Within(access.OrganizationWide()),
		event.Change{Type: kind, Subject: "key", SubjectID: id, Details: details})
}
