package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// Document is one file.
type Document struct {
	Keys []Key // in the order of the file
	Body string
}

// Key is one line of front matter.
type Key struct {
	Name   string
	Line   int
	Values []string // one for a plain value, several for a list, none for nothing
	List   bool
	Other  bool // a mapping or something else that has no text
}

// Mistake is what is wrong with a file.
type Mistake struct {
	Line   int
	Reason string
}

// Error names line and reason.
func (m *Mistake) Error() string { return fmt.Sprintf("line %d: %s", m.Line, m.Reason) }

// Parse reads a file. The error is a *Mistake.
func Parse(data []byte) (Document, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf"))
	if err := text(data); err != nil {
		return Document{}, err
	}
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n")
	if strings.TrimRight(lines[0], " \t") != "---" {
		return Document{}, &Mistake{Line: 1, Reason: "the file does not begin with front matter (a line ---)"}
	}
	end := slices.IndexFunc(lines[1:], func(l string) bool {
		l = strings.TrimRight(l, " \t")
		return l == "---" || l == "..."
	})
	if end < 0 {
		return Document{}, &Mistake{Line: 1, Reason: "the front matter has no end (a second line ---)"}
	}
	// The first line is left empty so that positions are those of the file.
	keys, err := frontMatter("\n" + strings.Join(lines[1:end+1], "\n") + "\n")
	if err != nil {
		return Document{}, err
	}
	body := strings.Join(lines[end+2:], "\n")
	return Document{Keys: keys, Body: strings.TrimRight(strings.TrimLeft(body, "\n"), " \t\n")}, nil
}

// text refuses what is no text, with its line.
func text(data []byte) error {
	for line := 1; len(data) > 0; line++ {
		this, rest, _ := bytes.Cut(data, []byte("\n"))
		switch {
		case !utf8.Valid(this):
			return &Mistake{Line: line, Reason: "the file is not UTF-8 text"}
		case bytes.IndexByte(this, 0) >= 0:
			return &Mistake{Line: line, Reason: "the file holds a NUL byte"}
		}
		data = rest
	}
	return nil
}

func frontMatter(source string) ([]Key, error) {
	file, err := parser.ParseBytes([]byte(source), 0)
	var at yaml.Error
	switch {
	case errors.As(err, &at) && at.GetToken() != nil && at.GetToken().Position != nil:
		return nil, &Mistake{Line: at.GetToken().Position.Line, Reason: "the front matter is not YAML: " + at.GetMessage()}
	case err != nil:
		return nil, &Mistake{Line: 1, Reason: "the front matter is not YAML"}
	case len(file.Docs) == 0 || file.Docs[0].Body == nil:
		return nil, nil
	}
	var pairs []*ast.MappingValueNode
	switch body := file.Docs[0].Body.(type) {
	case *ast.MappingNode:
		pairs = body.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{body}
	case *ast.CommentGroupNode, *ast.NullNode:
		return nil, nil
	default:
		return nil, &Mistake{Line: lineOf(body), Reason: "the front matter is no list of names and values"}
	}
	keys := make([]Key, 0, len(pairs))
	for _, pair := range pairs {
		keys = append(keys, key(pair))
	}
	return keys, nil
}

func key(pair *ast.MappingValueNode) Key {
	k := Key{Name: pair.Key.GetToken().Value, Line: lineOf(pair.Key)}
	list, isList := pair.Value.(*ast.SequenceNode)
	if !isList {
		value, ok := scalar(pair.Value)
		k.Other = !ok
		if ok && value != "" {
			k.Values = []string{value}
		}
		return k
	}
	k.List = true
	for _, item := range list.Values {
		value, ok := scalar(item)
		k.Other = k.Other || !ok
		if ok && value != "" {
			k.Values = append(k.Values, value)
		}
	}
	return k
}

// scalar is a plain value as it is written, quotes and folds undone.
func scalar(n ast.Node) (string, bool) {
	switch v := n.(type) {
	case *ast.StringNode:
		return strings.TrimSpace(v.Value), true
	case *ast.LiteralNode:
		return strings.TrimSpace(v.Value.Value), true
	case *ast.NullNode:
		return "", true
	case *ast.TagNode:
		return scalar(v.Value)
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode, *ast.InfinityNode, *ast.NanNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func lineOf(n ast.Node) int {
	if token := n.GetToken(); token != nil && token.Position != nil {
		return token.Position.Line
	}
	return 1
}
