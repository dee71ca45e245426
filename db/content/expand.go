package content

import (
	"context"
	"maps"
	"slices"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// Expansion names relations whose targets shall be shown instead of their ids, and
// in turn the targets' relations.
type Expansion map[string]Expansion

// Targets are entries that relations point to, by collection and id, as reading
// each of them alone would answer it.
type Targets map[string]map[string]*Entry

// Expandable reports whether the scope may have a relation expanded: its ids are
// not masked from them, and they may read at least some targets.
func (s *Store) Expandable(scope access.Scope, f *schema.Field) bool {
	if f.Type != schema.TypeRelation || f.MaskedInQueries(scope) {
		return false
	}
	target, err := s.Collection(scope, f.To)
	return err == nil && !scope.Over(target.Firewall).Decide(target.Rule(schema.Get)).Refused()
}

// Expand reads the targets of relations of some entries of a collection, with one
// query for each target collection of a level. Targets that the scope may not read
// are absent, whatever the reason. Relations that are not Expandable, or outside
// the entries' view, are left alone.
func (s *Store) Expand(ctx context.Context, scope access.Scope, c *schema.Collection, entries []*Entry, e Expansion) (Targets, error) {
	found := Targets{}
	level := []branch{{c: c, entries: entries, expansion: e}}
	for len(level) > 0 {
		wanted := map[string][]string{}
		var next []branch
		for _, b := range level {
			for _, field := range slices.Sorted(maps.Keys(b.expansion)) {
				f, ok := b.c.Field(field)
				if !ok || !s.Expandable(scope, f) {
					continue
				}
				ids := b.targets(f)
				wanted[f.To] = append(wanted[f.To], ids...)
				if deeper := b.expansion[field]; len(deeper) > 0 {
					target, err := s.Collection(scope, f.To)
					if err != nil {
						return nil, err
					}
					next = append(next, branch{c: target, ids: ids, expansion: deeper})
				}
			}
		}
		if err := s.fetch(ctx, scope, wanted, found); err != nil {
			return nil, err
		}
		for i := range next {
			for _, id := range next[i].ids {
				if e := found[next[i].c.Name][id]; e != nil {
					next[i].entries = append(next[i].entries, e)
				}
			}
		}
		level = next
	}
	return found, nil
}

// branch are entries of one collection whose relations are expanded alike.
type branch struct {
	c         *schema.Collection
	ids       []string
	entries   []*Entry
	expansion Expansion
}

// targets are the different ids that a relation of the branch's entries names.
func (b branch) targets(f *schema.Field) []string {
	var ids []string
	for _, e := range b.entries {
		if e.View == nil || e.View.Has(f.Name) {
			ids = append(ids, targetsOf(f, valueIn(e.Raw, f))...)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// fetch reads the wanted entries that have not been found yet.
func (s *Store) fetch(ctx context.Context, scope access.Scope, wanted map[string][]string, found Targets) error {
	for _, collection := range slices.Sorted(maps.Keys(wanted)) {
		if found[collection] == nil {
			found[collection] = map[string]*Entry{}
		}
		ids := slices.DeleteFunc(wanted[collection], func(id string) bool { return found[collection][id] != nil })
		slices.Sort(ids)
		for part := range slices.Chunk(slices.Compact(ids), mostIDs) {
			entries, err := s.ByID(ctx, scope, collection, part)
			if err != nil {
				return err
			}
			for id, e := range entries {
				found[collection][id] = &e
			}
		}
	}
	return nil
}
