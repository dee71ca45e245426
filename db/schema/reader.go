package schema

import (
	"fmt"
	"math"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Reader reads typed values out of a YAML tree and notes every mistake with its
// position. The configuration file is read with it too.
type Reader struct{ Mistakes Mistakes }

// Pair is one key of a mapping with its value.
type Pair struct {
	Key   string
	At    ast.Node // the key, for mistakes about it
	Value ast.Node
}

// Say notes a mistake at a node.
func (r *Reader) Say(at ast.Node, hint, message string, args ...any) {
	line, column := position(at)
	r.Mistakes = append(r.Mistakes, Mistake{Line: line, Column: column, Message: fmt.Sprintf(message, args...), Hint: hint})
}

// Mapping reads the pairs of a mapping. what names it in mistakes. Keys that are
// not allowed (nil allows all) or repeated are noted and left out; ok is false
// when the node is no mapping at all.
func (r *Reader) Mapping(node ast.Node, what string, allowed []string) (pairs []Pair, ok bool) {
	return r.MappingLike(node, what, "a mapping (key: value)", allowed)
}

// MappingLike is Mapping for what has a usual form, which mistakes then show.
func (r *Reader) MappingLike(node ast.Node, what, form string, allowed []string) (pairs []Pair, ok bool) {
	var values []*ast.MappingValueNode
	switch n := node.(type) {
	case *ast.MappingNode:
		values = n.Values
	case *ast.MappingValueNode:
		values = []*ast.MappingValueNode{n}
	default:
		r.wrong(node, what, form)
		return nil, false
	}
	seen := map[string]int{}
	for _, v := range values {
		key, isText := keyOf(v.Key)
		line, _ := position(v.Key)
		switch first, twice := seen[key]; {
		case !isText:
			r.Say(v.Key, "Write a plain name; merge keys and complex keys are not supported", "%s has a key that is not a name", what)
			continue
		case twice:
			r.Say(v.Key, fmt.Sprintf("Keep one of them; the first is on line %d", first), "%q is given twice in %s", key, what)
			continue
		}
		seen[key] = line
		if allowed != nil && !contains(allowed, key) {
			hint := "Delete it; there is nothing to set"
			if len(allowed) > 0 {
				hint = Suggest(key, allowed)
			}
			r.Say(v.Key, hint, "%s does not know the key %q", what, key)
			continue
		}
		pairs = append(pairs, Pair{Key: key, At: v.Key, Value: v.Value})
	}
	return pairs, true
}

func keyOf(node ast.MapKeyNode) (string, bool) {
	switch n := node.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.NullNode:
		return n.GetToken().Value, true
	}
	return "", false
}

// Text reads a string. Blank ones are mistakes.
func (r *Reader) Text(node ast.Node, what string) (string, bool) {
	var s string
	switch n := node.(type) {
	case *ast.StringNode:
		s = n.Value
	case *ast.LiteralNode:
		s = n.Value.Value
	default:
		r.wrong(node, what, "text")
		return "", false
	}
	if strings.TrimSpace(s) == "" {
		r.Say(node, "Give it a value or delete the line", "%s is empty", what)
		return "", false
	}
	return strings.TrimSpace(s), true
}

// Bool reads true or false.
func (r *Reader) Bool(node ast.Node, what string) (value, ok bool) {
	if n, isBool := node.(*ast.BoolNode); isBool {
		return n.Value, true
	}
	r.wrong(node, what, "true or false")
	return false, false
}

// Number reads a number.
func (r *Reader) Number(node ast.Node, what string) (float64, bool) {
	if value, ok := number(node); ok {
		return value, true
	}
	r.wrong(node, what, "a number")
	return 0, false
}

// Whole reads a whole number from least to most.
func (r *Reader) Whole(node ast.Node, what string, least, most int) (int, bool) {
	value, ok := number(node)
	if !ok || value != math.Trunc(value) || value < float64(least) || value > float64(most) {
		r.wrong(node, what, fmt.Sprintf("a whole number from %d to %d", least, most))
		return 0, false
	}
	return int(value), true
}

// Item is one text of a list, with its node.
type Item struct {
	Text string
	At   ast.Node
}

// Items reads a list of strings; a single string counts as a list of one.
// Repeated ones are noted and left out.
func (r *Reader) Items(node ast.Node, what string) (items []Item, ok bool) {
	list := []ast.Node{node}
	if seq, isList := node.(*ast.SequenceNode); isList {
		list = seq.Values
	} else if _, isText := node.(*ast.StringNode); !isText {
		r.wrong(node, what, "a list of names, for example [a, b]")
		return nil, false
	}
	seen := map[string]bool{}
	for _, n := range list {
		s, ok := r.Text(n, "an item of "+what)
		switch {
		case !ok:
		case seen[s]:
			r.Say(n, "Keep it once", "%s names %q twice", what, s)
		default:
			seen[s] = true
			items = append(items, Item{Text: s, At: n})
		}
	}
	return items, true
}

// wrong notes that a node is not what was wanted.
func (r *Reader) wrong(node ast.Node, what, want string) {
	switch n := node.(type) {
	case *ast.AnchorNode, *ast.AliasNode:
		r.Say(node, "Write the value out where it is needed", "%s uses an anchor or alias; they are not supported", what)
	case *ast.TagNode:
		r.Say(node, "Delete the tag", "%s uses a YAML tag; tags are not supported", what)
	case *ast.NullNode, nil:
		r.Say(node, "Write "+want+" or delete the line", "%s is empty", what)
	case *ast.StringNode:
		if b := strings.ToLower(n.Value); contains([]string{"yes", "no", "on", "off"}, b) && want == "true or false" {
			r.Say(node, "Write true or false", "%s is the text %q, not true or false", what, n.Value)
			return
		}
		r.Say(node, "Write "+want, "%s is the text %q", what, n.Value)
	default:
		r.Say(node, "Write "+want, "%s is %s", what, describe(node))
	}
}

// Suggest is the hint for a name that is not among the allowed ones.
func Suggest(name string, allowed []string) string {
	list := "Allowed: " + strings.Join(allowed, ", ")
	if len(allowed) == 0 {
		list = "There is none yet"
	}
	near := Nearest(name, allowed)
	if other := meant[name]; near == "" && contains(allowed, other) {
		near = other
	}
	if near != "" {
		return fmt.Sprintf("Did you mean %q? %s", near, list)
	}
	return list
}
