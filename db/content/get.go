package content

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Get reads an entry that is not in the trash. Fails with ACCESS_ROLE_REQUIRED,
// AUTH_MISSING, NOT_FOUND (no such collection), FIREWALL_NOT_FOUND and
// ACCESS_CONDITION_FAILED.
func (s *Store) Get(ctx context.Context, scope access.Scope, collection, id string) (Entry, error) {
	return s.get(ctx, scope, collection, id, false)
}

// Find is Get that also reads from the trash, for those who see drafts.
func (s *Store) Find(ctx context.Context, scope access.Scope, collection, id string) (Entry, error) {
	return s.get(ctx, scope, collection, id, true)
}

func (s *Store) get(ctx context.Context, scope access.Scope, collection, id string, trash bool) (Entry, error) {
	r, err := s.reach(scope, collection, schema.Get)
	if err != nil {
		return Entry{}, err
	}
	row, err := r.selecting(s.d).Where("?TableAlias.id = ?", id).Where("?TableAlias.collection = ?", r.c.Name).One(ctx)
	if err != nil {
		return Entry{}, err
	}
	if _, visible := r.sees(&row); !visible || !trash && !row.ArchivedAt.IsZero() {
		return Entry{}, fault.Missing()
	}
	e := r.listed(&row)
	if !r.asked.Always() && !r.asked.Admits(r.reader(&row, e.Raw)) {
		return Entry{}, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
	}
	return e, nil
}

// ByID reads those of the entries that the scope may see, in one query; the
// others are absent.
func (s *Store) ByID(ctx context.Context, scope access.Scope, collection string, ids []string) (map[string]Entry, error) {
	found := map[string]Entry{}
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	r := reachOf(scope, c, schema.Get)
	ids = askable(ids)
	if r.asked.Refused() || len(ids) == 0 {
		return found, nil
	}
	rows, err := s.visible(r, r.selecting(s.d)).Where("?TableAlias.id IN (?)", db.List(ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		e := r.listed(&rows[i])
		found[e.ID] = e
	}
	return found, nil
}

// visible narrows to the rows outside the trash that the caller may see.
func (s *Store) visible(r *reach, query *db.Query[model.Entry]) *db.Query[model.Entry] {
	narrow, err := s.narrowing(r, Query{})
	if err != nil { // nothing was asked that could be wrong
		return query.Where("1 = 0")
	}
	return narrow(query)
}
