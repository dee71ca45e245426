package main

import (
	"slices"
	"strings"

	"github.com/urfave/cli/v3"

	"gatehouse/db/schema"
)

const (
	variablePrefix = "GATEHOUSE_"
	testPrefix     = "GATEHOUSE_TEST_" // the test suite's own
	configVariable = "GATEHOUSE_CONFIG"
	configFlag     = "config"
)

func lookup(environ []string, name string) string {
	for _, line := range environ {
		if key, value, _ := strings.Cut(line, "="); key == name {
			return value
		}
	}
	return ""
}

// environment reads the variables. An empty one counts as not given.
func (l *loader) environment(environ []string) {
	known := []string{configVariable}
	for _, s := range settings() {
		names := append([]string{s.variable()}, s.short...)
		known = append(known, names...)
		for _, name := range names {
			value := lookup(environ, name)
			if value == "" {
				continue
			}
			l.config.given[s.key] = name
			if wrong, hint := s.fill(&l.config, value); hint != "" {
				l.say(name, hint, "%s", wrong)
			}
			break
		}
	}
	for _, line := range slices.Sorted(slices.Values(environ)) {
		name, value, _ := strings.Cut(line, "=")
		if !strings.HasPrefix(name, variablePrefix) || strings.HasPrefix(name, testPrefix) || slices.Contains(known, name) {
			continue
		}
		if key, was := removedVariable(name); was {
			message, hint := removedText(key, value == "false" || value == "0" || value == "off")
			l.say(name, hint, "%s", message)
			continue
		}
		hint := "gatehouse help config lists them"
		if near := schema.Nearest(name, known); near != "" {
			hint = "Did you mean " + near + "? " + hint
		}
		l.say(name, hint, "there is no such setting")
	}
}

func removedVariable(name string) (key string, was bool) {
	for _, r := range removed {
		if (setting{key: r}).variable() == name {
			return r, true
		}
	}
	return "", false
}

// flags reads what was given on the command line, by long names.
func (l *loader) flags(given map[string]string) {
	var known []string
	left := map[string]string{}
	for name, value := range given {
		left[name] = value
	}
	for _, s := range settings() {
		known = append(known, s.flag())
		value, ok := left[s.flag()]
		delete(left, s.flag())
		if !ok {
			continue
		}
		place := "--" + s.flag()
		l.config.given[s.key] = place
		if wrong, hint := s.fill(&l.config, value); hint != "" {
			l.say(place, hint, "%s", wrong)
		} else if value == "" {
			l.say(place, "Give it a value or leave it out", "%s is empty", s.key)
		}
	}
	for name := range left {
		l.say("--"+name, schema.Suggest(name, known), "there is no such flag")
	}
}

// configFlags are the flags of all settings and --config.
func configFlags() []cli.Flag {
	flags := []cli.Flag{&cli.StringFlag{Name: configFlag, Usage: "read settings and collections from `FILE`", DefaultText: defaultFile}}
	for _, s := range settings() {
		var aliases []string
		if s.alias != "" {
			aliases = []string{s.alias}
		}
		usage := strings.ReplaceAll(s.means, "`", "")
		if s.kind == kindBool {
			flags = append(flags, &cli.BoolFlag{Name: s.flag(), Aliases: aliases, Usage: usage, HideDefault: true})
			continue
		}
		flags = append(flags, &cli.StringFlag{Name: s.flag(), Aliases: aliases, Usage: usage, HideDefault: true})
	}
	return flags
}

// sourcesOf reads --config and the settings among the flags of a command.
func sourcesOf(cmd *cli.Command, environ []string) Sources {
	from := Sources{Flags: map[string]string{}, Environ: environ, File: cmd.String(configFlag)}
	for _, s := range settings() {
		switch {
		case !cmd.IsSet(s.flag()):
		case s.kind == kindBool && cmd.Bool(s.flag()):
			from.Flags[s.flag()] = "true"
		case s.kind == kindBool:
			from.Flags[s.flag()] = "false"
		default:
			from.Flags[s.flag()] = cmd.String(s.flag())
		}
	}
	return from
}
