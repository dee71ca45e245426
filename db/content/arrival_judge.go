package content

import (
	"context"
	"slices"
	"strconv"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// holders are the entries that have a unique value, by side, field and value.
type holders map[string]map[string]map[mark][]string

// other reports whether anybody else has the value on the side.
func (h holders) other(side, field string, value mark, than string, freed map[mark]string) bool {
	for _, id := range h[side][field][value] {
		if id != than && freed[value] != id {
			return true
		}
	}
	return false
}

// judge decides the fate of rows in their order, with the rules that Create,
// Update and Publish have, and a fixed number of questions to the database.
// Within a transaction the entries that are there are held.
func (a *arrivals) judge(ctx context.Context, s *Store, rows []*landing) error {
	found, err := a.match(ctx, s, rows)
	if err != nil {
		return err
	}
	taken, err := a.holders(ctx, s, rows)
	if err != nil {
		return err
	}
	for _, l := range rows {
		l.fate, l.problems, l.fresh, l.changed, l.derived, l.publish, l.was = "", nil, nil, nil, nil, false, nil
		l.row, l.before, l.after = nil, nil, nil
		if len(l.Problems) > 0 {
			l.refuse(l.Problems...)
			continue
		}
		key := a.key(l)
		if key != nil {
			if other := a.keys[key]; other != nil && other != l.Arrival {
				l.refuse(fault.NewProblem(a.rules.Key, fault.ProblemDuplicate, "value", show(key), "line", strconv.Itoa(other.Line)))
				continue
			}
			l.row = found[key]
		}
		values := l.Values.Clone()
		a.point(l, values)
		if l.row != nil {
			err = a.change(ctx, l, values, taken)
		} else {
			err = a.begin(ctx, s, l, values, taken)
		}
		if err != nil {
			return err
		}
		if l.fate == Refused {
			continue
		}
		if key != nil {
			a.keys[key] = l.Arrival
		}
		for field, claims := range a.claims {
			old, now := l.before[field], l.after[field]
			if old != nil && old != now {
				a.freed[field][a.r.markOf(old, l.row)] = l.row.ID
			}
			if now != nil {
				claims[a.r.markOf(now, l.row)] = l.Arrival
			}
		}
		a.introduce(l)
	}
	return nil
}

func show(value any) string {
	if s, ok := value.(string); ok {
		return s
	}
	f, _ := value.(float64)
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// match finds the entries that rows are about, by key.
func (a *arrivals) match(ctx context.Context, s *Store, rows []*landing) (map[any]*model.Entry, error) {
	found := map[any]*model.Entry{}
	var keys []any
	for _, l := range rows {
		if key := a.key(l); key != nil && len(l.Problems) == 0 {
			if text, ok := key.(string); !ok || cleanText(text) {
				keys = append(keys, key)
			}
		}
	}
	for part := range slices.Chunk(keys, mostIDs) {
		named := access.Condition{Field: a.rules.Key, Operator: access.In, Values: part}
		e := s.d.Condition(draftSide, named)
		if a.r.sight != drafts && a.rules.Key != "id" {
			live := s.d.Condition(liveSide, named)
			e = db.Expr{SQL: "(" + e.SQL + ") OR (" + live.SQL + ")", Args: slices.Concat(e.Args, live.Args)}
		}
		query := db.Select[model.Entry](s.d, a.r.rows).Where("?TableAlias.collection = ?", a.r.c.Name).
			Where("?TableAlias.archived_at IS NULL").Where(e.SQL, e.Args...).Order("?TableAlias.id")
		if s.d != s.outside {
			query = query.Lock()
		}
		there, err := query.All(ctx)
		if err != nil {
			return nil, err
		}
		for i := range there {
			row := &there[i]
			draft, visible := a.r.sees(row)
			if !visible {
				continue
			}
			if a.rules.Key == "id" {
				found[row.ID] = row
			} else if f, ok := a.r.c.Field(a.rules.Key); ok {
				found[valueIn(sideOf(row, draft), f)] = row
			}
		}
	}
	delete(found, nil)
	return found, nil
}

// holders asks who has the unique values that rows bring, and those that their
// slugs would be made with.
func (a *arrivals) holders(ctx context.Context, s *Store, rows []*landing) (holders, error) {
	found := holders{draftSide: {}, liveSide: {}}
	for i := range a.r.c.Fields {
		f := &a.r.c.Fields[i]
		if !f.Unique {
			continue
		}
		wanted := map[any]bool{}
		for _, l := range rows {
			switch value := l.Values[f.Name]; {
			case value != nil:
				wanted[value] = true
			case f.Type == schema.TypeSlug && f.From != "":
				wanted[slugFrom(a.r.c, f, l.Values)] = true
			}
		}
		var values []any
		for v := range wanted {
			values = append(values, v)
		}
		for _, side := range []string{draftSide, liveSide} {
			found[side][f.Name] = map[mark][]string{}
			for part := range slices.Chunk(values, mostIDs) {
				e := s.d.Condition(side, access.Condition{Field: f.Name, Operator: access.In, Values: part})
				query := db.Select[model.Entry](s.d, a.r.side).Columns("id", "owner_id", "team_id", side).
					Where("?TableAlias.collection = ?", a.r.c.Name).Where("?TableAlias.archived_at IS NULL")
				if side == liveSide {
					query = query.Where("?TableAlias.status = 'published'")
				}
				there, err := query.Where(e.SQL, e.Args...).All(ctx)
				if err != nil {
					return nil, err
				}
				for i := range there {
					m := a.r.markOf(valueIn(sideOf(&there[i], side == draftSide), f), &there[i])
					found[side][f.Name][m] = append(found[side][f.Name][m], there[i].ID)
				}
			}
		}
	}
	return found, nil
}

// uniquely judges the unique values of a row against the database and the file.
func (a *arrivals) uniquely(l *landing, taken holders, sides []string, fields []string) {
	for i := range a.r.c.Fields {
		f := &a.r.c.Fields[i]
		value := l.after[f.Name]
		if !f.Unique || value == nil || !slices.Contains(fields, f.Name) {
			continue
		}
		m := a.r.markOf(value, l.row)
		if other := a.claimed(f.Name, m, l.Arrival); other != nil {
			l.refuse(fault.NewProblem(f.Name, fault.ProblemDuplicate, "value", labelOf(f, value), "line", strconv.Itoa(other.Line)))
			continue
		}
		for _, side := range sides {
			if taken.other(side, f.Name, m, l.row.ID, a.freed[f.Name]) {
				l.refuse(fault.NewProblem(f.Name, fault.ProblemTaken, "value", labelOf(f, value)))
				break
			}
		}
	}
}
