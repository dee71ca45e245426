// Package event writes one row per change, in the same transaction as the change.
//
// The rows of an organization are its audit log and later feed realtime and
// webhooks; the rows of a person (sign-in, password, sessions) are theirs. They
// say who, what, which row, when, from where and which fields, never content or
// secrets.
//
// Rows are numbered without gaps per organization in commit order: the head of
// the chain is updated first, so that two writers of one organization wait for
// each other. Each row's hash covers the row and the hash before it; Verify
// recomputes the chain.
//
// Contexts below call Record inside their transaction; nobody writes events any
// other way.
package event
