package content

import (
	"context"
	"encoding/json"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// hearAtOnce is how many events of a log are read together.
const hearAtOnce = 200

// Types of the events of entries; declared actions add their own.
const (
	entryCreated     = "entry.created"
	entryUpdated     = "entry.updated"
	entryPublished   = "entry.published"
	entryUnpublished = "entry.unpublished"
	entryTrashed     = "entry.trashed"
	entryRestored    = "entry.restored"
	entryDeleted     = "entry.deleted"
)

// Resync is the type of a notice that names no entry: something that the receiver
// may have known is gone, and nobody can tell any more whether they did.
const Resync = "resync"

// Listening is what a receiver wants to hear, from where on.
type Listening struct {
	Collections []string // nil is all
	Types       []string // nil is all
	From        event.Place
}

// Notice is an event of an entry as one receiver may know of it.
type Notice struct {
	Place      event.Place // the event itself
	Type       string
	EntryID    string
	Collection string
	Revision   int64    // 0 where it would tell of a draft
	Status     string   // now; "" when the receiver does not see the entry any more
	Fields     []string // that changed; for those who see drafts, without what is masked from them
	ActorID    string   // for those who see drafts
	At         model.Time
}

// Heard is a part of the logs.
type Heard struct {
	Notices []Notice
	Upto    event.Place // where the next part begins
	More    bool        // there is more already
}

// EventTypes lists the types of events that entries of the collections have.
func EventTypes(collections []*schema.Collection) []string {
	types := []string{entryCreated, entryUpdated, entryPublished, entryUnpublished, entryTrashed, entryRestored, entryDeleted}
	for _, c := range collections {
		for i := range c.Actions {
			if t := "entry." + c.Actions[i].Name; !c.Actions[i].Standalone && !slices.Contains(types, t) {
				types = append(types, t)
			}
		}
	}
	return types
}

// Hear reads what happened to entries since a place, as the scope may know of it
// at this moment: an event of an entry that the scope cannot read is silent. What
// those hear who do not see drafts of it: that a published entry was published
// again, unpublished, put into the trash, restored or deleted, never that a draft
// exists or was changed.
func (s *Store) Hear(ctx context.Context, scope access.Scope, l Listening) (Heard, error) {
	heard := Heard{Upto: l.From}
	events, err := event.After(ctx, s.d, event.OwnLog(scope), l.From.Own, hearAtOnce)
	if err != nil {
		return heard, err
	}
	heard.More = len(events) == hearAtOnce
	if err := s.tell(ctx, scope, l, &heard, events, func(n int64) { heard.Upto.Own = n }); err != nil || !l.From.Both {
		return heard, err
	}
	if events, err = event.After(ctx, s.d, event.InstallationLog(scope), l.From.Installation, hearAtOnce); err != nil {
		return heard, err
	}
	heard.More = heard.More || len(events) == hearAtOnce
	return heard, s.tell(ctx, scope, l, &heard, events, func(n int64) { heard.Upto.Installation = n })
}

// tell adds those of the events that the scope may know of.
func (s *Store) tell(ctx context.Context, scope access.Scope, l Listening, heard *Heard, events []model.Event, reached func(number int64)) error {
	sources := map[string]*source{}
	for i := range events {
		e := &events[i]
		if e.SubjectKind != "entry" || l.Collections != nil && !slices.Contains(l.Collections, e.Collection) {
			continue
		}
		from, known := sources[e.Collection]
		if !known {
			if c, err := s.Collection(scope, e.Collection); err == nil {
				from = &source{reach: reachOf(scope, c, schema.Get)}
			}
			sources[e.Collection] = from
		}
		if from != nil && !from.asked.Refused() {
			from.ids = append(from.ids, e.SubjectID)
		}
	}
	for _, from := range sources {
		if from != nil && len(from.ids) > 0 {
			if err := from.read(ctx, s.d); err != nil {
				return err
			}
		}
	}
	for i := range events {
		e := &events[i]
		reached(e.Number)
		from := sources[e.Collection]
		if e.SubjectKind != "entry" || from == nil || from.asked.Refused() || l.Types != nil && !slices.Contains(l.Types, e.Type) {
			continue
		}
		n, err := s.notice(ctx, from, e)
		if err != nil {
			return err
		}
		if n.Type != "" {
			n.Place, n.At = heard.Upto, e.At
			heard.Notices = append(heard.Notices, n)
		}
	}
	return nil
}

// source is one collection in a part of a log: the entries as they are now.
type source struct {
	*reach

	ids  []string
	rows map[string]*model.Entry
}

func (from *source) read(ctx context.Context, d *db.DB) error {
	wanted := columns
	if !from.asked.Always() || from.sight == mixed {
		wanted = slices.Concat(columns, []string{draftSide, liveSide})
	}
	rows, err := db.Select[model.Entry](d, from.reach.rows).Columns(wanted...).
		Where("?TableAlias.collection = ?", from.c.Name).Where("?TableAlias.id IN (?)", db.List(from.ids)).All(ctx)
	from.rows = make(map[string]*model.Entry, len(rows))
	for i := range rows {
		from.rows[rows[i].ID] = &rows[i]
	}
	return err
}

// notice is an event as the receiver may know of it; without a type it is silent.
func (s *Store) notice(ctx context.Context, from *source, e *model.Event) (Notice, error) {
	row := from.rows[e.SubjectID]
	if e.Type == entryDeleted {
		return from.farewell(e), nil
	}
	if row == nil {
		return Notice{}, nil
	}
	if from.draftOf(row) {
		if !from.admits(from.asked, row, true) {
			return Notice{}, nil
		}
		return from.whole(row, e), nil
	}
	n := Notice{Type: e.Type, EntryID: row.ID, Collection: from.c.Name}
	switch published := row.Status == model.Published; {
	case e.Type == entryUnpublished && !published:
		return s.unpublished(ctx, from, row, e, n)
	case !published || !from.admits(from.asked, row, false):
		return Notice{}, nil
	case e.Type == entryTrashed:
		return n, nil
	case !row.ArchivedAt.IsZero():
		return Notice{}, nil
	case e.Type == entryRestored:
		n.Revision = row.LiveRevision
	case e.Type == entryPublished, e.Type != entryUpdated && e.Type != entryCreated && e.Type != entryUnpublished && e.Revision == row.LiveRevision:
		n.Revision = e.Revision // the second: an action of a collection that publishes every change
	default:
		return Notice{}, nil
	}
	n.Status = model.Published
	return n, nil
}

// draftOf reports whether the receiver sees the row's draft.
func (from *source) draftOf(row *model.Entry) bool {
	draft, _ := from.sees(row)
	return draft
}

// whole is all there is to say, for those who see the draft.
func (from *source) whole(row *model.Entry, e *model.Event) Notice {
	n := Notice{
		Type: e.Type, EntryID: row.ID, Collection: from.c.Name, Revision: e.Revision, Status: row.Status, ActorID: e.ActorID,
	}
	var names []string
	if json.Unmarshal(e.Fields, &names) != nil {
		return n
	}
	show := from.entryOf(row, true, nil).Show(from.scope)
	for _, name := range names {
		if f, ok := from.c.Field(name); ok && show(f) == schema.Plain {
			n.Fields = append(n.Fields, name)
		}
	}
	return n
}

// unpublished is told to whoever could read what was published until then: the
// revision that the event remembers.
func (s *Store) unpublished(ctx context.Context, from *source, row *model.Entry, e *model.Event, n Notice) (Notice, error) {
	if from.asked.Always() {
		return n, nil
	}
	was := *row
	was.Status = model.Published
	live := remembered(e).Published
	if live > 0 {
		revisions, err := db.Select[model.Revision](s.d, from.side).Columns("values").
			Where("?TableAlias.entry_id = ?", row.ID).Where("?TableAlias.number = ?", live).Limit(1).All(ctx)
		if err != nil {
			return Notice{}, err
		}
		if len(revisions) == 1 {
			if was.Live = revisions[0].Values; from.admits(from.asked, &was, false) {
				return n, nil
			}
			return Notice{}, nil
		}
	}
	return told(judged(from.asked, from.reader(&was, nil)), n), nil
}

// farewell is what is said of an entry that is gone for good: to whom it was
// there, as far as the event remembers.
func (from *source) farewell(e *model.Event) Notice {
	kept := remembered(e)
	row := &model.Entry{ID: e.SubjectID, Collection: from.c.Name, CreatedBy: kept.CreatedBy, Status: model.Draft}
	row.OrganizationID, row.TeamID, row.OwnerID = from.reach.rows.Organization(), kept.TeamID, kept.OwnerID
	if kept.Published > 0 {
		row.Status = model.Published
	}
	read := from.reader(row, nil)
	sure := judged(from.asked, read)
	for _, clause := range from.reach.rows.Clauses() {
		held := map[string]string{"team_id": row.TeamID, "owner_id": row.OwnerID}[clause.Column]
		sure = min(sure, truth(slices.Contains(clause.Values, held)))
	}
	sure = min(sure, judgedAll(from.reach.rows.Where(), read))
	n := Notice{Type: e.Type, EntryID: row.ID, Collection: from.c.Name}
	full := n
	full.Revision, full.ActorID = e.Revision, e.ActorID
	switch {
	case from.sight == drafts:
		return told(sure, full)
	case row.Status == model.Published:
		if from.sight == mixed && judged(from.preview, read) == yes {
			n = full
		}
		return told(sure, n)
	case from.sight == mixed:
		return told(min(sure, judged(from.preview, read)), full)
	}
	return Notice{}
}

// memory is what the events of entries remember of who could read them: ids and
// numbers, never values.
type memory struct {
	OwnerID   string `json:"ownerId,omitempty"`
	TeamID    string `json:"teamId,omitempty"`
	CreatedBy string `json:"createdBy,omitempty"`
	Published int64  `json:"published,omitempty"` // the revision that was live
}

func remembered(e *model.Event) (m memory) {
	_ = json.Unmarshal(e.Details, &m) // an older event remembers nothing
	return m
}

// remember is the memory of a row as the details of its event.
func remember(row *model.Entry) map[string]any {
	details := map[string]any{"createdBy": row.CreatedBy}
	for name, id := range map[string]string{"ownerId": row.OwnerID, "teamId": row.TeamID} {
		if id != "" {
			details[name] = id
		}
	}
	if row.LiveRevision > 0 {
		details["published"] = row.LiveRevision
	}
	return details
}

// answer of a condition about values that are gone: no, perhaps, yes.
type answer uint8

const (
	no answer = iota
	perhaps
	yes
)

func truth(b bool) answer {
	if b {
		return yes
	}
	return no
}

// told is the notice for those who could surely read the entry, and a bare
// request to read again for those who perhaps could.
func told(sure answer, n Notice) Notice {
	switch sure {
	case yes:
		return n
	case perhaps:
		return Notice{Type: Resync}
	case no:
	}
	return Notice{}
}

// judged is Decision.Admits where only what the event remembers is known.
func judged(d access.Decision, read func(field string) any) answer {
	best := no
	for _, all := range d.Alternatives() {
		best = max(best, judgedAll(all, read))
	}
	return best
}

func judgedAll(all []access.Condition, read func(field string) any) answer {
	sure := yes
	for _, c := range all {
		switch c.Field {
		case "id", "organizationId", "createdBy", "ownerId", "teamId", "status":
			sure = min(sure, truth(c.Holds(read(c.Field))))
		default:
			sure = min(sure, perhaps)
		}
	}
	return sure
}
