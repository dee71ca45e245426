// Package content keeps entries: lists, drafts beside published values,
// revisions, publication, trash, relations, search and import.
//
// # Who may do what
//
// Every use case asks in one order: the rule's role part (ACCESS_ROLE_REQUIRED,
// or AUTH_MISSING for nobody), the firewall (FIREWALL_NOT_FOUND), the rule's
// record part (ACCESS_CONDITION_FAILED), guards, values, and then writes. Lists
// compile the record part to SQL, single rows evaluate it in memory; both come
// from the same access.Decision.
//
// # Who sees what
//
// The rule "preview" decides. Whom it admits sees the draft (values); everybody
// else sees published entries only, as they are live. What is compared, sorted,
// searched and answered comes from the same side, so that a draft shows neither
// itself nor that it exists: a live entry's Revision is the published one, its
// UpdatedAt the moment of publication, and its UpdatedBy empty. A preview rule
// with conditions chooses the side row by row.
//
// # What changes an entry
//
// One transaction writes the entry, its revision, searchable texts, links and
// the event. The row is locked, then changed by an update that names the revision
// it was read at. A change that changes nothing writes nothing.
//
// Here is nothing about HTTP and no sentence for people. web calls this package;
// nobody else writes entries.
package content
