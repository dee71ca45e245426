package content

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// UndoImport takes an import back, all at once: what it created vanishes with its
// history, what it changed gets a new revision with the former values, drafts
// and what is live alike. Entries that somebody changed since, to which others
// point, or whose former unique values others have now, stay as they are and are
// named. Events stay. Fails like Import, with ACCESS_ACTION_NOT_ALLOWED_FOR_STATE
// when there is nothing (more) to undo, and ACCESS_ROLE_REQUIRED.
func (s *Store) UndoImport(ctx context.Context, scope access.Scope, collection, id string) (Import, error) {
	release, err := s.take(ctx)
	if err != nil {
		return Import{}, err
	}
	defer release()
	_, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return Import{}, err
	}
	im, err := imported(row, s.d.Now())
	if err != nil {
		return im, err
	}
	if !im.Undoable {
		return im, begun(row)
	}
	u := &undoing{row: row, scope: scope, parts: map[string]*undoPart{}}
	if err := u.read(ctx, s); err != nil {
		return im, err
	}
	side := scope.Within(u.parts[collection].r.c.Firewall).Bare()
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		u.s = s.in(tx)
		now := tx.Now()
		n, err := db.Update[model.Import](tx, side).Set("status = ?", model.ImportUndone).Set("undone_at = ?", now).
			Set("undone_by = ?", scope.Actor().ID()).Set("touched_at = ?", now).Where("?TableAlias.id = ?", row.ID).
			Where("?TableAlias.status = ?", row.Status).Where("?TableAlias.touched_at = ?", row.TouchedAt).Do(ctx)
		if err == nil && n == 0 {
			err = faster()
		}
		if err != nil {
			return err
		}
		if err := u.decide(ctx); err != nil {
			return err
		}
		if err := u.apply(ctx); err != nil {
			return err
		}
		return u.close(ctx, side)
	})
	if err != nil {
		return im, err
	}
	return s.Import(ctx, scope, collection, id)
}

// undoing is an import on its way back.
type undoing struct {
	s     *Store // inside the transaction
	scope access.Scope
	row   *model.Import
	parts map[string]*undoPart // by collection
	steps []*undoStep
}

type undoPart struct {
	r *reach
}

type undoStep struct {
	note   model.ImportRow
	part   *undoPart
	was    *former // of an updated entry
	before schema.Values
	row    *model.Entry // as it is
	kept   string       // why it stays
}

func (st *undoStep) creates() bool { return st.was == nil }

// read collects what the import did, and asks whether the scope may undo it.
func (u *undoing) read(ctx context.Context, s *Store) error {
	c, err := s.Collection(u.scope, u.row.Collection)
	if err != nil {
		return err
	}
	u.parts[c.Name] = &undoPart{r: reachOf(u.scope, c, schema.Create)}
	notes, err := db.Select[model.ImportRow](s.d, u.parts[c.Name].r.side).Where("?TableAlias.import_id = ?", u.row.ID).
		Where("?TableAlias.action <> ?", model.RowRefused).Order("?TableAlias.number").All(ctx)
	if err != nil {
		return err
	}
	for _, note := range notes {
		part := u.parts[note.Collection]
		if part == nil {
			c, err := s.Collection(u.scope, note.Collection)
			if err != nil {
				return err
			}
			part = &undoPart{r: reachOf(u.scope, c, schema.Create)}
			u.parts[note.Collection] = part
		}
		st := &undoStep{note: note, part: part}
		needed := part.r.asked
		if note.Action == model.RowUpdated {
			needed, st.was = part.r.update, &former{}
			if err := json.Unmarshal(note.Before, st.was); err != nil {
				return err
			}
		}
		if err := needed.Fault(); err != nil {
			return err
		}
		if st.was != nil {
			if st.before, err = part.r.c.Decode(st.was.Values); err != nil {
				return err
			}
		}
		u.steps = append(u.steps, st)
	}
	return u.pointless(ctx, s)
}

// pointless keeps changed entries whose former relations point to what has been
// deleted since. It is asked outside the transaction, because a target may belong
// to the installation.
func (u *undoing) pointless(ctx context.Context, s *Store) error {
	for _, part := range u.parts {
		for _, f := range part.r.c.Relations() {
			target, err := s.Collection(u.scope, f.To)
			if err != nil {
				return err
			}
			pointing := map[string][]*undoStep{}
			for _, st := range u.restored(part) {
				live, err := part.r.c.Decode(st.was.Live)
				if err != nil {
					return err
				}
				for _, id := range append(targetsOf(f, st.before[f.Name]), targetsOf(f, live[f.Name])...) {
					pointing[id] = append(pointing[id], st)
				}
			}
			for chunk := range slices.Chunk(slices.Sorted(maps.Keys(pointing)), mostIDs) {
				rows, err := db.Select[model.Entry](s.d, u.scope.Within(target.Firewall).Bare()).Columns("id").
					Where("?TableAlias.id IN (?)", db.List(chunk)).All(ctx)
				if err != nil {
					return err
				}
				for _, row := range rows {
					delete(pointing, row.ID)
				}
			}
			for _, steps := range pointing {
				for _, st := range steps {
					st.kept = KeptTaken
				}
			}
		}
	}
	return nil
}

// decide finds out which entries stay as they are. What stays may keep others
// from going, so it is asked until nothing more is found.
func (u *undoing) decide(ctx context.Context) error {
	if err := u.load(ctx); err != nil {
		return err
	}
	for {
		linked, err := u.linked(ctx)
		if err != nil {
			return err
		}
		taken, err := u.taken(ctx)
		if err != nil {
			return err
		}
		if !linked && !taken {
			return nil
		}
	}
}

// load reads and holds the entries as they are.
func (u *undoing) load(ctx context.Context) error {
	for _, part := range u.parts {
		var ids []string
		steps := map[string]*undoStep{}
		for _, st := range u.steps {
			if st.part == part {
				ids = append(ids, st.note.EntryID)
				steps[st.note.EntryID] = st
			}
		}
		for chunk := range slices.Chunk(ids, mostIDs) {
			rows, err := db.Select[model.Entry](u.s.d, part.r.rows).Where("?TableAlias.collection = ?", part.r.c.Name).
				Where("?TableAlias.id IN (?)", db.List(chunk)).Order("?TableAlias.id").Lock().All(ctx)
			if err != nil {
				return err
			}
			for i := range rows {
				steps[rows[i].ID].row = &rows[i]
			}
		}
		for _, st := range steps {
			switch {
			case st.row == nil || !st.creates() && !st.row.ArchivedAt.IsZero():
				st.kept = KeptGone
			case st.row.Revision != st.note.Revision:
				st.kept = KeptChanged
			}
		}
	}
	return nil
}

// going are the ids of the entries that the undoing changes or removes.
func (u *undoing) going() map[string]bool {
	ids := map[string]bool{}
	for _, st := range u.steps {
		if st.kept == "" {
			ids[st.note.EntryID] = true
		}
	}
	return ids
}

// linked keeps new entries to which others point.
func (u *undoing) linked(ctx context.Context) (more bool, err error) {
	going := u.going()
	for _, part := range u.parts {
		steps := map[string]*undoStep{}
		var ids []string
		for _, st := range u.steps {
			if st.part == part && st.kept == "" && st.creates() {
				steps[st.note.EntryID] = st
				ids = append(ids, st.note.EntryID)
			}
		}
		for chunk := range slices.Chunk(ids, mostIDs) {
			links, err := db.Select[model.EntryLink](u.s.d, part.r.side).Columns("entry_id", "target_id").
				Where("?TableAlias.target_id IN (?)", db.List(chunk)).All(ctx)
			if err != nil {
				return false, err
			}
			for _, link := range links {
				if st := steps[link.TargetID]; st != nil && st.kept == "" && !going[link.EntryID] {
					st.kept, more = KeptLinked, true
				}
			}
		}
	}
	return more, nil
}

// taken keeps changed entries whose former unique values others have now.
func (u *undoing) taken(ctx context.Context) (more bool, err error) {
	going := u.going()
	for _, part := range u.parts {
		a := &arrivals{s: u.s, r: part.r}
		for chunk := range slices.Chunk(u.restored(part), mostIDs) {
			rows := make([]*landing, len(chunk))
			for i, st := range chunk {
				rows[i] = &landing{Arrival: &Arrival{Values: st.before}}
			}
			held, err := a.holders(ctx, u.s, rows)
			if err != nil {
				return false, err
			}
			for _, st := range chunk {
				for _, side := range []string{draftSide, liveSide} {
					for field, byValue := range held[side] {
						value := st.before[field]
						if value != nil && slices.ContainsFunc(byValue[part.r.markOf(value, st.row)], func(id string) bool { return !going[id] }) {
							st.kept, more = KeptTaken, true
						}
					}
				}
			}
		}
	}
	return more, nil
}

func (u *undoing) restored(part *undoPart) (steps []*undoStep) {
	for _, st := range u.steps {
		if st.part == part && st.kept == "" && !st.creates() {
			steps = append(steps, st)
		}
	}
	return steps
}

// close notes what stayed, and that the import is undone.
func (u *undoing) close(ctx context.Context, side access.Boundary) error {
	var details ImportDetails
	if err := json.Unmarshal(u.row.Report, &details); err != nil {
		return err
	}
	for _, st := range u.steps {
		if st.kept == "" || st.kept == KeptGone && st.creates() {
			continue
		}
		kept := KeptEntry{ID: st.note.EntryID, Collection: st.note.Collection, Reason: st.kept}
		if st.row != nil {
			kept.Label = st.part.r.entry(st.row, true).Label(u.scope)
		}
		details.Kept = append(details.Kept, kept)
	}
	report, err := json.Marshal(details)
	if err != nil {
		return err
	}
	if _, err := db.Update[model.Import](u.s.d, side).Set("report = ?", string(report)).Where("?TableAlias.id = ?", u.row.ID).Do(ctx); err != nil {
		return err
	}
	if _, err := db.Remove[model.ImportPart](u.s.d, side).Where("?TableAlias.import_id = ?", u.row.ID).Do(ctx); err != nil {
		return err
	}
	return event.Record(ctx, u.s.d, u.scope.Actor(), side, event.Change{
		Type: "import.undone", Subject: "import", SubjectID: u.row.ID, Collection: u.row.Collection,
		Details: map[string]any{"kept": len(details.Kept)},
	})
}
