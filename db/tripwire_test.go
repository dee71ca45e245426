package db

import "testing"

func TestTripwireReadsStatements(t *testing.T) {
	w := newTripwire()
	for statement, passes := range map[string]bool{
		`SELECT * FROM "users" WHERE id = 'org_b'`:                                                                                             true,
		`INSERT INTO "users" ("id") VALUES ('x')`:                                                                                              true,
		`SELECT "entry"."id" FROM "entries" AS "entry" WHERE ("entry"."organization_id" = 'org_a')`:                                            true,
		`SELECT * FROM entries`:                                                                                                                false,
		`SELECT * FROM entries WHERE organization_id = 'org_b'`:                                                                                false,
		`SELECT * FROM entries WHERE organization_id = 'org_a' OR organization_id = 'org_b'`:                                                   false,
		`SELECT * FROM entries WHERE title = 'organization_id = ''org_a'''`:                                                                    false,
		`SELECT * FROM entries WHERE x = 'entries and members' AND organization_id = 'org_a'`:                                                  true,
		`SELECT * FROM entries WHERE organization_id IN ('org_a')`:                                                                             false,
		`SELECT * FROM entries e WHERE e.organization_id = 'org_a' AND EXISTS (SELECT 1 FROM entry_links l WHERE l.entry_id = e.id)`:           false,
		`SELECT * FROM entries e WHERE e.organization_id = 'org_a' AND EXISTS (SELECT 1 FROM entry_links l WHERE l.organization_id = 'org_a')`: true,
		`INSERT INTO "entries" ("organization_id", "values") VALUES ('org_a', '{"x":"('}'), ('org_a', 'b')`:                                    true,
		`INSERT INTO "entries" ("organization_id", "id") VALUES ('org_a', 'a'), ('org_b', 'b')`:                                                false,
		`INSERT INTO "entries" ("id", "organization_id") VALUES ('x', 'org_a')`:                                                                false,
		`INSERT INTO entries SELECT * FROM entries WHERE organization_id = 'org_a'`:                                                            false,
		`UPDATE "entries" AS "entry" SET "values" = 'v' WHERE ("entry"."organization_id" = 'org_a')`:                                           true,
		`UPDATE "entries" AS "entry" SET organization_id = 'org_b' WHERE ("entry"."organization_id" = 'org_a')`:                                false,
		`SELECT * FROM api_keys WHERE organization_id = 'org_b'`:                                                                               true,
		`DELETE FROM "entries"`: false,
		`SELECT 'unterminated`:  true,
	} {
		if err := w.inspect(statement, "org_a"); (err == nil) != passes {
			t.Errorf("%s: %v", statement, err)
		}
		if err := w.inspect(statement, ""); err == nil && passes && statement[:6] != "SELECT" && statement[:20] != `INSERT INTO "users" ` {
			t.Errorf("without an organization: %s", statement)
		}
	}
}

func FuzzTripwire(f *testing.F) {
	f.Add(`SELECT * FROM entries WHERE organization_id = 'org_a'`)
	w := newTripwire()
	f.Fuzz(func(t *testing.T, statement string) {
		_ = w.inspect(statement, "org_a") // must not panic
	})
}
