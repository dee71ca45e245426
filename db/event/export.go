package event

import (
	"context"
	"iter"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// exportAtOnce is how many events are read together.
const exportAtOnce = 500

// Export walks over everything that List shows under a filter, newest first, up
// to this export, which is an event itself. The parts are read one after the
// other: nothing is held while somebody slow receives them. The first part is
// read before it returns. Fails with ACCESS_ROLE_REQUIRED.
func (s *Store) Export(ctx context.Context, scope access.Scope, f Filter) (iter.Seq2[[]Happened, error], error) {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return nil, err
	}
	var now int64
	err := s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) (err error) {
		log := OwnLog(scope)
		if err := Record(ctx, tx, scope.Actor(), log, Change{
			Type: "audit.exported", Subject: "audit", SubjectID: scope.OrganizationID(), Details: f.details(),
		}); err != nil {
			return err
		}
		now, err = head(ctx, tx, log)
		return err
	})
	if err != nil {
		return nil, err
	}
	part, _, more, err := s.List(ctx, scope, Page{Filter: f, Before: now, Limit: exportAtOnce})
	if err != nil {
		return nil, err
	}
	return func(yield func([]Happened, error) bool) {
		for {
			if !yield(part, err) || err != nil || !more {
				return
			}
			part, _, more, err = s.List(ctx, scope, Page{Filter: f, Before: part[len(part)-1].Number, Limit: exportAtOnce})
		}
	}, nil
}

// details are what the log says of an export.
func (f Filter) details() map[string]any {
	said := map[string]any{"format": "csv"}
	for name, value := range map[string]string{"actor": f.ActorID, "type": f.Type, "collection": f.Collection, "id": f.SubjectID} {
		if value != "" {
			said[name] = value
		}
	}
	for name, at := range map[string]model.Time{"from": f.From, "until": f.Until} {
		if !at.IsZero() {
			said[name] = at.String()
		}
	}
	return said
}
