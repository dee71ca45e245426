package schema

import (
	"fmt"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
)

func (d *declaration) access() {
	pair, given := d.keys["access"]
	if given {
		allowed := operationNames(d.c.Singleton)
		pairs, _ := d.Mapping(pair.Value, d.of("access"), operationNames(false))
		for _, p := range pairs {
			if !contains(allowed, p.Key) {
				d.Say(p.At, "Allowed: get, update, publish, preview", "%s is a singleton, which has no operation %q", d.what(), p.Key)
				continue
			}
			op := Operation(p.Key)
			what := fmt.Sprintf("access to %s %s", p.Key, d.what())
			rule := d.rule(p.Value, what, 0)
			d.c.Access[op] = rule
			if op != List && op != Get && op != Preview {
				d.installation(rule, p.Value, what)
			}
		}
	} else {
		d.Say(d.at, "Add access: {list: {roles: [member+]}, …}", "%s has no access, so nobody could use it", d.what())
	}
	_, viewed := d.keys["views"]
	if d.c.Access[Preview] != nil && d.c.Access[List] == nil && d.c.Access[Get] == nil && !viewed {
		d.Say(keyIn(pair.Value, string(Preview)), "Add list and get, or delete preview", "access to %s has preview, but neither list nor get: nobody reads anything", d.what())
	}
	if d.c.Access[Preview] == nil {
		d.c.Access[Preview] = &access.Rule{Roles: d.hierarchy.Roles()}
	}
}

func operationNames(singleton bool) []string {
	var names []string
	for _, op := range Operations() {
		if !singleton || op != List && op != Create && op != Delete {
			names = append(names, string(op))
		}
	}
	return names
}

// installation refuses roles of organizations where rows belong to none.
func (d *declaration) installation(rule *access.Rule, at ast.Node, what string) {
	if d.c.Firewall.Isolation != access.Exception || d.options.FixedOrganization || rule == nil || onlyUserRole(*rule) {
		return
	}
	d.Say(at, "Name userRole only, for example {userRole: [admin]}: a role in some organization must not change everybody's rows",
		"%s names more than userRole, but its rows belong to the whole installation", what)
}

func onlyUserRole(r access.Rule) bool {
	for _, branch := range append(r.Or, r.And...) {
		if !onlyUserRole(branch) {
			return false
		}
	}
	if len(r.Or)+len(r.And) > 0 {
		return true
	}
	return len(r.UserRole) > 0 && len(r.Roles) == 0 && !r.Public
}

// deepestRule is how deeply or and and may nest.
const deepestRule = 8

func (d *declaration) rule(node ast.Node, what string, depth int) *access.Rule {
	r := &access.Rule{}
	before := len(d.Mistakes)
	pairs, ok := d.MappingLike(node, what, "a rule: {roles: [member+]}, or {roles: [PUBLIC]} for everybody", []string{"roles", "userRole", "record", "or", "and"})
	if !ok || len(d.Mistakes) > before {
		return r
	}
	if depth > deepestRule {
		d.Say(node, "Write it flatter", "%s is nested too deeply", what)
		return r
	}
	if len(pairs) == 0 {
		d.Say(node, "Name roles, for example {roles: [member+]}, or delete the operation to refuse it", "%s names nobody", what)
	}
	var record Pair
	for _, pair := range pairs {
		if len(pairs) > 1 && (pair.Key == "or" || pair.Key == "and") {
			d.Say(pair.At, "Move the other keys into its branches", "%s has %q beside other keys, which would be ignored", what, pair.Key)
			continue
		}
		switch pair.Key {
		case "roles":
			r.Roles, r.Public = d.roles(pair.Value, "roles of "+what)
		case "userRole":
			r.UserRole = d.platformRoles(pair.Value, "userRole of "+what)
		case "record":
			record, r.Record = pair, d.record(pair.Value, "record of "+what)
		case "or":
			r.Or = d.branches(pair, what, depth)
		case "and":
			r.And = d.branches(pair, what, depth)
		}
	}
	d.comparing(r, record, what)
	return r
}

func (d *declaration) branches(pair Pair, what string, depth int) []access.Rule {
	list, ok := pair.Value.(*ast.SequenceNode)
	if !ok {
		d.wrong(pair.Value, pair.Key+" of "+what, "a list of rules")
		return nil
	}
	if len(list.Values) < 2 {
		d.Say(pair.Value, "Write the rule itself instead", "%s of %s needs at least two rules", pair.Key, what)
	}
	var rules []access.Rule
	for _, node := range list.Values {
		rules = append(rules, *d.rule(node, what, depth+1))
	}
	return rules
}

// roles reads role expressions and expands them; public stands for PUBLIC.
func (p *parser) roles(node ast.Node, what string) (roles []string, public bool) {
	items, ok := p.Items(node, what)
	if ok && len(items) == 0 {
		p.Say(node, "Name at least one role", "%s is empty", what)
	}
	for _, item := range items {
		if item.Text == access.Public {
			if public = len(items) == 1; !public {
				p.Say(item.At, "PUBLIC is everybody: delete the other roles, or delete PUBLIC", "%s has PUBLIC beside other roles", what)
			}
			continue
		}
		expanded, known := p.hierarchy.Expand(item.Text)
		if !known {
			p.Say(item.At, Suggest(item.Text, p.roleExpressions()), "%s names the role %q, which does not exist", what, item.Text)
			continue
		}
		for _, role := range expanded {
			if !contains(roles, role) {
				roles = append(roles, role)
			}
		}
	}
	return roles, public
}

func (p *parser) roleExpressions() []string {
	var names []string
	for _, role := range p.hierarchy.Roles() {
		names = append(names, role, role+"+")
	}
	return append(names, access.Public)
}

func (p *parser) platformRoles(node ast.Node, what string) []string {
	items, ok := p.Items(node, what)
	if ok && len(items) == 0 {
		p.Say(node, "Name at least one platform role", "%s is empty", what)
	}
	var roles []string
	for _, item := range items {
		if !actionName.MatchString(item.Text) {
			p.Say(item.At, "Write the exact platform role, for example admin; there is no PUBLIC and no +", "%s names %q, which is not a platform role", what, item.Text)
			continue
		}
		roles = append(roles, item.Text)
	}
	return roles
}
