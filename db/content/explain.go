package content

import (
	"context"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// What Explain is asked beside the operations of schema and the names of actions.
// Names hold no dot, so these cannot be mistaken.
const (
	Restoration = "restoration"        // take out of the trash
	Removal     = "delete.permanently" // delete for good
	ThroughView = "list."              // and a view: list through it
	SeeField    = "see."               // and a field: see its value
	WriteField  = "write."             // and a field: give it a value
	DoAction    = "do."                // and an action, where its name is an operation's too
)

// AboutAction is what Explain is asked about a declared action.
func AboutAction(name string) string {
	if slices.Contains(schema.Operations(), schema.Operation(name)) {
		return DoAction + name
	}
	return name
}

// Explanation is why somebody may or may not do something with one entry, or in a
// collection when EntryID is "".
type Explanation struct {
	Operation  string         // as it was asked
	Part       string         // the operation that decided, when that was made of several
	Action     *schema.Action // the declared action, or nil
	View       *schema.View   // the view that is listed through, or nil
	Field      *schema.Field  // the field that is seen or written, or nil
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

	NoRule   bool               // no rule, so nobody may
	Branch   access.Branch      // the way through the rule that decided, or came closest
	Branches []access.Branch    // all ways through it
	Failed   []access.Condition // of the branch that came closest: what the entry does not meet
	State    *schema.Transition // the entry is in none of the states it starts from
	Current  string             // the state it is in
	Helpers  []string           // roles of the organization that would pass with every entry, lowest first
	Openers  []string           // and those that would with some
}

// question is an explanation of which the role part is answered.
type question struct {
	r        *reach
	action   *schema.Action
	x        Explanation
	branches []access.Branch // those that the person may go
}

// Explain says which part of which rule decides whether the scope may do an
// operation or action with an entry (or in the collection, id ""): the rule, the
// firewall and the state that the use case itself asks, in the same order. An
// entry that the scope cannot reach is explained like one that does not exist.
// Fails with NOT_FOUND (no such collection, operation, view or field).
func (s *Store) Explain(ctx context.Context, scope access.Scope, collection, operation, id string) (Explanation, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return Explanation{}, err
	}
	if name, ok := strings.CutPrefix(operation, SeeField); ok {
		return s.explainField(ctx, scope, c, name, id, schema.Get)
	}
	if name, ok := strings.CutPrefix(operation, WriteField); ok {
		return s.explainField(ctx, scope, c, name, id, writing(id, c))
	}
	q, err := s.question(scope, c, operation)
	if err != nil {
		return Explanation{}, err
	}
	switch x := q.x; {
	case operation == schema.Duplicate && id != "":
		return s.explainDuplicate(ctx, q, id)
	case q.action != nil && q.action.Standalone && id != "", operation == schema.Duplicate && c.Singleton:
		return x, fault.NotFoundOf("action").With("action", operation)
	case operation == string(schema.Create):
		return q.created(), nil
	case x.Code != "":
		x.EntryID = id
		return x, nil
	case id == "" || x.View != nil:
		return q.anywhere(), nil
	}
	row, err := s.rowToExplain(ctx, q.r, id)
	if err != nil {
		return Explanation{}, err
	}
	return q.of(id, row), nil
}

// question answers the role part of the rule behind a name.
func (s *Store) question(scope access.Scope, c *schema.Collection, operation string) (*question, error) {
	scope = scope.Over(c.Firewall)
	q := &question{x: Explanation{
		Operation: operation, Collection: c, Roles: scope.Roles(), Member: scope.Member(), Known: scope.Actor().Known(), Self: scope.Actor().ID(),
	}}
	rule, ok := q.ruleNamed(c, operation)
	if !ok {
		return nil, fault.NotFoundOf("action").With("action", operation)
	}
	q.r = reachOf(scope, c, schema.Act)
	q.r.view, q.r.asked = q.x.View, scope.Decide(rule)
	if operation == string(schema.Preview) && !scope.Member() {
		q.r.asked = access.Decision{}
	}
	x := &q.x
	x.NoRule, x.Action, x.Branches = rule == nil, q.action, scope.Branches(rule)
	x.Helpers, x.Openers = helpers(scope, rule, true), helpers(scope, rule, false)
	q.branches = slices.DeleteFunc(slices.Clone(x.Branches), func(b access.Branch) bool { return !b.Passes() })
	if q.r.asked.Refused() {
		x.Code = fault.CodeRoleRequired
		if !x.Known {
			x.Code = fault.CodeUnauthenticated
		}
		for i, b := range x.Branches {
			if i == 0 || b.MissingContext != "" && len(b.MissingRoles) == 0 && len(x.Branch.MissingRoles) > 0 {
				x.Branch = b
			}
		}
		return q, nil
	}
	for i, b := range q.branches {
		if i == 0 || len(b.Conditions) < len(x.Branch.Conditions) {
			x.Branch, x.Role = b, b.Held
		}
	}
	return q, nil
}

// ruleNamed is the rule behind the name of an operation, action or view.
func (q *question) ruleNamed(c *schema.Collection, name string) (*access.Rule, bool) {
	if view, ok := strings.CutPrefix(name, ThroughView); ok {
		if q.x.View, ok = c.View(view); !ok {
			return nil, false
		}
		return c.ViewRule(view), true
	}
	name, action := strings.CutPrefix(name, DoAction)
	switch {
	case action:
	case name == "unpublish":
		return c.Rule(schema.Publish), true
	case name == "archive", name == Restoration, name == Removal:
		return c.Rule(schema.Delete), true
	case name == schema.Duplicate:
		return c.Rule(schema.Create), true
	case slices.Contains(schema.Operations(), schema.Operation(name)) && name != string(schema.Act):
		return c.Rule(schema.Operation(name)), true
	}
	a, ok := c.Action(name)
	if !ok {
		return nil, false
	}
	q.action = a
	return a.Access, true
}

func (s *Store) rowToExplain(ctx context.Context, r *reach, id string) (*model.Entry, error) {
	row, err := db.Select[model.Entry](s.d, r.rows).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.collection = ?", r.c.Name).One(ctx)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &row, err
}

// helpers are the roles, lowest first, that a rule lets through with every entry,
// or, when conditions do not matter, with some.
func helpers(scope access.Scope, rule *access.Rule, every bool) []string {
	var roles []string
	if scope.Hierarchy() == nil {
		return nil
	}
	for _, role := range scope.Hierarchy().Roles() {
		if names(rule, role, every) {
			roles = append(roles, role)
		}
	}
	return roles
}

// names reports whether a rule lets a member of the role through.
func names(r *access.Rule, role string, every bool) bool {
	switch {
	case r == nil:
		return false
	case len(r.Or) > 0:
		return slices.ContainsFunc(r.Or, func(b access.Rule) bool { return names(&b, role, every) })
	case len(r.And) > 0:
		return !slices.ContainsFunc(r.And, func(b access.Rule) bool { return !names(&b, role, every) })
	case len(r.UserRole) > 0 || every && len(r.Record) > 0:
		return false
	case r.Public || len(r.Roles) == 0 && len(r.Record) > 0:
		return true
	}
	return slices.Contains(r.Roles, role)
}
