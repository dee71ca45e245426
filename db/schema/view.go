package schema

import (
	"slices"

	"gatehouse/db/access"
)

// View is a named projection of a collection with its own access: fields outside
// it are absent, not masked.
type View struct {
	Name       string
	Label      string
	Fields     []string
	Access     *access.Rule // nil: the collection's rule for list
	Filterable []string     // nil: every field of the view
	Sortable   []string     // nil: every sortable field of the view and the sortable system fields
	Searchable []string     // nil: those of the collection that the view shows
	Sort       []SortKey    // nil: the collection's
	Default    bool         // used when a list asks for no view
}

// Has reports whether the view shows the field.
func (v *View) Has(field string) bool { return slices.Contains(v.Fields, field) }

// Action is something that can be done with an entry beyond writing its fields.
type Action struct {
	Name        string
	Label       string
	Description string
	Icon        string
	Access      *access.Rule // nil refuses everybody
	Input       Fields
	Set         []Assignment
	Transition  *Transition
	Confirm     string // asked before it is done
	Destructive bool
	Standalone  bool   // concerns the collection, not one entry
	Webhook     string // the name of the event sent to webhooks, "" for none
}

// Assignment is a value that an action writes: exactly one of Value, Context and
// Input says where it comes from.
type Assignment struct {
	Field   string
	Value   any    // normalised; nil clears the field when Context and Input are empty
	Context string // "$ctx.userId", "$ctx.now", …
	Input   string // the action's input field
}

// Transition moves a select field from one of some states to another; losing a
// race is a fault.
type Transition struct {
	Field string
	From  []string
	To    string
}

// Duplicate is the built-in action that makes a new entry out of one.
const Duplicate = "duplicate"

// BuiltInActions are the actions every collection has.
func BuiltInActions() []string {
	return []string{"publish", "unpublish", "archive", Duplicate}
}

// ViewRule is who may list through a view; "" is the collection itself. For a
// name that is no view it is any of the rules, so that only those who may list
// anything learn which views there are.
func (c *Collection) ViewRule(name string) *access.Rule {
	if name == "" {
		return c.Rule(List)
	}
	if v, ok := c.View(name); ok {
		if v.Access != nil {
			return v.Access
		}
		return c.Rule(List)
	}
	some := &access.Rule{}
	if list := c.Rule(List); list != nil {
		some.Or = append(some.Or, *list)
	}
	for _, v := range c.Views {
		if v.Access != nil {
			some.Or = append(some.Or, *v.Access)
		}
	}
	return some
}
