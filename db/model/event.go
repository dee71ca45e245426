package model

import (
	"encoding/json"

	"github.com/uptrace/bun"
)

// Event is one change inside an organization: who, what, which row, when, from
// where, which fields; never content or secrets. Number counts without gaps per
// organization, in commit order; Hash chains each row to the one before.
type Event struct {
	bun.BaseModel `bun:"table:events"`
	Owned

	Number      int64           `bun:"number,pk"`
	ID          string          `bun:"id"`
	Type        string          `bun:"type"`       // entry.created, member.removed, …
	ActorKind   string          `bun:"actor_kind"` // user, key, system
	ActorID     string          `bun:"actor_id"`
	SessionID   string          `bun:"session_id,nullzero"`
	SubjectKind string          `bun:"subject_kind"`
	SubjectID   string          `bun:"subject_id"`
	Collection  string          `bun:"collection,nullzero"`
	Revision    int64           `bun:"revision,nullzero"`
	Fields      json.RawMessage `bun:"fields,type:jsonb"`  // names of changed fields
	Details     json.RawMessage `bun:"details,type:jsonb"` // metadata such as a role before and after
	Address     string          `bun:"ip_address,nullzero"`
	At          Time            `bun:"at"`
	Previous    string          `bun:"previous_hash"`
	Hash        string          `bun:"hash"`
}

// EventHead is the end of an organization's chain; updating it orders writers.
type EventHead struct {
	bun.BaseModel `bun:"table:event_heads"`
	Owned

	Number int64  `bun:"number"`
	Hash   string `bun:"hash"`
}

// AccountEventHead is the end of a person's chain.
type AccountEventHead struct {
	bun.BaseModel `bun:"table:account_event_heads"`
	Platform      `bun:"-"`

	UserID string `bun:"user_id,pk"`
	Number int64  `bun:"number"`
	Hash   string `bun:"hash"`
}

// AccountEvent is one change of a person's own affairs: sign-in, password,
// session, factor. Number and Hash are as in Event, per user.
type AccountEvent struct {
	bun.BaseModel `bun:"table:account_events"`
	Platform      `bun:"-"`

	UserID    string          `bun:"user_id,pk"`
	Number    int64           `bun:"number,pk"`
	ID        string          `bun:"id"`
	Type      string          `bun:"type"`
	ActorID   string          `bun:"actor_id"`
	SessionID string          `bun:"session_id,nullzero"`
	Details   json.RawMessage `bun:"details,type:jsonb"`
	Address   string          `bun:"ip_address,nullzero"`
	UserAgent string          `bun:"user_agent,nullzero"`
	At        Time            `bun:"at"`
	Previous  string          `bun:"previous_hash"`
	Hash      string          `bun:"hash"`
}
