package event

import (
	"context"
	"strconv"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// Place is how far somebody has read the log: the number of the last event of
// their organization and, where they also follow installation-wide entries, of
// the installation.
type Place struct {
	Own, Installation int64
	Both              bool // Installation counts
}

// String is "17", or "17.4" where both count.
func (p Place) String() string {
	text := strconv.FormatInt(p.Own, 10)
	if p.Both {
		text += "." + strconv.FormatInt(p.Installation, 10)
	}
	return text
}

// ParsePlace reads what String wrote; ok is false for anything else.
func ParsePlace(text string) (p Place, ok bool) {
	own, installation, both := strings.Cut(text, ".")
	p.Both = both
	var errOwn, errOther error
	p.Own, errOwn = strconv.ParseInt(own, 10, 64)
	if both {
		p.Installation, errOther = strconv.ParseInt(installation, 10, 64)
	}
	return p, errOwn == nil && errOther == nil && p.Own >= 0 && p.Installation >= 0 && p.String() == text
}

// Here is the end of the log as a scope sees it now.
func (s *Store) Here(ctx context.Context, scope access.Scope, both bool) (p Place, err error) {
	if p.Own, err = head(ctx, s.db, OwnLog(scope)); err != nil || !both {
		return p, err
	}
	p.Both = true
	p.Installation, err = head(ctx, s.db, InstallationLog(scope))
	return p, err
}

// OwnLog is the boundary of the events of a scope's organization.
func OwnLog(scope access.Scope) access.Boundary { return scope.Within(access.OrganizationWide()) }

// InstallationLog is the boundary of the events of installation-wide entries.
func InstallationLog(scope access.Scope) access.Boundary {
	return scope.Within(access.Firewall{Isolation: access.Exception})
}

func head(ctx context.Context, d *db.DB, log access.Boundary) (int64, error) {
	h, err := db.Select[model.EventHead](d, log).Columns("number").One(ctx)
	return h.Number, err
}

// After reads the events behind a number, oldest first, without their hashes and
// where they came from. It is for other contexts, which say who may hear of them.
func After(ctx context.Context, d *db.DB, log access.Boundary, number int64, limit int) ([]model.Event, error) {
	return db.Select[model.Event](d, log).
		Columns("organization_id", "number", "type", "actor_kind", "actor_id", "subject_kind", "subject_id", "collection", "revision", "fields", "details", "at").
		Where("number > ?", number).Order("number").Limit(limit).All(ctx)
}
