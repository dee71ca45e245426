package api

import (
	"context"
	"slices"
	"strings"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

const (
	expandParameter = "expand"
	// deepest is how many relations an expansion follows one after the other.
	deepest = 2
	// largestExpanded is the largest answer with expanded relations, so that one call
	// cannot ask for the same large text a thousand times.
	largestExpanded = 8 << 20
)

// expanse is what the shapes of one answer share.
type expanse struct {
	targets content.Targets
	over    bool // the answer became too large
}

// expansion reads which relations the caller wants expanded: those of the members
// (nil is all), and in turn those of their targets.
func (a *API) expansion(at place, members []string) (content.Expansion, error) {
	if !at.query.Has(expandParameter) {
		return nil, nil
	}
	all := a.expandable(at, at.collection, members)
	tree := content.Expansion{}
	seen := map[string]bool{}
	for path := range strings.SplitSeq(at.query.Get(expandParameter), ",") {
		if seen[path] {
			return nil, wrong(expandParameter, "each relation once").With("value", path)
		}
		if !slices.Contains(all, path) {
			return nil, notExpandable(path, all)
		}
		seen[path] = true
		here := tree
		for name := range strings.SplitSeq(path, ".") {
			if here[name] == nil {
				here[name] = content.Expansion{}
			}
			here = here[name]
		}
	}
	return tree, nil
}

// expandable lists what the caller may have expanded, as the parameter names it.
func (a *API) expandable(at place, c *schema.Collection, members []string) []string {
	return pathsOf(a.Registry, c, members, func(f *schema.Field) bool { return a.Content.Expandable(at.scope, f) })
}

// pathsOf lists the relations of a collection's members (nil is all) that pass, and
// in turn those of their targets.
func pathsOf(registry *schema.Registry, c *schema.Collection, members []string, passes func(f *schema.Field) bool) []string {
	paths := []string{}
	var follow func(c *schema.Collection, before string, depth int)
	follow = func(c *schema.Collection, before string, depth int) {
		for _, f := range c.Relations() {
			if !passes(f) || depth == 1 && members != nil && !slices.Contains(members, f.Name) {
				continue
			}
			paths = append(paths, before+f.Name)
			if target, ok := registry.For("").Get(f.To); ok && depth < deepest {
				follow(target, before+f.Name+".", depth+1)
			}
		}
	}
	follow(c, "", 1)
	return paths
}

func notExpandable(path string, allowed []string) *fault.Fault {
	f := wrong(expandParameter, "").With("value", path).With("nearest", schema.Nearest(path, allowed))
	if len(allowed) == 0 {
		return f.With("want", "nothing, because no relation can be expanded here")
	}
	return f.With("allowed", list(allowed))
}

// expanding is how entries are written with their targets.
func (a *API) expanding(ctx context.Context, at place, members []string, entries []content.Entry, e content.Expansion) (*shape, error) {
	s := at.shape(members)
	if len(e) == 0 {
		return s, nil
	}
	pointers := make([]*content.Entry, len(entries))
	for i := range entries {
		pointers[i] = &entries[i]
	}
	targets, err := a.Content.Expand(ctx, at.scope, at.collection, pointers, e)
	if err != nil {
		return nil, err
	}
	a.nest(s, e, &expanse{targets: targets})
	return s, nil
}

// nest gives a shape the shapes of its targets.
func (a *API) nest(s *shape, e content.Expansion, shared *expanse) {
	if len(e) == 0 {
		return
	}
	s.expanded, s.expanse = map[string]*shape{}, shared
	for name, deeper := range e {
		f, ok := s.collection.Field(name)
		if !ok {
			continue
		}
		target, ok := a.Registry.For("").Get(f.To)
		if !ok {
			continue
		}
		inner := place{scope: s.scope, collection: target}.shape(nil)
		a.nest(inner, deeper, shared)
		s.expanded[name] = inner
	}
}
