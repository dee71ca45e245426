package db

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/schema"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Ident quotes a name that came from a closed list as an identifier.
type Ident = schema.Ident

// List expands to a parenthesised, comma-separated list: "id IN (?)".
func List(values any) any { return bun.List(values) }

// Query reads rows within a boundary. Conditions narrow it; none can widen it.
type Query[T any] struct {
	db    *DB
	run   func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error
	fence func(q *bun.SelectQuery) *bun.SelectQuery
	empty bool // nothing can be reached
	most  int  // rows, when limited
	steps []func(q *bun.SelectQuery) *bun.SelectQuery
}

// Select reads the organization's rows that the boundary reaches.
func Select[T any, P interface {
	*T
	model.OwnedRow
}](d *DB, b access.Boundary) *Query[T] {
	_, crosses := b.Crosses()
	return &Query[T]{
		db:    d,
		empty: b.Organization() == "" && !crosses,
		run: func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
			return d.within(ctx, b, false, fn)
		},
		fence: func(q *bun.SelectQuery) *bun.SelectQuery { return fence(d, q, b) },
	}
}

// SelectPlatform reads rows outside organizations.
func SelectPlatform[T any, P interface {
	*T
	model.PlatformRow
}](d *DB) *Query[T] {
	return &Query[T]{
		db: d,
		run: func(ctx context.Context, fn func(ctx context.Context, q bun.IDB) error) error {
			return translate(fn(ctx, d.platform(false)))
		},
		fence: func(q *bun.SelectQuery) *bun.SelectQuery { return q },
	}
}

// fence puts the boundary's terms first.
func fence[Q where[Q]](d *DB, q Q, b access.Boundary) Q {
	if _, crosses := b.Crosses(); crosses {
		return q
	}
	q = q.Where("?TableAlias.organization_id = ?", b.Organization())
	for _, c := range b.Clauses() {
		if len(c.Values) == 0 {
			q = q.Where("1 = 0")
			continue
		}
		q = q.Where("?TableAlias.? IN (?)", Ident(c.Column), bun.List(c.Values))
	}
	for _, c := range b.Where() {
		e := d.Condition("values", c)
		q = q.Where(e.SQL, e.Args...)
	}
	return q
}

type where[Q any] interface {
	Where(query string, args ...any) Q
}

func (q *Query[T]) step(s func(q *bun.SelectQuery) *bun.SelectQuery) *Query[T] {
	q.steps = append(q.steps, s)
	return q
}

// Where adds a condition; it is put in parentheses and joined with AND.
func (q *Query[T]) Where(condition string, args ...any) *Query[T] {
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.Where(condition, args...) })
}

// Columns reads only these columns.
func (q *Query[T]) Columns(names ...string) *Query[T] {
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.Column(names...) })
}

// Expr reads an expression into the column that it is aliased to.
func (q *Query[T]) Expr(expression string, args ...any) *Query[T] {
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.ColumnExpr(expression, args...) })
}

// Order adds an ordering expression.
func (q *Query[T]) Order(expression string, args ...any) *Query[T] {
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.OrderExpr(expression, args...) })
}

// Limit reads at most n rows.
func (q *Query[T]) Limit(n int) *Query[T] {
	q.most = n
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.Limit(int64(n)) })
}

// Offset skips n rows.
func (q *Query[T]) Offset(n int) *Query[T] {
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.Offset(int64(n)) })
}

// Lock holds the rows until the transaction ends; foreign-key checks on them still
// pass, or two writers of one organization could wait for each other. SQLite needs no such thing:
// its one writer already has the whole database.
func (q *Query[T]) Lock() *Query[T] {
	if q.db.dialect == SQLite {
		return q
	}
	return q.step(func(s *bun.SelectQuery) *bun.SelectQuery { return s.For("NO KEY UPDATE") })
}

func (q *Query[T]) build(s *bun.SelectQuery) *bun.SelectQuery {
	s = q.fence(s)
	for _, step := range q.steps {
		s = step(s)
	}
	return s
}

// All reads the rows.
func (q *Query[T]) All(ctx context.Context) ([]T, error) {
	var rows []T
	if q.empty {
		return rows, nil
	}
	if q.most > 0 && q.most <= mostAhead {
		rows = make([]T, 0, q.most) // rows are wide, and would move each time the slice grows
	}
	err := q.run(ctx, func(ctx context.Context, c bun.IDB) error {
		return q.build(c.NewSelect().Model(&rows)).Scan(ctx)
	})
	if len(rows) == 0 {
		return nil, err
	}
	return rows, err
}

// mostAhead is up to where memory for all rows of a limit is taken beforehand.
const mostAhead = 128

// One reads one row, or fails with FIREWALL_NOT_FOUND.
func (q *Query[T]) One(ctx context.Context) (T, error) {
	var row T
	if q.empty {
		return row, fault.Missing()
	}
	err := q.run(ctx, func(ctx context.Context, c bun.IDB) error {
		return q.build(c.NewSelect().Model(&row)).Limit(1).Scan(ctx)
	})
	return row, err
}

// Count counts the rows, but never further than limit.
func (q *Query[T]) Count(ctx context.Context, limit int) (int, error) {
	n := 0
	if q.empty {
		return n, nil
	}
	err := q.run(ctx, func(ctx context.Context, c bun.IDB) error {
		inner := q.build(c.NewSelect().Model((*T)(nil))).ColumnExpr("1").Limit(int64(limit))
		return c.NewSelect().TableExpr("(?) AS counted", inner).ColumnExpr("count(*)").Scan(ctx, &n)
	})
	return n, err
}

// Exists reports whether there is any such row.
func (q *Query[T]) Exists(ctx context.Context) (bool, error) {
	n, err := q.Count(ctx, 1)
	return n > 0, err
}
