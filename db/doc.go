// Package db opens the database and is the only way to a row.
//
// # One handle
//
// *DB is the same inside and outside a transaction (InTx). Contexts hold it;
// web and views never do. bun's query builder is not handed out, because a
// WhereOr behind a tenant predicate escapes it: Select, Update and Remove build
// the statement, the boundary comes first, every further condition is added in
// parentheses.
//
// # Rows of an organization
//
// Select, Add, Change, Update and Remove take an access.Boundary and a row that
// embeds model.Owned; forgetting the boundary, or passing a platform row, does
// not compile. The boundary filters reads, is repeated in writes and stamps new
// rows whatever the caller filled in. A zero boundary reaches nothing.
//
// # Rows outside organizations
//
// The functions that end in Platform take rows that embed model.Platform. Doors
// (doors.go) are the short list of questions asked before an organization is
// known: session by hash, membership of a person, invitation by id.
//
// # The second wall
//
// PostgreSQL: row-level security compares organization_id with the setting
// app.organization, which every scoped statement, reads too, sets in its own
// transaction. The program works as a role that owns nothing; SelfCheck refuses
// to serve when a policy, FORCE or a grant is missing. Everything-boundaries go
// through a second pool as the steward role. The settings go in the same message
// as the statement (postgres_conn.go), which is its own transaction then.
// SQLite: a query hook (tripwire.go) reads each statement of bun and cancels it
// when it names an organization's table without the scope's organization, or
// with another's.
//
// # Drivers
//
// SQLite is modernc (no cgo): WAL, foreign keys, one writer with immediate
// transactions and a pool of query-only readers; each connection's pragmas are
// read back before it is used. PostgreSQL is pgx through database/sql, everything
// in the schema gatehouse. Constraint codes become faults here; nobody else looks
// at driver errors.
package db
