package api

import (
	"cmp"
	"slices"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// collection adds the calls of a collection that the reader may make.
func (b *builder) collection(c *schema.Collection) {
	before := len(b.document.Paths)
	if c.Singleton {
		b.singleton(c)
	} else {
		b.list(c)
		b.create(c)
		b.batches(c)
	}
	b.entry(c)
	b.states(c)
	b.actions(c)
	b.history(c)
	if len(b.document.Paths) == before {
		return
	}
	b.document.Tags = append(b.document.Tags, Tag{Name: c.Name, Description: cmp.Or(c.Description, "Entries of "+c.Label+"."), Label: c.Label})
	b.entrySchemas(c)
}

func (b *builder) list(c *schema.Collection) {
	if !b.may(c, schema.List) {
		return
	}
	rule := c.Rule(schema.List)
	o := b.operation(call{c: c, rule: rule, kind: "list", method: "GET", path: []string{c.Name}, summary: "List " + c.Label,
		description: "Parameters that are not named here are refused, never ignored. Visitors get published values only."})
	o.Parameters = append(append(o.Parameters, b.listParameters(c)...), parameter("ifNoneMatch"))
	o.answers("200", "A page of entries.", reference(pascal(c.Name)+"Page"), "ETag")
	o.answers("304", "As before.", nil, "ETag")
	b.refused(o, "List", append(b.codesOfRule(rule), fault.CodeInvalidCursor)...)
}

// answersEntry adds the answer with one entry.
func (o *Operation) answersEntry(c *schema.Collection, status, said string, headers ...string) {
	o.answers(status, said, reference(pascal(c.Name)+"Entry"), append([]string{"ETag"}, headers...)...)
}

// reads completes a call that reads one entry.
func (b *builder) reads(o *Operation, c *schema.Collection) {
	if p := b.expandParameter(c); p != nil {
		o.Parameters = append(o.Parameters, p)
	}
	o.Parameters = append(o.Parameters, parameter("ifNoneMatch"))
	o.answersEntry(c, "200", "The entry.")
	o.answers("304", "As before.", nil, "ETag")
}

func (b *builder) singleton(c *schema.Collection) {
	if b.may(c, schema.Get) {
		rule := c.Rule(schema.Get)
		o := b.operation(call{c: c, rule: rule, kind: "read", method: "GET", path: []string{c.Name}, summary: "Read " + c.Label,
			description: "Before it is saved for the first time its id is null and its values are the defaults."})
		b.reads(o, c)
		codes := b.codesOfRule(rule)
		if conditional(rule) {
			codes = append(codes, fault.CodeConditionFailed)
		}
		b.refused(o, "Read", codes...)
	}
	if b.may(c, schema.Update) {
		rule := c.Rule(schema.Update)
		o := b.operation(call{c: c, rule: rule, kind: "write", method: "PATCH", path: []string{c.Name}, summary: "Change " + c.Label,
			description: "Only the given fields change."})
		b.changes(o, c, "Write", append(b.codesOfRule(rule), codesOfEntry(rule)...))
	}
}

// changes completes a PATCH.
func (b *builder) changes(o *Operation, c *schema.Collection, kind string, codes []string) {
	o.Parameters = append(o.Parameters, parameter("ifMatch"))
	if c.Singleton {
		o.Parameters = append(o.Parameters, parameter("ifAbsent"))
	}
	o.brings(reference(pascal(c.Name)+"Change"), true, Example(c, schema.Update))
	o.answersEntry(c, "200", "The entry after the change.")
	codes = slices.Concat(codes, codesOfWrites, b.codesOfRevisions(), codesOfGuards(c, schema.Update), codesOfTeam(c))
	b.refused(o, kind, codes...)
}

func codesOfTeam(c *schema.Collection) []string {
	if slices.Contains(systemMembers(c), "teamId") {
		return []string{fault.CodeTeamRequired}
	}
	return nil
}

func (b *builder) create(c *schema.Collection) {
	if !b.may(c, schema.Create) {
		return
	}
	rule := c.Rule(schema.Create)
	o := b.operation(call{c: c, rule: rule, kind: "create", method: "POST", path: []string{c.Name}, summary: "Create an entry of " + c.Label,
		description: "It is a draft until it is published."})
	o.Parameters = append(o.Parameters, parameter("ifAbsent"))
	o.brings(reference(pascal(c.Name)+"New"), true, Example(c, schema.Create))
	o.answersEntry(c, "201", "The new entry.", "Location")
	b.refused(o, "Create", b.codesOfCreate(c)...)
}

func (b *builder) codesOfCreate(c *schema.Collection) []string {
	rule := c.Rule(schema.Create)
	codes := slices.Concat(b.codesOfRule(rule), codesOfWrites, codesOfGuards(c, schema.Create), codesOfTeam(c), []string{fault.CodeFirewallNotFound})
	if conditional(rule) {
		codes = append(codes, fault.CodeConditionFailed)
	}
	return codes
}

func (b *builder) batches(c *schema.Collection) {
	path, n := []string{c.Name, "batch"}, pascal(c.Name)
	const both = "At most 100, by default all or nothing."
	add := func(op schema.Operation, kind, method, said, body, result, status string, codes []string) {
		if !b.may(c, op) {
			return
		}
		o := b.operation(call{c: c, rule: c.Rule(op), kind: kind, method: method, path: path, summary: said, description: both})
		var sample any
		switch op {
		case schema.Delete:
			sample = map[string]any{"ids": []string{exampleID}}
		case schema.Update:
			record := Example(c, op)
			sample = map[string]any{"records": []any{append(Ordered[any]{{"id", exampleID}}, record...)}}
		default:
			sample = map[string]any{"records": []any{Example(c, op)}}
		}
		o.brings(reference(n+body), true, sample)
		if op == schema.Delete {
			o.Parameters = append(o.Parameters, permanent())
		}
		o.answers(status, "Every record went through.", reference(result))
		o.answers("207", "With atomic: false, some records did not go through.", reference(result))
		b.refused(o, kind, codes...)
	}
	entry := func(op schema.Operation) []string {
		return slices.Concat(b.codesOfRule(c.Rule(op)), codesOfEntry(c.Rule(op)), codesOfWrites, b.codesOfRevisions())
	}
	update := append(entry(schema.Update), codesOfGuards(c, schema.Update)...)
	add(schema.Create, "createBatch", "POST", "Create several entries of "+c.Label, "NewBatch", n+"BatchResult", "201", b.codesOfCreate(c))
	add(schema.Update, "changeBatch", "PATCH", "Change several entries of "+c.Label, "ChangeBatch", n+"BatchResult", "200", update)
	add(schema.Delete, "deleteBatch", "DELETE", "Delete several entries of "+c.Label, "DeleteBatch", "DeletedBatchResult", "200",
		append(entry(schema.Delete), fault.CodeWrongState, fault.CodeInUse))
	if b.may(c, schema.Delete) {
		schemas := &b.document.Components.Schemas
		schemas.Add(n+"DeleteBatch", batchSchema("ids", Schema{"anyOf": []Schema{
			{"type": "string", "minLength": 1},
			{"type": "object", "required": []string{"id"}, "additionalProperties": false, "properties": Ordered[Schema]{
				{"id", Schema{"type": "string", "minLength": 1}}, {"revision", seenSchema()},
			}},
		}}))
		schemas.Add("DeletedBatchResult", resultSchema(Schema{"type": "object", "required": []string{"id"}, "properties": Ordered[Schema]{{"id", Schema{"type": "string"}}}}))
	}
}

func permanent() *Parameter {
	return &Parameter{Name: "permanent", In: "query", Schema: Schema{"type": "boolean", "default": false}, Description: "Remove for good instead of moving to the trash."}
}

// entry adds reading, changing and deleting one entry.
func (b *builder) entry(c *schema.Collection) {
	path := []string{c.Name, "{id}"}
	if b.may(c, schema.Get) {
		rule := c.Rule(schema.Get)
		o := b.operation(call{c: c, rule: rule, kind: "get", method: "GET", path: path, summary: "Read an entry of " + c.Label,
			description: "Visitors get its published values, and drafts do not exist for them."})
		b.reads(o, c)
		b.refused(o, "Get", append(b.codesOfRule(rule), codesOfEntry(rule)...)...)
	}
	if b.may(c, schema.Update) {
		rule := c.Rule(schema.Update)
		o := b.operation(call{c: c, rule: rule, kind: "change", method: "PATCH", path: path, summary: "Change an entry of " + c.Label,
			description: "Only the given fields change. A field that cannot be changed may be sent as it is."})
		b.changes(o, c, "Change", append(b.codesOfRule(rule), codesOfEntry(rule)...))
	}
	if b.may(c, schema.Delete) {
		rule := c.Rule(schema.Delete)
		o := b.operation(call{c: c, rule: rule, kind: "delete", method: "DELETE", path: path, summary: "Delete an entry of " + c.Label,
			description: "Moves it to the trash, whence it can be restored."})
		o.Parameters = append(o.Parameters, permanent(), parameter("ifMatch"))
		o.brings(reference("Seen"), false, nil)
		b.seen()
		b.succeeds(o, "It is in the trash, or gone.")
		b.refused(o, "Delete", slices.Concat(b.codesOfRule(rule), codesOfEntry(rule), codesOfWrites, b.codesOfRevisions(), []string{fault.CodeWrongState, fault.CodeInUse})...)
	}
}

// seen is the body of calls that bring no values.
func (b *builder) seen() {
	b.document.Components.Schemas.Add("Seen", Schema{
		"type": "object", "additionalProperties": false,
		"properties": Ordered[Schema]{{"revision", seenSchema()}},
	})
}

func seenSchema() Schema {
	return Schema{"type": "integer", "minimum": 0, "description": "The revision that was seen: another one now is 409."}
}

// states adds publishing, unpublishing and restoring.
func (b *builder) states(c *schema.Collection) {
	add := func(op schema.Operation, kind, last, said, does string) {
		if !b.may(c, op) {
			return
		}
		rule := c.Rule(op)
		o := b.operation(call{c: c, rule: rule, kind: kind, method: "POST", path: []string{c.Name, "{id}", last}, summary: said, description: does})
		b.acts(o, c, kind, append(b.codesOfRule(rule), codesOfEntry(rule)...))
	}
	add(schema.Publish, "publish", "publish", "Publish an entry of "+c.Label, "Visitors see its values as they are now.")
	add(schema.Publish, "unpublish", "unpublish", "Unpublish an entry of "+c.Label, "Visitors do not see it any more.")
	add(schema.Delete, "restore", "restoration", "Restore an entry of "+c.Label, "Takes it out of the trash.")
}

// acts completes a call on an entry that brings no values.
func (b *builder) acts(o *Operation, c *schema.Collection, kind string, codes []string) {
	o.Parameters = append(o.Parameters, parameter("ifMatch"))
	b.seen()
	o.brings(reference("Seen"), false, nil)
	o.answersEntry(c, "200", "The entry afterwards.")
	codes = slices.Concat(codes, codesOfWrites, b.codesOfRevisions())
	if slices.ContainsFunc(c.Fields, func(f schema.Field) bool { return f.Unique }) {
		codes = append(codes, fault.CodeUnique)
	}
	b.refused(o, kind, codes...)
}

func (b *builder) history(c *schema.Collection) {
	if !b.may(c, schema.Preview) {
		return
	}
	rule := c.Rule(schema.Preview)
	o := b.operation(call{c: c, rule: rule, kind: "revisions", method: "GET", path: []string{c.Name, "{id}", "revisions"}, summary: "History of an entry of " + c.Label,
		description: "Who saved what and when, without the values. For those who see drafts."})
	o.Parameters = append(o.Parameters, parameter("ifNoneMatch"))
	b.document.Components.Schemas.Add("History", historySchema())
	o.answers("200", "Its saves, newest first.", reference("History"), "ETag")
	o.answers("304", "As before.", nil, "ETag")
	codes := slices.Concat(b.codesOfRule(rule), []string{fault.CodeRoleRequired, fault.CodeFirewallNotFound, fault.CodeConditionFailed})
	b.refused(o, "Revisions", codes...)
	if !b.may(c, schema.Update) {
		return
	}
	rule = c.Rule(schema.Update)
	o = b.operation(call{c: c, rule: rule, kind: "restoreRevision", method: "POST", path: []string{c.Name, "{id}", "revisions", "{revision}", "restoration"},
		summary: "Restore a revision of an entry of " + c.Label, description: "Makes a new revision with the values of the old one."})
	b.acts(o, c, "RestoreRevision", slices.Concat(b.codesOfRule(rule), codesOfEntry(rule), codesOfGuards(c, schema.Update), []string{fault.CodeRoleRequired, fault.CodeConditionFailed}))
}

func historySchema() Schema {
	return Schema{"type": "object", "required": []string{"data"}, "properties": Ordered[Schema]{
		{"data", Schema{"type": "array", "items": Schema{
			"type": "object", "required": []string{"revision", "action", "fields", "createdAt", "createdBy", "published", "current"}, "properties": Ordered[Schema]{
				{"revision", Schema{"type": "integer", "minimum": 1}},
				{"action", Schema{"type": "string"}},
				{"fields", Schema{"type": "array", "items": Schema{"type": "string"}, "description": "The fields that changed."}},
				{"createdAt", Schema{"type": "string", "format": moment}},
				{"createdBy", Schema{"type": "string"}},
				{"published", Schema{"type": "boolean"}},
				{"current", Schema{"type": "boolean"}},
			},
		}}},
	}}
}

// statusNames are what a list can be narrowed to.
func statusNames() []string {
	var names []string
	for _, s := range content.Statuses() {
		names = append(names, string(s))
	}
	return names
}
