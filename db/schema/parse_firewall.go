package schema

import (
	"slices"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
)

const firewallHint = "Write firewall: organization, {owner: {mode: optional}}, {team: {}}, {exception: true} or a list of predicates"

var isolations = []string{string(access.ByOrganization), string(access.ByTeam), string(access.ByOwner), string(access.Exception)}

// firewall reads whose rows these are, in each of its forms.
func (d *declaration) firewall() {
	pair, ok := d.keys["firewall"]
	if !ok {
		d.Say(d.at, firewallHint, "%s does not say whose its entries are", d.what())
		return
	}
	switch n := pair.Value.(type) {
	case *ast.StringNode:
		d.isolation(n.Value, n)
	case *ast.MappingNode:
		d.namedScope(n)
	case *ast.SequenceNode:
		d.predicates(n)
	default:
		d.Say(pair.Value, firewallHint, "firewall of %s cannot be read", d.what())
	}
	if i := d.c.Firewall.Isolation; d.c.Singleton && (i == access.ByOwner || i == access.ByTeam) {
		d.Say(pair.Value, "Use organization or exception", "%s is a singleton, which cannot belong to one %s", d.what(), i)
	}
}

func (d *declaration) isolation(name string, at ast.Node) bool {
	if !contains(isolations, name) {
		d.Say(at, Suggest(name, isolations), "firewall of %s names %q, which does not exist", d.what(), name)
		return false
	}
	d.c.Firewall = access.Firewall{Isolation: access.Isolation(name)}
	return true
}

func (d *declaration) namedScope(n *ast.MappingNode) {
	pairs, _ := d.Mapping(n, d.of("firewall"), isolations)
	if len(pairs) != 1 {
		if len(pairs) > 1 {
			d.Say(pairs[1].At, "Keep one; entries of a team or an owner are within their organization anyway", "firewall of %s names two scopes", d.what())
		} else if len(n.Values) == 0 {
			d.Say(n, firewallHint, "firewall of %s is empty", d.what())
		}
		return
	}
	pair := pairs[0]
	d.isolation(pair.Key, pair.At)
	switch pair.Key {
	case string(access.Exception):
		if yes, ok := d.Bool(pair.Value, "exception in firewall of "+d.what()); ok && !yes {
			d.Say(pair.Value, firewallHint, "firewall of %s says exception: false, which means nothing", d.what())
		}
	case string(access.ByOwner):
		d.ownerMode(pair)
	default:
		if _, isBool := pair.Value.(*ast.BoolNode); !isBool {
			d.Mapping(pair.Value, pair.Key+" in firewall of "+d.what(), []string{})
		}
	}
}

func (d *declaration) ownerMode(pair Pair) {
	if b, isBool := pair.Value.(*ast.BoolNode); isBool && b.Value {
		return
	}
	settings, _ := d.Mapping(pair.Value, "owner in firewall of "+d.what(), []string{"mode"})
	for _, s := range settings {
		mode, ok := d.Text(s.Value, "mode of owner in firewall of "+d.what())
		modes := []string{"required", "optional"}
		if ok && !contains(modes, mode) {
			d.Say(s.Value, Suggest(mode, modes), "firewall of %s has the mode %q, which does not exist", d.what(), mode)
		}
		d.c.Firewall.Optional = mode == "optional"
	}
}

// scopeColumns are the predicates that stand for a named scope.
var scopeColumns = map[string]struct {
	isolation access.Isolation
	context   string
}{
	"organizationId": {access.ByOrganization, access.CtxOrgID},
	"teamId":         {access.ByTeam, access.CtxTeamID},
	"ownerId":        {access.ByOwner, access.CtxUserID},
}

// predicates reads the list form. What stands for a named scope becomes one;
// the rest are conditions on top.
func (d *declaration) predicates(list *ast.SequenceNode) {
	what := d.of("firewall")
	var scopes []access.Isolation
	mistakes := len(d.Mistakes)
	for _, node := range list.Values {
		before := len(d.Mistakes)
		pairs, ok := d.Mapping(node, "a predicate of "+what, append([]string{"field", "isNull"}, operatorNames()...))
		if !ok || len(d.Mistakes) > before {
			continue
		}
		keys := keyed(pairs)
		field, given := keys["field"]
		if !given || len(pairs) != 2 {
			d.Say(node, "Write {field: organizationId, equals: $ctx.activeOrgId}", "a predicate of %s needs a field and exactly one operator", what)
			continue
		}
		name, ok := d.Text(field.Value, "field of a predicate of "+what)
		if !ok {
			continue
		}
		op := pairs[slices.IndexFunc(pairs, func(p Pair) bool { return p.Key != "field" })]
		d.predicate(name, field, op, what, &scopes)
	}
	switch {
	case len(d.Mistakes) > mistakes:
	case len(scopes) == 0:
		d.Say(list, "Add {field: organizationId, equals: $ctx.activeOrgId}, or write {exception: true} if they are everybody's",
			"%s does not bind entries to an organization", what)
	default:
		d.narrowest(scopes, list, what)
	}
}

func (d *declaration) predicate(name string, field, op Pair, what string, scopes *[]access.Isolation) {
	if op.Key == "isNull" {
		d.isNull(name, field, op, what)
		return
	}
	if scope, ok := scopeColumns[name]; ok && (op.Key == "equals" || op.Key == "in") {
		items, _ := d.Items(op.Value, op.Key+" of "+name+" in "+what)
		if len(items) != 1 || items[0].Text != scope.context {
			d.Say(op.Value, "Write "+scope.context, "%s compares %s with something else than the caller's", what, name)
			return
		}
		*scopes = append(*scopes, scope.isolation)
		return
	}
	if f, known := d.comparable(name, field.Value, what); known {
		if c, ok := d.condition(f, op, what); ok {
			d.c.Firewall.Where = append(d.c.Firewall.Where, c)
		}
	}
}

// isNull reads {field, isNull}. Deleted entries are always left out, so saying
// so is allowed and changes nothing.
func (d *declaration) isNull(name string, field, op Pair, what string) {
	null, ok := d.Bool(op.Value, "isNull of "+name+" in "+what)
	if !ok {
		return
	}
	if name == "deletedAt" || name == "archivedAt" {
		if !null {
			d.Say(op.Value, "Delete the predicate; the trash shows them", "%s asks for deleted entries", what)
		}
		return
	}
	if f, known := d.comparable(name, field.Value, what); known {
		c := access.Condition{Field: f.Name, Operator: access.Equals, Values: []any{nil}}
		if !null {
			c.Operator = access.NotEquals
		}
		d.c.Firewall.Where = append(d.c.Firewall.Where, c)
	}
}

// narrowest picks the one scope beside organization.
func (d *declaration) narrowest(scopes []access.Isolation, at ast.Node, what string) {
	scopes = slices.DeleteFunc(scopes, func(i access.Isolation) bool { return i == access.ByOrganization })
	switch len(scopes) {
	case 0:
		d.c.Firewall.Isolation = access.ByOrganization
	case 1:
		d.c.Firewall.Isolation = scopes[0]
	default:
		d.Say(at, "Keep the predicate on teamId or the one on ownerId", "%s names two scopes", what)
	}
}
