package model

import (
	"encoding/json"

	"github.com/uptrace/bun"
)

// The states of an entry.
const (
	Draft     = "draft"
	Published = "published"
)

// Entry is one item of a collection. Values is the draft that editors work on;
// Live is what visitors see, from the last publication.
type Entry struct {
	bun.BaseModel `bun:"table:entries"`
	Owned

	ID               string          `bun:"id,pk"`
	Collection       string          `bun:"collection"`
	TeamID           string          `bun:"team_id,nullzero"`
	OwnerID          string          `bun:"owner_id,nullzero"`
	Status           string          `bun:"status"`
	Revision         int64           `bun:"revision"`
	LiveRevision     int64           `bun:"live_revision,nullzero"`
	CreatedAt        Time            `bun:"created_at"`
	CreatedBy        string          `bun:"created_by"`
	UpdatedAt        Time            `bun:"updated_at"`
	UpdatedBy        string          `bun:"updated_by"`
	PublishedAt      Time            `bun:"published_at,nullzero"`
	FirstPublishedAt Time            `bun:"first_published_at,nullzero"`
	ArchivedAt       Time            `bun:"archived_at,nullzero"`
	ArchivedBy       string          `bun:"archived_by,nullzero"`
	Values           json.RawMessage `bun:"values,type:jsonb"`
	Live             json.RawMessage `bun:"live,type:jsonb,nullzero"`
}

// Own stamps the entry with organization, team and owner.
func (e *Entry) Own(by Ownership) {
	e.OrganizationID, e.TeamID, e.OwnerID = by.OrganizationID, by.TeamID, by.OwnerID
}

// EntryText is the searchable text of an entry, once for the draft and once for
// what is live, so that search can never tell a visitor of a draft.
type EntryText struct {
	bun.BaseModel `bun:"table:entry_texts"`
	Owned

	EntryID    string `bun:"entry_id,pk"`
	Live       bool   `bun:"live,pk"`
	Collection string `bun:"collection"`
	MadeOf     string `bun:"made_of"` // fingerprint of the definition it was made by
	Text       string `bun:"text"`    // words without case and marks
}

// EntryLink is one relation from an entry to another. The database refuses a
// target in another organization (except installation-wide ones).
type EntryLink struct {
	bun.BaseModel `bun:"table:entry_links"`
	Owned

	EntryID              string `bun:"entry_id,pk"`
	Live                 bool   `bun:"live,pk"`
	Field                string `bun:"field,pk"`
	Position             int    `bun:"position,pk"`
	TargetID             string `bun:"target_id"`
	TargetOrganizationID string `bun:"target_organization_id"`
}

// Revision is a full copy of an entry's values at one save.
type Revision struct {
	bun.BaseModel `bun:"table:revisions"`
	Owned

	EntryID   string          `bun:"entry_id,pk"`
	Number    int64           `bun:"number,pk"`
	Action    string          `bun:"action"` // created, updated, published, unpublished, restored, …
	Fields    json.RawMessage `bun:"fields,type:jsonb"`
	Values    json.RawMessage `bun:"values,type:jsonb"`
	CreatedAt Time            `bun:"created_at"`
	CreatedBy string          `bun:"created_by"`
}

// KeptReply is the answer to a write that carried an idempotency key, for those
// who ask again.
type KeptReply struct {
	bun.BaseModel `bun:"table:kept_replies"`
	Owned

	ID        string `bun:"id,pk"`   // a hash of who asked where with which key
	Request   string `bun:"request"` // a hash of what was asked
	Status    int    `bun:"status"`
	Location  string `bun:"location,nullzero"`
	ETag      string `bun:"etag,nullzero"`
	Body      string `bun:"body"`
	CreatedAt Time   `bun:"created_at"`
}
