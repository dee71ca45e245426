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

// Update changes the given fields on the row as it is now. Changes since the base
// are merged field by field. Fails with ACCESS_ROLE_REQUIRED, AUTH_MISSING,
// FIREWALL_NOT_FOUND (also for an entry in the trash), ACCESS_CONDITION_FAILED,
// REVISION_CONFLICT (Details: a ConflictView after MergeFrom, the Entry after
// IfRevision), PRECONDITION_FAILED (Details: the Entry), the codes of
// schema.Collection.CheckGuards and VALIDATION_FAILED.
func (s *Store) Update(ctx context.Context, scope access.Scope, collection, id string, values schema.Values, o UpdateOptions) (Result, error) {
	r, err := s.reach(scope, collection, schema.Update)
	if err != nil {
		return Result{}, err
	}
	return s.updateByID(ctx, r, id, values, o)
}

func (s *Store) updateByID(ctx context.Context, r *reach, id string, values schema.Values, o UpdateOptions) (Result, error) {
	if o.Publish && !r.publishesAlways() {
		if err := r.publish.Fault(); err != nil {
			return Result{}, err
		}
	}
	given := r.c.Fields.Known(values)
	known, err := s.foreign(ctx, r, given)
	if err != nil {
		return Result{}, err
	}
	var result Result
	var after schema.Values
	var at spot
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		c, err := s.boldly(tx).begin(ctx, r, id, r.update, o.Base)
		if err != nil {
			return err
		}
		at = spotOf(c.row)
		c.given, c.known, c.action = given, known, actionUpdated
		c.publish, c.publishedAt = o.Publish || r.publishesAlways(), o.PublishedAt
		result, err = c.run(ctx)
		after = c.after
		return err
	})
	if err != nil {
		return Result{}, s.collision(ctx, r, at, after, err)
	}
	return result, nil
}

// change is an entry on its way from one revision to the next.
type change struct {
	s     *Store
	r     *reach
	row   *model.Entry
	draft bool // the caller sees the draft
	base  Base

	given       schema.Values
	known       map[string]bool // installation-wide targets that exist
	action      string
	declared    *schema.Action // the action that makes the change, nil for an update
	publish     bool
	publishedAt model.Time
	details     map[string]any // of the event

	readable      bool // the caller may read the entry as it was
	before, after schema.Values
	merged        []string
}

// begin reads and holds the row and judges rule and precondition.
func (s *Store) begin(ctx context.Context, r *reach, id string, decision access.Decision, base Base) (*change, error) {
	row, draft, err := r.held(ctx, s.d, id)
	if err != nil {
		return nil, err
	}
	if !row.ArchivedAt.IsZero() {
		return nil, fault.Missing()
	}
	if !r.admits(decision, row, draft) {
		return nil, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
	}
	c := &change{s: s, r: r, row: row, draft: draft, base: base, readable: r.reads(row, draft)}
	return c, c.precondition()
}

// precondition refuses another revision where the base is to be exact.
func (c *change) precondition() error {
	if c.base.exact == merging {
		return nil
	}
	return c.base.against(c.result())
}

// run merges, judges and writes.
func (c *change) run(ctx context.Context) (Result, error) {
	var err error
	if c.before, err = c.r.c.Decode(c.row.Values); err != nil {
		return Result{}, err
	}
	if c.declared == nil {
		if err := c.visible(); err != nil {
			return Result{}, err
		}
	}
	if err := c.merge(ctx); err != nil {
		return Result{}, err
	}
	emptied := func(field string) bool { value, given := c.given[field]; return given && value == nil }
	if _, err := c.s.derive(ctx, c.r, spotOf(c.row), c.after, emptied); err != nil {
		return Result{}, err
	}
	changed := c.changed()
	pending := c.publish && (c.row.Status != model.Published || c.row.Revision != c.row.LiveRevision ||
		!c.publishedAt.IsZero() && c.publishedAt != c.row.PublishedAt)
	if len(changed) == 0 && !pending {
		if c.declared != nil { // done all the same
			if err := c.s.record(ctx, c.r, []string{c.declared.Name}, nil, state{row: c.row}); err != nil {
				return Result{}, err
			}
		}
		return Result{Entry: c.result()}, nil
	}
	if err := c.r.within(c.row, c.after); err != nil {
		return Result{}, err
	}
	op, by := schema.Update, ""
	if c.declared != nil {
		op, by = schema.Act, c.declared.Name
	}
	if err := c.r.c.CheckGuards(op, declared(c.r.c, slices.Clone(changed)), by); err != nil {
		return Result{}, err
	}
	problems, err := c.s.judge(ctx, c.r, spotOf(c.row), c.before, c.after, changed, c.known)
	if err != nil {
		return Result{}, err
	}
	if len(problems) > 0 {
		return Result{}, fault.InvalidInput(problems...)
	}
	if c.publish {
		if !c.r.publishesAlways() && !c.r.admits(c.r.publish, c.row, c.draft) {
			return Result{}, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
		}
		if problems, err = c.s.unfit(ctx, c.r, spotOf(c.row), c.after); err != nil {
			return Result{}, err
		}
		if len(problems) > 0 {
			return Result{}, fault.InvalidInput(c.r.discreet(c.row, problems)...)
		}
	}
	if err := c.write(ctx, changed); err != nil {
		return Result{}, err
	}
	return Result{Entry: c.result(), Changed: true, Merged: c.merged}, nil
}

// merge puts the given fields over the current ones. Whoever wrote them saw the
// base; a base that is no longer kept overlaps with every difference.
func (c *change) merge(ctx context.Context) error {
	c.after = c.before.With(c.given)
	if c.base.exact != merging || c.base.revision == 0 || c.base.revision == c.row.Revision {
		return nil
	}
	base, err := c.s.valuesAt(ctx, c.r, c.row.ID, c.base.revision)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	var conflicts []string
	if err == nil {
		c.after, conflicts = schema.Merge(base, c.given, c.before)
		c.merged = schema.Diff(base, c.before)
	} else {
		for name, value := range c.given {
			if len(schema.Diff(schema.Values{name: value}, schema.Values{name: c.before[name]})) > 0 {
				conflicts = append(conflicts, name)
			}
		}
	}
	if len(conflicts) > 0 {
		return c.conflict(base, conflicts)
	}
	return nil
}

// conflict shows both sides of each field that overlaps.
func (c *change) conflict(base schema.Values, conflicts []string) error {
	view := ConflictView{Entry: c.result(), By: c.row.UpdatedBy, At: c.row.UpdatedAt}
	for _, name := range c.r.c.Fields.Names() {
		if slices.Contains(conflicts, name) {
			view.Fields = append(view.Fields, name)
		}
	}
	if c.draft {
		pick := func(from schema.Values) schema.Values {
			out := schema.Values{}
			for _, name := range view.Fields {
				out[name] = from[name]
			}
			return out
		}
		view.Base, view.Theirs, view.Mine, view.Merged = pick(base), pick(c.before), pick(c.given), c.after
	} else {
		view.By, view.At = "", 0
	}
	return fault.New(fault.Conflict, fault.LayerDatabase, fault.CodeConflict).Showing(view)
}

// write stores the next revision.
func (c *change) write(ctx context.Context, changed []string) error {
	now, actor, row := c.s.d.Now(), c.r.scope.Actor().ID(), c.row
	raw := c.r.c.Encode(c.after)
	update := db.Update[model.Entry](c.s.d, c.r.rows).
		Set("? = ?", db.Ident(draftSide), string(raw)).Set("revision = ?", row.Revision+1).
		Set("updated_at = ?", now).Set("updated_by = ?", actor).
		Where("?TableAlias.id = ?", row.ID).Where("?TableAlias.revision = ?", row.Revision)
	kinds, action, fields := []string{"updated"}, c.action, changed
	if len(changed) == 0 {
		kinds = nil
	}
	if c.publish {
		old, err := c.r.c.Decode(row.Live)
		if err != nil {
			return err
		}
		kinds, action = append(kinds, "published"), actionPublished
		if len(changed) == 0 {
			fields = schema.Diff(old, c.after)
		}
		setPublished(row, now, c.publishedAt)
		update = update.Set("live = ?", string(raw)).Set("status = ?", model.Published).
			Set("live_revision = ?", row.Revision+1).Set("published_at = ?", row.PublishedAt).
			Set("first_published_at = ?", row.FirstPublishedAt)
	}
	if c.declared != nil {
		action, kinds = c.action, []string{c.declared.Name}
	}
	switch n, err := update.Do(ctx); {
	case err != nil:
		return err
	case n == 0 && c.declared != nil && c.declared.Transition != nil:
		return fault.New(fault.Conflict, fault.LayerAccess, fault.CodeTransitionLost)
	case n == 0:
		return faster()
	}
	row.Values, row.Revision, row.UpdatedAt, row.UpdatedBy = raw, row.Revision+1, now, actor
	if c.publish {
		row.Live, row.LiveRevision = raw, row.Revision
	}
	st := state{row: row, values: c.after, fields: fields}
	if err := c.s.addRevisions(ctx, c.r, action, st); err != nil {
		return err
	}
	if touched(c.r.c, changed) || c.s.d.Dialect() == db.Postgres && len(changed) > 0 { // there all values have keys
		if err := c.s.replaceSide(ctx, c.r, false, st); err != nil {
			return err
		}
	}
	if c.publish {
		if err := c.s.replaceSide(ctx, c.r, true, st); err != nil {
			return err
		}
	}
	return c.s.record(ctx, c.r, kinds, c.details, st)
}

// setPublished keeps the moment of a publication that stands, unless another is
// given.
func setPublished(row *model.Entry, now, given model.Time) {
	switch {
	case !given.IsZero():
		row.PublishedAt = given
	case row.Status != model.Published || row.PublishedAt.IsZero():
		row.PublishedAt = now
	}
	if row.FirstPublishedAt.IsZero() {
		row.FirstPublishedAt = row.PublishedAt
	}
	row.Status = model.Published
}
