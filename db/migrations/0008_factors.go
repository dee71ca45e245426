package migrations

import "strings"

// factors adds what proves a person beside the password, and to a session how it
// was proven and when it was last used.
var factors = Step{
	Name: "0008_factors",
	Up: func(t Target) []string {
		statements := strings.Split(strings.TrimSpace(factorTables), ";\n")
		if t.postgres() {
			statements = append(statements, "GRANT SELECT, INSERT, UPDATE, DELETE ON "+strings.Join(factorDrop, ", ")+
				" TO "+quoted(t.Roles.Serve)+", "+quoted(t.Roles.Steward))
		}
		return statements
	},
	Down: func(Target) []string {
		statements := []string{"ALTER TABLE sessions DROP COLUMN seen_at", "ALTER TABLE sessions DROP COLUMN factor"}
		for _, table := range factorDrop {
			statements = append(statements, "DROP TABLE "+table)
		}
		return statements
	},
}

var factorDrop = []string{"trusted_devices", "challenges", "recovery_codes", "two_factors"}

const factorTables = `
CREATE TABLE two_factors (
  user_id TEXT PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE, secret TEXT NOT NULL, verified BOOLEAN NOT NULL,
  last_step BIGINT NOT NULL, failures BIGINT NOT NULL, locked_until BIGINT NOT NULL, created_at BIGINT NOT NULL);
CREATE TABLE recovery_codes (
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, code_hash TEXT NOT NULL, used_at BIGINT,
  PRIMARY KEY (user_id, code_hash));
CREATE TABLE challenges (
  id TEXT PRIMARY KEY, secret_hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  remember BOOLEAN NOT NULL, attempts BIGINT NOT NULL, code_nonce TEXT, code_expires_at BIGINT,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT);
CREATE INDEX challenges_user ON challenges (user_id, expires_at);
CREATE TABLE trusted_devices (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, secret_hash TEXT NOT NULL UNIQUE,
  user_agent TEXT, created_at BIGINT NOT NULL, used_at BIGINT NOT NULL, expires_at BIGINT NOT NULL);
CREATE INDEX trusted_devices_user ON trusted_devices (user_id, expires_at);
ALTER TABLE sessions ADD COLUMN factor TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN seen_at BIGINT NOT NULL DEFAULT 0`
