package db_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

var wide = access.OrganizationWide()

func entry(id string, values string) *model.Entry {
	return &model.Entry{
		ID: id, Collection: "posts", Status: model.Draft, Revision: 1, CreatedAt: 1, UpdatedAt: 1,
		CreatedBy: "x", UpdatedBy: "x", Values: json.RawMessage(values),
	}
}

func TestRowsStayInTheirOrganization(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(wide)
		globex := w.Scope(dbtest.Cy, dbtest.Globex).Within(wide)
		mine := entry("ent_1", `{"title":"Mine","n":3}`)
		mine.OrganizationID = dbtest.Globex // whatever the caller filled in
		if err := db.Add(ctx, w.DB, acme, mine); err != nil {
			t.Fatal(err)
		}
		if mine.OrganizationID != dbtest.Acme {
			t.Errorf("stamped %q", mine.OrganizationID)
		}
		got, err := db.Select[model.Entry](w.DB, acme).Where("id = ?", "ent_1").One(ctx)
		if err != nil {
			t.Fatal(err)
		}
		var values map[string]any
		if err := json.Unmarshal(got.Values, &values); err != nil || values["title"] != "Mine" {
			t.Errorf("values %s: %v", got.Values, err)
		}
		if got.Live != nil || got.PublishedAt != 0 {
			t.Errorf("null columns read as %q, %d", got.Live, got.PublishedAt)
		}
		for name, reach := range map[string]access.Boundary{"neighbour": globex, "nowhere": {}} {
			if _, err := db.Select[model.Entry](w.DB, reach).Where("id = ?", "ent_1").One(ctx); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s reads: %v", name, err)
			}
			if n, err := db.Select[model.Entry](w.DB, reach).Where("1 = 1 OR 1 = 1").Count(ctx, 10); err != nil || n != 0 {
				t.Errorf("%s counts %d, %v", name, n, err)
			}
			stolen := entry("ent_1", `{"title":"Stolen"}`)
			if err := db.Change(ctx, w.DB, reach, stolen, "values"); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s changes: %v", name, err)
			}
			if n, err := db.Update[model.Entry](w.DB, reach).Set("status = ?", "draft").Where("1 = 1 OR 1 = 1").Do(ctx); err != nil || n != 0 {
				t.Errorf("%s updates %d, %v", name, n, err)
			}
			if n, err := db.Remove[model.Entry](w.DB, reach).Where("1 = 1 OR 1 = 1").Do(ctx); err != nil || n != 0 {
				t.Errorf("%s removes %d, %v", name, n, err)
			}
		}
		if err := db.Add(ctx, w.DB, access.Boundary{}, entry("ent_2", `{}`)); !fault.Is(err, fault.NotFound) {
			t.Errorf("nowhere adds: %v", err)
		}
		mine.Status = model.Draft
		mine.Values = json.RawMessage(`{"title":"Changed"}`)
		if err := db.Change(ctx, w.DB, acme, mine, "values"); err != nil {
			t.Error(err)
		}
	})
}

func TestTransactionsKeepOneOrganizationAndRollBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(wide)
		globex := w.Scope(dbtest.Ada, dbtest.Globex).Within(wide)
		boom := errors.New("boom")
		err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			if err := db.Add(ctx, tx, acme, entry("ent_1", `{}`)); err != nil {
				return err
			}
			if ok, err := db.Select[model.Entry](tx, acme).Exists(ctx); err != nil || !ok {
				t.Errorf("inside: %v, %v", ok, err)
			}
			return boom
		})
		if !errors.Is(err, boom) {
			t.Fatal(err)
		}
		if ok, err := db.Select[model.Entry](w.DB, acme).Exists(ctx); err != nil || ok {
			t.Errorf("after rollback: %v, %v", ok, err)
		}
		if w.DB.Dialect() == db.Postgres {
			err := w.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				if err := db.Add(ctx, tx, acme, entry("ent_1", `{}`)); err != nil {
					return err
				}
				return db.Add(ctx, tx, globex, entry("ent_2", `{}`))
			})
			if err == nil {
				t.Error("a transaction worked in two organizations")
			}
		}
	})
}

func TestChildrenCannotPointAcross(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(wide)
		globex := w.Scope(dbtest.Ada, dbtest.Globex).Within(wide)
		if err := errors.Join(db.Add(ctx, w.DB, acme, entry("ent_a", `{}`)), db.Add(ctx, w.DB, globex, entry("ent_g", `{}`))); err != nil {
			t.Fatal(err)
		}
		link := func(targetOrganization string) error {
			return db.Add(ctx, w.DB, acme, &model.EntryLink{
				EntryID: "ent_a", Field: "author", TargetID: "ent_g", TargetOrganizationID: targetOrganization,
			})
		}
		for _, organization := range []string{dbtest.Acme, dbtest.Globex, model.Installation} {
			if err := link(organization); err == nil {
				t.Errorf("linked to another organization's entry as one of %s", organization)
			}
		}
		if err := db.Add(ctx, w.DB, globex, &model.Revision{EntryID: "ent_a", Number: 1, Action: "x", Values: json.RawMessage(`{}`)}); err == nil {
			t.Error("a revision of Globex belongs to an entry of Acme")
		}
	})
}

func TestUniqueViolationsAreFaults(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		err := db.AddPlatform(context.Background(), w.DB, &model.User{ID: "usr_x", Name: "X", Email: "ada@example.com", Role: "user"})
		if !fault.Has(err, fault.CodeUnique) {
			t.Errorf("got %v", err)
		}
	})
}

func TestDoors(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		list, err := db.MembershipsOf(ctx, w.DB, dbtest.Ada)
		if err != nil || len(list) != 2 || list[0].Slug != "acme" || list[0].Role != "owner" || list[1].Role != "editor" {
			t.Errorf("memberships of Ada: %+v, %v", list, err)
		}
		m, err := db.MembershipOf(ctx, w.DB, dbtest.Bo, "globex", "")
		if err != nil || m.MemberID != "" || m.ID != dbtest.Globex {
			t.Errorf("Bo in Globex: %+v, %v", m, err)
		}
		if _, err := db.MembershipOf(ctx, w.DB, dbtest.Bo, "", model.Installation); !fault.Is(err, fault.NotFound) {
			t.Errorf("the installation can be found: %v", err)
		}
		globex := w.Scope(dbtest.Cy, dbtest.Globex).Within(wide)
		now := w.DB.Now()
		for _, i := range []model.Invitation{
			{ID: "inv_1", Email: "dee@example.com", Role: "editor", Status: model.Pending, InviterID: dbtest.Cy, ExpiresAt: now + 1000},
			{ID: "inv_2", Email: "eve@example.com", Role: "editor", Status: model.Pending, InviterID: dbtest.Cy, ExpiresAt: now + 1000},
		} {
			if err := db.Add(ctx, w.DB, globex, &i); err != nil {
				t.Fatal(err)
			}
		}
		if i, err := db.InvitationByID(ctx, w.DB, "inv_1"); err != nil || i.OrganizationID != dbtest.Globex {
			t.Errorf("invitation: %+v, %v", i, err)
		}
		if to, err := db.InvitationsTo(ctx, w.DB, "eve@example.com"); err != nil || len(to) != 1 || to[0].ID != "inv_2" {
			t.Errorf("invitations to Eve: %+v, %v", to, err)
		}
	})
}

func TestConditionsMeanTheSameInSQLAndInMemory(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(wide)
		rows := map[string]map[string]any{
			"ent_1": {"s": "a", "n": 1.0, "b": true}, "ent_2": {"s": "B", "n": 10.5, "b": false}, "ent_3": {},
			"ent_4": {"s": "O'Hara \\ ?", "n": -3.0},
		}
		for id, values := range rows {
			raw, _ := json.Marshal(values)
			if err := db.Add(ctx, w.DB, acme, entry(id, string(raw))); err != nil {
				t.Fatal(err)
			}
		}
		candidates := map[string][]any{"s": {"a", "B", "O'Hara \\ ?", ""}, "n": {1.0, 10.5, 0.0}, "b": {true, false}}
		for field, values := range candidates {
			for _, operator := range access.Operators() {
				for _, v := range append(values, nil) {
					c := access.Condition{Field: field, Operator: operator, Values: []any{v}}
					e := w.DB.Condition("values", c)
					for id, row := range rows {
						n, err := db.Select[model.Entry](w.DB, acme).Where("id = ?", id).Where(e.SQL, e.Args...).Count(ctx, 1)
						if err != nil {
							t.Fatalf("%+v: %v", c, err)
						}
						if memory := c.Holds(row[field]); memory != (n == 1) {
							t.Errorf("%+v on %v: memory %v, SQL %v", c, row, memory, n == 1)
						}
					}
				}
			}
		}
	})
}

func TestBoundariesThatCross(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		all, err := db.Select[model.Member](w.DB, access.Everything("test")).All(ctx)
		if err != nil || len(all) != 4 {
			t.Errorf("everything reaches %d members, %v", len(all), err)
		}
		if err := db.Add(ctx, w.DB, access.Everything("test"), entry("ent_1", `{}`)); err == nil {
			t.Error("everything can create rows")
		}
		if none, err := db.Select[model.Member](w.DB, access.Everything("")).All(ctx); err != nil || len(none) != 0 {
			t.Errorf("everything without a reason reaches %d members, %v", len(none), err)
		}
	})
}

func TestNothingAboutTheDatabaseURLLeaks(t *testing.T) {
	_, err := db.Open(context.Background(), db.Options{URL: "postgres://u:secret@[::bad"})
	if err == nil || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
}
