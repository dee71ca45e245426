package content

import (
	"slices"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// listingReach is reach for a list: through a view the view's own rule decides,
// and only what the view shows can be asked by. An unknown view is
// INVALID_PARAMETER (params parameter, value, nearest, allowed), for those who
// may see anything of the collection.
func (s *Store) listingReach(scope access.Scope, collection, view string) (*reach, error) {
	if view == "" {
		return s.reach(scope, collection, schema.List)
	}
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	v, known := c.View(view)
	r := reachOf(scope, c, schema.List)
	r.view, r.asked = v, r.scope.Decide(c.ViewRule(view))
	switch {
	case r.asked.Refused() && !scope.Actor().Known():
		return nil, fault.SignIn()
	case r.asked.Refused():
		return nil, r.asked.Fault()
	case !known:
		allowed := s.Views(scope, collection)
		return nil, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
			With("parameter", "view").With("value", view).With("nearest", schema.Nearest(view, allowed)).
			With("allowed", strings.Join(allowed, ", "))
	}
	return r, nil
}

// Views names the views of a collection that the scope may list through.
func (s *Store) Views(scope access.Scope, collection string) []string {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil
	}
	var names []string
	for i := range c.Views {
		if name := c.Views[i].Name; !scope.Over(c.Firewall).Decide(c.ViewRule(name)).Refused() {
			names = append(names, name)
		}
	}
	return names
}

// Asking is what a list may be asked by: through a view, what the view allows.
type Asking struct {
	Fields  []string            // that are shown: the view's, or all
	Filters map[string][]string // the operators of each field that may be filtered by
	Sorts   []string
	Search  bool
	Sort    []schema.SortKey // the order of a list that asks for none
}

// Asking answers for a view that the scope may list through ("" for the whole
// entries); through any other nothing can be asked.
func (s *Store) Asking(scope access.Scope, collection, view string) Asking {
	r, err := s.listingReach(scope, collection, view)
	if err != nil {
		return Asking{}
	}
	a := Asking{Fields: r.c.Fields.Names(), Filters: r.filterable(), Sorts: r.sortable(), Sort: r.defaultSort()}
	found := indexed(r.c.SearchFields())
	if r.view != nil {
		a.Fields, found = slices.Clone(r.view.Fields), r.searched(found)
	}
	a.Search = len(found) > 0
	return a
}

// Through is the view that a list goes through which names none: the default
// one. Whoever may not use that, or not list whole entries, gets the first view
// they may.
func (s *Store) Through(scope access.Scope, collection string) string {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return ""
	}
	allowed := s.Views(scope, collection)
	if v := c.DefaultView(); v != nil && slices.Contains(allowed, v.Name) {
		return v.Name
	}
	if scope.Over(c.Firewall).Decide(c.Rule(schema.List)).Refused() && len(allowed) > 0 {
		return allowed[0]
	}
	return ""
}

func (r *reach) viewName() string {
	if r.view == nil {
		return ""
	}
	return r.view.Name
}

func (r *reach) viewFilters(name string) bool {
	if r.view.Filterable != nil {
		return slices.Contains(r.view.Filterable, name)
	}
	return r.view.Has(name) || schema.IsSystemField(name)
}

func (r *reach) viewSorts(name string) bool {
	if r.view.Sortable != nil {
		return slices.Contains(r.view.Sortable, name)
	}
	return r.view.Has(name) || schema.IsSystemField(name)
}

// defaultSort is the order of a list that asks for none. A view that hides a
// field is not ordered by it either.
func (r *reach) defaultSort() []schema.SortKey {
	if r.view == nil {
		return r.c.Sort
	}
	if len(r.view.Sort) > 0 {
		return r.view.Sort
	}
	shown := slices.DeleteFunc(slices.Clone(r.c.Sort), func(k schema.SortKey) bool {
		return !r.view.Has(k.Field) && !schema.IsSystemField(k.Field)
	})
	if len(shown) == 0 {
		shown = []schema.SortKey{{Field: "updatedAt", Descending: true}}
	}
	return shown
}

// searched are those of the searchable fields that the view can be searched by.
func (r *reach) searched(all []*schema.Field) []*schema.Field {
	return slices.DeleteFunc(slices.Clone(all), func(f *schema.Field) bool {
		if r.view.Searchable != nil {
			return !slices.Contains(r.view.Searchable, f.Name)
		}
		return !r.view.Has(f.Name)
	})
}

// indexed are the searchable fields whose text is kept: what is masked from
// somebody is found by nobody.
func indexed(fields []*schema.Field) []*schema.Field {
	return slices.DeleteFunc(slices.Clone(fields), func(f *schema.Field) bool {
		return f.Mask != nil || f.Type == schema.TypeRelation
	})
}
