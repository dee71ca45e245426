package access

import (
	"cmp"
	"slices"
)

// Holds reports whether the condition is true of a field's value: a string,
// float64, bool or nil. A missing value (nil) equals only nil, is unequal to all
// others, and is neither less nor greater than anything: the same three-valued
// logic that the SQL form is written to have.
func (c Condition) Holds(value any) bool {
	switch c.Operator {
	case Equals, In:
		return slices.ContainsFunc(c.Values, func(v any) bool { return same(v, value) })
	case NotEquals, NotIn:
		return !slices.ContainsFunc(c.Values, func(v any) bool { return same(v, value) })
	case LessThan, GreaterThan, LessThanOrEqual, GreaterThanOrEqual:
		order, ok := compare(value, c.Values)
		if !ok {
			return false
		}
		switch c.Operator {
		case LessThan:
			return order < 0
		case GreaterThan:
			return order > 0
		case LessThanOrEqual:
			return order <= 0
		default:
			return order >= 0
		}
	}
	return false
}

func same(a, b any) bool {
	order, ok := compare(a, []any{b})
	return ok && order == 0 || a == nil && b == nil
}

func compare(value any, with []any) (order int, ok bool) {
	if len(with) != 1 {
		return 0, false
	}
	switch v := value.(type) {
	case string:
		w, ok := with[0].(string)
		return cmp.Compare(v, w), ok
	case float64:
		w, ok := with[0].(float64)
		return cmp.Compare(v, w), ok
	case bool:
		w, ok := with[0].(bool)
		return cmp.Compare(truth(v), truth(w)), ok
	}
	return 0, false
}

func truth(b bool) int {
	if b {
		return 1
	}
	return 0
}
