package content

import (
	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// Queries is by what a list can be filtered, with which operators, and sorted.
type Queries struct {
	Filters map[string][]string
	Sorts   []string
}

// QueriesOf is what the scope may ask of a list. The zero Scope is nobody.
func QueriesOf(scope access.Scope, c *schema.Collection) Queries {
	r := reachOf(scope, c, schema.List)
	return Queries{Filters: r.filterable(), Sorts: r.sortable()}
}

// AllQueries is what those who see everything may ask of a list.
func AllQueries(c *schema.Collection) Queries {
	q := Queries{Filters: (&reach{c: c, sight: drafts}).systemFilters(), Sorts: schema.SortableSystemFields()}
	for i := range c.Fields {
		if operators := c.Fields[i].Operators(); len(operators) > 0 {
			q.Filters[c.Fields[i].Name] = operators
		}
	}
	var names []string
	for _, f := range c.SortableFields() {
		names = append(names, f.Name)
	}
	q.Sorts = append(names, q.Sorts...)
	return q
}
