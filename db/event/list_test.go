package event_test

import (
	"context"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
)

func TestListIsReadInParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		ada, store := w.Scope(dbtest.Ada, dbtest.Acme), event.New(w.DB)
		for range 5 {
			err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				return event.Record(ctx, tx, ada.Actor(), ada.Within(access.OrganizationWide()), event.Change{
					Type: "member.changed", Subject: "member", SubjectID: "mem_1", Fields: []string{"role"},
					Details: map[string]any{"from": "editor", "to": "admin"},
				})
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			page         event.Page
			first, last  int64
			newer, older bool
		}{
			{event.Page{Limit: 2}, 5, 4, false, true},
			{event.Page{Limit: 2, Before: 4}, 3, 2, true, true},
			{event.Page{Limit: 2, Before: 2}, 1, 1, true, false},
			{event.Page{Limit: 2, After: 1}, 3, 2, true, true},
			{event.Page{Limit: 2, After: 3}, 5, 4, false, true},
			{event.Page{Limit: 9}, 5, 1, false, false},
		} {
			list, newer, older, err := store.List(ctx, ada, c.page)
			if err != nil || len(list) == 0 {
				t.Fatalf("%+v: %v, %v", c.page, list, err)
			}
			if list[0].Number != c.first || list[len(list)-1].Number != c.last || newer != c.newer || older != c.older {
				t.Errorf("%+v: %d to %d, newer %v, older %v", c.page, list[0].Number, list[len(list)-1].Number, newer, older)
			}
			if e := list[0]; e.ActorName != "Ada Lindqvist" || e.Fields[0] != "role" || e.Details["to"] != "admin" {
				t.Errorf("%+v", e)
			}
		}
		if _, _, _, err := store.List(ctx, w.Scope(dbtest.Bo, dbtest.Acme), event.Page{Limit: 9}); !fault.Has(err, fault.CodeRoleRequired) {
			t.Errorf("an editor reads the log: %v", err)
		}
		if list, _, _, err := store.List(ctx, w.Scope(dbtest.Cy, dbtest.Globex), event.Page{Limit: 9}); err != nil || len(list) != 0 {
			t.Errorf("a neighbour sees %v, %v", list, err)
		}
	})
}
