// Package dbtest gives tests a migrated database that always holds a neighbour.
//
// OpenSQLite and OpenPostgres hand out a fresh database with two organizations,
// Acme and Globex, and three people: Ada (owner of Acme, editor in Globex), Bo
// (editor of Acme) and Cy (owner of Globex). Scopes come from a real gate. Each
// runs a test on SQLite and on PostgreSQL.
//
// Both databases are copied from a template that is migrated once: SQLite per
// process, PostgreSQL per server and schema version.
//
// A test that cannot run says so through LeaveOut, which fails instead when
// GATEHOUSE_TEST_REQUIRE names the need.
package dbtest
