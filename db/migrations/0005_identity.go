package migrations

import "strings"

// identity adds the keys that sign tokens for other services.
var identity = Step{
	Name: "0005_identity",
	Up: func(t Target) []string {
		statements := strings.Split(strings.TrimSpace(identityTables), ";\n")
		if t.postgres() {
			statements = append(statements, "GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO "+
				quoted(t.Roles.Serve)+", "+quoted(t.Roles.Steward))
		}
		return statements
	},
	Down: func(Target) []string { return []string{"DROP TABLE signing_keys"} },
}

const identityTables = `
CREATE TABLE signing_keys (
  id TEXT PRIMARY KEY, issuer TEXT NOT NULL, public TEXT NOT NULL, private TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX signing_keys_issuer ON signing_keys (issuer, expires_at)`
