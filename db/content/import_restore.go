package content

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// apply changes and removes what does not stay: first what restored entries point
// to, so that nothing new is held any more, then the new entries, then the values,
// the last change first, so that unique values come free in the order in which
// they were taken.
func (u *undoing) apply(ctx context.Context) error {
	details := map[string]any{"import": u.row.ID, "undone": true}
	for _, part := range u.parts {
		for chunk := range slices.Chunk(u.restored(part), mostIDs) {
			if err := u.relink(ctx, part, chunk); err != nil {
				return err
			}
		}
	}
	for _, part := range u.parts {
		if err := u.unlink(ctx, part); err != nil {
			return err
		}
	}
	for _, part := range u.parts {
		if err := u.remove(ctx, part); err != nil {
			return err
		}
	}
	for _, part := range u.parts {
		steps := u.restored(part)
		slices.Reverse(steps)
		for chunk := range slices.Chunk(steps, mostIDs) {
			if err := u.restore(ctx, part, chunk, details); err != nil {
				return err
			}
		}
	}
	return nil
}

// relink writes the former searchable texts and links.
func (u *undoing) relink(ctx context.Context, part *undoPart, steps []*undoStep) error {
	var drafts, live []state
	var hidden []string
	for _, st := range steps {
		drafts = append(drafts, state{row: st.row, values: st.before})
		if st.was.Status != model.Published {
			hidden = append(hidden, st.row.ID)
			continue
		}
		values, err := part.r.c.Decode(st.was.Live)
		if err != nil {
			return err
		}
		live = append(live, state{row: st.row, values: values})
	}
	if err := u.s.replaceSide(ctx, part.r, false, drafts...); err != nil {
		return err
	}
	if len(hidden) > 0 {
		if err := u.s.removeSide(ctx, part.r, true, hidden); err != nil {
			return err
		}
	}
	if len(live) == 0 {
		return nil
	}
	return u.s.replaceSide(ctx, part.r, true, live...)
}

func (u *undoing) vanishing(part *undoPart) (rows []state) {
	for _, st := range u.steps {
		if st.part == part && st.kept == "" && st.creates() {
			was := remember(st.row)
			was["import"] = u.row.ID
			rows = append(rows, state{row: st.row, was: was})
		}
	}
	return rows
}

func (u *undoing) unlink(ctx context.Context, part *undoPart) error {
	for chunk := range slices.Chunk(u.vanishing(part), mostIDs) {
		_, err := db.Remove[model.EntryLink](u.s.d, part.r.side).Where("?TableAlias.entry_id IN (?)", db.List(idsOf(chunk...))).Do(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// remove deletes new entries for good, with texts and revisions.
func (u *undoing) remove(ctx context.Context, part *undoPart) error {
	for chunk := range slices.Chunk(u.vanishing(part), mostIDs) {
		_, err := db.Remove[model.Entry](u.s.d, part.r.rows).Where("?TableAlias.collection = ?", part.r.c.Name).
			Where("?TableAlias.id IN (?)", db.List(idsOf(chunk...))).Do(ctx)
		if err != nil {
			return err
		}
		if err := u.s.record(ctx, part.r, []string{"deleted"}, nil, chunk...); err != nil {
			return err
		}
	}
	return nil
}

// restore gives entries a revision with their former values. One that was live as
// it was is live as it is again.
func (u *undoing) restore(ctx context.Context, part *undoPart, steps []*undoStep, details map[string]any) error {
	now, actor := u.s.d.Now(), u.scope.Actor().ID()
	kinds := map[string][]state{}
	var all []state
	for _, st := range steps {
		row, was := st.row, st.was
		after, err := part.r.c.Decode(row.Values)
		if err != nil {
			return err
		}
		next, live := row.Revision+1, was.LiveRevision
		if was.LiveRevision == was.Revision {
			live = next
		}
		update := db.Update[model.Entry](u.s.d, part.r.rows).Set("? = ?", db.Ident(draftSide), string(was.Values)).
			Set("status = ?", was.Status).Set("revision = ?", next).Set("updated_at = ?", now).Set("updated_by = ?", actor).
			Where("?TableAlias.id = ?", row.ID).Where("?TableAlias.revision = ?", row.Revision)
		kind := "updated"
		if was.Status == model.Published {
			update = update.Set("live = ?", string(was.Live)).Set("live_revision = ?", live).
				Set("published_at = ?", was.PublishedAt)
			if row.LiveRevision != was.LiveRevision {
				kind = "published"
			}
		} else {
			update = update.Set("live = NULL").Set("live_revision = NULL").Set("published_at = NULL")
			if row.Status == model.Published {
				kind = "unpublished"
			}
		}
		if was.FirstPublishedAt.IsZero() {
			update = update.Set("first_published_at = NULL")
		} else {
			update = update.Set("first_published_at = ?", was.FirstPublishedAt)
		}
		switch n, err := update.Do(ctx); {
		case err != nil:
			return err
		case n == 0:
			return faster()
		}
		changed := *row
		changed.Values, changed.Revision, changed.LiveRevision = was.Values, next, live
		done := state{row: &changed, values: st.before, fields: schema.Diff(after, st.before)}
		all, kinds[kind] = append(all, done), append(kinds[kind], done)
	}
	if err := u.s.addRevisions(ctx, part.r, actionRestored, all...); err != nil {
		return err
	}
	for kind, rows := range kinds {
		if err := u.s.record(ctx, part.r, []string{kind}, details, rows...); err != nil {
			return err
		}
	}
	return nil
}
