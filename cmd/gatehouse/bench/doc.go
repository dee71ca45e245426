// Package bench measures the product beside a bare handler (make bench).
//
// Here live only tests. Each case does the same work twice in the same run: once
// through the built server, once with net/http, database/sql and encoding/json or
// html/template on plain tables, without session, membership, rule, mask or
// policy. Both are asked in turns, one request at a time, in this process: no
// network, no rate limits, no request log, no compression. What counts is the
// ratio of processor time, because absolute figures drift from machine to
// machine. On PostgreSQL the processor time is this process's, not the database's,
// and the ratio of elapsed time stands beside it.
//
// A run fails only when an answer is wrong; a ratio over its limit is printed.
package bench
