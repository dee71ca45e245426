package schema

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Mistake is something wrong in a definition, for the person who writes it.
type Mistake struct {
	Line, Column int
	Message      string // what is wrong
	Hint         string // how to mend it, "" when the message says it
}

// String is "line:column: message. hint".
func (m Mistake) String() string {
	return fmt.Sprintf("%d:%d: %s", m.Line, m.Column, m.Text())
}

// Text is the message and the hint without the position.
func (m Mistake) Text() string {
	if m.Hint == "" {
		return m.Message
	}
	return m.Message + ". " + m.Hint
}

// Mistakes are all that was found, by position. They are an error when there are
// any.
type Mistakes []Mistake

// Error lists the mistakes, one per line.
func (ms Mistakes) Error() string {
	lines := make([]string, len(ms))
	for i, m := range ms {
		lines[i] = m.String()
	}
	return strings.Join(lines, "\n")
}

// Sort orders mistakes by position; those of one position keep their order.
func (ms Mistakes) Sort() {
	slices.SortStableFunc(ms, func(a, b Mistake) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

// position is where a person would point: the first key of a mapping in block
// style, whose own token is the colon after it.
func position(node ast.Node) (line, column int) {
	switch n := node.(type) {
	case *ast.MappingNode:
		if !n.IsFlowStyle && len(n.Values) > 0 {
			return position(n.Values[0].Key)
		}
	case *ast.MappingValueNode:
		return position(n.Key)
	}
	if node == nil || node.GetToken() == nil || node.GetToken().Position == nil {
		return 1, 1
	}
	at := node.GetToken().Position
	return at.Line, at.Column
}
