package content

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Publish makes the draft what visitors see. The whole entry is validated.
// Publishing what is live already changes nothing. Fails like Update.
func (s *Store) Publish(ctx context.Context, scope access.Scope, collection, id string, o PublishOptions) (Result, error) {
	r, err := s.reach(scope, collection, schema.Publish)
	if err != nil {
		return Result{}, err
	}
	var result Result
	var values schema.Values
	var at spot
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		c, err := s.in(tx).begin(ctx, r, id, r.publish, o.Base)
		if err != nil {
			return err
		}
		if c.before, err = r.c.Decode(c.row.Values); err != nil {
			return err
		}
		at = spotOf(c.row)
		if err := c.unmoved(); err != nil {
			return err
		}
		values = c.before
		st, problems, err := s.boldly(tx).publishable(ctx, r, c.row, o.PublishedAt)
		switch {
		case err != nil:
			return err
		case len(problems) > 0:
			return fault.InvalidInput(problems...)
		case st != nil:
			if err := s.in(tx).publishAll(ctx, r, o.PublishedAt, *st); err != nil {
				return err
			}
		}
		result = Result{Entry: c.result(), Changed: st != nil}
		return nil
	})
	if err != nil {
		return Result{}, s.collision(ctx, r, at, values, err)
	}
	return result, nil
}

// unmoved refuses an older base: what would be published is not what was seen.
func (c *change) unmoved() error {
	if c.base.exact != merging || c.base.revision == 0 || c.base.revision == c.row.Revision {
		return nil
	}
	return c.conflict(nil, nil)
}

// publishable prepares a row, or answers nil when it is live as it is, or the
// problems of the whole entry.
func (s *Store) publishable(ctx context.Context, r *reach, row *model.Entry, at model.Time) (*state, []fault.Problem, error) {
	if row.Status == model.Published && row.Revision == row.LiveRevision && (at.IsZero() || at == row.PublishedAt) {
		return nil, nil, nil
	}
	values, err := r.c.Decode(row.Values)
	if err != nil {
		return nil, nil, err
	}
	problems, err := s.unfit(ctx, r, spotOf(row), values)
	if err != nil || len(problems) > 0 {
		return nil, r.discreet(row, problems), err
	}
	live, err := r.c.Decode(row.Live)
	if err != nil {
		return nil, nil, err
	}
	return &state{row: row, values: values, fields: schema.Diff(live, values)}, nil, nil
}

// unfit are the problems that keep a whole entry from being published.
func (s *Store) unfit(ctx context.Context, r *reach, at spot, values schema.Values) ([]fault.Problem, error) {
	if problems := r.c.Check(values); len(problems) > 0 {
		return problems, nil
	}
	return s.takenAll(ctx, r, at, values, liveSide)
}

// publishAll publishes rows of which some were held before.
func (s *Store) publishAll(ctx context.Context, r *reach, at model.Time, rows ...state) error {
	now, actor := s.d.Now(), r.scope.Actor().ID()
	first := at
	if first.IsZero() {
		first = now
	}
	update := db.Update[model.Entry](s.d, r.rows).Set("live = ?", db.Ident(draftSide)).
		Set("status = ?", model.Published).Set("revision = revision + 1").Set("live_revision = revision + 1").
		Set("updated_at = ?", now).Set("updated_by = ?", actor).
		Set("first_published_at = coalesce(first_published_at, ?)", first)
	if at.IsZero() {
		update = update.Set("published_at = coalesce(published_at, ?)", now)
	} else {
		update = update.Set("published_at = ?", at)
	}
	if err := all(ctx, update.Where("?TableAlias.archived_at IS NULL"), rows); err != nil {
		return err
	}
	for _, st := range rows {
		row := st.row
		setPublished(row, now, at)
		row.Live, row.Revision, row.UpdatedAt, row.UpdatedBy = row.Values, row.Revision+1, now, actor
		row.LiveRevision = row.Revision
	}
	if err := s.addRevisions(ctx, r, actionPublished, rows...); err != nil {
		return err
	}
	if err := s.replaceSide(ctx, r, true, rows...); err != nil {
		return err
	}
	return s.record(ctx, r, []string{"published"}, nil, rows...)
}

// all runs an update that must touch exactly the rows.
func all(ctx context.Context, update *db.Updating, rows []state) error {
	n, err := update.Where("?TableAlias.id IN (?)", db.List(idsOf(rows...))).Do(ctx)
	if err == nil && n != int64(len(rows)) {
		err = faster()
	}
	return err
}

// Unpublish hides the entry from visitors; the draft stays. Fails like Update.
func (s *Store) Unpublish(ctx context.Context, scope access.Scope, collection, id string, base Base) (Result, error) {
	r, err := s.reach(scope, collection, schema.Publish)
	if err != nil {
		return Result{}, err
	}
	var result Result
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		c, err := s.in(tx).begin(ctx, r, id, r.publish, base)
		if err != nil {
			return err
		}
		if result.Changed = c.row.Status == model.Published; result.Changed {
			if err := s.in(tx).unpublishAll(ctx, r, state{row: c.row}); err != nil {
				return err
			}
		}
		result.Entry = r.entry(c.row, true)
		if !c.draft || !c.readable { // what is no longer live is no longer theirs to see
			result.Entry.Raw = nil
		}
		return nil
	})
	return result, err
}

func (s *Store) unpublishAll(ctx context.Context, r *reach, rows ...state) error {
	now, actor := s.d.Now(), r.scope.Actor().ID()
	err := all(ctx, db.Update[model.Entry](s.d, r.rows).Set("live = NULL").Set("live_revision = NULL").
		Set("published_at = NULL").Set("status = ?", model.Draft).Set("revision = revision + 1").
		Set("updated_at = ?", now).Set("updated_by = ?", actor).Where("?TableAlias.status = 'published'"), rows)
	if err != nil {
		return err
	}
	for i := range rows {
		row := rows[i].row
		rows[i].was = remember(row)
		row.Live, row.LiveRevision, row.PublishedAt, row.Status = nil, 0, 0, model.Draft
		row.Revision, row.UpdatedAt, row.UpdatedBy = row.Revision+1, now, actor
	}
	if err := s.addRevisions(ctx, r, actionUnpublished, rows...); err != nil {
		return err
	}
	if err := s.removeSide(ctx, r, true, idsOf(rows...)); err != nil {
		return err
	}
	return s.record(ctx, r, []string{"unpublished"}, nil, rows...)
}
