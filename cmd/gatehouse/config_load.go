package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/schema"
)

// loader fills a Config and collects mistakes by where they were made.
type loader struct {
	config   Config
	reader   schema.Reader // of the file
	declared ast.Node      // below collections, when the file has it
	nodes    map[string]ast.Node
	others   []string // of environment and flags
}

func (l *loader) mistakes() ConfigMistakes {
	l.reader.Mistakes.Sort()
	var all ConfigMistakes
	for _, m := range l.reader.Mistakes {
		all = append(all, l.config.File+":"+m.String())
	}
	return append(all, l.others...)
}

func (l *loader) say(place, hint, message string, args ...any) {
	l.others = append(l.others, place+": "+schema.Mistake{Message: fmt.Sprintf(message, args...), Hint: hint}.Text())
}

// sayOf notes a mistake where the setting was given.
func (l *loader) sayOf(key, hint, message string, args ...any) {
	if node, ok := l.nodes[key]; ok && !l.overruled(key) {
		l.reader.Say(node, hint, message, args...)
		return
	}
	place := l.config.given[key]
	if place == "" {
		place = key
	}
	l.say(place, hint, message, args...)
}

// overruled reports whether something stronger than the file gave the setting.
func (l *loader) overruled(key string) bool {
	return !strings.HasPrefix(l.config.given[key], l.config.File+":")
}

func (l *loader) defaults() {
	for _, s := range settings() {
		if s.otherwise != "" {
			s.fill(&l.config, s.otherwise)
		}
	}
}

// fill puts a value that is written as text into the configuration. It answers
// what is wrong and how to mend it.
func (s setting) fill(c *Config, value string) (wrong, hint string) {
	shown := fmt.Sprintf("%q", value)
	if s.secret {
		shown = "not usable"
	}
	wrong = s.key + " is " + shown
	switch into := s.into(c).(type) {
	case *bool:
		yes, no := "true", "false"
		if s.kind == kindSwitch {
			yes, no = "on", "off"
		}
		switch v := strings.ToLower(value); {
		case v == yes, v == "true":
			*into = true
		case v == no, v == "false":
			*into = false
		default:
			return wrong, "Write " + yes + " or " + no
		}
	case *[]string:
		return s.fillList(c, strings.Split(value, ","))
	case *string:
		if s.kind == kindChoice && !slices.Contains(s.options, value) {
			return wrong, schema.Suggest(value, s.options)
		}
		if s.check != nil {
			if hint := s.check(value); hint != "" {
				return wrong, hint
			}
		}
		*into = value
	}
	return "", ""
}

func (s setting) fillList(c *Config, items []string) (wrong, hint string) {
	into, _ := s.into(c).(*[]string)
	list := []string{}
	for _, item := range items {
		if item = strings.TrimSpace(item); item == "" {
			continue
		}
		if s.check != nil {
			if hint := s.check(item); hint != "" {
				return fmt.Sprintf("%s holds %q", s.key, item), hint
			}
		}
		list = append(list, item)
	}
	*into = list
	return "", ""
}

// split cuts a key at dots and before capital letters: "auth.signUp" → auth sign Up.
func (s setting) split() []string {
	var b strings.Builder
	before := '.'
	for _, r := range s.key {
		switch {
		case r == '.':
			r = ' '
		case unicode.IsUpper(r) && unicode.IsLower(before):
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return strings.Fields(b.String())
}

// variable is the environment variable of the setting.
func (s setting) variable() string {
	return variablePrefix + strings.ToUpper(strings.Join(s.split(), "_"))
}

// flag is the long name of the setting's flag.
func (s setting) flag() string { return strings.ToLower(strings.Join(s.split(), "-")) }
