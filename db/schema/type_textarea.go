package schema

// textareaType is plain text of several lines.
var textareaType = textKind(TypeTextarea, []string{"min", "max", "search"}, 20_000, cleanLines, anyForm)
