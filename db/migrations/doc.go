// Package migrations holds the numbered steps of the schema and the runner that
// takes them.
//
// A step is frozen once released: it never imports today's models and is never
// edited. Its statements and the line that records it share one transaction, and
// all steps run under one lock (PostgreSQL: an advisory lock; SQLite: the writer
// lock of an immediate transaction), so that a crash or two nodes starting
// together leave nothing half-done: the second one waits and finds the work done.
//
// Up brings a database to the newest step, including the tables of the job queue
// and, on PostgreSQL, the schema, the two roles and their grants. Down takes the
// newest step back. Status lists what is applied.
//
// Only cmd/gatehouse and dbtest call this package.
package migrations
