package content

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/db"
)

// containing asks whether a list of strings inside the JSON has any of the items.
func (s *Store) containing(field string, items []any, not bool) condition {
	return func(side string) db.Expr {
		e := db.Expr{
			SQL:  "EXISTS (SELECT 1 FROM json_each(?TableAlias.?, ?) AS item WHERE item.value IN (?))",
			Args: []any{db.Ident(side), "$." + field, db.List(items)},
		}
		if s.d.Dialect() == db.Postgres {
			e = db.Expr{
				SQL:  "coalesce(jsonb_exists_any(?TableAlias.? -> ?, ARRAY[?]), false)",
				Args: []any{db.Ident(side), field, db.List(items)},
			}
		}
		return negated(e, not)
	}
}

// linked asks whether a relation to many has any of the targets.
func (s *Store) linked(r *reach, field string, targets []any, not bool) condition {
	return func(side string) db.Expr {
		return negated(db.Expr{
			SQL:  "?TableAlias.id IN (SELECT l.entry_id FROM entry_links AS l WHERE l.organization_id = ? AND l.target_id IN (?) AND l.field = ? AND l.live = ?)",
			Args: []any{r.rows.Organization(), db.List(targets), field, side == liveSide},
		}, not)
	}
}

// like asks for a part of a text without regard to case. The databases agree on
// the case of ASCII only, so other letters are asked for in their usual forms.
func (s *Store) like(field string, part any) condition {
	text, _ := part.(string)
	forms := []string{text, strings.ToLower(text), strings.ToUpper(text), capital(strings.ToLower(text))}
	for i := range forms {
		forms[i] = lowerASCII(forms[i])
	}
	slices.Sort(forms)
	forms = slices.Compact(forms)
	return func(side string) db.Expr {
		e := s.d.Field(side, field, db.Text)
		out := db.Expr{SQL: "coalesce("}
		for i, form := range forms {
			if i > 0 {
				out.SQL += " OR "
			}
			out.SQL += "lower(" + e.SQL + `) LIKE ? ESCAPE '\'`
			out.Args = append(append(out.Args, e.Args...), db.Like(form))
		}
		out.SQL += ", FALSE)"
		return out
	}
}

func capital(s string) string {
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

func negated(e db.Expr, not bool) db.Expr {
	if not {
		e.SQL = "NOT (" + e.SQL + ")"
	}
	return e
}
