package content

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/schema"
)

// mostFound is up to where the entries that the search index names are looked up.
// Where it names more, they are so many that walking over the list in its order
// meets a page of them soon.
const mostFound = 2000

// found are the entries that the search index names on the sides that a caller
// sees. Nil has not been asked.
type found struct {
	sides map[string][]string
	most  int // that are looked up; a side may have one more
}

// many reports whether a side has too many entries to be named.
func (f *found) many() bool {
	if f != nil {
		for _, ids := range f.sides {
			if len(ids) > f.most {
				return true
			}
		}
	}
	return false
}

// some are as many as can be looked up of each side.
func (f *found) some() *found {
	some := &found{sides: map[string][]string{}, most: f.most}
	for side, ids := range f.sides {
		some.sides[side] = ids[:min(len(ids), f.most)]
	}
	return some
}

// find asks the index once for a query. Inside a transaction, where it would not
// know what the transaction wrote, it is not asked.
func (s *Store) find(ctx context.Context, r *reach, q *Query) error {
	if q.found != nil || s.d != s.outside || !cleanText(q.Search) {
		return nil
	}
	runs := runsOf(q.Search)
	if len(r.searchedFields()) < len(indexed(r.c.SearchFields())) {
		runs = nil
	}
	keys := s.keysAsked(r, *q)
	if len(keys) > 0 {
		if complete, err := s.keyed(ctx, r); err != nil {
			return err
		} else if !complete {
			keys = nil
		}
	}
	if len(runs)+len(keys) == 0 {
		return nil
	}
	sides := map[sight][]string{liveOnly: {liveSide}, drafts: {draftSide}, mixed: {draftSide, liveSide}}[r.sight]
	f := &found{sides: map[string][]string{}, most: s.mostFound}
	for _, side := range sides {
		texts := r.texts(side)
		if len(runs) == 0 {
			texts.MadeOf = ""
		}
		ids, err := db.Matching(ctx, s.d, r.side, texts, append(runs, keys...), s.mostFound+1)
		if err != nil {
			return err
		}
		f.sides[side] = ids
	}
	q.found = f
	return nil
}

// among narrows a list to what the index found, where that can be named.
func (f *found) among(side string) db.Expr {
	switch ids := f.sides[side]; {
	case len(ids) == 0:
		return db.Expr{SQL: "1 = 0"}
	case len(ids) <= f.most:
		return db.Expr{SQL: "?TableAlias.id IN (?)", Args: []any{db.List(ids)}}
	}
	return db.Expr{SQL: "1 = 1"}
}

func (r *reach) texts(side string) db.Texts {
	return db.Texts{Collection: r.c.Name, MadeOf: madeOf(r.c), Live: side == liveSide}
}

// searchedFields are the fields that the kept text is made of and the view shows.
func (r *reach) searchedFields() []*schema.Field {
	all := indexed(r.c.SearchFields())
	if r.view == nil {
		return all
	}
	return r.searched(all)
}

// search compiles a search. The kept text is of all searchable fields, so a view
// that shows fewer looks into the fields themselves.
func (s *Store) search(r *reach, q Query) ([]condition, error) {
	within, runs := r.searchedFields(), runsOf(q.Search)
	switch {
	case r.view != nil && len(within) == 0:
		return nil, parameter("search", "a view that can be searched")
	case len(runs) == 0:
		return nil, nil
	case len(within) < len(indexed(r.c.SearchFields())):
		return s.searchingFields(within, words(q.Search)), nil
	}
	return []condition{func(side string) db.Expr {
		if q.found != nil && len(q.found.sides[side]) <= q.found.most {
			return db.Expr{SQL: "1 = 1"} // the index has compared
		}
		return s.d.Holding(r.side, r.texts(side), runs)
	}}, nil
}

func (s *Store) searchingFields(within []*schema.Field, asked []string) (all []condition) {
	for _, word := range asked {
		all = append(all, func(side string) db.Expr {
			any := db.Expr{}
			for _, f := range within {
				e := s.like(f.Name, word)(side)
				if any.SQL != "" {
					any.SQL += " OR "
				}
				any.SQL, any.Args = any.SQL+"("+e.SQL+")", slices.Concat(any.Args, e.Args)
			}
			any.SQL = "(" + any.SQL + ")"
			return any
		})
	}
	return all
}
