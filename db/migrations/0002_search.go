package migrations

// search makes entry_texts anew: with a full-text index, with the definition that
// a text was made by, and empty. content.RenewTexts fills it again.
var search = Step{
	Name: "0002_search",
	Up: func(t Target) []string {
		if t.postgres() {
			return searchOnPostgres(t)
		}
		return searchOnSQLite()
	},
	Down: func(t Target) []string {
		statements := []string{
			"ALTER TABLE entry_texts RENAME TO entry_texts_searched",
			`CREATE TABLE entry_texts (
  organization_id TEXT NOT NULL, entry_id TEXT NOT NULL, live BOOLEAN NOT NULL, collection TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (organization_id, entry_id, live),
  FOREIGN KEY (organization_id, entry_id) REFERENCES entries (organization_id, id) ON DELETE CASCADE)`,
		}
		if t.postgres() {
			statements = append([]string{"ALTER TABLE entry_texts NO FORCE ROW LEVEL SECURITY"}, statements...)
		} else { // its triggers write to it
			statements = append([]string{"DROP TRIGGER entry_texts_added", "DROP TRIGGER entry_texts_changed", "DROP TRIGGER entry_texts_removed", "DROP TABLE entry_words"}, statements...)
		}
		statements = append(statements,
			"INSERT INTO entry_texts (organization_id, entry_id, live, collection, text) SELECT organization_id, entry_id, live, collection, text FROM entry_texts_searched",
			"DROP TABLE entry_texts_searched",
			"CREATE INDEX entry_texts_collection ON entry_texts (organization_id, collection, live)")
		if t.postgres() {
			return append(statements, textWalls(t)...)
		}
		return append(statements, textStays)
	},
}

const (
	textStays = "CREATE TRIGGER entry_texts_stay BEFORE UPDATE OF organization_id ON entry_texts" +
		" WHEN NEW.organization_id IS NOT OLD.organization_id BEGIN SELECT RAISE(ABORT, 'rows do not move between organizations'); END"
	emptyTexts = "INSERT INTO entry_texts (organization_id, entry_id, live, collection, made_of, text)" +
		" SELECT organization_id, id, FALSE, collection, '', '' FROM entries UNION ALL" +
		" SELECT organization_id, id, TRUE, collection, '', '' FROM entries WHERE status = 'published'"
)

// searchOnSQLite: an index over the texts where they are (external content), kept
// by triggers. number is declared so that VACUUM leaves it alone.
func searchOnSQLite() []string {
	return []string{
		"DROP TABLE entry_texts",
		`CREATE TABLE entry_texts (
  number INTEGER PRIMARY KEY, organization_id TEXT NOT NULL, entry_id TEXT NOT NULL, live BOOLEAN NOT NULL,
  collection TEXT NOT NULL, made_of TEXT NOT NULL, text TEXT NOT NULL,
  UNIQUE (organization_id, entry_id, live),
  FOREIGN KEY (organization_id, entry_id) REFERENCES entries (organization_id, id) ON DELETE CASCADE)`,
		emptyTexts,
		"CREATE INDEX entry_texts_made ON entry_texts (collection, made_of)",
		`CREATE VIRTUAL TABLE entry_words USING fts5(text, content='entry_texts', content_rowid='number', detail='none', columnsize=0, tokenize="ascii tokenchars '@_:-'")`,
		"CREATE TRIGGER entry_texts_added AFTER INSERT ON entry_texts BEGIN" +
			" INSERT INTO entry_words (rowid, text) VALUES (NEW.number, NEW.text); END",
		"CREATE TRIGGER entry_texts_changed AFTER UPDATE OF text ON entry_texts BEGIN" +
			" INSERT INTO entry_words (entry_words, rowid, text) VALUES ('delete', OLD.number, OLD.text);" +
			" INSERT INTO entry_words (rowid, text) VALUES (NEW.number, NEW.text); END",
		"CREATE TRIGGER entry_texts_removed AFTER DELETE ON entry_texts BEGIN" +
			" INSERT INTO entry_words (entry_words, rowid, text) VALUES ('delete', OLD.number, OLD.text); END",
		textStays,
	}
}

// searchOnPostgres: below row-level security a condition uses an index only when
// its operator is declared leakproof, and @@ is not. A policy's own condition may
// use any. So the question comes as a setting, app.search, that a restrictive
// policy compares: it can only take rows away. No question asks for texts without
// the word "@", which is every text.
func searchOnPostgres(t Target) []string {
	statements := []string{
		"DROP TABLE entry_texts",
		`CREATE TABLE entry_texts (
  organization_id TEXT NOT NULL, entry_id TEXT NOT NULL, live BOOLEAN NOT NULL, collection TEXT NOT NULL,
  made_of TEXT NOT NULL, text TEXT NOT NULL,
  words TSVECTOR GENERATED ALWAYS AS (array_to_tsvector(string_to_array(text, ' '))) STORED,
  PRIMARY KEY (organization_id, entry_id, live),
  FOREIGN KEY (organization_id, entry_id) REFERENCES entries (organization_id, id) ON DELETE CASCADE)`,
		"ALTER TABLE entries NO FORCE ROW LEVEL SECURITY",
		emptyTexts,
		"ALTER TABLE entries FORCE ROW LEVEL SECURITY",
		"CREATE INDEX entry_texts_made ON entry_texts (collection, made_of)",
		"CREATE INDEX entry_texts_words ON entry_texts USING gin (words) WITH (gin_pending_list_limit = 256)",
	}
	return append(append(statements, textWalls(t)...),
		"CREATE POLICY search ON entry_texts AS RESTRICTIVE FOR SELECT TO "+quoted(t.Roles.Serve)+
			" USING (words @@ coalesce(NULLIF(current_setting('app.search', true), ''), '!@')::tsquery)")
}

func textWalls(t Target) []string {
	serve, steward := quoted(t.Roles.Serve), quoted(t.Roles.Steward)
	const own = "organization_id = NULLIF(current_setting('app.organization', true), '')"
	return []string{
		"ALTER TABLE entry_texts ENABLE ROW LEVEL SECURITY",
		"ALTER TABLE entry_texts FORCE ROW LEVEL SECURITY",
		"CREATE POLICY own ON entry_texts TO " + serve + " USING (" + own + ") WITH CHECK (" + own + ")",
		"CREATE POLICY everything ON entry_texts TO " + steward + " USING (true) WITH CHECK (true)",
		"CREATE POLICY installation ON entry_texts FOR SELECT TO " + serve +
			" USING (CASE WHEN organization_id = 'org_installation' THEN NULLIF(current_setting('app.organization', true), '') IS NOT NULL ELSE false END)",
		"GRANT SELECT, INSERT, UPDATE, DELETE ON entry_texts TO " + serve + ", " + steward,
		"CREATE TRIGGER stay BEFORE UPDATE OF organization_id ON entry_texts" +
			" FOR EACH ROW WHEN (NEW.organization_id IS DISTINCT FROM OLD.organization_id) EXECUTE FUNCTION refuse_move()",
	}
}
