// Package api serves programs under /api/v1.
//
// A handler says which operation it serves; enter answers, in this order, an
// unknown collection (404), nobody where the rule admits only the known (401), a
// missing organization (400) and a rule without a fitting role (403), and hands
// over the place: scope, collection and query. What follows (firewall, record
// part, guards, values) is db/content's to answer. Input is read strictly: a
// name, an operator or a type that is not known is 400 naming it and what is
// allowed.
//
// # Decisions
//
// Entries are written by splicing the stored JSON into the answer: no value is
// decoded or encoded on the way out unless a mask hides it.
//
// An explicit credential (Authorization, x-api-key) that is bad is 401 and never
// falls through to the next; several at once are bad; a dead cookie is nobody. A
// secret in the address is an unknown parameter.
//
// A batch is atomic by default: all or nothing, answered with the first fault and
// its index. Otherwise each record stands alone (207).
//
// A write with an Idempotency-Key happens once: its answer is kept for a day in the
// transaction of its effect, for the same caller in the same organization. What was
// refused is not kept, so it may be sent again, mended.
//
// A body is JSON. Browsers call a string text/plain; that is taken only from callers
// who say in a header who they are, because a form of another site can send it too.
//
// "expand" answers a relation with what GET of its target would answer the caller,
// and leaves an id where that would be refused. Writes answer ids. With "fields"
// only chosen relations can be expanded; the targets are whole. A strong ETag is of
// the answer's bytes, so a changed target changes it.
//
// Here is no SQL and no sentence; the sentences for programs are in
// respond.Sentence. Only the route table calls the handlers.
package api
