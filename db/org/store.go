package org

import (
	"context"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// Options are what an installation decides about its organizations. Zero numbers
// mean the defaults.
type Options struct {
	AllowCreate      bool   // everybody who may sign in founds organizations; platform admins always
	RequireTwoFactor bool   // of new organizations
	Key              []byte // the installation's secret, from which mailed tokens are derived

	MembershipLimit    int           // members of one organization: 100
	PendingLimit       int           // open invitations of one organization: 100
	InvitationsPerHour int           // mails of one organization: 20; below zero means no limit
	InvitationLife     time.Duration // 7 days
	SlugLife           time.Duration // how long a former slug redirects: 90 days
	RestoreLife        time.Duration // how long a deleted organization can be restored: 30 days
}

const day = 24 * time.Hour

func (o Options) filled() Options {
	set(&o.MembershipLimit, 100)
	set(&o.PendingLimit, 100)
	set(&o.InvitationsPerHour, 20)
	set(&o.InvitationLife, 7*day)
	set(&o.SlugLife, 90*day)
	set(&o.RestoreLife, 30*day)
	return o
}

func set[T comparable](where *T, value T) {
	var zero T
	if *where == zero {
		*where = value
	}
}

// Store holds the use cases of organizations.
type Store struct {
	db      *db.DB
	people  *auth.Store
	queue   *job.Queue
	gate    *access.Gate
	options Options
}

// New joins the database with the people who belong, the queue that mails leave
// through and the gate whose selection and roles hold here too.
func New(d *db.DB, people *auth.Store, queue *job.Queue, gate *access.Gate, o Options) *Store {
	return &Store{db: d, people: people, queue: queue, gate: gate, options: o.filled()}
}

var wide = access.OrganizationWide()

// inside is an actor in an organization with roles that were read, or are being
// written, in the caller's transaction.
func (s *Store) inside(actor access.Actor, o model.Organization, roles ...string) access.Scope {
	return actor.Join(s.gate.Hierarchy(), Describe(o), roles)
}

// held is an organization whose row this transaction holds.
type held struct {
	access.Scope

	organization model.Organization
}

func (h held) boundary() access.Boundary { return h.Within(wide) }

// holdRow makes everybody else who changes the organization's membership wait.
// It writes the row unchanged, because SELECT … FOR UPDATE would also keep out
// the foreign-key checks of whoever records an event while we wait for its chain.
// Fails with FIREWALL_NOT_FOUND when the organization does not live.
func holdRow(ctx context.Context, tx *db.DB, organizationID string) (model.Organization, error) {
	_, err := db.UpdatePlatform[model.Organization](tx).Set("hue = hue").
		Where("id = ?", organizationID).Where("archived_at IS NULL").Do(ctx)
	if err != nil {
		return model.Organization{}, err
	}
	return living(ctx, tx, organizationID)
}

func living(ctx context.Context, d *db.DB, organizationID string) (model.Organization, error) {
	return db.SelectPlatform[model.Organization](d).
		Where("id = ?", organizationID).Where("archived_at IS NULL").One(ctx)
}

// hold is holdRow for somebody inside, whose place is read again: since the
// request began they may have lost it. Fails with the answer to outsiders.
func (s *Store) hold(ctx context.Context, tx *db.DB, scope access.Scope) (held, error) {
	o, err := holdRow(ctx, tx, scope.OrganizationID())
	if err != nil {
		return held{}, err
	}
	who := scope.Actor().Identity()
	roles := scope.Roles()
	if scope.Actor().Kind() != access.System {
		m, err := db.Select[model.Member](tx, scope.Within(wide)).Where("user_id = ?", who.UserID).One(ctx)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return held{}, err
		}
		roles = access.SplitRoles(m.Role)
		if who.Kind == access.Key {
			roles = s.gate.Hierarchy().Cap(roles, who.KeyRole)
		}
	}
	if len(roles) == 0 {
		return held{}, s.gate.Selection().Outsider(Describe(o))
	}
	return held{Scope: s.inside(scope.Actor(), o, roles...), organization: o}, nil
}

// administer runs a change that admins and above may make.
func (s *Store) administer(ctx context.Context, scope access.Scope, change func(ctx context.Context, tx *db.DB, h held) error) error {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		h, err := s.hold(ctx, tx, scope)
		if err != nil {
			return err
		}
		if err := h.Require(access.Admin + "+"); err != nil {
			return err
		}
		return change(ctx, tx, h)
	})
}
