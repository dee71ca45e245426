package content

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// derive fills the slugs that nobody gave from their field and makes them
// unique. It answers their names: a race for one of them is run again.
func (s *Store) derive(ctx context.Context, r *reach, at spot, values schema.Values, absent func(field string) bool) (derived []string, err error) {
	for i := range r.c.Fields {
		f := &r.c.Fields[i]
		if f.Type != schema.TypeSlug || f.From == "" || !absent(f.Name) || values.Text(f.From) == "" {
			continue
		}
		base := slugFrom(r.c, f, values)
		if f.Unique {
			if base, err = s.free(ctx, r, at, f, base); err != nil {
				return nil, err
			}
		}
		values[f.Name] = base
		derived = append(derived, f.Name)
	}
	return derived, nil
}

// slugFrom makes a slug from its field.
func slugFrom(c *schema.Collection, f *schema.Field, values schema.Values) string {
	base := schema.Fields{*f}.FillSlugs(schema.Values{f.From: values[f.From]}).Text(f.Name)
	if base == "" { // nothing of it has a Latin form
		base = schema.Slug(c.Singular)
	}
	if base == "" {
		base = c.Name
	}
	return base
}

// free is the slug itself or with the smallest number that makes it unique among
// drafts and what is live.
func (s *Store) free(ctx context.Context, r *reach, at spot, f *schema.Field, base string) (string, error) {
	if s.daring {
		return base, nil
	}
	equal := access.Condition{Field: f.Name, Operator: access.Equals, Values: []any{base}}
	used, err := s.used(ctx, r, at, f, equal)
	if err != nil || !used[base] {
		return base, err
	}
	stem := stemOf(f, base)
	if used, err = s.numbered(ctx, r, at, f, stem); err != nil {
		return "", err
	}
	for n := 2; ; n++ {
		if candidate := stem + "-" + strconv.Itoa(n); !used[candidate] {
			return candidate, nil
		}
	}
}

// stemOf is the part of a slug that a number fits behind.
func stemOf(f *schema.Field, base string) string {
	longest := 100
	if f.Max != nil {
		longest = min(longest, int(*f.Max))
	}
	return strings.Trim(base[:min(len(base), max(longest-6, 1))], "-")
}

// numbered are the used slugs that consist of the stem and something behind a
// hyphen. "-" is directly before "." in ASCII, which an index serves.
func (s *Store) numbered(ctx context.Context, r *reach, at spot, f *schema.Field, stem string) (map[string]bool, error) {
	return s.used(ctx, r, at, f,
		access.Condition{Field: f.Name, Operator: access.GreaterThan, Values: []any{stem + "-"}},
		access.Condition{Field: f.Name, Operator: access.LessThan, Values: []any{stem + "."}})
}

// used are the values of other entries, on both sides, that meet the conditions.
func (s *Store) used(ctx context.Context, r *reach, at spot, f *schema.Field, all ...access.Condition) (map[string]bool, error) {
	used := map[string]bool{}
	for _, side := range []string{draftSide, liveSide} {
		value, condition := s.d.Field(side, f.Name, db.Text), s.d.AnyOf(side, [][]access.Condition{all})
		rows, err := s.others(r, at, side).Columns("id").Where(condition.SQL, condition.Args...).
			Expr(value.SQL+" AS ?", append(slices.Clone(value.Args), db.Ident(draftSide))...).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			used[string(row.Values)] = true
		}
	}
	return used, nil
}

// spot is where an entry stands: its unique values are so among the entries that
// its firewall does not keep apart from it.
type spot struct{ id, owner, team string }

func spotOf(row *model.Entry) spot { return spot{row.ID, row.OwnerID, row.TeamID} }

func (s *Store) others(r *reach, at spot, side string) *db.Query[model.Entry] {
	query := db.Select[model.Entry](s.d, r.side).Where("?TableAlias.collection = ?", r.c.Name).
		Where("?TableAlias.archived_at IS NULL").Where("?TableAlias.id <> ?", at.id)
	switch r.c.Firewall.Isolation {
	case access.ByOwner:
		query = query.Where("?TableAlias.owner_id = ?", at.owner)
	case access.ByTeam:
		query = query.Where("?TableAlias.team_id = ?", at.team)
	default: // the whole organization's
	}
	if side == liveSide {
		query = query.Where("?TableAlias.status = 'published'")
	}
	return query
}
