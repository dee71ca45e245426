package content

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// mostTries is how often a derived slug is made anew after losing a race.
const mostTries = 20

// Create stores a new entry: defaults and slugs are filled in, slugs nobody gave
// are made unique. Fails with ACCESS_ROLE_REQUIRED, AUTH_MISSING, TEAM_REQUIRED,
// ACCESS_CONDITION_FAILED, the codes of schema.Collection.CheckGuards and
// VALIDATION_FAILED (problems of fields, among them taken and missing).
func (s *Store) Create(ctx context.Context, scope access.Scope, collection string, values schema.Values, o CreateOptions) (Entry, error) {
	r, err := s.reach(scope, collection, schema.Create)
	if err != nil {
		return Entry{}, err
	}
	return s.create(ctx, r, model.NewID(model.EntryID), values, o)
}

// create tries again when it loses a race for a slug that it made itself. Inside
// a transaction it cannot.
func (s *Store) create(ctx context.Context, r *reach, id string, given schema.Values, o CreateOptions) (Entry, error) {
	if o.Publish && !r.publishesAlways() {
		if err := r.publish.Fault(); err != nil {
			return Entry{}, err
		}
	}
	by, err := r.rows.Ownership()
	if err != nil {
		return Entry{}, err
	}
	given = r.c.Fields.Known(given)
	known, err := s.foreign(ctx, r, given)
	if err != nil {
		return Entry{}, err
	}
	for try := 1; ; try++ {
		var made *newEntry
		err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) (err error) {
			inside := s.in(tx)
			if try == 1 {
				inside = s.boldly(tx)
			}
			made, err = inside.insert(ctx, r, id, by, given, known, o)
			return err
		})
		if err == nil {
			return r.entry(made.row, true), nil
		}
		if made == nil || !fault.Has(err, fault.CodeUnique) || s.d != s.outside {
			return Entry{}, err
		}
		refused := s.collision(ctx, r, spotOf(made.row), made.values.With(blank(made.derived)), err)
		if fault.Is(refused, fault.Invalid) || len(made.derived) == 0 || try == mostTries {
			return Entry{}, refused
		}
	}
}

func blank(fields []string) schema.Values {
	out := schema.Values{}
	for _, name := range fields {
		out[name] = nil
	}
	return out
}

type newEntry struct {
	row     *model.Entry
	values  schema.Values
	derived []string
}

// insert writes a new entry with all that belongs to it.
func (s *Store) insert(ctx context.Context, r *reach, id string, by model.Ownership, given schema.Values, known map[string]bool, o CreateOptions) (*newEntry, error) {
	now, actor := s.d.Now(), r.scope.Actor().ID()
	values, at := r.c.Fill(given), spot{id, by.OwnerID, by.TeamID}
	derived, err := s.derive(ctx, r, at, values, func(field string) bool { return given[field] == nil })
	if err != nil {
		return nil, err
	}
	row := &model.Entry{
		ID: id, Collection: r.c.Name, Status: model.Draft, Revision: 1,
		CreatedAt: now, CreatedBy: actor, UpdatedAt: now, UpdatedBy: actor, Values: r.c.Encode(values),
	}
	row.Own(by)
	made := &newEntry{row: row, values: values, derived: derived}
	if !r.admits(r.asked, row, true) || o.Publish && !r.publishesAlways() && !r.admits(r.publish, row, true) {
		return nil, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
	}
	if err := r.within(row, values); err != nil {
		return nil, err
	}
	if err := r.c.CheckGuards(schema.Create, given.Names(), ""); err != nil {
		return nil, err
	}
	judged := slices.DeleteFunc(r.c.Fields.Names(), func(name string) bool {
		return slices.Contains(derived, name) // right as made; the index notices a race
	})
	problems, err := s.judge(ctx, r, at, nil, values, judged, known)
	if err != nil {
		return nil, err
	}
	action := actionCreated
	if o.Publish {
		action = actionPublished
		row.Status, row.Live, row.LiveRevision = model.Published, row.Values, 1
		row.PublishedAt, row.FirstPublishedAt = now, now
		if !o.PublishedAt.IsZero() {
			row.PublishedAt, row.FirstPublishedAt = o.PublishedAt, o.PublishedAt
		}
		if len(problems) == 0 {
			if problems, err = s.takenAll(ctx, r, at, values, liveSide); err != nil {
				return nil, err
			}
		}
	}
	if len(problems) > 0 {
		return nil, fault.InvalidInput(problems...)
	}
	if err := db.Add(ctx, s.d, r.rows, row); err != nil {
		return made, err
	}
	st := state{row: row, values: values, fields: schema.Diff(nil, values)}
	if err := s.addRevisions(ctx, r, action, st); err != nil {
		return nil, err
	}
	if err := s.addSide(ctx, r, false, st); err != nil {
		return nil, err
	}
	if o.Publish {
		if err := s.addSide(ctx, r, true, st); err != nil {
			return nil, err
		}
	}
	kinds := []string{"created"}
	if o.Publish {
		kinds = append(kinds, "published")
	}
	var details map[string]any
	if o.from != "" {
		details = map[string]any{"from": o.from}
	}
	return made, s.record(ctx, r, kinds, details, st)
}

// declared keeps the names of declared fields.
func declared(c *schema.Collection, names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { _, ok := c.Field(name); return !ok })
}
