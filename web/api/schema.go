package api

import (
	"slices"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// callerSchema is what GET /api/v1/schema answers.
type callerSchema struct {
	OrganizationID *string             `json:"organizationId"`
	Roles          []string            `json:"roles"`
	Collections    []callersCollection `json:"collections"`
}

// callersCollection is a collection as one caller may use it. Operations are
// "always", or "sometimes" where the rule depends on the entry.
type callersCollection struct {
	Name        string            `json:"name"`
	Label       string            `json:"label"`
	Singular    string            `json:"singular"`
	Description string            `json:"description"`
	Group       string            `json:"group"`
	Icon        string            `json:"icon"`
	Display     *string           `json:"display"`
	Singleton   bool              `json:"singleton"`
	Operations  Ordered[string]   `json:"operations"`
	Fields      []callersField    `json:"fields"`
	Sorts       []string          `json:"sorts"`
	Filters     Ordered[[]string] `json:"filters"`
}

// callersField is a field as one caller may use it.
type callersField struct {
	Name       string   `json:"name"`
	Label      string   `json:"label"`
	Help       string   `json:"help"`
	Type       string   `json:"type"`
	Required   bool     `json:"required"`
	Unique     bool     `json:"unique"`
	To         *string  `json:"to"`
	Many       bool     `json:"many"`
	Options    []option `json:"options"`
	Default    any      `json:"default"`
	Masked     bool     `json:"masked"` // unless the entry is the caller's own
	Expandable bool     `json:"expandable"`
	Createable bool     `json:"createable"`
	Updatable  bool     `json:"updatable"`
	Schema     Schema   `json:"schema"`
}

type option struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

func (a *API) schemaFor(scope access.Scope, entered bool) callerSchema {
	r := a.readerOf(scope, entered)
	out := callerSchema{Roles: []string{}, Collections: []callersCollection{}}
	if entered && scope.Member() {
		out.OrganizationID, out.Roles = orNull(scope.OrganizationID()), scope.Roles()
	}
	for _, c := range a.Registry.For(scope.OrganizationID()).All() {
		seen := callersCollection{
			Name: c.Name, Label: c.Label, Singular: c.Singular, Description: c.Description, Group: c.Group, Icon: c.Icon,
			Display: orNull(c.Display), Singleton: c.Singleton, Fields: []callersField{}, Sorts: r.queries(c).Sorts,
		}
		for _, op := range schema.Operations() {
			if !r.may(c, op) || c.Singleton && (op == schema.List || op == schema.Create) {
				continue
			}
			seen.Operations.Add(string(op), map[bool]string{false: "always", true: "sometimes"}[entered && !scope.Over(c.Firewall).Decide(c.Rule(op)).Always()])
		}
		if len(seen.Operations) == 0 {
			continue
		}
		for _, name := range append(systemMembers(c), c.Fields.Names()...) {
			if operators := r.queries(c).Filters[name]; len(operators) > 0 {
				seen.Filters.Add(name, operators)
			}
		}
		for i := range c.Fields {
			f := r.field(scope, c, &c.Fields[i])
			f.Expandable = r.expands(a.Registry, &c.Fields[i])
			seen.Fields = append(seen.Fields, f)
		}
		out.Collections = append(out.Collections, seen)
	}
	return out
}

func (r reader) field(scope access.Scope, c *schema.Collection, f *schema.Field) callersField {
	out := callersField{
		Name: f.Name, Label: f.Label, Help: f.Help, Type: f.Type, Required: f.Required, Unique: f.Unique, To: orNull(f.To), Many: f.Many,
		Options: []option{}, Default: f.Default, Masked: f.MaskedInQueries(scope), Schema: fieldSchema(f),
		Createable: r.may(c, schema.Create) && c.Writable(schema.Create, f.Name),
		Updatable:  r.may(c, schema.Update) && c.Writable(schema.Update, f.Name),
	}
	for _, o := range f.Options {
		out.Options = append(out.Options, option{o.Value, o.Label})
	}
	return out
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// shownSchemaOfSchema describes callerSchema.
func shownSchemaOfSchema() Schema {
	text, texts, flag := Schema{"type": "string"}, Schema{"type": "array", "items": Schema{"type": "string"}}, Schema{"type": "boolean"}
	nullable := Schema{"type": []string{"string", "null"}}
	object := func(properties Ordered[Schema]) Schema {
		var names []string
		for _, p := range properties {
			names = append(names, p.Name)
		}
		return Schema{"type": "object", "properties": properties, "required": slices.Clone(names)}
	}
	list := func(item Schema) Schema { return Schema{"type": "array", "items": item} }
	field := object(Ordered[Schema]{
		{"name", text}, {"label", text}, {"help", text}, {"type", Schema{"type": "string", "enum": schema.Types()}}, {"required", flag}, {"unique", flag}, {"to", nullable},
		{"many", flag}, {"options", list(object(Ordered[Schema]{{"value", text}, {"label", text}}))}, {"default", Schema{}},
		{"masked", Schema{"type": "boolean", "description": "Hidden from the caller, unless the entry is their own."}},
		{"expandable", Schema{"type": "boolean", "description": "The parameter expand takes it."}},
		{"createable", flag}, {"updatable", flag}, {"schema", Schema{"type": "object", "description": "A JSON Schema of what can be written."}},
	})
	return object(Ordered[Schema]{
		{"organizationId", nullable}, {"roles", texts},
		{"collections", list(object(Ordered[Schema]{
			{"name", text}, {"label", text}, {"singular", text}, {"description", text}, {"group", text}, {"icon", text}, {"display", nullable}, {"singleton", flag},
			{"operations", Schema{"type": "object", "description": "What the caller may do; sometimes means that it depends on the entry.", "additionalProperties": Schema{"type": "string", "enum": []string{"always", "sometimes"}}}},
			{"fields", list(field)}, {"sorts", texts}, {"filters", Schema{"type": "object", "description": "Operators by field.", "additionalProperties": texts}},
		}))},
	})
}
