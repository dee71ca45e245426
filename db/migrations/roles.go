package migrations

import (
	"strings"

	"github.com/jackc/pgx/v5"

	"gatehouse/db"
)

func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }

func literal(s string) string { return "'" + strings.ReplaceAll(s, "'", "''") + "'" }

// rolesAndSchema creates the schema and the two roles that the program works as.
// They cannot log in; whoever migrates becomes a member so that a single
// DATABASE_URL is enough. CREATE ROLE has no IF NOT EXISTS, and two databases of
// one cluster may race for nothing, since roles are named after the database.
func rolesAndSchema(t Target) []string {
	statements := []string{}
	for _, role := range []string{t.Roles.Serve, t.Roles.Steward} {
		statements = append(statements,
			"DO $do$ BEGIN IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = "+literal(role)+") THEN "+
				"CREATE ROLE "+quoted(role)+" NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT NOCREATEDB NOCREATEROLE; "+
				"GRANT "+quoted(role)+" TO CURRENT_USER; END IF; END $do$")
	}
	schema := quoted(db.Schema)
	return append(statements,
		"CREATE SCHEMA IF NOT EXISTS "+schema,
		"GRANT USAGE ON SCHEMA "+schema+" TO "+quoted(t.Roles.Serve)+", "+quoted(t.Roles.Steward),
	)
}
