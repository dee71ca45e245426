package content

import (
	"context"
	"errors"
	"iter"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// arrivalBatch is how many rows share a transaction.
const arrivalBatch = 250

// delivery is a part of a file that goes into one collection.
type delivery struct {
	collection string
	rules      ArrivalRules
	rows       iter.Seq[Arrival]
}

// carrier brings deliveries in: batch by batch, each in a transaction of its own.
type carrier struct {
	s      *Store
	scope  access.Scope
	strict bool  // everything in one transaction, or nothing
	skip   int64 // rows that an earlier run has done
	// beside is what has to happen in the transaction of each batch; first is the
	// number of its first row.
	beside func(ctx context.Context, s *Store, a *arrivals, first int64, rows []*landing, made []string) error
	// then hears of every batch, with the fates that stand.
	then func(a *arrivals, first int64, rows []*landing)
}

// errRefused ends a strict import at its first bad batch.
var errRefused = errors.New("content: a row was refused")

// preview judges all rows and writes nothing.
func (c *carrier) preview(ctx context.Context, deliveries []delivery) error {
	return c.each(ctx, c.s, deliveries, func(ctx context.Context, a *arrivals, _ int64, rows []*landing) error {
		return a.judge(ctx, c.s, rows)
	})
}

// carry judges and writes. Rows that are refused stay out and the others go in;
// with strict nothing does, and the error is errRefused.
func (c *carrier) carry(ctx context.Context, deliveries []delivery) error {
	if !c.strict {
		return c.each(ctx, c.s, deliveries, c.batch)
	}
	return c.s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		refused := false
		err := c.each(ctx, c.s, deliveries, func(ctx context.Context, a *arrivals, first int64, rows []*landing) error {
			made, err := c.store(ctx, c.s.in(tx), a, first, rows)
			a.names.settled(made)
			refused = refused || slices.ContainsFunc(rows, func(l *landing) bool { return l.fate == Refused })
			return err
		})
		if err == nil && refused {
			err = errRefused
		}
		return err
	})
}

func (c *carrier) each(ctx context.Context, s *Store, deliveries []delivery, do func(ctx context.Context, a *arrivals, first int64, rows []*landing) error) error {
	shared, number := newTargets(), int64(0)
	for _, d := range deliveries {
		a, err := s.arriving(c.scope, d.collection, shared, d.rules)
		if err != nil {
			return err
		}
		var rows []*landing
		flush := func() error {
			if len(rows) == 0 {
				return nil
			}
			identify(rows)
			if err := a.look(ctx, rows); err != nil {
				return err
			}
			if err := do(ctx, a, number, rows); err != nil {
				return err
			}
			c.then(a, number, rows)
			number += int64(len(rows))
			rows = nil
			return ctx.Err()
		}
		for arrival := range d.rows {
			if number < c.skip {
				a.remember(&arrival)
				number++
				continue
			}
			rows = append(rows, &landing{Arrival: &arrival})
			if len(rows) == arrivalBatch {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return nil
}

// identify gives new entries ids that have the order of the file.
func identify(rows []*landing) {
	var ids []string
	for _, l := range rows {
		if l.ID == "" {
			ids = append(ids, model.NewID(model.EntryID))
		}
	}
	slices.Sort(ids)
	for _, l := range rows {
		if l.ID == "" {
			l.ID, ids = ids[0], ids[1:]
		}
	}
}

func (c *carrier) store(ctx context.Context, s *Store, a *arrivals, first int64, rows []*landing) (made []string, err error) {
	if err := a.judge(ctx, s, rows); err != nil {
		return nil, err
	}
	if made, err = a.write(ctx, s, rows); err != nil {
		return nil, err
	}
	if c.beside != nil {
		err = c.beside(ctx, s, a, first, rows, made)
	}
	return made, err
}

// batch writes rows in one transaction. When the database refuses what the
// judgement let through, because somebody was faster, each row gets its own.
func (c *carrier) batch(ctx context.Context, a *arrivals, first int64, rows []*landing) error {
	try := func(number int64, rows ...*landing) error {
		var made []string
		err := c.s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) (err error) {
			made, err = c.store(ctx, c.s.in(tx), a, number, rows)
			return err
		})
		if err == nil {
			a.names.settled(made)
		}
		return err
	}
	err := try(first, rows...)
	if refused := (*fault.Fault)(nil); err == nil || !errors.As(err, &refused) || refused.Kind == fault.Unavailable {
		return err
	}
	for i, l := range rows {
		var refused *fault.Fault
		err := try(first+int64(i), l)
		if err == nil {
			continue
		}
		if !errors.As(err, &refused) || refused.Kind == fault.Unavailable {
			return err
		}
		a.release(l)
		l.Problems = problemsOf(refused)
		if err := try(first+int64(i), l); err != nil {
			return err
		}
	}
	return nil
}

// problemsOf are the problems of a fault, at least one.
func problemsOf(f *fault.Fault) []fault.Problem {
	if len(f.Problems) > 0 {
		return f.Problems
	}
	return []fault.Problem{{Field: f.Params["field"], Code: f.Code, Params: f.Params}}
}
