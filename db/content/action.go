package content

import (
	"context"
	"slices"
	"strings"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// ActionInput answers what an action is given and the revision it is meant for.
// It is asked after rule and state and before anything is written, so that who
// may not act hears that first, whatever was sent.
type ActionInput func(a *schema.Action) (schema.Values, Base, error)

// Act does a declared action with one entry: it writes what the action sets and
// moves the entry along the action's transition, with one event entry.NAME. Fails
// with NOT_FOUND (no such collection or action), ACCESS_ROLE_REQUIRED,
// AUTH_MISSING, FIREWALL_NOT_FOUND, ACCESS_ACTION_NOT_ALLOWED_FOR_STATE (the
// record part, or another state than the transition starts from: params field,
// current, target, allowed), ACCESS_TRANSITION_LOST (the entry left that state
// meanwhile), the faults of input, VALIDATION_FAILED, and otherwise like Update.
func (s *Store) Act(ctx context.Context, scope access.Scope, collection, id, action string, input ActionInput) (Result, error) {
	r, a, err := s.acting(scope, collection, action, false)
	if err != nil {
		return Result{}, err
	}
	if r.c.Singleton {
		id = r.singletonID()
	}
	row, err := db.Select[model.Entry](s.d, r.rows).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.collection = ?", r.c.Name).One(ctx)
	if err != nil {
		return Result{}, err
	}
	if err := r.ready(a, &row); err != nil {
		return Result{}, err
	}
	given, base, err := s.assigned(r, a, input)
	if err != nil {
		return Result{}, err
	}
	known, err := s.foreign(ctx, r, given)
	if err != nil {
		return Result{}, err
	}
	var result Result
	var after schema.Values
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		row, err := r.rowOf(ctx, tx, id)
		if err != nil {
			return err
		}
		if err := r.ready(a, row); err != nil {
			if fault.Has(err, fault.CodeWrongState) { // it was right a moment ago
				err = fault.New(fault.Conflict, fault.LayerAccess, fault.CodeTransitionLost)
			}
			return err
		}
		draft, _ := r.sees(row)
		c := &change{s: s.boldly(tx), r: r, row: row, draft: draft, base: base, given: given, known: known,
			action: a.Name, declared: a, publish: r.publishesAlways(), readable: r.reads(row, draft)}
		if err := c.precondition(); err != nil {
			return err
		}
		c.base = Base{} // judged; what an action sets is not merged
		result, err = c.run(ctx)
		after = c.after
		return err
	})
	if err != nil {
		return Result{}, s.collision(ctx, r, spotOf(&row), after, inputProblems(a, err))
	}
	return result, nil
}

// ActAlone does a declared action that concerns the collection and no entry: its
// input is judged and the event COLLECTION.NAME recorded. Fails like Act.
func (s *Store) ActAlone(ctx context.Context, scope access.Scope, collection, action string, input ActionInput) error {
	r, a, err := s.acting(scope, collection, action, true)
	if err != nil {
		return err
	}
	if !r.asked.Always() { // conditions speak of an entry, and there is none
		return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed)
	}
	if _, _, err := s.assigned(r, a, input); err != nil {
		return err
	}
	return s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		return event.Record(ctx, tx, scope.Actor(), r.side, event.Change{
			Type: "collection." + a.Name, Subject: "collection", SubjectID: r.c.Name, Collection: r.c.Name,
		})
	})
}

// acting answers the role part of an action's rule.
func (s *Store) acting(scope access.Scope, collection, action string, alone bool) (*reach, *schema.Action, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, nil, err
	}
	a, ok := c.Action(action)
	if !ok || a.Standalone != alone {
		return nil, nil, fault.NotFoundOf("action").With("action", action)
	}
	r := reachOf(scope, c, schema.Act)
	r.asked = r.scope.Decide(a.Access)
	switch {
	case r.asked.Refused() && !scope.Actor().Known():
		return nil, nil, fault.SignIn()
	case r.asked.Refused():
		return nil, nil, r.asked.Fault()
	}
	return r, a, nil
}

// ready judges whether the action can be done with the row as it is.
func (r *reach) ready(a *schema.Action, row *model.Entry) error {
	draft, visible := r.sees(row)
	if !visible || !row.ArchivedAt.IsZero() {
		return fault.Missing()
	}
	refused := fault.New(fault.Conflict, fault.LayerAccess, fault.CodeWrongState)
	if !r.admits(r.asked, row, draft) {
		return refused
	}
	if a.Transition == nil {
		return nil
	}
	values, err := r.c.Decode(row.Values)
	if err != nil {
		return err
	}
	return wrongState(a, values.Text(a.Transition.Field), r.tells(a.Transition.Field, draft), refused)
}

// tells reports whether a field's value may be said to the caller.
func (r *reach) tells(field string, draft bool) bool {
	f, ok := r.c.Field(field)
	return draft && ok && !f.MaskedInQueries(r.scope)
}

func wrongState(a *schema.Action, current string, tell bool, refused *fault.Fault) error {
	t := a.Transition
	if slices.Contains(t.From, current) {
		return nil
	}
	refused = refused.With("field", t.Field).With("target", t.To).With("allowed", strings.Join(t.From, ", "))
	if tell {
		refused = refused.With("state", current)
	}
	return refused
}

// assigned asks for the input, judges it and answers what the action writes.
func (s *Store) assigned(r *reach, a *schema.Action, input ActionInput) (schema.Values, Base, error) {
	sent, base, err := input(a)
	if err != nil {
		return nil, base, err
	}
	sent = a.Input.Fill(a.Input.Known(sent))
	if problems := a.Input.Check(sent); len(problems) > 0 {
		return nil, base, fault.InvalidInput(problems...)
	}
	given := schema.Values{}
	for _, set := range a.Set {
		f, ok := r.c.Field(set.Field)
		if !ok {
			continue
		}
		value := set.Value
		switch {
		case set.Input != "":
			value = sent[set.Input]
		case set.Context != "":
			if value, err = s.contextValue(r.scope, f, set.Context); err != nil {
				return nil, base, err
			}
		}
		normal, problems := f.Normalize(value)
		if len(problems) == 0 {
			problems = f.Check(normal)
		}
		if len(problems) > 0 {
			return nil, base, inputProblems(a, fault.InvalidInput(problems...))
		}
		given[set.Field] = normal
	}
	if a.Transition != nil {
		given[a.Transition.Field] = a.Transition.To
	}
	return given, base, nil
}

// inputProblems names the problems of fields that an input fills after the input,
// which is what the caller knows.
func inputProblems(a *schema.Action, err error) error {
	if !fault.Is(err, fault.Invalid) {
		return err
	}
	f := fault.As(err)
	for i, p := range f.Problems {
		for _, set := range a.Set {
			if set.Field == p.Field && set.Input != "" {
				f.Problems[i].Field = set.Input
			}
		}
	}
	return err
}

// contextValue is what $ctx stands for. What the context lacks refuses.
func (s *Store) contextValue(scope access.Scope, f *schema.Field, name string) (any, error) {
	if name == schema.CtxNow {
		now := s.d.Now()
		if f.Type == schema.TypeDate {
			return now.Std().UTC().Format(time.DateOnly), nil
		}
		return now.String(), nil
	}
	value := scope.Context(name)
	switch {
	case value != "":
		return value, nil
	case name == access.CtxTeamID:
		return nil, fault.New(fault.Invalid, fault.LayerFirewall, fault.CodeTeamRequired)
	}
	return nil, fault.SignIn()
}

// Duplicate makes a new draft with the values of an entry: those the scope sees
// and may give to a new one. Unique values are made anew or left out. Fails like
// Get and Create.
func (s *Store) Duplicate(ctx context.Context, scope access.Scope, collection, id string, base Base) (Entry, error) {
	r, err := s.reach(scope, collection, schema.Create)
	if err != nil {
		return Entry{}, err
	}
	if r.c.Singleton {
		return Entry{}, fault.NotFoundOf("action").With("action", schema.Duplicate)
	}
	e, err := s.Get(ctx, scope, collection, id)
	if err != nil {
		return Entry{}, err
	}
	if err := base.against(e); err != nil {
		return Entry{}, err
	}
	return s.create(ctx, r, model.NewID(model.EntryID), copied(r, e), CreateOptions{from: id})
}

// copied are the values of an entry that its duplicate is given.
func copied(r *reach, e Entry) schema.Values {
	values, show := e.Values(), e.Show(r.scope)
	given := schema.Values{}
	for i := range r.c.Fields {
		f := &r.c.Fields[i]
		// A copy belongs to whoever makes it: it must not show them what was masked.
		if values[f.Name] != nil && !f.Unique && show(f) == schema.Plain && r.c.Writable(schema.Create, f.Name) {
			given[f.Name] = values[f.Name]
		}
	}
	return given
}
