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
// # Search
//
// Each side of an entry has a text of its own (entry_texts): the words of the
// searchable fields without case and marks, as words.go makes them for both
// databases. A full-text index over the texts names the entries: FTS5 on SQLite,
// a tsvector with a GIN index on PostgreSQL. Up to mostFound are looked up by
// their ids; where there are more, the list is walked in its order and each text
// read, which meets a page of them soon. Either way the order is the list's.
// A text is searched only if today's definition made it; RenewTexts makes the
// others anew.
//
// A table of words in plain columns would have been the same SQL twice. It was
// measured with posts of 800 words, both sides, 50 in a transaction: 16.5 ms of
// processor time and 132 kB for each post on SQLite against 0.9 ms and 19 kB with
// FTS5 (0.2 ms and 17 kB with neither), and 10.7 ms and 330 kB on PostgreSQL
// against 1.6 ms and 38 kB with the GIN index (0.6 ms and 12 kB).
//
// A mask hides a value from questions too (secrecy.go): who does not see it may
// not filter, sort, search or change by it, since that nothing changed, that a
// value is taken, or a quoted problem would tell it. Actions write what their
// caller does not see, and then always. Unique values are so within what the
// firewall keeps together. Whoever may write and not read gets no values back.
//
// # What changes an entry
//
// One transaction writes the entry, its revision, searchable texts, links and
// the event. The row is locked, then changed by an update that names the revision
// it was read at. A change that changes nothing writes nothing.
//
// # Files
//
// Whatever kind of file brings entries, its rows become an Arrival each. A carrier
// judges them in batches with the rules of Create, Update and Publish, asks the
// database a fixed number of questions per batch, and writes each batch in one
// transaction that also notes how far the import is: a crash leaves whole batches
// behind, and two runs never do one batch twice. 10,000 rows take a few seconds.
// Undoing removes new entries with their history and gives changed ones a new
// revision with what they had; revision numbers, times of change and events are
// what it does not take back. An export reads one snapshot, page by page.
//
// Here is nothing about HTTP and no sentence for people. web calls this package;
// nobody else writes entries.
package content
