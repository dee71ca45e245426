package schema

import (
	"maps"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func operatorNames() []string {
	var names []string
	for _, op := range access.Operators() {
		names = append(names, string(op))
	}
	return names
}

func (d *declaration) record(node ast.Node, what string) []access.Condition {
	pairs, ok := d.Mapping(node, what, nil)
	if ok && len(pairs) == 0 {
		d.Say(node, "Write {createdBy: {equals: $ctx.userId}} or delete it", "%s is empty", what)
	}
	var conditions []access.Condition
	for _, pair := range pairs {
		f, known := d.comparable(pair.Key, pair.At, what)
		if !known {
			continue
		}
		before := len(d.Mistakes)
		operators, _ := d.MappingLike(pair.Value, pair.Key+" in "+what, "a comparison: {equals: …}", operatorNames())
		if len(operators) == 0 && len(d.Mistakes) == before {
			d.Say(pair.Value, "Write {equals: …}", "%s compares %q with nothing", what, pair.Key)
		}
		for _, op := range operators {
			if c, ok := d.condition(f, op, what); ok {
				conditions = append(conditions, c)
			}
		}
	}
	return conditions
}

// comparable finds what a condition may speak of: a declared field with one
// value, or a system field, as if it were a declared one.
func (d *declaration) comparable(name string, at ast.Node, what string) (*Field, bool) {
	if f, found := d.c.Field(name); found {
		if f.Plural() || f.Type == TypeJSON {
			d.Say(at, "Compare a field with a single value", "%s compares %q, which is of type %s", what, name, f.Type)
			return nil, false
		}
		return f, true
	}
	system := ConditionSystemFields()
	sort, found := system[name]
	if !found {
		d.Say(at, Suggest(name, slices.Concat(d.c.Fields.Names(), slices.Sorted(maps.Keys(system)))), "%s names the field %q, which does not exist", what, name)
		return nil, false
	}
	switch {
	case name == "status":
		return &Field{Name: name, Type: TypeSelect, Options: []Option{{Value: model.Draft}, {Value: model.Published}}}, true
	case sort == SortNumber:
		return &Field{Name: name, Type: TypeNumber}, true
	}
	return &Field{Name: name, Type: TypeText}, true
}

// condition reads one operator with its values.
func (d *declaration) condition(f *Field, op Pair, what string) (access.Condition, bool) {
	c := access.Condition{Field: f.Name, Operator: access.Operator(op.Key)}
	what = op.Key + " of " + f.Name + " in " + what
	nodes := []ast.Node{op.Value}
	list, isList := op.Value.(*ast.SequenceNode)
	many := c.Operator == access.In || c.Operator == access.NotIn
	switch {
	case many && !isList:
		d.wrong(op.Value, what, "a list")
		return c, false
	case many && len(list.Values) == 0:
		d.Say(op.Value, "Name at least one value", "%s is an empty list", what)
		return c, false
	case many:
		nodes = list.Values
	case isList:
		d.Say(op.Value, "Write one value, or use in / notIn", "%s compares with a list", what)
		return c, false
	}
	ordering := !many && c.Operator != access.Equals && c.Operator != access.NotEquals
	if ordering && f.Sort() == SortBool {
		d.Say(op.At, "Use equals or notEquals", "%s: a boolean is neither less nor greater", what)
		return c, false
	}
	for _, node := range nodes {
		value, ok := d.operand(f, node, what, !ordering && !many)
		if !ok {
			return c, false
		}
		c.Values = append(c.Values, value)
	}
	return c, true
}

// operand reads a value that is compared with a field.
func (d *declaration) operand(f *Field, node ast.Node, what string, nullable bool) (any, bool) {
	given, ok := plain(node)
	if text, isText := given.(string); isText && (strings.HasPrefix(text, "$") || strings.HasPrefix(text, "ctx.")) {
		return text, d.contextValue(f, text, node, what, access.ContextValues())
	}
	if ok && given == nil && nullable {
		return nil, true
	}
	if d.unsure[f.Name] {
		return nil, false
	}
	value, problems := f.Normalize(given)
	if ok && len(problems) == 0 && value != nil {
		problems = f.kind().check(f, value)
		if len(problems) == 0 || !contains([]string{fault.ProblemOption, fault.ProblemFormat, fault.ProblemType}, problems[0].Code) {
			return value, true
		}
	}
	hint := "Write a value of the type " + f.Type
	if len(f.Options) > 0 {
		text, _ := given.(string)
		hint = Suggest(text, f.optionValues())
	}
	d.Say(node, hint, "%s compares with something that %s never is", what, f.Name)
	return nil, false
}

func (d *declaration) contextValue(f *Field, text string, at ast.Node, what string, allowed []string) bool {
	if !contains(allowed, text) {
		d.Say(at, Suggest(text, allowed), "%s names %q, which does not exist", what, text)
		return false
	}
	if sort := f.Sort(); sort == SortNumber || sort == SortBool || sort == SortTime && text != CtxNow {
		d.Say(at, "Write a value of the type "+f.Type, "%s takes %q, which is text, but %s is of type %s", what, text, f.Name, f.Type)
		return false
	}
	return true
}
