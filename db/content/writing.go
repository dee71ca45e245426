package content

import (
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// CreateOptions go with a new entry.
type CreateOptions struct {
	Publish     bool
	PublishedAt model.Time // when published: the moment shown; 0 is now

	from string // the entry it is a duplicate of
}

// Base is what a writer saw before changing it. The zero Base knows nothing: the
// given fields are written over whatever is there.
type Base struct {
	revision int64
	exact    exactness
}

type exactness uint8

const (
	merging  exactness = iota
	ifMatch            // another revision is PRECONDITION_FAILED
	ifLatest           // another revision is REVISION_CONFLICT
	ifAbsent           // any revision is PRECONDITION_FAILED
)

// MergeFrom is for people: changes to other fields made since the revision are
// kept, changes to the same field are a conflict.
func MergeFrom(revision int64) Base { return Base{revision: revision} }

// IfMatch is for If-Match: the entry must be at the revision, or nothing is
// written (Stale, PRECONDITION_FAILED, with the current Entry as Details).
func IfMatch(revision int64) Base { return Base{revision: revision, exact: ifMatch} }

// IfRevision is for a revision in a body: the entry must be at it, or nothing is
// written (Conflict, REVISION_CONFLICT, with the current Entry as Details).
func IfRevision(revision int64) Base { return Base{revision: revision, exact: ifLatest} }

// IfAbsent is for If-None-Match: *: there must be no such entry yet, or nothing is
// written (Stale, PRECONDITION_FAILED, with the current Entry as Details).
func IfAbsent() Base { return Base{exact: ifAbsent} }

// against judges a base for an entry as its caller sees it now.
func (b Base) against(e Entry) error {
	switch {
	case b.exact == ifAbsent, b.exact == ifMatch && b.revision != e.Revision:
		return fault.New(fault.Stale, fault.LayerDatabase, fault.CodeStale).Showing(e)
	case b.exact == ifLatest && b.revision != e.Revision:
		return faster().Showing(e)
	}
	return nil
}

// UpdateOptions go with a change.
type UpdateOptions struct {
	Base        Base
	Publish     bool       // and publish what results, in the same transaction
	PublishedAt model.Time // as in CreateOptions
}

// Result is an entry after a change.
type Result struct {
	Entry   Entry
	Changed bool     // false: everything was so already, nothing was written
	Merged  []string // fields that others changed since the base and that were kept
}

// ConflictView is the Details of a REVISION_CONFLICT between people: both sides
// of each field that overlaps. The values are empty for those who do not see
// drafts.
type ConflictView struct {
	Fields             []string // in the order of the definition
	Base, Theirs, Mine schema.Values
	Merged             schema.Values // theirs with every change of mine that does not overlap
	Entry              Entry         // as it is now
	By                 string        // who saved it last
	At                 model.Time
}

// PublishOptions go with a publication.
type PublishOptions struct {
	Base        Base
	PublishedAt model.Time
}
