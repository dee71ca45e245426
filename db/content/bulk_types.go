package content

import "gatehouse/db/fault"

// BulkOperation is what can be done with many entries at once.
type BulkOperation string

// The operations on many entries.
const (
	BulkPublish   BulkOperation = "publish"
	BulkUnpublish BulkOperation = "unpublish"
	BulkTrash     BulkOperation = "trash"
	BulkUntrash   BulkOperation = "untrash"
)

// Selection names entries: by their ids, or as everything that a query matches
// (its order, limit, offset and cursor do not count).
type Selection struct {
	IDs   []string
	Query *Query
}

// The reasons why an entry was left as it was.
const (
	SkippedUnchanged = "unchanged"   // it was so already
	SkippedForbidden = "not_allowed" // the rule does not admit this entry
	SkippedInvalid   = "invalid"     // its values have problems
	SkippedMissing   = "missing"     // not there (any more), or not for this caller
)

// BulkResult counts exactly what happened.
type BulkResult struct {
	Changed  int
	Skipped  int
	Reasons  map[string]int // skipped entries by reason
	Problems []BulkProblem  // of the first invalid entries
}

// BulkProblem is why one entry was skipped as invalid.
type BulkProblem struct {
	ID       string
	Label    string
	Problems []fault.Problem
}
