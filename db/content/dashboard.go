package content

import (
	"cmp"
	"context"
	"slices"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// Recent lists the n entries changed last over all collections that the scope
// may list, newest first.
func (s *Store) Recent(ctx context.Context, scope access.Scope, n int) ([]Entry, error) {
	var found []Entry
	for _, c := range s.registry.For(scope.OrganizationID()).All() {
		r := reachOf(scope, c, schema.List)
		if r.asked.Refused() {
			continue
		}
		page, err := s.list(ctx, r, Query{Sort: []schema.SortKey{{Field: "updatedAt", Descending: true}}, Limit: min(n, MaxLimit)})
		if err != nil {
			return nil, err
		}
		found = append(found, page.Entries...)
	}
	slices.SortStableFunc(found, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.UpdatedAt, a.UpdatedAt), cmp.Compare(b.ID, a.ID))
	})
	return found[:min(len(found), n)], nil
}

// Counts says how many entries each collection has that the scope may list, up
// to DefaultCap, and how many wait to be published.
func (s *Store) Counts(ctx context.Context, scope access.Scope) ([]CollectionCount, error) {
	var counts []CollectionCount
	for _, c := range s.registry.For(scope.OrganizationID()).All() {
		r := reachOf(scope, c, schema.List)
		if r.asked.Refused() {
			continue
		}
		count := CollectionCount{Collection: c}
		var err error
		if count.Total, count.Capped, err = s.count(ctx, r, AnyStatus); err != nil {
			return nil, err
		}
		for _, waiting := range []Status{DraftStatus, ChangedStatus} {
			if r.sight == liveOnly {
				break
			}
			n, _, err := s.count(ctx, r, waiting)
			if err != nil {
				return nil, err
			}
			count.Drafts += n
		}
		counts = append(counts, count)
	}
	return counts, nil
}

// Count says how many entries a query matches, up to its cap. Fails like List.
func (s *Store) Count(ctx context.Context, scope access.Scope, collection string, q Query) (n int, capped bool, err error) {
	r, err := s.listingReach(scope, collection, q.View)
	if err != nil {
		return 0, false, err
	}
	return s.counted(ctx, r, q)
}

func (s *Store) count(ctx context.Context, r *reach, status Status) (int, bool, error) {
	return s.counted(ctx, r, Query{Status: status})
}
