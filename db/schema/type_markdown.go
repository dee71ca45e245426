package schema

// markdownType is text of several lines in Markdown. It is no order to sort by.
var markdownType = func() fieldType {
	t := textKind(TypeMarkdown, []string{"min", "max", "search"}, 500_000, cleanLines, anyForm)
	t.sort = func(*Field) SortKind { return SortNone }
	t.operators = func(*Field) []string { return []string{"like", "null"} }
	return t
}()
