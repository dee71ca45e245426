package db

import "strings"

// FieldText is the expression of Field with its constants written out, for the
// definition of an index. in and field come from closed lists.
func FieldText(dialect Dialect, in, field string, kind Kind) string {
	e := (&DB{pools: &pools{dialect: dialect}}).Field(in, field, kind)
	text := strings.ReplaceAll(e.SQL, "?TableAlias.", "")
	for _, arg := range e.Args {
		constant := ""
		switch v := arg.(type) {
		case Ident:
			constant = `"` + string(v) + `"`
		case string:
			constant = "'" + strings.ReplaceAll(v, "'", "''") + "'"
		}
		text = strings.Replace(text, "?", constant, 1)
	}
	return text
}

// Statement is the SQL that All would run, for looking at the database's plan.
func (q *Query[T]) Statement() string {
	var rows []T
	return q.build(q.db.read.NewSelect().Model(&rows)).String()
}
