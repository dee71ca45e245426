package event

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// Store reads what was recorded.
type Store struct{ db *db.DB }

// New makes the store.
func New(d *db.DB) *Store { return &Store{db: d} }

// Happened is one recorded change with the name of whoever made it.
type Happened struct {
	Number     int64
	ID         string
	Type       string
	ActorKind  string
	ActorID    string
	ActorName  string // "" when nobody remembers
	Subject    string
	SubjectID  string
	Collection string
	Revision   int64
	Fields     []string
	Details    map[string]any
	Address    string
	At         model.Time
	Hash       string // which the next one is chained to
}

// Filter narrows the log; what is empty does not.
type Filter struct {
	ActorID     string
	Type        string // "entry.updated", or a subject alone: everything that happened to entries
	Collection  string
	SubjectID   string
	From, Until model.Time // Until is the first moment that is too late
}

func (f Filter) narrow(q *db.Query[model.Event]) *db.Query[model.Event] {
	for column, value := range map[string]string{"actor_id": f.ActorID, "collection": f.Collection, "subject_id": f.SubjectID} {
		if value != "" {
			q = q.Where("? = ?", db.Ident(column), value)
		}
	}
	if f.Type != "" {
		column := "type"
		if !strings.Contains(f.Type, ".") {
			column = "subject_kind"
		}
		q = q.Where("? = ?", db.Ident(column), f.Type)
	}
	if !f.From.IsZero() {
		q = q.Where("at >= ?", f.From)
	}
	if !f.Until.IsZero() {
		q = q.Where("at < ?", f.Until)
	}
	return q
}

// Page says which part of the log to read: what came before a number, or after
// it, or the newest.
type Page struct {
	Filter

	Before, After int64
	Limit         int
}

// List reads a part of an organization's log, newest first (admins and above).
// newer and older say whether there is more on either side. Fails with
// ACCESS_ROLE_REQUIRED.
func (s *Store) List(ctx context.Context, scope access.Scope, p Page) (list []Happened, newer, older bool, err error) {
	if err := scope.Require(access.Admin + "+"); err != nil {
		return nil, false, false, err
	}
	q := p.narrow(db.Select[model.Event](s.db, OwnLog(scope))).Limit(p.Limit + 1)
	switch {
	case p.After > 0:
		q.Where("number > ?", p.After).Order("number")
	case p.Before > 0:
		q.Where("number < ?", p.Before).Order("number DESC")
	default:
		q.Order("number DESC")
	}
	rows, err := q.All(ctx)
	if err != nil {
		return nil, false, false, err
	}
	more := len(rows) > p.Limit
	rows = rows[:min(len(rows), p.Limit)]
	newer, older = p.Before > 0, more
	if p.After > 0 {
		slices.Reverse(rows)
		newer, older = more, true
	}
	list, err = s.told(ctx, rows)
	return list, newer, older, err
}

// told are rows with the names of those who acted.
func (s *Store) told(ctx context.Context, rows []model.Event) ([]Happened, error) {
	names, err := s.names(ctx, rows)
	if err != nil {
		return nil, err
	}
	list := make([]Happened, len(rows))
	for i, e := range rows {
		list[i] = Happened{
			Number: e.Number, ID: e.ID, Type: e.Type, ActorKind: e.ActorKind, ActorID: e.ActorID, ActorName: names[e.ActorID],
			Subject: e.SubjectKind, SubjectID: e.SubjectID, Collection: e.Collection, Revision: e.Revision,
			Address: e.Address, At: e.At, Hash: e.Hash,
		}
		if err := read(e.Fields, &list[i].Fields); err != nil {
			return nil, err
		}
		if err := read(e.Details, &list[i].Details); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func read(raw json.RawMessage, into any) error {
	if len(raw) == 0 {
		return nil
	}
	return json.Unmarshal(raw, into)
}

// names are those of the people and keys that acted; both live outside
// organizations, and their ids stand in this organization's own rows.
func (s *Store) names(ctx context.Context, rows []model.Event) (map[string]string, error) {
	ids := map[string][]string{}
	for _, e := range rows {
		if !slices.Contains(ids[e.ActorKind], e.ActorID) {
			ids[e.ActorKind] = append(ids[e.ActorKind], e.ActorID)
		}
	}
	names := map[string]string{}
	if people := ids[string(access.Person)]; len(people) > 0 {
		users, err := db.SelectPlatform[model.User](s.db).Columns("id", "name").Where("id IN (?)", db.List(people)).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, u := range users {
			names[u.ID] = u.Name
		}
	}
	if keys := ids[string(access.Key)]; len(keys) > 0 {
		found, err := db.SelectPlatform[model.APIKey](s.db).Columns("id", "name").Where("id IN (?)", db.List(keys)).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, k := range found {
			names[k.ID] = k.Name
		}
	}
	return names, nil
}
