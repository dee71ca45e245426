package db

import (
	"context"
	"database/sql"

	"github.com/uptrace/bun"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Add inserts a row, stamped with the boundary's ownership whatever the caller
// filled in. Fails with UNIQUE_VIOLATION, STILL_IN_USE (a relation's target is
// missing) or TEAM_REQUIRED.
func Add(ctx context.Context, d *DB, b access.Boundary, row model.OwnedRow) error {
	by, err := b.Ownership()
	if err != nil {
		return err
	}
	row.Own(by)
	return d.within(ctx, b, true, func(ctx context.Context, q bun.IDB) error {
		// bun would ask for columns left empty; there are no defaults to come back.
		_, err := q.NewInsert().Model(row).Returning("NULL").Exec(ctx)
		return err
	})
}

// AddAll inserts rows like Add, in one statement. Nothing happens without rows.
func AddAll[T any, P interface {
	*T
	model.OwnedRow
}](ctx context.Context, d *DB, b access.Boundary, rows []T) error {
	by, err := b.Ownership()
	if err != nil || len(rows) == 0 {
		return err
	}
	for i := range rows {
		P(&rows[i]).Own(by)
	}
	return d.within(ctx, b, true, func(ctx context.Context, q bun.IDB) error {
		_, err := q.NewInsert().Model(&rows).Returning("NULL").Exec(ctx)
		return err
	})
}

// AddLater is AddAll for rows that nothing in the transaction waits for: they may
// go to the database with the statement after them, or with the commit, which
// then fails in their place.
func AddLater[T any, P interface {
	*T
	model.OwnedRow
}](ctx context.Context, d *DB, b access.Boundary, rows []T) error {
	return AddAll[T, P](later(ctx), d, b, rows)
}

// Change writes the named columns of a row found by its key within the boundary.
// Fails with FIREWALL_NOT_FOUND when there is none.
func Change(ctx context.Context, d *DB, b access.Boundary, row model.OwnedRow, columns ...string) error {
	if b.Organization() == "" {
		return fault.Missing()
	}
	return d.within(ctx, b, true, func(ctx context.Context, q bun.IDB) error {
		row.Own(model.Ownership{OrganizationID: b.Organization()}) // the key's first half
		return one(fence(d, q.NewUpdate().Model(row).Column(columns...).WherePK(), b).Exec(ctx))
	})
}

func one(result sql.Result, err error) error {
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n > 0 {
		return err
	}
	return fault.Missing()
}

// Writing changes or removes rows within a boundary.
type Writing[Q interface {
	where[Q]
	Exec(ctx context.Context, dest ...any) (sql.Result, error)
}] struct {
	run   func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error
	start func(q bun.IDB) Q
	empty bool
	steps []func(q Q) Q
	into  any // what RETURNING is read into
}

// Where adds a condition; it is put in parentheses and joined with AND.
func (w *Writing[Q]) Where(condition string, args ...any) *Writing[Q] {
	w.steps = append(w.steps, func(q Q) Q { return q.Where(condition, args...) })
	return w
}

// Do runs the statement and answers how many rows it touched. Zero rows of a
// guarded update mean that somebody was faster.
func (w *Writing[Q]) Do(ctx context.Context) (int64, error) {
	if w.empty {
		return 0, nil
	}
	var n int64
	err := w.run(ctx, func(ctx context.Context, c bun.IDB) error {
		q := w.start(c)
		for _, step := range w.steps {
			q = step(q)
		}
		var into []any
		if w.into != nil {
			into = []any{w.into}
		}
		result, err := q.Exec(ctx, into...)
		if err != nil {
			return err
		}
		n, err = result.RowsAffected()
		return err
	})
	return n, err
}

// Updating is Writing with assignments.
type Updating struct{ Writing[*bun.UpdateQuery] }

// Set adds an assignment such as "status = ?". Ownership columns cannot be set.
func (u *Updating) Set(assignment string, args ...any) *Updating {
	u.steps = append(u.steps, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Set(assignment, args...) })
	return u
}

// Where adds a condition; it is put in parentheses and joined with AND.
func (u *Updating) Where(condition string, args ...any) *Updating {
	u.Writing.Where(condition, args...)
	return u
}

// Later runs the update like AddLater.
func (u *Updating) Later(ctx context.Context) error {
	_, err := u.Do(later(ctx))
	return err
}

// Return runs the update and reads the changed row into row, a *T.
func (u *Updating) Return(ctx context.Context, row any) (n int64, err error) {
	u.into = row
	u.steps = append(u.steps, func(q *bun.UpdateQuery) *bun.UpdateQuery { return q.Returning("*") })
	return u.Do(ctx)
}

// Update changes the organization's rows that the boundary reaches.
func Update[T any, P interface {
	*T
	model.OwnedRow
}](d *DB, b access.Boundary) *Updating {
	return &Updating{Writing[*bun.UpdateQuery]{
		run: owned(d, b), empty: unreachable(b),
		start: func(q bun.IDB) *bun.UpdateQuery { return fence(d, q.NewUpdate().Model((*T)(nil)), b) },
	}}
}

// Remove deletes the organization's rows that the boundary reaches.
func Remove[T any, P interface {
	*T
	model.OwnedRow
}](d *DB, b access.Boundary) *Writing[*bun.DeleteQuery] {
	return &Writing[*bun.DeleteQuery]{
		run: owned(d, b), empty: unreachable(b),
		start: func(q bun.IDB) *bun.DeleteQuery { return fence(d, q.NewDelete().Model((*T)(nil)), b) },
	}
}

func unreachable(b access.Boundary) bool {
	_, crosses := b.Crosses()
	return b.Organization() == "" && !crosses
}

type runner = func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error

func owned(d *DB, b access.Boundary) runner {
	return func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
		return d.within(ctx, b, true, fn)
	}
}

// AddPlatform inserts a row outside organizations. Fails with UNIQUE_VIOLATION.
func AddPlatform(ctx context.Context, d *DB, row model.PlatformRow) error {
	_, err := d.platform(true).NewInsert().Model(row).Exec(ctx)
	return translate(err)
}

// ChangePlatform writes the named columns of a row found by its key.
func ChangePlatform(ctx context.Context, d *DB, row model.PlatformRow, columns ...string) error {
	return translate(one(d.platform(true).NewUpdate().Model(row).Column(columns...).WherePK().Exec(ctx)))
}

// UpdatePlatform changes rows outside organizations.
func UpdatePlatform[T any, P interface {
	*T
	model.PlatformRow
}](d *DB) *Updating {
	return &Updating{Writing[*bun.UpdateQuery]{
		run:   outside(d),
		start: func(q bun.IDB) *bun.UpdateQuery { return q.NewUpdate().Model((*T)(nil)) },
	}}
}

// RemovePlatform deletes rows outside organizations.
func RemovePlatform[T any, P interface {
	*T
	model.PlatformRow
}](d *DB) *Writing[*bun.DeleteQuery] {
	return &Writing[*bun.DeleteQuery]{
		run:   outside(d),
		start: func(q bun.IDB) *bun.DeleteQuery { return q.NewDelete().Model((*T)(nil)) },
	}
}

func outside(d *DB) runner {
	return func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
		return translate(fn(ctx, d.platform(true)))
	}
}
