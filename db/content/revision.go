package content

import (
	"context"
	"encoding/json"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Revisions lists the saves of an entry, newest first, without their values. Only
// those who see the draft have a history. Fails like Get.
func (s *Store) Revisions(ctx context.Context, scope access.Scope, collection, id string) ([]Revision, error) {
	r, row, err := s.history(ctx, scope, collection, id)
	if err != nil {
		return nil, err
	}
	rows, err := db.Select[model.Revision](s.d, r.side).Columns("number", "action", "fields", "created_at", "created_by").
		Where("?TableAlias.entry_id = ?", row.ID).Order("?TableAlias.number DESC").All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Revision, len(rows))
	for i := range rows {
		list[i] = saved(row, &rows[i])
	}
	return list, nil
}

// Revision reads one save with its values. Fails like Get.
func (s *Store) Revision(ctx context.Context, scope access.Scope, collection, id string, number int64) (Revision, error) {
	r, row, err := s.history(ctx, scope, collection, id)
	if err != nil {
		return Revision{}, err
	}
	stored, err := s.revisionAt(ctx, r, id, number)
	if err != nil {
		return Revision{}, err
	}
	revision := saved(row, &stored)
	revision.Values, err = r.c.Decode(stored.Values)
	return revision, err
}

// Compare lists the fields that differ between two saves, in the order of the
// definition and as the scope may see them. Fails like Get.
func (s *Store) Compare(ctx context.Context, scope access.Scope, collection, id string, from, to int64) ([]Difference, error) {
	r, row, err := s.history(ctx, scope, collection, id)
	if err != nil {
		return nil, err
	}
	before, err := s.valuesAt(ctx, r, id, from)
	if err != nil {
		return nil, err
	}
	after, err := s.valuesAt(ctx, r, id, to)
	if err != nil {
		return nil, err
	}
	return Differences(scope, r.entry(row, true), before, after), nil
}

// Differences lists the fields of an entry that differ between two sets of
// values, as the scope may see them.
func Differences(scope access.Scope, e Entry, before, after schema.Values) []Difference {
	var found []Difference
	show := e.Show(scope)
	for i := range e.Collection.Fields {
		f := &e.Collection.Fields[i]
		old, now := before[f.Name], after[f.Name]
		if len(schema.Diff(schema.Values{f.Name: old}, schema.Values{f.Name: now})) > 0 {
			found = append(found, Difference{Field: f, Old: f.Shown(old, show(f)), New: f.Shown(now, show(f))})
		}
	}
	return found
}

// RestoreRevision makes a new revision with the values of an old one; fields that
// guards keep from being updated stay as they are. Fails like Update.
func (s *Store) RestoreRevision(ctx context.Context, scope access.Scope, collection, id string, number int64, base Base) (Result, error) {
	r, err := s.reach(scope, collection, schema.Update)
	if err != nil {
		return Result{}, err
	}
	old, err := s.Revision(ctx, scope, collection, id, number)
	if err != nil {
		return Result{}, err
	}
	given := schema.Values{}
	for i := range r.c.Fields {
		if name := r.c.Fields[i].Name; r.c.Writable(schema.Update, name) {
			given[name] = old.Values[name]
		}
	}
	known, err := s.foreign(ctx, r, given)
	if err != nil {
		return Result{}, err
	}
	var result Result
	var at spot
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		c, err := s.boldly(tx).begin(ctx, r, id, r.update, base)
		if err != nil {
			return err
		}
		at = spotOf(c.row)
		c.given, c.known, c.action = c.plain(given), known, actionRestored
		c.publish = r.publishesAlways()
		c.details = map[string]any{"restored": number}
		result, err = c.run(ctx)
		return err
	})
	if err != nil {
		return Result{}, s.collision(ctx, r, at, given, err)
	}
	return result, nil
}

// history reads an entry, also from the trash, for somebody who sees its draft.
func (s *Store) history(ctx context.Context, scope access.Scope, collection, id string) (*reach, *model.Entry, error) {
	r, err := s.reach(scope, collection, schema.Get)
	if err != nil {
		return nil, nil, err
	}
	row, err := db.Select[model.Entry](s.d, r.rows).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.collection = ?", r.c.Name).One(ctx)
	if err != nil {
		return nil, nil, err
	}
	draft, visible := r.sees(&row)
	switch {
	case !visible:
		return nil, nil, fault.Missing()
	case r.sight == liveOnly && !scope.Actor().Known():
		return nil, nil, fault.SignIn()
	case r.sight == liveOnly:
		return nil, nil, fault.RoleRequired()
	case !draft || !r.admits(r.asked, &row, draft):
		return nil, nil, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
	}
	return r, &row, nil
}

func (s *Store) revisionAt(ctx context.Context, r *reach, id string, number int64) (model.Revision, error) {
	return db.Select[model.Revision](s.d, r.side).Where("?TableAlias.entry_id = ?", id).
		Where("?TableAlias.number = ?", number).One(ctx)
}

func (s *Store) valuesAt(ctx context.Context, r *reach, id string, number int64) (schema.Values, error) {
	stored, err := s.revisionAt(ctx, r, id, number)
	if err != nil {
		return nil, err
	}
	return r.c.Decode(stored.Values)
}

func saved(row *model.Entry, stored *model.Revision) Revision {
	revision := Revision{
		Number: stored.Number, Action: stored.Action, At: stored.CreatedAt, By: stored.CreatedBy,
		Live: stored.Number == row.LiveRevision, Current: stored.Number == row.Revision,
	}
	_ = json.Unmarshal(stored.Fields, &revision.Fields) // written by addRevisions
	return revision
}
