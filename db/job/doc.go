// Package job stores work to be done after commit.
//
// A use case inserts a job in its own transaction, so that the work exists
// exactly if the change does; River runs it, retries it with growing pauses and
// survives restarts. Kinds of work are values declared here; their workers live
// outside (web/outbound) and are registered in cmd/gatehouse/wire.go.
//
// A job carries ids and words for a message, never a secret: what a mail must
// prove is derived from the installation's key at the moment of sending (Token).
package job
