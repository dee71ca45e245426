package schema

import (
	"maps"
	"reflect"
	"slices"
)

// Values are the normalised values of an entry's fields by name. A name that is
// missing was not given; one that is nil is absent on purpose.
type Values map[string]any

// Text is the value of a text field, "" when absent.
func (v Values) Text(name string) string {
	s, _ := v[name].(string)
	return s
}

// Items is the value of a plural field.
func (v Values) Items(name string) []string {
	s, _ := v[name].([]string)
	return s
}

// Clone copies the map; the values themselves are never changed in place.
func (v Values) Clone() Values {
	if v == nil {
		return Values{}
	}
	return maps.Clone(v)
}

// Names lists the given names in alphabetical order.
func (v Values) Names() []string { return slices.Sorted(maps.Keys(v)) }

// With is a copy in which the given values replace its own.
func (v Values) With(given Values) Values {
	out := v.Clone()
	maps.Copy(out, given)
	return out
}

// Diff names the fields whose values differ, in alphabetical order. Missing and
// nil are the same.
func Diff(old, new Values) []string {
	var changed []string
	for name := range old.With(new) {
		if !same(old[name], new[name]) {
			changed = append(changed, name)
		}
	}
	slices.Sort(changed)
	return changed
}

// Merge joins two changes of the same base, field by field. mine may hold only
// the fields that were given. A field changed by one side takes that side's
// value; one changed by both to different values is a conflict and stays as
// theirs in merged. Conflicts are in alphabetical order.
func Merge(base, mine, theirs Values) (merged Values, conflicts []string) {
	merged = theirs.Clone()
	for name, value := range mine {
		switch {
		case same(value, base[name]), same(value, theirs[name]):
		case same(theirs[name], base[name]):
			merged[name] = value
		default:
			conflicts = append(conflicts, name)
		}
	}
	slices.Sort(conflicts)
	return merged, conflicts
}

func same(a, b any) bool {
	if x, ok := a.([]string); ok {
		y, ok := b.([]string)
		return ok && slices.Equal(x, y) || b == nil && len(x) == 0
	}
	if y, ok := b.([]string); ok {
		return a == nil && len(y) == 0
	}
	return reflect.DeepEqual(a, b)
}
