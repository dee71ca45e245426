package content

import (
	"context"
	"encoding/json"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// sight is which side of its entries a caller sees.
type sight uint8

const (
	liveOnly sight = iota // published values of published entries
	mixed                 // the preview rule's record part decides row by row
	drafts                // everything
)

// reach is one scope at one collection: what it may do and which rows it has.
type reach struct {
	scope access.Scope
	c     *schema.Collection
	rows  access.Boundary // the entries
	side  access.Boundary // texts, links, revisions and events of the same organization

	view    *schema.View    // what a list shows, nil for everything
	asked   access.Decision // the rule of the use case
	preview access.Decision
	update  access.Decision
	publish access.Decision
	remove  access.Decision
	sight   sight
}

// reach answers the role part of the operation's rule.
func (s *Store) reach(scope access.Scope, collection string, op schema.Operation) (*reach, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	r := reachOf(scope, c, op)
	if r.asked.Refused() {
		if !scope.Actor().Known() {
			return nil, fault.SignIn()
		}
		return nil, r.asked.Fault()
	}
	return r, nil
}

func reachOf(scope access.Scope, c *schema.Collection, op schema.Operation) *reach {
	scope = scope.Over(c.Firewall)
	rows := scope.Within(c.Firewall)
	r := &reach{
		scope: scope, c: c, rows: rows, side: rows.Bare(),
		asked: scope.Decide(c.Rule(op)), preview: scope.Decide(c.Rule(schema.Preview)),
		update: scope.Decide(c.Rule(schema.Update)), publish: scope.Decide(c.Rule(schema.Publish)),
		remove: scope.Decide(c.Rule(schema.Delete)),
	}
	switch {
	case !scope.Member() || r.preview.Refused():
	case r.preview.Always():
		r.sight = drafts
	default:
		r.sight = mixed
	}
	return r
}

// publishesAlways reports whether every change is published at once: a singleton
// that nobody could publish would never be seen.
func (r *reach) publishesAlways() bool {
	return r.c.Singleton && r.c.Rule(schema.Publish) == nil
}

// sees says which side of a row the caller sees: the draft or what is live.
// visible is false for what does not exist for them.
func (r *reach) sees(row *model.Entry) (draft, visible bool) {
	if r.sight == drafts || r.sight == mixed && r.preview.Admits(r.reader(row, row.Values)) {
		return true, true
	}
	return false, row.Status == model.Published && row.ArchivedAt.IsZero()
}

// reader reads the fields of a row for record conditions, decoding raw at most
// once and only when a declared field is asked for.
func (r *reach) reader(row *model.Entry, raw json.RawMessage) func(field string) any {
	var values schema.Values
	return func(field string) any {
		if system, ok := systemValue(row, field); ok {
			return system
		}
		if values == nil {
			var err error
			if values, err = r.c.Decode(raw); err != nil {
				values = schema.Values{}
			}
		}
		return values[field]
	}
}

// systemValue has the meaning of the column that db.Field compares.
func systemValue(row *model.Entry, field string) (any, bool) {
	text := func(s string) (any, bool) {
		if s == "" {
			return nil, true
		}
		return s, true
	}
	switch field {
	case "id":
		return text(row.ID)
	case "createdBy":
		return text(row.CreatedBy)
	case "updatedBy":
		return text(row.UpdatedBy)
	case "ownerId":
		return text(row.OwnerID)
	case "teamId":
		return text(row.TeamID)
	case "organizationId":
		return text(row.OrganizationID)
	case "status":
		return text(row.Status)
	case "revision":
		return float64(row.Revision), true
	}
	return nil, false
}

// rowOf reads one row with both sides, held until the transaction ends. Fails
// with FIREWALL_NOT_FOUND.
func (r *reach) rowOf(ctx context.Context, tx *db.DB, id string) (*model.Entry, error) {
	row, err := db.Select[model.Entry](tx, r.rows).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.collection = ?", r.c.Name).Lock().One(ctx)
	return &row, err
}

// held reads a row to change it: one that the caller sees.
func (r *reach) held(ctx context.Context, tx *db.DB, id string) (row *model.Entry, draft bool, err error) {
	row, err = r.rowOf(ctx, tx, id)
	if err != nil {
		return nil, false, err
	}
	draft, visible := r.sees(row)
	if !visible {
		return nil, false, fault.Missing()
	}
	return row, draft, nil
}

// admitted is held, and admitted by the decision.
func (r *reach) admitted(ctx context.Context, tx *db.DB, id string, decision access.Decision) (row *model.Entry, draft bool, err error) {
	if row, draft, err = r.held(ctx, tx, id); err != nil {
		return nil, false, err
	}
	if !r.admits(decision, row, draft) {
		return nil, false, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
	}
	return row, draft, nil
}

func (r *reach) admits(decision access.Decision, row *model.Entry, draft bool) bool {
	return decision.Always() || decision.Admits(r.reader(row, sideOf(row, draft)))
}

func sideOf(row *model.Entry, draft bool) json.RawMessage {
	if draft {
		return row.Values
	}
	return row.Live
}

// entry is a whole row as the caller sees it.
func (r *reach) entry(row *model.Entry, draft bool) Entry {
	return r.entryOf(row, draft, sideOf(row, draft))
}

func (r *reach) entryOf(row *model.Entry, draft bool, raw json.RawMessage) Entry {
	e := Entry{
		ID: row.ID, Collection: r.c, Status: row.Status, Revision: row.Revision, LiveRevision: row.LiveRevision,
		CreatedAt: row.CreatedAt, CreatedBy: row.CreatedBy, UpdatedAt: row.UpdatedAt, UpdatedBy: row.UpdatedBy,
		PublishedAt: row.PublishedAt, FirstPublishedAt: row.FirstPublishedAt,
		ArchivedAt: row.ArchivedAt, ArchivedBy: row.ArchivedBy,
		OrganizationID: row.OrganizationID, TeamID: row.TeamID, OwnerID: row.OwnerID,
		View: r.view, Draft: draft, Raw: raw, May: r.may(row, raw),
	}
	if !draft {
		e.Revision, e.UpdatedAt, e.UpdatedBy, e.FirstPublishedAt = row.LiveRevision, row.PublishedAt, "", 0
	}
	return e
}

func (r *reach) may(row *model.Entry, raw json.RawMessage) May {
	var read func(string) any
	allowed := func(d access.Decision) bool {
		if d.Always() || d.Refused() {
			return !d.Refused()
		}
		if read == nil {
			read = r.reader(row, raw)
		}
		return d.Admits(read)
	}
	if !row.ArchivedAt.IsZero() {
		return May{Restore: allowed(r.remove)}
	}
	publish := allowed(r.publish)
	return May{
		Update: allowed(r.update), Publish: publish, Unpublish: publish && row.Status == model.Published,
		Delete: allowed(r.remove),
	}
}

// May says what the scope may do in a collection, with at least some entries. An
// unknown collection allows nothing.
func (s *Store) May(scope access.Scope, collection string) Permissions {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return Permissions{}
	}
	scope = scope.Over(c.Firewall)
	may := func(op schema.Operation) bool { return !scope.Decide(c.Rule(op)).Refused() }
	return Permissions{
		List: may(schema.List), Get: may(schema.Get), Create: may(schema.Create), Update: may(schema.Update),
		Publish: may(schema.Publish), Delete: may(schema.Delete), Preview: scope.Member() && may(schema.Preview),
	}
}
