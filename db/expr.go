package db

import (
	"slices"
	"strings"

	"github.com/uptrace/bun"

	"gatehouse/db/access"
)

// Expr is a piece of SQL with its values.
type Expr struct {
	SQL  string
	Args []any
}

// Kind says how a field's stored value compares.
type Kind uint8

// The kinds of stored values.
const (
	Text Kind = iota
	Number
	Bool
)

// columns of an entry that conditions and sorts may name like fields.
var columns = map[string]string{
	"id": "id", "createdAt": "created_at", "createdBy": "created_by", "updatedAt": "updated_at",
	"updatedBy": "updated_by", "publishedAt": "published_at", "status": "status", "revision": "revision",
	"organizationId": "organization_id", "teamId": "team_id", "ownerId": "owner_id",
}

// Field is the expression of one field of an entry: a column for system fields,
// otherwise the value inside the JSON column in ("values" or "live"). Its text is
// the one expression indexes are made with.
func (d *DB) Field(in, field string, kind Kind) Expr {
	if c, ok := columns[field]; ok {
		return Expr{SQL: "?TableAlias.?", Args: []any{Ident(c)}}
	}
	if d.dialect == SQLite {
		return Expr{SQL: "json_extract(?TableAlias.?, ?)", Args: []any{Ident(in), "$." + field}}
	}
	e := Expr{SQL: "?TableAlias.? ->> ?", Args: []any{Ident(in), field}}
	switch kind {
	case Number:
		return d.cast(e, "number", "numeric")
	case Bool:
		return d.cast(e, "boolean", "boolean")
	case Text:
		e.SQL = "(" + e.SQL + `) COLLATE "C"`
	}
	return e
}

// cast reads a value as a type if it is stored as one; a field whose declared
// type changed may still hold values of the old one, which count as missing.
func (d *DB) cast(e Expr, stored, as string) Expr {
	return Expr{
		SQL:  "CASE jsonb_typeof(?TableAlias.? -> ?) WHEN '" + stored + "' THEN (" + e.SQL + ")::" + as + " END",
		Args: append(append([]any{}, e.Args...), e.Args...),
	}
}

// Condition compiles one record condition on an entry; in is the JSON column it
// speaks of. It has the logic of access.Condition.Holds: a missing value equals
// only null, differs from everything else, and is neither less nor greater.
func (d *DB) Condition(in string, c access.Condition) Expr {
	field := d.Field(in, c.Field, kindOf(c.Values))
	switch c.Operator {
	case access.Equals, access.In:
		return d.oneOf(field, c.Values)
	case access.NotEquals, access.NotIn:
		e := d.oneOf(field, c.Values)
		return Expr{SQL: "NOT (" + e.SQL + ")", Args: e.Args}
	case access.LessThan:
		return compared(field, "<", c.Values)
	case access.GreaterThan:
		return compared(field, ">", c.Values)
	case access.LessThanOrEqual:
		return compared(field, "<=", c.Values)
	case access.GreaterThanOrEqual:
		return compared(field, ">=", c.Values)
	default:
		return Expr{SQL: "1 = 0"}
	}
}

// compared takes exactly one value to compare with; anything else matches nothing.
func compared(field Expr, sign string, values []any) Expr {
	if len(values) != 1 || values[0] == nil {
		return Expr{SQL: "1 = 0"}
	}
	return Expr{
		SQL:  field.SQL + " IS NOT NULL AND " + field.SQL + " " + sign + " ?",
		Args: slices.Concat(field.Args, field.Args, values),
	}
}

// oneOf is never NULL, so that NOT of it is its exact opposite.
func (d *DB) oneOf(field Expr, values []any) Expr {
	var some []any
	null := false
	for _, v := range values {
		if v == nil {
			null = true
		} else {
			some = append(some, v)
		}
	}
	var terms []string
	var args []any
	if len(some) > 0 {
		terms = append(terms, "("+field.SQL+" IS NOT NULL AND "+field.SQL+" IN (?))")
		args = append(append(append(args, field.Args...), field.Args...), bun.List(some))
	}
	if null {
		terms = append(terms, field.SQL+" IS NULL")
		args = append(args, field.Args...)
	}
	if len(terms) == 0 {
		return Expr{SQL: "1 = 0"}
	}
	return Expr{SQL: strings.Join(terms, " OR "), Args: args}
}

func kindOf(values []any) Kind {
	for _, v := range values {
		switch v.(type) {
		case float64, int64, int:
			return Number
		case bool:
			return Bool
		}
	}
	return Text
}

// AnyOf joins alternatives of conditions: any list of which all conditions hold.
// No alternatives match nothing; an empty list matches everything.
func (d *DB) AnyOf(in string, alternatives [][]access.Condition) Expr {
	if len(alternatives) == 0 {
		return Expr{SQL: "1 = 0"}
	}
	var out Expr
	for i, all := range alternatives {
		if len(all) == 0 {
			return Expr{SQL: "1 = 1"}
		}
		if i > 0 {
			out.SQL += " OR "
		}
		out.SQL += "("
		for j, c := range all {
			if j > 0 {
				out.SQL += " AND "
			}
			e := d.Condition(in, c)
			out.SQL += "(" + e.SQL + ")"
			out.Args = append(out.Args, e.Args...)
		}
		out.SQL += ")"
	}
	return out
}

// Like escapes text for "LIKE ? ESCAPE '\'" and puts wildcards around it.
func Like(text string) string {
	return "%" + strings.NewReplacer(`\`, `\\`, "%", `\%`, "_", `\_`).Replace(text) + "%"
}
