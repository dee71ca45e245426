package content

import (
	"context"
	"encoding/json"
	"errors"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// RunOptions say how an import runs.
type RunOptions struct {
	Strict   bool             // everything, or nothing when a row is refused
	Progress func(done int64) // called after each batch; may be nil
	Claimed  func(Import)     // called once the import is this caller's to run; may be nil
}

// errOvertaken ends a run that somebody else goes on with.
var errOvertaken = errors.New("content: another run of the import was faster")

// RunImport brings a waiting import in, or goes on with an interrupted one. Rows
// that are refused stay out; with Strict nothing goes in then, and the import
// waits again (VALIDATION_FAILED). An import that is running or done already is
// answered as it is: whoever asks twice imports once. It fails like
// PreviewImport; an error in between leaves whole batches behind, and the import
// can be continued or undone.
func (s *Store) RunImport(ctx context.Context, scope access.Scope, collection, id string, o RunOptions) (Import, error) {
	release, err := s.take(ctx)
	if err != nil {
		return Import{}, err
	}
	defer release()
	r, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return Import{}, err
	}
	im, err := imported(row, s.d.Now())
	if err != nil || row.Status != model.ImportPending && !im.Interrupted {
		return im, err
	}
	data, err := s.file(ctx, r, row.ID)
	if err != nil {
		return im, err
	}
	if row.Status == model.ImportPending && s.d.Now() >= row.ExpiresAt {
		return im, fault.Missing()
	}
	deliveries, exported, err := s.unpack(ctx, r, row, data)
	if err != nil {
		return im, err
	}
	if err := s.MayImport(scope, collection); err != nil {
		return im, err
	}
	if claimed, err := s.claimImport(ctx, r, row); err != nil || !claimed {
		return im, err
	}
	if o.Claimed != nil {
		o.Claimed(im)
	}
	k := &bookkeeper{r: r, row: row}
	c := &carrier{s: s, scope: scope, strict: o.Strict, skip: row.Position, beside: k.note,
		then: func(_ *arrivals, first int64, rows []*landing) {
			if exported != nil {
				exported.landed(first, rows)
			}
			if o.Progress != nil {
				o.Progress(first + int64(len(rows)))
			}
		},
	}
	switch err := c.carry(ctx, deliveries); {
	case errors.Is(err, errRefused), err != nil && o.Strict:
		return im, s.giveBack(ctx, r, row, err)
	case errors.Is(err, errOvertaken):
		return s.Import(ctx, scope, collection, id)
	case err != nil:
		return im, err
	}
	if exported != nil {
		if err := exported.settle(ctx, r, row.ID); err != nil {
			return im, err
		}
	}
	if err := s.finish(ctx, r, row); err != nil {
		return im, err
	}
	return s.Import(ctx, scope, collection, id)
}

// unpack reads the deliveries of any import; the plan is that of an export of
// WordPress.
func (s *Store) unpack(ctx context.Context, r *reach, row *model.Import, data []byte) ([]delivery, *plan, error) {
	if row.Format != WordPress {
		deliveries, _, err := s.open(r, row, data)
		return deliveries, nil, err
	}
	p, err := s.planFor(ctx, r.scope, data)
	if err != nil {
		return nil, nil, readably(err)
	}
	return p.deliveries(map[string]any{"import": row.ID}), p, nil
}

// DiscardImport forgets a waiting import and its file. Fails like SetImport.
func (s *Store) DiscardImport(ctx context.Context, scope access.Scope, collection, id string) error {
	r, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return err
	}
	n, err := db.Remove[model.Import](s.d, r.side).Where("?TableAlias.id = ?", row.ID).
		Where("?TableAlias.status = ?", model.ImportPending).Do(ctx)
	if err == nil && n == 0 {
		err = begun(row)
	}
	return err
}

// claimImport makes a waiting or interrupted import this caller's, once.
func (s *Store) claimImport(ctx context.Context, r *reach, row *model.Import) (bool, error) {
	now := s.d.Now()
	n, err := db.Update[model.Import](s.d, r.side).Set("status = ?", model.ImportRunning).Set("touched_at = ?", now).
		Set("expires_at = ?", now.Add(UndoFor)).Where("?TableAlias.id = ?", row.ID).
		Where("?TableAlias.status = ?", row.Status).Where("?TableAlias.touched_at = ?", row.TouchedAt).Do(ctx)
	return n == 1, err
}

// giveBack lets a strict import wait again, because nothing of it went in.
func (s *Store) giveBack(ctx context.Context, r *reach, row *model.Import, cause error) error {
	_, err := db.Update[model.Import](s.d, r.side).Set("status = ?", model.ImportPending).Set("expires_at = ?", row.ExpiresAt).
		Where("?TableAlias.id = ?", row.ID).Where("?TableAlias.status = ?", model.ImportRunning).
		Where("?TableAlias.position = 0").Do(ctx)
	if err == nil && errors.Is(cause, errRefused) {
		cause = fault.InvalidInput(fault.NewProblem("file", fault.ProblemRows))
	}
	return errors.Join(cause, err)
}

func (s *Store) finish(ctx context.Context, r *reach, row *model.Import) error {
	return s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		now := tx.Now()
		n, err := db.Update[model.Import](tx, r.side).Set("status = ?", model.ImportDone).Set("done_at = ?", now).
			Set("touched_at = ?", now).Set("expires_at = ?", now.Add(UndoFor)).Where("?TableAlias.id = ?", row.ID).
			Where("?TableAlias.status = ?", model.ImportRunning).Do(ctx)
		if err != nil || n == 0 {
			return err
		}
		if _, err := db.Remove[model.ImportPart](tx, r.side).Where("?TableAlias.import_id = ?", row.ID).Do(ctx); err != nil {
			return err
		}
		counted, err := db.Select[model.Import](tx, r.side).Where("?TableAlias.id = ?", row.ID).One(ctx)
		if err != nil {
			return err
		}
		return event.Record(ctx, tx, r.scope.Actor(), r.side, event.Change{
			Type: "entries.imported", Subject: "import", SubjectID: row.ID, Collection: r.c.Name, Details: map[string]any{
				"format": row.Format, "created": counted.Created, "updated": counted.Updated, "unchanged": counted.Unchanged, "refused": counted.Refused,
			},
		})
	})
}

// bookkeeper notes in the transaction of each batch what it did.
type bookkeeper struct {
	r   *reach
	row *model.Import
}

// spread leaves room between the numbers of rows for what was made beside them.
const spread = 1 << 20

func (k *bookkeeper) note(ctx context.Context, s *Store, a *arrivals, first int64, rows []*landing, made []string) error {
	counts := map[Fate]int64{}
	var notes []model.ImportRow
	for i, l := range rows {
		counts[l.fate]++
		note := model.ImportRow{ImportID: k.row.ID, Number: (first + int64(i)) * spread, Line: int64(l.Line), Collection: a.r.c.Name}
		var err error
		switch l.fate {
		case Created:
			note.Action, note.EntryID, note.Revision = model.RowCreated, l.row.ID, l.row.Revision
		case Updated:
			note.Action, note.EntryID, note.Revision = model.RowUpdated, l.row.ID, l.row.Revision
			note.Before, err = json.Marshal(l.was)
		case Refused:
			note.Action = model.RowRefused
			note.Problems, err = json.Marshal(badRow(l).Problems)
		default:
			continue
		}
		if err != nil {
			return err
		}
		notes = append(notes, note)
	}
	related, err := related(k.row, a, made)
	if err != nil {
		return err
	}
	for i, id := range made {
		notes = append(notes, model.ImportRow{
			ImportID: k.row.ID, Number: first*spread + 1 + int64(i), Action: model.RowCreated, Line: int64(rows[0].Line),
			Collection: a.names.fresh[id].r.c.Name, EntryID: id, Revision: 1,
		})
	}
	n, err := db.Update[model.Import](s.d, k.r.side).Set("position = ?", first+int64(len(rows))).Set("touched_at = ?", s.d.Now()).
		Set("created = created + ?", counts[Created]).Set("updated = updated + ?", counts[Updated]).
		Set("unchanged = unchanged + ?", counts[Unchanged]).Set("refused = refused + ?", counts[Refused]).
		Set("report = ?", string(related)).Where("?TableAlias.id = ?", k.row.ID).
		Where("?TableAlias.status = ?", model.ImportRunning).Where("?TableAlias.position = ?", first).Do(ctx)
	if err != nil {
		return err
	}
	if n == 0 {
		return errOvertaken
	}
	return db.AddAll(ctx, s.d, k.r.side, notes)
}

// related is the import's report with what has been made beside its rows so far.
func related(row *model.Import, a *arrivals, made []string) (json.RawMessage, error) {
	var details ImportDetails
	if err := json.Unmarshal(row.Report, &details); err != nil {
		return nil, err
	}
	if details.Related == nil {
		details.Related = map[string]int{}
	}
	for collection, n := range a.names.made {
		details.Related[collection] += n
	}
	for _, id := range made {
		details.Related[a.names.fresh[id].r.c.Name]++
	}
	return json.Marshal(details)
}

// RefusedRows lists the rows of an import that stayed out. Fails like Import.
func (s *Store) RefusedRows(ctx context.Context, scope access.Scope, collection, id string) ([]BadRow, error) {
	r, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return nil, err
	}
	stored, err := db.Select[model.ImportRow](s.d, r.side).Columns("line", "problems").Where("?TableAlias.import_id = ?", row.ID).
		Where("?TableAlias.action = ?", model.RowRefused).Order("?TableAlias.number").Limit(mostBadRows).All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]BadRow, len(stored))
	for i := range stored {
		list[i].Line = int(stored[i].Line)
		if err := json.Unmarshal(stored[i].Problems, &list[i].Problems); err != nil {
			return nil, err
		}
	}
	return list, nil
}
