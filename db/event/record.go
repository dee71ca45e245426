package event

import (
	"context"
	"encoding/json"
	"fmt"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// Change is what happened to one row of an organization.
type Change struct {
	Type       string         // "entry.updated", "member.removed", …
	Subject    string         // kind of the row: entry, member, invitation, …
	SubjectID  string         // its id
	Collection string         // for entries
	Revision   int64          // for entries
	Fields     []string       // names of the fields that changed
	Details    map[string]any // metadata such as a role before and after
}

// Start begins the chain of a new organization; once, in the transaction that
// creates it.
func Start(ctx context.Context, tx *db.DB, b access.Boundary) error {
	return db.Add(ctx, tx, b, &model.EventHead{})
}

// Record writes changes made by an actor within a boundary. It must be called in
// the transaction of the change.
func Record(ctx context.Context, tx *db.DB, by access.Actor, b access.Boundary, changes ...Change) error {
	if len(changes) == 0 {
		return nil
	}
	organization := b.Bare()
	n := int64(len(changes))
	var head model.EventHead
	moved, err := db.Update[model.EventHead](tx, organization).Set("number = number + ?", n).Return(ctx, &head)
	if err != nil {
		return err
	}
	if moved != 1 {
		return fmt.Errorf("event: organization %q has no chain", b.Organization())
	}
	rows := make([]model.Event, 0, n)
	number, previous := head.Number-n, head.Hash
	for _, c := range changes {
		number++
		e, err := row(tx.Now(), by, b.Organization(), number, previous, c)
		if err != nil {
			return err
		}
		previous = e.Hash
		rows = append(rows, e)
	}
	if err := db.AddLater(ctx, tx, organization, rows); err != nil {
		return err
	}
	tx.Touch(b.Organization())
	return db.Update[model.EventHead](tx, organization).Set("hash = ?", previous).Later(ctx)
}

func row(now model.Time, by access.Actor, organizationID string, number int64, previous string, c Change) (model.Event, error) {
	who := by.Identity()
	e := model.Event{
		Number: number, ID: model.NewID(model.EventID), Type: c.Type,
		ActorKind: string(by.Kind()), ActorID: by.ID(), SessionID: by.SessionID(),
		SubjectKind: c.Subject, SubjectID: c.SubjectID, Collection: c.Collection, Revision: c.Revision,
		Address: who.Address, At: now, Previous: previous,
	}
	e.OrganizationID = organizationID
	var err error
	if e.Fields, err = optional(c.Fields, len(c.Fields)); err != nil {
		return e, err
	}
	if e.Details, err = optional(c.Details, len(c.Details)); err != nil {
		return e, err
	}
	e.Hash = eventHash(e)
	return e, nil
}

func optional(v any, length int) (json.RawMessage, error) {
	if length == 0 {
		return nil, nil
	}
	return json.Marshal(v)
}

// RecordAccount writes one change of a person's own affairs.
func RecordAccount(ctx context.Context, tx *db.DB, userID string, by access.Actor, kind string, details map[string]any) error {
	head, err := accountHead(ctx, tx, userID)
	if err != nil {
		return err
	}
	who := by.Identity()
	e := model.AccountEvent{
		UserID: userID, Number: head.Number + 1, ID: model.NewID(model.EventID), Type: kind, ActorID: by.ID(),
		SessionID: by.SessionID(), Address: who.Address, UserAgent: who.UserAgent, At: tx.Now(), Previous: head.Hash,
	}
	if e.Details, err = optional(details, len(details)); err != nil {
		return err
	}
	e.Hash = accountHash(e)
	if err := db.AddPlatform(ctx, tx, &e); err != nil {
		return err
	}
	head.Number, head.Hash = e.Number, e.Hash
	return db.ChangePlatform(ctx, tx, &head, "number", "hash")
}
