package content

import (
	"encoding/json"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// How long uploads that were not imported are kept, imports can be undone, and a
// running one may be silent before it counts as interrupted.
const (
	UploadFor    = 24 * time.Hour
	UndoFor      = 30 * 24 * time.Hour
	silentFor    = 20 * time.Second
	mostUploads  = 5      // of one person, waiting in one collection
	mostBadRows  = 10_000 // that are listed
	previewRows  = 10     // that are shown as they would become
	uploadPart   = 1 << 20
	MaxUpload    = 32 << 20
	PublishNone  = ""     // leave what is there, and make drafts
	PublishAll   = "all"  // publish what goes in
	PublishAsHas = "file" // publish the rows whose status is "published"
)

// The targets of columns that are no fields.
const (
	ColumnID     = "id"
	ColumnStatus = "status"
)

// ImportSettings say what a file means.
type ImportSettings struct {
	Columns       map[string]string `json:"columns"` // fields by column; what is missing is left out
	Key           string            `json:"key"`     // as in ArrivalRules
	Publish       string            `json:"publish"`
	CreateMissing bool              `json:"createMissing"`
	Zone          string            `json:"zone,omitempty"` // of date-times without an offset
}

// Import is a file on its way into a collection, or one that has been brought in.
type Import struct {
	ID, Collection, Format, Name string
	Size                         int64
	Settings                     ImportSettings
	Status                       string // model.ImportPending, …
	Interrupted                  bool   // running, but nobody works on it
	Position                     int64  // rows of the file that are done
	Created, Updated             int64
	Unchanged, Refused           int64
	Report                       ImportDetails
	CreatedAt, TouchedAt, DoneAt model.Time
	CreatedBy, UndoneBy          string
	UndoneAt, ExpiresAt          model.Time
	Undoable                     bool
}

// ImportDetails are what an import notes about itself.
type ImportDetails struct {
	Related map[string]int `json:"related,omitempty"` // entries made because rows named them, by collection
	Kept    []KeptEntry    `json:"kept,omitempty"`    // what undoing left as it is
	Notes   []string       `json:"notes,omitempty"`   // what a reader has to say about the file
	Account *Account       `json:"account,omitempty"` // of an export of WordPress, once it is in
}

// Why an entry stays as it is when an import is undone.
const (
	KeptChanged = "changed" // somebody changed it since
	KeptLinked  = "linked"  // others point to it
	KeptTaken   = "taken"   // others have its former unique values, or what it pointed to is gone
	KeptGone    = "gone"    // it is in the trash, deleted, or out of reach
)

// KeptEntry is an entry that undoing left as it is.
type KeptEntry struct {
	ID         string `json:"id"`
	Collection string `json:"collection"`
	Label      string `json:"label,omitempty"`
	Reason     string `json:"reason"`
}

// BadRow is a row that stays out.
type BadRow struct {
	Line     int          `json:"line"`
	Problems []RowProblem `json:"problems"`
}

// RowProblem is what is wrong with one cell, or with the whole row.
type RowProblem struct {
	Column  string        `json:"column,omitempty"`
	Value   string        `json:"value,omitempty"` // shortened
	Problem fault.Problem `json:"problem"`
}

// imported is a stored import as people see it.
func imported(row *model.Import, now model.Time) (im Import, err error) {
	im = Import{
		ID: row.ID, Collection: row.Collection, Format: row.Format, Name: row.Name, Size: row.Size, Status: row.Status,
		Position: row.Position, Created: row.Created, Updated: row.Updated, Unchanged: row.Unchanged, Refused: row.Refused,
		CreatedAt: row.CreatedAt, TouchedAt: row.TouchedAt, DoneAt: row.DoneAt, CreatedBy: row.CreatedBy,
		UndoneBy: row.UndoneBy, UndoneAt: row.UndoneAt, ExpiresAt: row.ExpiresAt,
	}
	im.Interrupted = row.Status == model.ImportRunning && now.Sub(row.TouchedAt) > silentFor
	im.Undoable = (row.Status == model.ImportDone || im.Interrupted) && row.Created+row.Updated > 0 && now < row.ExpiresAt
	if err := json.Unmarshal(row.Settings, &im.Settings); err != nil {
		return im, err
	}
	return im, json.Unmarshal(row.Report, &im.Report)
}

// concerns reports whether the scope may see an import: who brought it, and the
// organization's admins.
func concerns(r *reach, row *model.Import) bool {
	return row.CreatedBy == r.scope.Actor().ID() ||
		r.side.Organization() == r.scope.OrganizationID() && r.scope.Has(access.Admin+"+")
}
