// Package bench measures the product beside a bare handler (make bench).
//
// Here live only tests. Each benchmark does the same work twice in the same run:
// once through the built server, once with net/http, database/sql and
// encoding/json on a plain table, without session, membership, rule or mask. What
// counts is the ratio of processor time ("x-bare"), because absolute figures
// drift from machine to machine.
package bench
