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

// Explanation is why somebody may or may not do something with one entry, or in a
// collection when EntryID is "".
type Explanation struct {
	Operation  string // an operation of schema, or the name of an action
	Label      string // of a declared action
	Collection *schema.Collection
	EntryID    string

	Allowed bool
	Code    string   // the fault's code when it is refused
	Role    string   // the role that decided, of those the person has
	Roles   []string // all of them
	Member  bool
	Known   bool   // somebody is signed in
	Self    string // the person's id, as conditions name it
	Trashed bool   // the entry lies in the trash

	NoRule  bool               // no rule, so nobody may
	Branch  access.Branch      // the way through the rule that decided, or came closest
	Failed  []access.Condition // of the branch that came closest: what the entry does not meet
	State   *schema.Transition // the entry is in none of the states it starts from
	Current string             // the state it is in
	Helpers []string           // roles of the organization that would pass, lowest first
}

// Explain says which part of which rule decides whether the scope may do an
// operation or action with an entry (or in the collection, id ""): the rule, the
// firewall and the state that the use case itself asks, in the same order. An
// entry that the scope cannot reach is explained like one that does not exist.
// Fails with NOT_FOUND (no such collection or operation).
func (s *Store) Explain(ctx context.Context, scope access.Scope, collection, operation, id string) (Explanation, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return Explanation{}, err
	}
	rule, action, ok := ruleNamed(c, operation)
	if !ok {
		return Explanation{}, fault.NotFoundOf("action").With("action", operation)
	}
	r := reachOf(scope, c, schema.Act)
	r.asked = scope.Decide(rule)
	if operation == string(schema.Preview) && !scope.Member() {
		r.asked = access.Decision{}
	}
	x := Explanation{
		Operation: operation, Collection: c, EntryID: id, Roles: scope.Roles(), Member: scope.Member(),
		Known: scope.Actor().Known(), Self: scope.Actor().ID(), NoRule: rule == nil, Helpers: helpers(scope, rule),
	}
	if action != nil {
		x.Label = action.Label
	}
	branches := scope.Branches(rule)
	if r.asked.Refused() {
		x.Code = fault.CodeRoleRequired
		if !x.Known {
			x.Code = fault.CodeUnauthenticated
		}
		if len(branches) > 0 {
			x.Branch = branches[0]
		}
		return x, nil
	}
	branches = slices.DeleteFunc(branches, func(b access.Branch) bool { return !b.Passes() })
	x.Branch, x.Role = branches[0], branches[0].Held
	if id == "" || operation == string(schema.Create) && action == nil {
		x.Allowed = true
		return x, nil
	}
	row, err := db.Select[model.Entry](s.d, r.rows).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.collection = ?", c.Name).One(ctx)
	if fault.Is(err, fault.NotFound) {
		x.Code = fault.CodeFirewallNotFound
		return x, nil
	}
	if err != nil {
		return Explanation{}, err
	}
	draft, visible := r.sees(&row)
	x.Trashed = visible && !row.ArchivedAt.IsZero()
	if !visible || x.Trashed && operation != string(schema.Delete) {
		x.Code = fault.CodeFirewallNotFound
		return x, nil
	}
	x.judge(r, action, &row, draft, branches)
	return x, nil
}

// ruleNamed is the rule behind the name of an operation or action.
func ruleNamed(c *schema.Collection, name string) (*access.Rule, *schema.Action, bool) {
	switch name {
	case "unpublish":
		name = string(schema.Publish)
	case "archive":
		name = string(schema.Delete)
	case schema.Duplicate:
		name = string(schema.Create)
	}
	if slices.Contains(schema.Operations(), schema.Operation(name)) {
		return c.Rule(schema.Operation(name)), nil, true
	}
	if a, ok := c.Action(name); ok {
		return a.Access, a, true
	}
	return nil, nil, false
}

// judge asks the record part and the state of one row.
func (x *Explanation) judge(r *reach, action *schema.Action, row *model.Entry, draft bool, branches []access.Branch) {
	read := r.reader(row, sideOf(row, draft))
	fewest := -1
	for _, b := range branches {
		var failed []access.Condition
		for _, c := range b.Conditions {
			if !c.Holds(read(c.Field)) {
				failed = append(failed, c)
			}
		}
		if fewest < 0 || len(failed) < fewest {
			fewest, x.Branch, x.Role, x.Failed = len(failed), b, b.Held, failed
		}
	}
	if !r.admits(r.asked, row, draft) {
		x.Code = fault.CodeConditionFailed
		if action != nil {
			x.Code = fault.CodeWrongState
		}
		return
	}
	if action != nil && action.Transition != nil {
		if values, err := r.c.Decode(row.Values); err == nil && !slices.Contains(action.Transition.From, values.Text(action.Transition.Field)) {
			x.Code, x.State = fault.CodeWrongState, action.Transition
			if r.tells(action.Transition.Field, draft) {
				x.Current = values.Text(action.Transition.Field)
			}
			return
		}
	}
	x.Allowed = true
}

// helpers are the roles, lowest first, that a rule lets through with at least
// some entries.
func helpers(scope access.Scope, rule *access.Rule) []string {
	var roles []string
	if scope.Hierarchy() == nil {
		return nil
	}
	for _, role := range scope.Hierarchy().Roles() {
		if names(rule, role) {
			roles = append(roles, role)
		}
	}
	return roles
}

// names reports whether a rule lets a member of the role through.
func names(r *access.Rule, role string) bool {
	switch {
	case r == nil:
		return false
	case len(r.Or) > 0:
		return slices.ContainsFunc(r.Or, func(b access.Rule) bool { return names(&b, role) })
	case len(r.And) > 0:
		return !slices.ContainsFunc(r.And, func(b access.Rule) bool { return !names(&b, role) })
	}
	return len(r.UserRole) == 0 && len(r.Record) == 0 && slices.Contains(r.Roles, role)
}

// Offer is a declared action as one entry's page offers it.
type Offer struct {
	Action      *schema.Action
	Explanation Explanation // why not, when it is not allowed
}

// Offers are the declared actions with an entry (or the standalone ones, id ""),
// each judged by Explain.
func (s *Store) Offers(ctx context.Context, scope access.Scope, c *schema.Collection, id string) ([]Offer, error) {
	var offers []Offer
	for i := range c.Actions {
		a := &c.Actions[i]
		if a.Standalone != (id == "") {
			continue
		}
		x, err := s.Explain(ctx, scope, c.Name, a.Name, id)
		if err != nil {
			return nil, err
		}
		offers = append(offers, Offer{Action: a, Explanation: x})
	}
	return offers, nil
}
