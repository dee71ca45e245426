package event_test

import (
	"context"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
)

func TestChain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		scope := w.Scope(dbtest.Ada, dbtest.Acme)
		b := scope.Within(access.OrganizationWide())
		for range 3 {
			err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				return event.Record(ctx, tx, scope.Actor(), b,
					event.Change{Type: "entry.updated", Subject: "entry", SubjectID: "ent_1", Fields: []string{"title", "slug"}},
					event.Change{Type: "member.changed", Subject: "member", SubjectID: "mem_1", Details: map[string]any{"to": "admin", "from": "editor"}})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		checked, broken, err := event.Verify(ctx, w.DB, scope)
		if err != nil || checked != 6 || len(broken) != 0 {
			t.Fatalf("checked %d, broken %v, %v", checked, broken, err)
		}
		if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			return event.Record(ctx, tx, scope.Actor(), access.Boundary{}, event.Change{Type: "x"})
		}); err == nil {
			t.Error("an event of nowhere was recorded")
		}
		for _, kind := range []string{"session.created", "session.revoked"} {
			if err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				return event.RecordAccount(ctx, tx, dbtest.Ada, scope.Actor(), kind, nil)
			}); err != nil {
				t.Fatal(err)
			}
		}
	})
}
