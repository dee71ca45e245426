package model

import (
	"encoding/json"

	"github.com/uptrace/bun"
)

// The states of an import.
const (
	ImportPending = "pending" // uploaded, being looked at
	ImportRunning = "running" // begun; Position rows are done
	ImportDone    = "done"
	ImportUndone  = "undone"
)

// The actions of an import's rows.
const (
	RowCreated = "created"
	RowUpdated = "updated"
	RowRefused = "refused"
)

// Import is a file that somebody brings into a collection.
type Import struct {
	bun.BaseModel `bun:"table:imports"`
	Owned

	ID         string          `bun:"id,pk"`
	Collection string          `bun:"collection"`
	Format     string          `bun:"format"`
	Name       string          `bun:"name"` // of the file
	Size       int64           `bun:"size"`
	Settings   json.RawMessage `bun:"settings,type:jsonb"`
	Report     json.RawMessage `bun:"report,type:jsonb"`
	Status     string          `bun:"status"`
	Position   int64           `bun:"position"` // how many rows of the file are done
	Created    int64           `bun:"created"`
	Updated    int64           `bun:"updated"`
	Unchanged  int64           `bun:"unchanged"`
	Refused    int64           `bun:"refused"`
	CreatedAt  Time            `bun:"created_at"`
	CreatedBy  string          `bun:"created_by"`
	TouchedAt  Time            `bun:"touched_at"` // the last sign of life
	DoneAt     Time            `bun:"done_at,nullzero"`
	UndoneAt   Time            `bun:"undone_at,nullzero"`
	UndoneBy   string          `bun:"undone_by,nullzero"`
	ExpiresAt  Time            `bun:"expires_at"` // pending: of the upload; done: of the way back
}

// ImportPart is a piece of an uploaded file, compressed.
type ImportPart struct {
	bun.BaseModel `bun:"table:import_parts"`
	Owned

	ImportID string `bun:"import_id,pk"`
	Number   int64  `bun:"number,pk"`
	Data     []byte `bun:"data"`
}

// ImportRow is what an import did with one row of its file, except leaving an
// entry as it was.
type ImportRow struct {
	bun.BaseModel `bun:"table:import_rows"`
	Owned

	ImportID   string          `bun:"import_id,pk"`
	Number     int64           `bun:"number,pk"`
	Line       int64           `bun:"line"`
	Action     string          `bun:"action"`
	Collection string          `bun:"collection"`
	EntryID    string          `bun:"entry_id,nullzero"`
	Revision   int64           `bun:"revision,nullzero"` // which the import left behind
	Before     json.RawMessage `bun:"before,type:jsonb,nullzero"`
	Problems   json.RawMessage `bun:"problems,type:jsonb,nullzero"`
}
