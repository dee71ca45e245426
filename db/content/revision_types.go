package content

import (
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Revision is one save of an entry.
type Revision struct {
	Number  int64
	Action  string   // created, updated, published, unpublished, restored
	Fields  []string // what changed
	At      model.Time
	By      string
	Live    bool          // this is what visitors see
	Current bool          // this is the draft
	Values  schema.Values // only from Store.Revision
}

// Difference is one field that differs between two revisions, as the caller may
// see it (masks applied).
type Difference struct {
	Field    *schema.Field
	Old, New any
}

// Choice is an entry in a picker or behind a relation.
type Choice struct {
	ID     string
	Label  string // the id when the entry has none
	Status string
}

// CollectionCount is how many entries a collection has for the caller.
type CollectionCount struct {
	Collection *schema.Collection
	Total      int
	Capped     bool // there are more than Total
	Drafts     int  // drafts and published entries with newer drafts; 0 for those who do not see drafts
}
