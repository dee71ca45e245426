package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"gatehouse/db/schema"
)

// removed are settings that once turned organizations off. They are refused with
// the way to what replaced them.
var removed = []string{"features.organizations", "providers.database.config.organizations", "providers.auth.config.plugins.organization"}

func (l *loader) file(text []byte) {
	l.nodes = map[string]ast.Node{}
	text = bytes.TrimPrefix(text, []byte("\ufeff")) // some editors begin files with a mark
	tree, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		l.syntax(err)
		return
	}
	if len(tree.Docs) > 1 && tree.Docs[1].Body != nil {
		l.reader.Say(tree.Docs[1].Body, "Keep one document; delete the line ---", "the file holds more than one YAML document")
	}
	if len(tree.Docs) > 0 && tree.Docs[0].Body != nil {
		l.walk(tree.Docs[0].Body, "")
	}
}

func (l *loader) syntax(err error) {
	m := schema.Mistake{Line: 1, Column: 1, Message: "this is not YAML: " + err.Error(), Hint: "Mind indentation, quotes and brackets"}
	var at *yaml.SyntaxError
	if errors.As(err, &at) {
		m.Message = "this is not YAML: " + at.Message
		if at.Token != nil && at.Token.Position != nil {
			m.Line, m.Column = at.Token.Position.Line, at.Token.Position.Column
		}
	}
	l.reader.Mistakes = append(l.reader.Mistakes, m)
}

// walk reads the mapping at a path of keys.
func (l *loader) walk(node ast.Node, path string) {
	what := "the file"
	if path != "" {
		what = strings.TrimSuffix(path, ".")
	}
	pairs, _ := l.reader.Mapping(node, what, nil)
	for _, pair := range pairs {
		key := path + pair.Key
		s, isSetting := settingAt(key)
		switch {
		case key == collectionsKey:
			l.declared = pair.Value
		case isSetting:
			l.nodes[key] = pair.Value
			l.read(s, pair)
		case l.isRemoved(key, pair):
		case leads(key):
			l.walk(pair.Value, key+".")
		default:
			l.reader.Say(pair.At, l.suggest(path, pair.Key), "%s does not know the key %q", what, pair.Key)
		}
	}
}

func settingAt(key string) (setting, bool) {
	for _, s := range settings() {
		if s.key == key {
			return s, true
		}
	}
	return setting{}, false
}

// leads reports whether a setting, of today or removed, lies below the key.
func leads(key string) bool {
	for _, s := range settings() {
		if strings.HasPrefix(s.key, key+".") {
			return true
		}
	}
	for _, r := range removed {
		if strings.HasPrefix(r, key+".") {
			return true
		}
	}
	return false
}

func (l *loader) isRemoved(key string, pair schema.Pair) bool {
	for _, r := range removed {
		if r != key {
			continue
		}
		message, hint := removedText(key, isFalse(pair.Value))
		l.reader.Say(pair.At, hint, "%s", message)
		return true
	}
	return false
}

// removedText is the migration message of a removed setting.
func removedText(key string, off bool) (message, hint string) {
	if off {
		return key + ": false was removed: organizations are always there",
			"For an installation with a single organization set features.pinnedOrganizationId to its id and delete this line; roles then come from the membership, platform roles from userRole"
	}
	return key + " was removed: organizations are always on",
		"Delete this line; features.pinnedOrganizationId makes an installation work in a single organization"
}

func isFalse(node ast.Node) bool {
	switch n := node.(type) {
	case *ast.BoolNode:
		return !n.Value
	case *ast.StringNode:
		return n.Value == "false" || n.Value == "off" || n.Value == "no"
	}
	return false
}

// suggest names the allowed keys below a path, and where the key does exist.
func (l *loader) suggest(path, key string) string {
	var allowed []string
	for _, s := range settings() {
		rest, below := strings.CutPrefix(s.key, path)
		if !below {
			continue
		}
		name, _, _ := strings.Cut(rest, ".")
		if len(allowed) == 0 || allowed[len(allowed)-1] != name {
			allowed = append(allowed, name)
		}
	}
	if path == "" {
		allowed = append(allowed, collectionsKey)
	}
	if schema.Nearest(key, allowed) == "" {
		for _, s := range settings() {
			if last := s.key[strings.LastIndexByte(s.key, '.')+1:]; strings.EqualFold(last, key) {
				return fmt.Sprintf("Did you mean %s? It belongs there", s.key)
			}
		}
	}
	return schema.Suggest(key, allowed)
}

// read puts the value of a setting into the configuration.
func (l *loader) read(s setting, pair schema.Pair) {
	l.config.given[s.key] = l.place(pair.Value)
	var wrong, hint string
	switch s.kind {
	case kindList:
		items, ok := l.reader.Items(pair.Value, s.key)
		if !ok {
			return
		}
		for _, item := range items {
			if wrong, hint := s.fillList(&Config{}, []string{item.Text}); hint != "" {
				l.reader.Say(item.At, hint, "%s", wrong)
				return
			}
		}
		list := make([]string, len(items))
		for i, item := range items {
			list[i] = item.Text
		}
		s.fillList(&l.config, list)
		return
	case kindBool:
		value, ok := l.reader.Bool(pair.Value, s.key)
		if !ok {
			return
		}
		wrong, hint = s.fill(&l.config, fmt.Sprint(value))
	default:
		value, ok := l.text(s, pair.Value)
		if !ok {
			return
		}
		wrong, hint = s.fill(&l.config, value)
	}
	if hint != "" {
		l.reader.Say(pair.Value, hint, "%s", wrong)
	}
}

func (l *loader) text(s setting, node ast.Node) (string, bool) {
	if b, isBool := node.(*ast.BoolNode); isBool && (s.kind == kindSwitch || s.kind == kindChoice) {
		return b.GetToken().Value, true
	}
	switch node.(type) {
	case *ast.IntegerNode, *ast.FloatNode:
		l.reader.Say(node, "Put it in quotes", "%s is a number, not text", s.key) // never with its value: it may be a secret
		return "", false
	}
	return l.reader.Text(node, s.key)
}

func (l *loader) place(node ast.Node) string {
	at := node.GetToken().Position
	return fmt.Sprintf("%s:%d:%d", l.config.File, at.Line, at.Column)
}
