package schema

import (
	"slices"

	"github.com/goccy/go-yaml/ast"
)

func contains(list []string, s string) bool { return slices.Contains(list, s) }

func number(node ast.Node) (float64, bool) {
	switch n := node.(type) {
	case *ast.IntegerNode:
		switch v := n.Value.(type) {
		case uint64:
			return float64(v), true
		case int64:
			return float64(v), true
		}
	case *ast.FloatNode:
		return n.Value, true
	}
	return 0, false
}

// isScalar reports whether a node is a number or a truth value.
func isScalar(node ast.Node) bool {
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return true
	}
	return false
}

func describe(node ast.Node) string {
	switch n := node.(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		return "a mapping"
	case *ast.SequenceNode:
		return "a list"
	case *ast.LiteralNode:
		return "a block of text"
	case *ast.IntegerNode, *ast.FloatNode:
		return "the number " + n.GetToken().Value
	case *ast.BoolNode:
		return n.GetToken().Value
	}
	return "something else"
}

// plain turns a node into Go's own values; ok is false for what is not plain
// data (anchors, tags, infinities).
func plain(node ast.Node) (value any, ok bool) {
	if v, ok := number(node); ok {
		return v, true
	}
	switch n := node.(type) {
	case *ast.NullNode:
		return nil, true
	case *ast.BoolNode:
		return n.Value, true
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, item := range n.Values {
			if list[i], ok = plain(item); !ok {
				return nil, false
			}
		}
		return list, true
	case *ast.MappingNode:
		object := map[string]any{}
		for _, v := range n.Values {
			key, isText := keyOf(v.Key)
			if object[key], ok = plain(v.Value); !ok || !isText {
				return nil, false
			}
		}
		return object, true
	}
	return nil, false
}
