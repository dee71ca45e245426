package api

import (
	"cmp"
	"slices"

	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// actions adds what can be done beyond writing: archiving, duplicating and what
// the collection declares.
func (b *builder) actions(c *schema.Collection) {
	if b.may(c, schema.Delete) {
		rule := c.Rule(schema.Delete)
		o := b.operation(call{c: c, rule: rule, kind: "archive", method: "POST", path: []string{c.Name, "{id}", "archive"},
			summary: "Archive an entry of " + c.Label, description: "Moves it to the trash and answers it."})
		b.acts(o, c, "Archive", append(b.codesOfRule(rule), codesOfEntry(rule)...))
	}
	if !c.Singleton && b.may(c, schema.Create) {
		o := b.operation(call{c: c, rule: c.Rule(schema.Create), kind: "duplicate", method: "POST", path: []string{c.Name, "{id}", "duplicate"},
			summary: "Duplicate an entry of " + c.Label, description: "Makes a new draft with the values that the caller sees."})
		o.Parameters = append(o.Parameters, parameter("ifMatch"))
		b.seen()
		o.brings(reference("Seen"), false, nil)
		o.answersEntry(c, "201", "The new entry.", "Location")
		b.refused(o, "Duplicate", append(b.codesOfCreate(c), fault.CodeUnique, fault.CodeConditionFailed, fault.CodeConflict, fault.CodeStale)...)
	}
	for i := range c.Actions {
		b.action(c, &c.Actions[i])
	}
}

// action adds one declared action: on an entry, or alone.
func (b *builder) action(c *schema.Collection, a *schema.Action) {
	if !b.mayAct(a.Access) {
		return
	}
	path := []string{c.Name, "{id}", a.Name}
	if a.Standalone || c.Singleton {
		path = []string{c.Name, a.Name}
	}
	o := b.operation(call{c: c, rule: a.Access, kind: "action" + pascal(a.Name), method: "POST", path: path,
		summary: a.Label, description: cmp.Or(a.Description, "An action of "+c.Label+".")})
	o.brings(b.inputOf(a), slices.ContainsFunc(a.Input, func(f schema.Field) bool { return f.Required }), nil)
	codes := slices.Concat(b.codesOfRule(a.Access), codesOfWrites, codesOfGuards(c, schema.Update), codesOfTeam(c))
	if a.Standalone {
		b.succeeds(o, "It is done.")
	} else {
		o.Parameters = append(o.Parameters, parameter("ifMatch"))
		o.answersEntry(c, "200", "The entry afterwards.")
		codes = slices.Concat(codes, codesOfEntry(a.Access), b.codesOfRevisions(), []string{fault.CodeWrongState, fault.CodeTransitionLost, fault.CodeUnique})
	}
	b.refused(o, "Action"+pascal(c.Name)+pascal(a.Name), codes...)
}

// inputOf is the body of an action: its declared input and the revision seen.
func (b *builder) inputOf(a *schema.Action) Schema {
	properties, required := Ordered[Schema]{}, []string{}
	for i := range a.Input {
		f := &a.Input[i]
		properties.Add(f.Name, fieldSchema(f))
		if f.Required && f.Default == nil {
			required = append(required, f.Name)
		}
	}
	if !a.Standalone {
		properties.Add("revision", seenSchema())
	}
	s := Schema{"type": "object", "properties": properties, "additionalProperties": false}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}
