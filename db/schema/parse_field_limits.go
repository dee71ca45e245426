package schema

import (
	"fmt"
	"math"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

func (r *fieldReader) limits() {
	f := r.f
	for key, into := range map[string]**float64{"min": &f.Min, "max": &f.Max} {
		pair, ok := r.keys[key]
		if !ok {
			continue
		}
		value, ok := r.Number(pair.Value, key+" of "+r.what)
		switch {
		case !ok:
		case f.Type != TypeNumber && (value != math.Trunc(value) || value < 0 || key == "max" && value < 1):
			r.Say(pair.Value, "Write a whole number", "%s of %s counts characters or items, so it cannot be %s", key, r.what, formatNumber(value))
		default:
			*into = &value
		}
	}
	if f.Min != nil && f.Max != nil && *f.Min > *f.Max {
		r.Say(r.keys["min"].Value, "Swap them", "%s has a min of %s above its max of %s", r.what, formatNumber(*f.Min), formatNumber(*f.Max))
		f.Min = nil
	}
	if pair, ok := r.keys["decimals"]; ok {
		if digits, ok := r.Whole(pair.Value, "decimals of "+r.what, 0, 10); ok {
			f.Decimals = &digits
		}
	}
	if pair, ok := r.keys["pattern"]; ok {
		r.pattern(pair)
	}
	if f.Type == TypeSlug && f.Max != nil && *f.Max > longestSlug {
		r.Say(r.keys["max"].Value, fmt.Sprintf("Use at most %d", longestSlug), "%s has a max of %s, but no slug is that long", r.what, formatNumber(*f.Max))
	}
	if (f.Unique || f.Index) && f.kind().sort(f) == SortText && f.Max != nil && *f.Max > longestIndexed {
		r.Say(r.keys["max"].Value, fmt.Sprintf("Use at most %d, or delete unique and index", longestIndexed),
			"%s has a max of %s, but an indexed text has at most %d characters", r.what, formatNumber(*f.Max), longestIndexed)
	}
}

func (r *fieldReader) choices() {
	pair, ok := r.keys["options"]
	needs := contains(r.kind.settings, "options")
	if needs && !ok {
		r.Say(r.keys["type"].At, "Add options: [one, two]", "%s has no options", r.what)
	}
	if !needs || !ok {
		return
	}
	list, isList := pair.Value.(*ast.SequenceNode)
	if !isList {
		r.wrong(pair.Value, "options of "+r.what, "a list, for example [one, two] or [{value: one, label: One}]")
		return
	}
	if len(list.Values) == 0 {
		r.Say(pair.Value, "Name at least one", "options of %s is empty", r.what)
	}
	for _, node := range list.Values {
		r.option(node)
	}
}

func (r *fieldReader) option(node ast.Node) {
	what := "an option of " + r.what
	o, at, ok := Option{}, node, false
	if _, isMapping := node.(*ast.MappingNode); isMapping {
		pairs, _ := r.Mapping(node, what, []string{"value", "label"})
		keys := keyed(pairs)
		if value, given := keys["value"]; given {
			at = value.Value
			o.Value, ok = r.Text(value.Value, "value of "+what)
		} else {
			r.Say(node, "Write {value: one, label: One}", "%s has no value", what)
		}
		if label, given := keys["label"]; given {
			o.Label, _ = r.Text(label.Value, "label of "+what)
		}
	} else if written := node.GetToken(); written != nil && isScalar(node) {
		r.Say(node, fmt.Sprintf("Put it in quotes: %q", written.Value), "%s is %s, not text", what, describe(node))
		o.Value, ok = written.Value, true // it is clear what was meant
	} else {
		o.Value, ok = r.Text(node, what)
	}
	if o.Label == "" {
		o.Label = humanize(o.Value)
	}
	if o.Label == "" {
		o.Label = o.Value
	}
	if !ok {
		return
	}
	if _, twice := r.f.Option(o.Value); twice {
		r.Say(at, "Keep it once", "options of %s name %q twice", r.what, o.Value)
		return
	}
	if tidy, problems := cleanLine(o.Value); tidy != o.Value || len(problems) > 0 {
		r.Say(at, "Write it on one line, without control characters", "%s cannot be %q", what, o.Value)
		return
	}
	r.f.Options = append(r.f.Options, o)
}

func (r *fieldReader) filter() {
	pair, ok := r.keys["filter"]
	if !ok {
		return
	}
	r.f.Filter = []string{}
	allowed := r.kind.operators(r.f)
	items, _ := r.Items(pair.Value, "filter of "+r.what)
	for _, item := range items {
		if !contains(allowed, item.Text) {
			r.Say(item.At, Suggest(item.Text, allowed), "%s cannot be filtered by %q", r.what, item.Text)
			continue
		}
		r.f.Filter = append(r.f.Filter, item.Text)
	}
}

func (r *fieldReader) defaults() {
	pair, ok := r.keys["default"]
	if !ok {
		return
	}
	given, isPlain := plain(pair.Value)
	if !isPlain || given == nil {
		r.wrong(pair.Value, "default of "+r.what, "a value of the type "+r.f.Type)
		return
	}
	value, problems := r.f.Normalize(given)
	if len(problems) == 0 && value != nil {
		problems = r.kind.check(r.f, value)
	}
	if len(problems) > 0 || value == nil {
		hint := "Write a value of the type " + r.f.Type + " that the field's other settings allow"
		if len(r.f.Options) > 0 {
			hint = "Allowed: " + strings.Join(r.f.optionValues(), ", ")
		}
		r.Say(pair.Value, hint, "default of %s is not a value it may have", r.what)
		return
	}
	r.f.Default = value
}
