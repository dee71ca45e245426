package content

import (
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// key is one term of the order of a list, compiled. Absent values come first
// upwards and last downwards, on both databases.
type key struct {
	name       string
	field      *schema.Field // nil for system fields
	descending bool
	nullable   bool
	expr       db.Expr
}

// sortable lists the names a list can be sorted by.
func (r *reach) sortable() []string {
	var names []string
	for _, f := range r.c.SortableFields() {
		if !f.MaskedInQueries(r.scope) {
			names = append(names, f.Name)
		}
	}
	names = append(names, schema.SortableSystemFields()...)
	if r.view != nil {
		names = slices.DeleteFunc(names, func(name string) bool { return !r.viewSorts(name) })
	}
	return names
}

// order compiles the keys and always ends with the id, so that every entry has
// its place. Fails with INVALID_PARAMETER.
func (s *Store) order(r *reach, q Query) ([]key, error) {
	sort := q.Sort
	if len(sort) == 0 && q.Status == TrashStatus {
		sort = []schema.SortKey{{Field: "archivedAt", Descending: true}}
	}
	if len(sort) == 0 {
		sort = r.defaultSort()
	}
	allowed := r.sortable()
	var keys []key
	for _, term := range sort {
		if len(q.Sort) > 0 && !slices.Contains(allowed, term.Field) {
			return nil, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
				With("parameter", "sort").With("field", term.Field).
				With("nearest", schema.Nearest(term.Field, allowed)).With("allowed", strings.Join(allowed, ", ")).
				About("sort", fault.CodeInvalidParameter)
		}
		keys = append(keys, s.sortKey(r, term))
		if term.Field == "id" {
			return keys, nil
		}
	}
	last := len(keys) > 0 && keys[len(keys)-1].descending
	return append(keys, s.sortKey(r, schema.SortKey{Field: "id", Descending: last})), nil
}

var sortColumns = map[string]string{
	"id": "id", "createdAt": "created_at", "updatedAt": "updated_at", "publishedAt": "published_at",
	"status": "status", "revision": "revision", "archivedAt": "archived_at",
}

// liveColumns stand for others where only what is live may show.
var liveColumns = map[string]string{"updatedAt": "published_at", "revision": "live_revision"}

func (s *Store) sortKey(r *reach, term schema.SortKey) key {
	k := key{name: term.Field, descending: term.Descending}
	on := func(side string) db.Expr {
		column := sortColumns[term.Field]
		if instead, ok := liveColumns[term.Field]; ok && side == liveSide {
			column = instead
		}
		return db.Expr{SQL: "?TableAlias.?", Args: []any{db.Ident(column)}}
	}
	if f, declared := r.c.Field(term.Field); declared {
		k.field, k.nullable = f, true
		on = func(side string) db.Expr { return s.d.Field(side, f.Name, kindOf(f)) }
	} else if r.sight != liveOnly {
		k.nullable = term.Field == "publishedAt"
	}
	switch r.sight {
	case liveOnly:
		k.expr = on(liveSide)
	case drafts:
		k.expr = on(draftSide)
	case mixed:
		admitted, draft, live := s.admission(r), on(draftSide), on(liveSide)
		k.expr = db.Expr{
			SQL:  "CASE WHEN " + admitted.SQL + " THEN " + draft.SQL + " ELSE " + live.SQL + " END",
			Args: slices.Concat(admitted.Args, draft.Args, live.Args),
		}
	}
	return k
}

// kindOf says how a field's stored value compares.
func kindOf(f *schema.Field) db.Kind {
	switch f.Sort() {
	case schema.SortNumber:
		return db.Number
	case schema.SortBool:
		return db.Bool
	default:
		return db.Text
	}
}

// signature names the order inside cursors.
func signature(keys []key) string {
	var b strings.Builder
	for _, k := range keys {
		if k.descending {
			b.WriteByte('-')
		}
		b.WriteString(k.name + ",")
	}
	return b.String()
}

// sql is the term of ORDER BY. Only PostgreSQL needs to be told where absent
// values go; what cannot be absent is left alone for the sake of its index.
func (k key) sql(dialect db.Dialect, backwards bool) string {
	out := k.expr.SQL
	if k.descending != backwards {
		out += " DESC"
		if k.nullable && dialect == db.Postgres {
			out += " NULLS LAST"
		}
		return out
	}
	if k.nullable && dialect == db.Postgres {
		out += " NULLS FIRST"
	}
	return out
}

// of is the key's value in an entry, as a cursor carries it.
func (k key) of(e Entry) any {
	if k.field != nil {
		return valueIn(e.Raw, k.field)
	}
	at := func(t model.Time) any {
		if t.IsZero() {
			return nil
		}
		return int64(t)
	}
	switch k.name {
	case "createdAt":
		return at(e.CreatedAt)
	case "updatedAt":
		return at(e.UpdatedAt)
	case "publishedAt":
		return at(e.PublishedAt)
	case "archivedAt":
		return at(e.ArchivedAt)
	case "status":
		return e.Status
	case "revision":
		return e.Revision
	}
	return e.ID
}

// after is the condition for everything behind a place in the order. The bound
// on the first key alone lets an index find the place.
func after(keys []key, values []any, backwards bool) db.Expr {
	out := db.Expr{SQL: "1 = 0"}
	equal := db.Expr{}
	for i, k := range keys {
		if beyond, some := k.beyond(values[i], backwards); some {
			out.SQL += " OR (" + equal.SQL + beyond.SQL + ")"
			out.Args = slices.Concat(out.Args, equal.Args, beyond.Args)
		}
		same := db.Expr{SQL: k.expr.SQL + " IS NULL AND ", Args: k.expr.Args}
		if values[i] != nil {
			same = db.Expr{SQL: k.expr.SQL + " = ? AND ", Args: append(slices.Clone(k.expr.Args), values[i])}
		}
		equal = db.Expr{SQL: equal.SQL + same.SQL, Args: slices.Concat(equal.Args, same.Args)}
	}
	first := keys[0]
	if values[0] != nil && !(first.nullable && first.descending != backwards) {
		sign := " >= ?"
		if first.descending != backwards {
			sign = " <= ?"
		}
		out = db.Expr{
			SQL:  first.expr.SQL + sign + " AND (" + out.SQL + ")",
			Args: slices.Concat(first.expr.Args, []any{values[0]}, out.Args),
		}
	}
	return out
}

// beyond compares one key; some is false when nothing can be beyond the value.
func (k key) beyond(value any, backwards bool) (e db.Expr, some bool) {
	down := k.descending != backwards
	switch {
	case value == nil && down:
		return e, false // absent values are last
	case value == nil:
		return db.Expr{SQL: k.expr.SQL + " IS NOT NULL", Args: k.expr.Args}, true
	case down && k.nullable:
		return db.Expr{
			SQL:  "(" + k.expr.SQL + " < ? OR " + k.expr.SQL + " IS NULL)",
			Args: slices.Concat(k.expr.Args, []any{value}, k.expr.Args),
		}, true
	case down:
		return db.Expr{SQL: k.expr.SQL + " < ?", Args: append(slices.Clone(k.expr.Args), value)}, true
	}
	return db.Expr{SQL: k.expr.SQL + " > ?", Args: append(slices.Clone(k.expr.Args), value)}, true
}
