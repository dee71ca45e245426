// Package model holds the rows: what one line of a table looks like.
//
// Values only. A row embeds Platform (it belongs to nobody's organization) or
// Owned (it belongs to exactly one, in a NOT NULL organization_id), and package
// db accepts it only through the door made for that kind: a Platform row cannot
// be passed where a boundary is needed, nor an Owned row where none is.
//
// Decisions:
//   - Times are Time: milliseconds since 1970 in UTC as a BIGINT on both
//     databases. They sort, index and compare alike on SQLite and PostgreSQL,
//     and have exactly the precision that clients see.
//   - Ids are a prefix and 26 characters of Crockford's base 32: 48 bits of time
//     and 80 random bits. They sort roughly by time but order is never taken
//     from them.
//   - Rows are never bound from a request, written as JSON or given to a view.
//
// The contexts and db call this package; web sees a row only where a Store hands
// one out.
package model
