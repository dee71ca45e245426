// Package respond writes answers: a page or the part of it that htmx asked for,
// JSON, a redirect, and errors in the words of whoever asked.
//
// Page is the one function that looks at htmx's request headers. It renders into
// a buffer, so that an error can still change the status, sets Vary, then writes.
// Status is the only table from fault to HTTP status. The English sentences of
// the API live in messages.go; the sentences for people live in views.
package respond
