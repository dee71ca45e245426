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

// judge collects the problems of changed fields: their values, what is taken,
// and targets that do not exist. known are the installation-wide targets that
// exist.
func (s *Store) judge(ctx context.Context, r *reach, at spot, before, after schema.Values, changed []string, known map[string]bool) ([]fault.Problem, error) {
	var problems []fault.Problem
	for i := range r.c.Fields {
		f := &r.c.Fields[i]
		if !slices.Contains(changed, f.Name) {
			continue
		}
		wrong := f.Check(after[f.Name])
		if len(wrong) == 0 && f.Unique {
			var err error
			if wrong, err = s.taken(ctx, r, at, f, after[f.Name], draftSide); err != nil {
				return nil, err
			}
		}
		if len(wrong) == 0 && f.Type == schema.TypeRelation {
			var err error
			if wrong, err = s.missing(ctx, r, f, before[f.Name], after[f.Name], known); err != nil {
				return nil, err
			}
		}
		problems = append(problems, wrong...)
	}
	return problems, nil
}

// taken looks for another entry of the organization with the value.
func (s *Store) taken(ctx context.Context, r *reach, at spot, f *schema.Field, value any, side string) ([]fault.Problem, error) {
	if value == nil || s.daring {
		return nil, nil
	}
	e := s.d.Condition(side, access.Condition{Field: f.Name, Operator: access.Equals, Values: []any{value}})
	there, err := s.others(r, at, side).Where(e.SQL, e.Args...).Exists(ctx)
	if err != nil || !there {
		return nil, err
	}
	if f.MaskedInQueries(r.scope) { // whoever publishes or restores need not see it
		return []fault.Problem{fault.NewProblem(f.Name, fault.ProblemTaken)}, nil
	}
	return []fault.Problem{fault.NewProblem(f.Name, fault.ProblemTaken, "value", labelOf(f, value))}, nil
}

// takenAll looks at every unique field of a whole entry, on one side.
func (s *Store) takenAll(ctx context.Context, r *reach, at spot, values schema.Values, side string) ([]fault.Problem, error) {
	var problems []fault.Problem
	for i := range r.c.Fields {
		f := &r.c.Fields[i]
		if !f.Unique {
			continue
		}
		wrong, err := s.taken(ctx, r, at, f, values[f.Name], side)
		if err != nil {
			return nil, err
		}
		problems = append(problems, wrong...)
	}
	return problems, nil
}

// collision finds out after the fact which unique field the database refused.
// err comes back when it is about something else.
func (s *Store) collision(ctx context.Context, r *reach, at spot, values schema.Values, err error) error {
	if !fault.Has(err, fault.CodeUnique) || s.d != s.outside {
		return err
	}
	for _, side := range []string{draftSide, liveSide} {
		problems, lookup := s.takenAll(ctx, r, at, values, side)
		if lookup != nil {
			return lookup
		}
		if len(problems) > 0 {
			return fault.InvalidInput(problems...).Because(err)
		}
	}
	return err
}

// missing names new targets that are not within the caller's reach. Targets that
// were there before stay, also when they have been moved to the trash.
func (s *Store) missing(ctx context.Context, r *reach, f *schema.Field, before, after any, known map[string]bool) ([]fault.Problem, error) {
	old := targetsOf(f, before)
	var added []string
	for _, id := range targetsOf(f, after) {
		if !slices.Contains(old, id) {
			added = append(added, id)
		}
	}
	if len(added) == 0 {
		return nil, nil
	}
	if !s.abroad(r, f) {
		var err error
		if known, err = s.existing(ctx, s.d, r.scope, f, added); err != nil {
			return nil, err
		}
	}
	for _, id := range added {
		if !known[id] {
			return []fault.Problem{fault.NewProblem(f.Name, fault.ProblemMissing, "value", id)}, nil
		}
	}
	return nil, nil
}

func (s *Store) existing(ctx context.Context, d *db.DB, scope access.Scope, f *schema.Field, ids []string) (map[string]bool, error) {
	target, err := s.Collection(scope, f.To)
	if err != nil {
		return nil, err
	}
	r := s.targets(scope, target)
	if r.asked.Refused() {
		return map[string]bool{}, nil
	}
	rows, err := s.visible(r, db.Select[model.Entry](d, r.rows).Columns("id")).
		Where("?TableAlias.id IN (?)", db.List(ids)).All(ctx)
	known := make(map[string]bool, len(rows))
	for _, row := range rows {
		known[row.ID] = true
	}
	return known, err
}

// foreign finds the installation-wide targets that given values name. It is asked
// before the transaction, which works in one organization.
func (s *Store) foreign(ctx context.Context, r *reach, given schema.Values) (map[string]bool, error) {
	known := map[string]bool{}
	for _, f := range r.c.Relations() {
		ids := targetsOf(f, given[f.Name])
		if len(ids) == 0 || !s.abroad(r, f) {
			continue
		}
		found, err := s.existing(ctx, s.outside, r.scope, f, ids)
		if err != nil {
			return nil, err
		}
		for id := range found {
			known[id] = true
		}
	}
	return known, nil
}

// within refuses values that would put an entry outside the boundary's own
// predicates, where its author could not reach it any more.
func (r *reach) within(row *model.Entry, values schema.Values) error {
	for _, c := range r.rows.Where() {
		value, system := systemValue(row, c.Field)
		if !system {
			value = values[c.Field]
		}
		if !c.Holds(value) {
			return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed).With("field", c.Field)
		}
	}
	return nil
}
