package access

import (
	"slices"

	"gatehouse/db/fault"
)

// Operator compares a field with values in a record condition.
type Operator string

// The operators of record conditions.
const (
	Equals             Operator = "equals"
	NotEquals          Operator = "notEquals"
	In                 Operator = "in"
	NotIn              Operator = "notIn"
	LessThan           Operator = "lessThan"
	GreaterThan        Operator = "greaterThan"
	LessThanOrEqual    Operator = "lessThanOrEqual"
	GreaterThanOrEqual Operator = "greaterThanOrEqual"
)

// Operators lists all operators.
func Operators() []Operator {
	return []Operator{Equals, NotEquals, In, NotIn, LessThan, GreaterThan, LessThanOrEqual, GreaterThanOrEqual}
}

// The context values a condition may name.
const (
	CtxUserID = "$ctx.userId"
	CtxOrgID  = "$ctx.activeOrgId"
	CtxTeamID = "$ctx.activeTeamId"
)

// ContextValues lists the context values a condition may name.
func ContextValues() []string { return []string{CtxUserID, CtxOrgID, CtxTeamID} }

// Condition is one comparison of a row's field. Values are strings, float64,
// bool or nil; In and NotIn take any number, the others exactly one.
type Condition struct {
	Field    string
	Operator Operator
	Values   []any
}

// Rule says who may do an operation. A nil *Rule refuses everybody.
type Rule struct {
	Roles    []string    // any of, already expanded ("editor+" is gone)
	Public   bool        // roles: [PUBLIC]
	UserRole []string    // any of the platform roles
	Record   []Condition // all of
	Or       []Rule      // any of; then everything above is empty
	And      []Rule      // all of; then everything above is empty
}

// Decision is the answer of a rule for one scope: refused, or allowed for the
// rows that match one of the alternatives.
type Decision struct {
	alternatives [][]Condition
}

// Refused reports whether no row at all can be reached.
func (d Decision) Refused() bool { return len(d.alternatives) == 0 }

// Always reports whether every row within the boundary is allowed.
func (d Decision) Always() bool {
	return slices.ContainsFunc(d.alternatives, func(c []Condition) bool { return len(c) == 0 })
}

// Alternatives are lists of conditions; a row is allowed if all conditions of
// one list hold. Context values are already replaced.
func (d Decision) Alternatives() [][]Condition { return d.alternatives }

// Admits reports whether a row is allowed; value reads one of its fields.
func (d Decision) Admits(value func(field string) any) bool {
	return slices.ContainsFunc(d.alternatives, func(all []Condition) bool {
		return !slices.ContainsFunc(all, func(c Condition) bool { return !c.Holds(value(c.Field)) })
	})
}

// Fault is why the decision refuses: the role part (403 ACCESS_ROLE_REQUIRED).
func (d Decision) Fault() error {
	if d.Refused() {
		return fault.RoleRequired()
	}
	return nil
}

// Decide answers a rule for this scope. nil refuses.
func (s Scope) Decide(r *Rule) Decision {
	if r == nil {
		return Decision{}
	}
	return Decision{alternatives: s.alternatives(*r)}
}

func (s Scope) alternatives(r Rule) [][]Condition {
	var admitted [][]Condition
	for _, b := range s.Branches(&r) {
		if b.Passes() {
			admitted = append(admitted, b.Conditions)
		}
	}
	return admitted
}

// Over is the scope where rules of a collection with the firewall are asked:
// platform roles count for the rows of the whole installation, wherever their
// holder is.
func (s Scope) Over(f Firewall) Scope {
	s.everybodys = f.Isolation == Exception
	return s
}

// platform reports whether the actor's platform role passes. It counts where the
// caller is a member, over rows of the whole installation, and where the
// selection says so.
func (s Scope) platform(roles []string) bool {
	if !slices.Contains(roles, s.actor.UserRole()) {
		return false
	}
	return s.Member() || s.everybodys || (s.selection != nil && s.selection.PlatformRolesCount(s.organization.ID))
}

// Context is what a $ctx name stands for, "" when the context lacks it.
func (s Scope) Context(name string) string {
	switch name {
	case CtxUserID:
		return s.actor.ID()
	case CtxOrgID:
		return s.organization.ID
	case CtxTeamID:
		return s.activeTeam
	}
	return ""
}

// resolve replaces $ctx values; ok is false when the context lacks one.
func (s Scope) resolve(c Condition) (Condition, bool) {
	out := Condition{Field: c.Field, Operator: c.Operator, Values: make([]any, len(c.Values))}
	for i, v := range c.Values {
		out.Values[i] = v
		name, isText := v.(string)
		if !isText || !slices.Contains(ContextValues(), name) {
			continue
		}
		value := s.Context(name)
		if value == "" {
			return Condition{}, false
		}
		out.Values[i] = value
	}
	return out, true
}
