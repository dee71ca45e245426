package content

import (
	"context"
	"crypto/sha256"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// GetSingleton reads the one entry of a singleton. Before it was ever saved, and
// for visitors before it was ever published, it answers an entry without an ID:
// the defaults. Fails like Get.
func (s *Store) GetSingleton(ctx context.Context, scope access.Scope, collection string) (Entry, error) {
	r, err := s.reach(scope, collection, schema.Get)
	if err != nil {
		return Entry{}, err
	}
	e, err := s.Get(ctx, scope, collection, r.singletonID())
	if !fault.Is(err, fault.NotFound) {
		return e, err
	}
	return r.unsaved(), nil
}

// unsaved is a singleton before it was ever saved.
func (r *reach) unsaved() Entry {
	row := model.Entry{Collection: r.c.Name, Status: model.Draft, Values: r.c.Encode(r.c.Fill(nil))}
	row.OrganizationID = r.scope.OrganizationID() // as asked: whether there is such an organization does not show
	return r.entry(&row, true)
}

// UpdateSingleton changes the given fields of the one entry of a singleton and
// creates it first where there is none. A singleton without a rule for publishing
// is published with every change. Fails like Update.
func (s *Store) UpdateSingleton(ctx context.Context, scope access.Scope, collection string, values schema.Values, o UpdateOptions) (Result, error) {
	r, err := s.reach(scope, collection, schema.Update)
	if err != nil {
		return Result{}, err
	}
	id := r.singletonID()
	result, err := s.updateByID(ctx, r, id, values, o)
	if !fault.Is(err, fault.NotFound) {
		return result, err
	}
	if o.Base.exact != ifAbsent { // what was never saved is at revision 0
		if err := o.Base.against(r.unsaved()); err != nil {
			return Result{}, err
		}
	}
	e, err := s.create(ctx, r, id, values, CreateOptions{Publish: o.Publish || r.publishesAlways(), PublishedAt: o.PublishedAt})
	if fault.Has(err, fault.CodeUnique) { // it is there: created at the same moment, or hidden from the caller
		return s.updateByID(ctx, r, id, values, o)
	}
	return Result{Entry: e, Changed: err == nil}, err
}

const crockford = "0123456789abcdefghjkmnpqrstvwxyz"

// singletonID is made from organization and collection, so that the primary key
// keeps it to one.
func (r *reach) singletonID() string {
	sum := sha256.Sum256([]byte(r.rows.Organization() + " " + r.c.Name))
	id := []byte(model.EntryID + "_")
	for _, b := range sum[:26] {
		id = append(id, crockford[b&31])
	}
	return string(id)
}
