package db

import (
	"context"
	"database/sql"
	"errors"
	"strings"

	"github.com/uptrace/bun"

	"gatehouse/db/access"
	"gatehouse/db/model"
)

type transaction struct {
	bun.Tx
	now          model.Time
	organization string // what app.organization is set to, "" before the first scoped statement
	touched      []string
}

// InTx runs fn in a transaction that commits when fn returns nil. The handle
// given to fn does the same as d, inside. A transaction works in one organization:
// a second one is an error. InTx inside InTx joins the outer one.
func (d *DB) InTx(ctx context.Context, fn func(ctx context.Context, tx *DB) error) error {
	if d.tx != nil {
		return fn(ctx, d)
	}
	var touched []string
	err := d.write.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		t := &transaction{Tx: tx, now: model.At(d.clock())}
		err := fn(ctx, &DB{pools: d.pools, tx: t})
		touched = t.touched
		return err
	})
	if err == nil {
		d.committed.tell(touched)
	}
	return translate(err)
}

// Apart runs fn so that its failure undoes only what it did itself: behind a
// savepoint of the transaction it is in. Outside one it is InTx.
func (d *DB) Apart(ctx context.Context, fn func(ctx context.Context, tx *DB) error) error {
	if d.tx == nil {
		return d.InTx(ctx, fn)
	}
	err := d.tx.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		inner := *d.tx
		inner.Tx = tx
		return fn(ctx, &DB{pools: d.pools, tx: &inner})
	})
	return translate(err)
}

// Tx is the database/sql transaction, for the job queue to store work in. Nil
// outside a transaction.
func (d *DB) Tx() *sql.Tx {
	if d.tx == nil {
		return nil
	}
	return d.tx.Tx.Tx
}

// settings are what the second wall looks at, set for one transaction.
type settings struct{ organization, user, address, invitation, search string }

var errTwoOrganizations = errors.New("db: one transaction works in one organization")

// within runs fn with the boundary's organization known to the second wall.
func (d *DB) within(ctx context.Context, b access.Boundary, writes bool, fn func(ctx context.Context, q bun.IDB) error) error {
	if _, crosses := b.Crosses(); crosses {
		if d.tx != nil {
			return errors.New("db: a boundary that crosses organizations has its own transactions")
		}
		pool := d.steward
		if d.dialect == SQLite && !writes {
			pool = d.read
		}
		return translate(fn(letPass(ctx), pool))
	}
	ctx, pass := withPass(ctx, b.Organization())
	return d.guarded(ctx, pass, settings{organization: b.Organization()}, writes, fn)
}

// through runs fn behind one of the named doors.
func (d *DB) through(ctx context.Context, s settings, fn func(ctx context.Context, q bun.IDB) error) error {
	return d.guarded(letPass(ctx), nil, s, false, fn)
}

func (d *DB) guarded(ctx context.Context, pass *pass, s settings, writes bool, fn func(ctx context.Context, q bun.IDB) error) error {
	var err error
	switch {
	case d.tx != nil && d.dialect == Postgres:
		if err = d.tx.set(ctx, s); err == nil {
			err = fn(ctx, d.tx.Tx)
		}
	case d.tx != nil:
		err = fn(ctx, d.tx.Tx)
	case d.dialect == Postgres:
		err = fn(ahead(ctx, s.statement(!writes)), d.write)
	case writes:
		err = fn(ctx, d.write)
	default:
		err = fn(ctx, d.read)
	}
	if tripped := pass.tripped(); tripped != nil {
		return tripped
	}
	return translate(err)
}

func (t *transaction) set(ctx context.Context, s settings) error {
	if s.organization != "" {
		if t.organization == s.organization {
			return nil
		}
		if t.organization != "" {
			return errTwoOrganizations
		}
		t.organization = s.organization
	}
	_, err := t.ExecContext(later(ctx), s.statement(false))
	return err
}

// statement sets an organization, or who stands before one of the doors, until
// the transaction ends.
func (s settings) statement(reads bool) string {
	var b strings.Builder
	b.WriteString("SELECT ")
	set := func(name, value string) {
		if b.Len() > len("SELECT ") {
			b.WriteString(", ")
		}
		b.WriteString("set_config('" + name + "', '" + strings.ReplaceAll(value, "'", "''") + "', true)")
	}
	if s.organization != "" {
		set("app.organization", s.organization)
		if s.search != "" {
			set("app.search", s.search)
		}
	} else {
		set("app.user", s.user)
		set("app.address", s.address)
		set("app.invitation", s.invitation)
	}
	if reads {
		set("transaction_read_only", "on")
	}
	return b.String()
}

// platform is where rows outside organizations are read and written.
func (d *DB) platform(writes bool) bun.IDB {
	switch {
	case d.tx != nil:
		return d.tx.Tx
	case writes:
		return d.write
	}
	return d.read
}
