package schema

// textType is text of one line.
var textType = textKind(TypeText, []string{"min", "max", "pattern", "unique", "search"}, 1000, cleanLine, anyForm)
