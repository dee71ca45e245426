package content

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Trash moves an entry to the trash, whence Untrash brings it back as it was.
// Fails like Update; for who may, the rule "delete" decides.
func (s *Store) Trash(ctx context.Context, scope access.Scope, collection, id string, base Base) (Result, error) {
	r, err := s.reach(scope, collection, schema.Delete)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		c, err := s.in(tx).begin(ctx, r, id, r.remove, base)
		if err != nil {
			return err
		}
		err = s.in(tx).trashAll(ctx, r, state{row: c.row})
		result = Result{Entry: c.result(), Changed: true}
		return err
	})
	return result, err
}

func (s *Store) trashAll(ctx context.Context, r *reach, rows ...state) error {
	now, actor := s.d.Now(), r.scope.Actor().ID()
	err := all(ctx, db.Update[model.Entry](s.d, r.rows).Set("archived_at = ?", now).Set("archived_by = ?", actor).
		Where("?TableAlias.archived_at IS NULL"), rows)
	if err != nil {
		return err
	}
	for _, st := range rows {
		st.row.ArchivedAt, st.row.ArchivedBy = now, actor
	}
	return s.record(ctx, r, []string{"trashed"}, nil, rows...)
}

// Untrash takes an entry out of the trash, published if it was. Fails like
// Update, with problems taken when another entry has got its unique values. An
// entry that is not in the trash stays as it is.
func (s *Store) Untrash(ctx context.Context, scope access.Scope, collection, id string, base Base) (Result, error) {
	r, err := s.reach(scope, collection, schema.Delete)
	if err != nil {
		return Result{}, err
	}
	var result Result
	var values schema.Values
	var at spot
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		row, draft, err := r.admitted(ctx, tx, id, r.remove)
		if err != nil {
			return err
		}
		c := &change{r: r, row: row, draft: draft, base: base}
		if err := c.precondition(); err != nil {
			return err
		}
		at = spotOf(row)
		if values, err = r.c.Decode(row.Values); err != nil {
			return err
		}
		if result.Changed = !row.ArchivedAt.IsZero(); result.Changed {
			problems, err := s.boldly(tx).returning(ctx, r, row)
			if err == nil && len(problems) > 0 {
				err = fault.InvalidInput(problems...)
			}
			if err != nil {
				return err
			}
			if err := s.in(tx).untrashAll(ctx, r, state{row: row}); err != nil {
				return err
			}
		}
		result.Entry = c.result()
		return nil
	})
	if err != nil {
		return Result{}, s.collision(ctx, r, at, values, err)
	}
	return result, nil
}

// returning are the unique values that others have got meanwhile.
func (s *Store) returning(ctx context.Context, r *reach, row *model.Entry) ([]fault.Problem, error) {
	for side, raw := range map[string][]byte{draftSide: row.Values, liveSide: row.Live} {
		values, err := r.c.Decode(raw)
		if err != nil {
			return nil, err
		}
		if problems, err := s.takenAll(ctx, r, spotOf(row), values, side); err != nil || len(problems) > 0 {
			return r.discreet(row, problems), err
		}
	}
	return nil, nil
}

func (s *Store) untrashAll(ctx context.Context, r *reach, rows ...state) error {
	err := all(ctx, db.Update[model.Entry](s.d, r.rows).Set("archived_at = NULL").Set("archived_by = NULL").
		Where("?TableAlias.archived_at IS NOT NULL"), rows)
	if err != nil {
		return err
	}
	for _, st := range rows {
		st.row.ArchivedAt, st.row.ArchivedBy = 0, ""
	}
	return s.record(ctx, r, []string{"restored"}, nil, rows...)
}

// DeletePermanently removes an entry that is in the trash, with its revisions.
// Fails like Trash, with ACCESS_ACTION_NOT_ALLOWED_FOR_STATE when it is not in
// the trash and STILL_IN_USE while other entries point to it.
func (s *Store) DeletePermanently(ctx context.Context, scope access.Scope, collection, id string, base Base) error {
	r, err := s.reach(scope, collection, schema.Delete)
	if err != nil {
		return err
	}
	return s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		row, draft, err := r.admitted(ctx, tx, id, r.remove)
		if err != nil {
			return err
		}
		if err := (&change{r: r, row: row, draft: draft, base: base}).precondition(); err != nil {
			return err
		}
		if row.ArchivedAt.IsZero() {
			return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeWrongState).With("state", row.Status)
		}
		n, err := db.Remove[model.Entry](tx, r.rows).Where("?TableAlias.id = ?", id).Where("?TableAlias.archived_at IS NOT NULL").Do(ctx)
		if err != nil {
			return err
		}
		if n == 0 {
			return fault.Missing()
		}
		return s.in(tx).record(ctx, r, []string{"deleted"}, nil, state{row: row, was: remember(row)})
	})
}
