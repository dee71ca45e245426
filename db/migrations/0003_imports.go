package migrations

import "strings"

// imports keeps what people bring in: the file while it is being looked at, and
// afterwards what has to be known to undo it.
var imports = Step{
	Name: "0003_imports",
	Up: func(t Target) []string {
		var statements []string
		for s := range strings.SplitSeq(strings.TrimSpace(importTables), ";\n") {
			s = typed(t, s)
			if !t.postgres() {
				s = strings.ReplaceAll(s, " BYTEA", " BLOB")
			}
			statements = append(statements, s)
		}
		for _, table := range importOwned {
			if !t.postgres() {
				statements = append(statements, "CREATE TRIGGER "+table+"_stay BEFORE UPDATE OF organization_id ON "+table+
					" WHEN NEW.organization_id IS NOT OLD.organization_id BEGIN SELECT RAISE(ABORT, 'rows do not move between organizations'); END")
				continue
			}
			serve, steward := quoted(t.Roles.Serve), quoted(t.Roles.Steward)
			const own = "organization_id = NULLIF(current_setting('app.organization', true), '')"
			statements = append(statements,
				"ALTER TABLE "+table+" ENABLE ROW LEVEL SECURITY",
				"ALTER TABLE "+table+" FORCE ROW LEVEL SECURITY",
				"CREATE POLICY own ON "+table+" TO "+serve+" USING ("+own+") WITH CHECK ("+own+")",
				"CREATE POLICY everything ON "+table+" TO "+steward+" USING (true) WITH CHECK (true)",
				"GRANT SELECT, INSERT, UPDATE, DELETE ON "+table+" TO "+serve+", "+steward,
				"CREATE TRIGGER stay BEFORE UPDATE OF organization_id ON "+table+
					" FOR EACH ROW WHEN (NEW.organization_id IS DISTINCT FROM OLD.organization_id) EXECUTE FUNCTION refuse_move()",
			)
		}
		return statements
	},
	Down: func(Target) []string {
		var statements []string
		for _, table := range importOwned {
			statements = append(statements, "DROP TABLE "+table)
		}
		return statements
	},
}

// The tables of an organization's imports, children first.
var importOwned = []string{"import_rows", "import_parts", "imports"}

// An entry is not referenced: it may be deleted while its import is remembered.
const importTables = `
CREATE TABLE imports (
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, id TEXT NOT NULL, collection TEXT NOT NULL,
  format TEXT NOT NULL, name TEXT NOT NULL, size BIGINT NOT NULL, settings JSON NOT NULL, report JSON NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'done', 'undone')), position BIGINT NOT NULL,
  created BIGINT NOT NULL, updated BIGINT NOT NULL, unchanged BIGINT NOT NULL, refused BIGINT NOT NULL,
  created_at BIGINT NOT NULL, created_by TEXT NOT NULL, touched_at BIGINT NOT NULL, done_at BIGINT,
  undone_at BIGINT, undone_by TEXT, expires_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id));
CREATE INDEX imports_collection ON imports (organization_id, collection, created_at DESC, id DESC);
CREATE INDEX imports_expires ON imports (expires_at);
CREATE TABLE import_parts (
  organization_id TEXT NOT NULL, import_id TEXT NOT NULL, number BIGINT NOT NULL, data BYTEA NOT NULL,
  PRIMARY KEY (organization_id, import_id, number),
  FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id) ON DELETE CASCADE);
CREATE TABLE import_rows (
  organization_id TEXT NOT NULL, import_id TEXT NOT NULL, number BIGINT NOT NULL, line BIGINT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('created', 'updated', 'refused')), collection TEXT NOT NULL,
  entry_id TEXT, revision BIGINT, before JSON, problems JSON,
  PRIMARY KEY (organization_id, import_id, number),
  FOREIGN KEY (organization_id, import_id) REFERENCES imports (organization_id, id) ON DELETE CASCADE)`
