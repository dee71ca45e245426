package migrations

import "strings"

// passkeys adds credentials of authenticators and the ceremonies that make and
// use them.
var passkeys = Step{
	Name: "0009_passkeys",
	Up: func(t Target) []string {
		statements := strings.Split(strings.TrimSpace(passkeyTables), ";\n")
		if t.postgres() {
			statements = append(statements, "GRANT SELECT, INSERT, UPDATE, DELETE ON passkeys, ceremonies TO "+
				quoted(t.Roles.Serve)+", "+quoted(t.Roles.Steward))
		}
		return statements
	},
	Down: func(Target) []string { return []string{"DROP TABLE ceremonies", "DROP TABLE passkeys"} },
}

const passkeyTables = `
CREATE TABLE passkeys (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, name TEXT NOT NULL,
  credential_id TEXT NOT NULL UNIQUE, credential TEXT NOT NULL, created_at BIGINT NOT NULL, used_at BIGINT);
CREATE INDEX passkeys_user ON passkeys (user_id, created_at);
CREATE TABLE ceremonies (
  id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, user_id TEXT REFERENCES users (id) ON DELETE CASCADE,
  data TEXT NOT NULL, expires_at BIGINT NOT NULL)`
