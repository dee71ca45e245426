package content

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// exportPart is how many entries an export reads at a time.
const exportPart = 500

// Export walks over everything that List answers to the query, in its order and
// as it was at one moment, and gives it to write in parts. The query's page, its
// limit and its total mean nothing here. It answers how many entries there were.
// Fails like List.
func (s *Store) Export(ctx context.Context, scope access.Scope, collection string, q Query, write func([]Entry) error) (int, error) {
	return s.export(ctx, scope, collection, q, func(_ *Store, entries []Entry) error { return write(entries) })
}

// export gives write also the store that reads of the same moment.
func (s *Store) export(ctx context.Context, scope access.Scope, collection string, q Query, write func(s *Store, entries []Entry) error) (n int, err error) {
	r, err := s.listingReach(scope, collection, q.View)
	if err != nil {
		return 0, err
	}
	q.Cursor, q.Offset, q.Limit, q.Total = "", 0, exportPart, false
	err = s.d.Snapshot(ctx, func(ctx context.Context, tx *db.DB) error {
		inside := s.in(tx)
		for {
			query, keys, from, err := inside.listing(r, q)
			if err != nil {
				return err
			}
			rows, err := query.All(ctx)
			if err != nil {
				return err
			}
			page := inside.page(r, keys, q, from, rows)
			n += len(page.Entries)
			if len(page.Entries) > 0 {
				if err := write(inside, page.Entries); err != nil {
					return err
				}
			}
			if !page.HasMore {
				return nil
			}
			q.Cursor = page.NextCursor
		}
	})
	return n, err
}

// SystemValue is what an entry has under a system field's name, as a moment, a
// number or a text; nil for what is absent.
func (e Entry) SystemValue(name string) any {
	text := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	at := func(t model.Time) any { return text(t.String()) }
	switch name {
	case "id":
		return e.ID
	case "createdAt":
		return at(e.CreatedAt)
	case "createdBy":
		return text(e.CreatedBy)
	case "updatedAt":
		return at(e.UpdatedAt)
	case "updatedBy":
		return text(e.UpdatedBy)
	case "publishedAt":
		return at(e.PublishedAt)
	case "status":
		return e.Status
	case "revision":
		return e.Revision
	case "organizationId":
		return text(e.OrganizationID)
	case "teamId":
		return text(e.TeamID)
	case "ownerId":
		return text(e.OwnerID)
	}
	return nil
}
