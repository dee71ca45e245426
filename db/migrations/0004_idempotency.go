package migrations

// idempotency keeps the answers to writes that carried an Idempotency-Key, with
// the organization they wrote to.
var idempotency = Step{
	Name: "0004_idempotency",
	Up: func(t Target) []string {
		statements := []string{
			`CREATE TABLE kept_replies (
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, id TEXT NOT NULL, request TEXT NOT NULL,
  status INTEGER NOT NULL, location TEXT, etag TEXT, body TEXT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id))`,
			"CREATE INDEX kept_replies_created ON kept_replies (organization_id, created_at)",
		}
		if !t.postgres() {
			return append(statements, `CREATE TRIGGER kept_replies_stay BEFORE UPDATE OF organization_id ON kept_replies
 WHEN NEW.organization_id IS NOT OLD.organization_id BEGIN SELECT RAISE(ABORT, 'rows do not move between organizations'); END`)
		}
		serve, steward := quoted(t.Roles.Serve), quoted(t.Roles.Steward)
		const own = "organization_id = NULLIF(current_setting('app.organization', true), '')"
		return append(statements,
			"ALTER TABLE kept_replies ENABLE ROW LEVEL SECURITY",
			"ALTER TABLE kept_replies FORCE ROW LEVEL SECURITY",
			"CREATE POLICY own ON kept_replies TO "+serve+" USING ("+own+") WITH CHECK ("+own+")",
			"CREATE POLICY everything ON kept_replies TO "+steward+" USING (true) WITH CHECK (true)",
			"GRANT SELECT, INSERT, UPDATE, DELETE ON kept_replies TO "+serve+", "+steward,
			`CREATE TRIGGER stay BEFORE UPDATE OF organization_id ON kept_replies
 FOR EACH ROW WHEN (NEW.organization_id IS DISTINCT FROM OLD.organization_id) EXECUTE FUNCTION refuse_move()`,
		)
	},
	Down: func(Target) []string { return []string{"DROP TABLE kept_replies"} },
}
