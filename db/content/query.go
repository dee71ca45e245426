package content

import (
	"time"

	"gatehouse/db/schema"
)

// Operator compares a field with values in a filter.
type Operator string

// The operators of filters.
const (
	Eq    Operator = "eq"
	Ne    Operator = "ne"
	Gt    Operator = "gt"
	Gte   Operator = "gte"
	Lt    Operator = "lt"
	Lte   Operator = "lte"
	Like  Operator = "like"
	In    Operator = "in"
	NotIn Operator = "notIn"
	Null  Operator = "null" // one value: "true" or "false"
)

// Filter is one condition of a query, with its values as they were written.
type Filter struct {
	Field    string // a declared field or a system field
	Operator Operator
	Values   []string // exactly one, except for In and NotIn
}

// Status narrows a query by publication. Trash holds the archived entries, which
// no other status does.
type Status string

// The statuses of a query.
const (
	AnyStatus       Status = ""
	DraftStatus     Status = "draft"
	PublishedStatus Status = "published"
	ChangedStatus   Status = "changed"
	TrashStatus     Status = "trash"
)

// Statuses lists the names that Query.Status takes besides "".
func Statuses() []Status { return []Status{DraftStatus, PublishedStatus, ChangedStatus, TrashStatus} }

// The sizes of a page, and where counting stops.
const (
	DefaultLimit = 50
	MaxLimit     = 100
	DefaultCap   = 10_000
)

// Query says which entries of a collection, and in which order.
type Query struct {
	View     string // a declared view, whose own rule then decides; "" is the whole entries
	Filters  []Filter
	Search   string           // beginnings of words that must all occur, and "words in quotes" as they are
	Sort     []schema.SortKey // nil: the collection's
	Limit    int              // 0: DefaultLimit; at most MaxLimit
	Offset   int
	Cursor   string // instead of Offset: NextCursor or PreviousCursor of a page of the same query
	Status   Status
	Total    bool           // count the matching entries
	TotalCap int            // where counting stops; 0: DefaultCap
	Zone     *time.Location // of date-times without an offset in filters; nil is UTC

	found *found
}

// Page is a part of a list.
type Page struct {
	Entries        []Entry
	HasMore        bool
	NextCursor     string // "" on the last page
	PreviousCursor string // "" on the first page
	Total          int    // when the query asked for it
	TotalCapped    bool   // there are more than Total
}
