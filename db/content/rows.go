package content

import (
	"context"
	"encoding/json"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// The actions of revisions.
const (
	actionCreated     = "created"
	actionUpdated     = "updated"
	actionPublished   = "published"
	actionUnpublished = "unpublished"
	actionRestored    = "restored"
)

// linksOf are the relations of an entry's values.
func (s *Store) linksOf(r *reach, id string, values schema.Values, live bool) []model.EntryLink {
	var links []model.EntryLink
	for _, f := range r.c.Relations() {
		organization := r.rows.Organization()
		if s.abroad(r, f) {
			organization = model.Installation
		}
		for i, target := range targetsOf(f, values[f.Name]) {
			links = append(links, model.EntryLink{
				EntryID: id, Live: live, Field: f.Name, Position: i, TargetID: target, TargetOrganizationID: organization,
			})
		}
	}
	return links
}

// abroad reports whether a relation points to installation-wide entries from an
// organization's own.
func (s *Store) abroad(r *reach, f *schema.Field) bool {
	target, ok := s.registry.For(r.scope.OrganizationID()).Get(f.To)
	return ok && target.Firewall.Isolation == access.Exception && r.rows.Organization() != model.Installation
}

// state is one row on its way to the database, with its values decoded.
type state struct {
	row    *model.Entry
	values schema.Values
	fields []string       // what changed
	was    map[string]any // details of the event about the row as it was
}

func idsOf(rows ...state) (ids []string) {
	for _, st := range rows {
		ids = append(ids, st.row.ID)
	}
	return ids
}

// addRevisions writes a copy of each row as it is now, and forgets the oldest.
func (s *Store) addRevisions(ctx context.Context, r *reach, action string, rows ...state) error {
	revisions := make([]model.Revision, 0, len(rows))
	for _, st := range rows {
		names, err := json.Marshal(st.fields)
		if err != nil {
			return err
		}
		if len(st.fields) == 0 {
			names = []byte("[]")
		}
		revisions = append(revisions, model.Revision{
			EntryID: st.row.ID, Number: st.row.Revision, Action: action, Fields: names, Values: st.row.Values,
			CreatedAt: s.d.Now(), CreatedBy: r.scope.Actor().ID(),
		})
	}
	if err := db.AddLater(ctx, s.d, r.side, revisions); err != nil {
		return err
	}
	keep := int64(r.c.Revisions)
	if keep <= 0 {
		keep = 50
	}
	for _, st := range rows {
		if st.row.Revision <= keep {
			continue
		}
		_, err := db.Remove[model.Revision](s.d, r.side).Where("?TableAlias.entry_id = ?", st.row.ID).
			Where("?TableAlias.number <= ?", st.row.Revision-keep).Where("?TableAlias.number <> ?", st.row.LiveRevision).Do(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

// replaceSide writes the searchable text and the links of one side anew.
func (s *Store) replaceSide(ctx context.Context, r *reach, live bool, rows ...state) error {
	if err := s.removeSide(ctx, r, live, idsOf(rows...)); err != nil {
		return err
	}
	return s.addSide(ctx, r, live, rows...)
}

func (s *Store) addSide(ctx context.Context, r *reach, live bool, rows ...state) error {
	texts := make([]model.EntryText, 0, len(rows))
	var links []model.EntryLink
	for _, st := range rows {
		texts = append(texts, model.EntryText{EntryID: st.row.ID, Live: live, Collection: r.c.Name, MadeOf: madeOf(r.c), Text: s.textOf(r, st.values)})
		links = append(links, s.linksOf(r, st.row.ID, st.values, live)...)
	}
	if err := db.AddLater(ctx, s.d, r.side, texts); err != nil {
		return err
	}
	err := db.AddAll(ctx, s.d, r.side, links)
	if fault.Has(err, fault.CodeInUse) {
		// The target was there when it was looked for, and is gone.
		return fault.InvalidInput(fault.NewProblem("", fault.ProblemMissing)).Because(err)
	}
	return err
}

func (s *Store) textOf(r *reach, values schema.Values) string {
	text := textOf(r.rows.Organization(), r.c, values)
	if s.d.Dialect() == db.Postgres {
		text += keysOf(r.rows.Organization(), r.c.Name, r.c.Encode(values))
	}
	return text
}

func (s *Store) removeSide(ctx context.Context, r *reach, live bool, ids []string) error {
	_, err := db.Remove[model.EntryText](s.d, r.side).Where("?TableAlias.entry_id IN (?)", db.List(ids)).
		Where("?TableAlias.live = ?", live).Do(ctx)
	if err != nil || len(r.c.Relations()) == 0 {
		return err
	}
	_, err = db.Remove[model.EntryLink](s.d, r.side).Where("?TableAlias.entry_id IN (?)", db.List(ids)).
		Where("?TableAlias.live = ?", live).Do(ctx)
	return err
}

// record writes one event of each kind per row.
func (s *Store) record(ctx context.Context, r *reach, kinds []string, details map[string]any, rows ...state) error {
	changes := make([]event.Change, 0, len(rows)*len(kinds))
	for _, st := range rows {
		said := details
		if st.was != nil {
			said = st.was
		}
		for _, kind := range kinds {
			changes = append(changes, event.Change{
				Type: "entry." + kind, Subject: "entry", SubjectID: st.row.ID, Collection: r.c.Name,
				Revision: st.row.Revision, Fields: st.fields, Details: said,
			})
		}
	}
	return event.Record(ctx, s.d, r.scope.Actor(), r.side, changes...)
}

// touched names the searchable fields and relations among the changed ones.
func touched(c *schema.Collection, changed []string) bool {
	for _, f := range append(c.SearchFields(), c.Relations()...) {
		if slices.Contains(changed, f.Name) {
			return true
		}
	}
	return false
}

func faster() *fault.Fault { return fault.New(fault.Conflict, fault.LayerDatabase, fault.CodeConflict) }
