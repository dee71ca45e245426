package db_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
)

func TestSelfCheckPassesAsMigrated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		if err := w.DB.SelfCheck(context.Background()); err != nil {
			t.Error(err)
		}
	})
}

func TestSelfCheckNamesMissingWalls(t *testing.T) {
	w := dbtest.OpenPostgres(t)
	ctx := context.Background()
	owner, _, _, err := db.OpenOwner(db.Options{URL: w.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = owner.Close() }()
	for _, breach := range []struct{ breaks, says, mends string }{
		{"ALTER TABLE entries NO FORCE ROW LEVEL SECURITY", "entries has no row-level", "ALTER TABLE entries FORCE ROW LEVEL SECURITY"},
		{"ALTER TABLE members DISABLE ROW LEVEL SECURITY", "members has no row-level", "ALTER TABLE members ENABLE ROW LEVEL SECURITY"},
		{"CREATE POLICY loose ON teams USING (true)", "teams.loose", "DROP POLICY loose ON teams"},
		{"CREATE TABLE more (organization_id TEXT)", "table more has an organization", "DROP TABLE more"},
		{"CREATE VIEW all_entries AS SELECT * FROM entries", "view all_entries", "DROP VIEW all_entries"},
		{"CREATE FUNCTION leak() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'", "function leak", "DROP FUNCTION leak"},
	} {
		run(t, owner, breach.breaks)
		if err := w.DB.SelfCheck(ctx); err == nil || !strings.Contains(err.Error(), breach.says) {
			t.Errorf("%s: %v", breach.breaks, err)
		}
		run(t, owner, breach.mends)
	}
	if err := w.DB.SelfCheck(ctx); err != nil {
		t.Error(err)
	}
}

func run(t *testing.T, pool *sql.DB, statement string) {
	t.Helper()
	if _, err := pool.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// TestSecondWall takes the first wall away: statements without any organization
// in them, run where the program runs its own.
func TestSecondWall(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		ctx := context.Background()
		acme := w.Scope(dbtest.Ada, dbtest.Acme).Within(access.OrganizationWide())
		if err := db.Add(ctx, w.DB, acme, entry("ent_1", `{"title":"Secret"}`)); err != nil {
			t.Fatal(err)
		}
		for _, statement := range []string{
			"SELECT count(*) FROM entries", "SELECT count(*) FROM members", "SELECT count(*) FROM events",
			"SELECT count(*) FROM entries WHERE organization_id = '" + dbtest.Acme + "'",
		} {
			for name, within := range map[string]string{"nowhere": "", "the neighbour": dbtest.Globex} {
				n, err := db.Unfenced(ctx, w.DB, within, statement)
				if strings.Contains(statement, "members") && within != "" && w.DB.Dialect() == db.Postgres {
					if err != nil || n != 2 { // its own two members
						t.Errorf("%s from %s: %d, %v", statement, name, n, err)
					}
					continue
				}
				if err == nil && n != 0 {
					t.Errorf("%s from %s reached %d rows", statement, name, n)
				}
			}
		}
		for _, statement := range []string{
			"UPDATE entries SET status = 'published', live = '{}'", "DELETE FROM entries",
			"UPDATE entries SET organization_id = '" + dbtest.Globex + "'",
			"INSERT INTO entries (organization_id, id, collection, status, revision, created_at, created_by, updated_at, updated_by, \"values\") VALUES ('" + dbtest.Acme + "', 'ent_x', 'posts', 'draft', 1, 1, 'x', 1, 'x', '{}')",
		} {
			_, _ = db.Unfenced(ctx, w.DB, dbtest.Globex, statement)
		}
		rows, err := db.Select[model.Entry](w.DB, acme).All(ctx)
		if err != nil || len(rows) != 1 || rows[0].Status != "draft" {
			t.Errorf("after attacks from the neighbour: %+v, %v", rows, err)
		}
	})
}
