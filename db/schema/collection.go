package schema

import (
	"slices"

	"gatehouse/db/access"
)

// Operation is what somebody wants to do with the entries of a collection.
type Operation string

// The operations that access rules speak of.
const (
	List    Operation = "list"
	Get     Operation = "get"
	Create  Operation = "create"
	Update  Operation = "update"
	Delete  Operation = "delete"
	Publish Operation = "publish" // also unpublishing
	Preview Operation = "preview" // seeing unpublished values
	Act     Operation = "action"  // a declared action; its rule is the action's own
)

// Operations lists the operations a collection's access may name.
func Operations() []Operation {
	return []Operation{List, Get, Create, Update, Delete, Publish, Preview}
}

// Collection is one kind of content.
type Collection struct {
	Name        string // kebab-case, as in addresses
	Label       string // of many: "Posts"
	Singular    string // of one: "Post"
	Description string
	Icon        string
	Group       string
	Display     string // the field that stands for an entry, "" when there is none
	Singleton   bool   // exactly one entry per organization
	Firewall    access.Firewall
	Fields      Fields
	Access      map[Operation]*access.Rule
	Guards      Guards
	Views       []View
	Actions     []Action
	Sort        []SortKey // how lists are sorted unless asked otherwise; never empty
	Revisions   int       // how many revisions are kept
	Warnings    Mistakes  // what was decided for the author, by position; nothing is wrong
}

// SortKey is one term of an order.
type SortKey struct {
	Field      string
	Descending bool
}

// Rule is who may do the operation; nil refuses everybody.
func (c *Collection) Rule(op Operation) *access.Rule { return c.Access[op] }

// Field finds a declared field by its exact name.
func (c *Collection) Field(name string) (*Field, bool) { return c.Fields.Get(name) }

// DisplayField is the field that stands for an entry in pickers and headings, or
// nil: then its id does.
func (c *Collection) DisplayField() *Field {
	f, _ := c.Field(c.Display)
	return f
}

// SearchFields are what a text search looks into: those declared with search,
// otherwise the display field alone.
func (c *Collection) SearchFields() []*Field {
	found := c.Fields.where(func(f *Field) bool { return f.Search })
	if len(found) == 0 && c.DisplayField() != nil {
		found = []*Field{c.DisplayField()}
	}
	return found
}

// SortableFields are the declared fields a list can be sorted by.
func (c *Collection) SortableFields() []*Field {
	return c.Fields.where(func(f *Field) bool { return f.Sort() != SortNone })
}

// Relations are the fields that name other entries.
func (c *Collection) Relations() []*Field {
	return c.Fields.where(func(f *Field) bool { return f.Type == TypeRelation })
}

// View finds a named projection.
func (c *Collection) View(name string) (*View, bool) {
	i := slices.IndexFunc(c.Views, func(v View) bool { return v.Name == name })
	if i < 0 {
		return nil, false
	}
	return &c.Views[i], true
}

// DefaultView is the view of a list that asks for none, or nil.
func (c *Collection) DefaultView() *View {
	i := slices.IndexFunc(c.Views, func(v View) bool { return v.Default })
	if i < 0 {
		return nil
	}
	return &c.Views[i]
}

// Action finds a declared action.
func (c *Collection) Action(name string) (*Action, bool) {
	i := slices.IndexFunc(c.Actions, func(a Action) bool { return a.Name == name })
	if i < 0 {
		return nil, false
	}
	return &c.Actions[i], true
}
