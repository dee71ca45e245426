package content

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// mostIDs is how many ids one statement names.
const mostIDs = 500

// Choices searches the entries that a relation may point to, in the order of
// their collection. Every word must occur in the entry's label. Nothing is found
// by callers who may not read the target. Fails with NOT_FOUND.
func (s *Store) Choices(ctx context.Context, scope access.Scope, collection, field, search string, limit int) ([]Choice, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	f, ok := c.Field(field)
	if !ok || f.Type != schema.TypeRelation {
		return nil, fault.NotFoundOf("field").With("field", field)
	}
	return s.Candidates(ctx, scope, f.To, search, limit)
}

// Candidates is Choices for a relation to a collection that is no field of an
// entry: an action's input.
func (s *Store) Candidates(ctx context.Context, scope access.Scope, to, search string, limit int) ([]Choice, error) {
	target, err := s.Collection(scope, to)
	if err != nil {
		return nil, err
	}
	r := reachOf(scope, target, schema.List)
	if r.asked.Refused() {
		return nil, nil
	}
	keys, err := s.order(r, Query{})
	if err != nil {
		return nil, err
	}
	query := s.labels(r, s.d, s.named(r, search)...)
	for _, k := range keys {
		query = query.Order(k.sql(s.d.Dialect(), false), k.expr.Args...)
	}
	if limit <= 0 || limit > MaxLimit {
		limit = 20
	}
	rows, err := query.Limit(limit).All(ctx)
	if err != nil {
		return nil, err
	}
	choices := make([]Choice, len(rows))
	for i := range rows {
		choices[i] = r.choice(&rows[i])
	}
	return choices, nil
}

// named asks for words inside the label.
func (s *Store) named(r *reach, search string) []condition {
	var all []condition
	f := r.c.DisplayField()
	for _, word := range words(search) {
		if f == nil || f.MaskedInQueries(r.scope) || !cleanText(word) {
			return []condition{func(string) db.Expr { return db.Expr{SQL: "1 = 0"} }}
		}
		all = append(all, s.like(f.Name, word))
	}
	return all
}

// labels reads ids, status and the display field alone.
func (s *Store) labels(r *reach, d *db.DB, all ...condition) *db.Query[model.Entry] {
	return s.texts(r, d, r.c.DisplayField(), all...)
}

// texts reads ids, status and one field alone, into the column of the values.
func (s *Store) texts(r *reach, d *db.DB, f *schema.Field, all ...condition) *db.Query[model.Entry] {
	text := func(side string) db.Expr { return db.Expr{SQL: "''"} }
	if f != nil {
		text = func(side string) db.Expr {
			e := d.Field(side, f.Name, db.Text)
			return db.Expr{SQL: "CAST(" + e.SQL + " AS TEXT)", Args: e.Args}
		}
	}
	query := db.Select[model.Entry](d, r.rows).Columns("organization_id", "id", "status", "owner_id", "created_by")
	side := draftSide
	if r.sight == liveOnly {
		side = liveSide
	}
	shown := text(side)
	if r.sight == mixed {
		admitted, draft, live := s.admission(r), text(draftSide), text(liveSide)
		shown = db.Expr{
			SQL:  "CASE WHEN " + admitted.SQL + " THEN " + draft.SQL + " ELSE " + live.SQL + " END",
			Args: slices.Concat(admitted.Args, draft.Args, live.Args),
		}
	}
	query = query.Expr(shown.SQL+" AS ?", append(slices.Clone(shown.Args), db.Ident(draftSide))...)
	if !r.asked.Always() {
		all = append(all, func(side string) db.Expr { return s.d.AnyOf(side, r.asked.Alternatives()) })
	}
	query = query.Where("?TableAlias.collection = ?", r.c.Name).Where("?TableAlias.archived_at IS NULL")
	return s.seeing(r, status(r, query, AnyStatus), all)
}

// choice is a row that labels read.
func (r *reach) choice(row *model.Entry) Choice {
	choice := Choice{ID: row.ID, Label: string(row.Values), Status: row.Status}
	if f := r.c.DisplayField(); f != nil && f.Mask != nil && choice.Label != "" {
		e := Entry{Collection: r.c, OwnerID: row.OwnerID, CreatedBy: row.CreatedBy}
		choice.Label = labelOf(f, f.Shown(choice.Label, e.Show(r.scope)(f)))
	}
	if choice.Label == "" {
		choice.Label = row.ID
	}
	return choice
}

// Labels says what stands for entries of a collection; those the scope may not
// see, and those in the trash, are absent. Fails with NOT_FOUND.
func (s *Store) Labels(ctx context.Context, scope access.Scope, collection string, ids []string) (map[string]Choice, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	found := make(map[string]Choice, len(ids))
	r := reachOf(scope, c, schema.Get)
	if r.asked.Refused() {
		return found, nil
	}
	for part := range slices.Chunk(askable(ids), mostIDs) {
		rows, err := s.labels(r, s.d).Where("?TableAlias.id IN (?)", db.List(part)).All(ctx)
		if err != nil {
			return nil, err
		}
		for i := range rows {
			found[rows[i].ID] = r.choice(&rows[i])
		}
	}
	return found, nil
}

// askable leaves out what cannot be an id, because it is no text: databases take
// NUL as an error.
func askable(ids []string) []string {
	return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return !cleanText(id) })
}

// Related says what stands for the targets of relations in some entries of a
// collection, with one query per target collection. fields nil is all relations.
// Targets the scope may not see are absent.
func (s *Store) Related(ctx context.Context, scope access.Scope, collection string, entries []Entry, fields []string) (map[string]Choice, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	wanted := map[string][]string{}
	for _, f := range c.Relations() {
		if fields != nil && !slices.Contains(fields, f.Name) {
			continue
		}
		for _, e := range entries {
			wanted[f.To] = append(wanted[f.To], targetsOf(f, valueIn(e.Raw, f))...)
		}
	}
	found := map[string]Choice{}
	for target, ids := range wanted {
		slices.Sort(ids)
		labels, err := s.Labels(ctx, scope, target, slices.Compact(ids))
		if err != nil {
			return nil, err
		}
		for id, choice := range labels {
			found[id] = choice
		}
	}
	return found, nil
}

// targetsOf are the ids in a relation's value.
func targetsOf(f *schema.Field, value any) []string {
	switch v := value.(type) {
	case string:
		return []string{v}
	case []string:
		if f.Many {
			return v
		}
	}
	return nil
}
