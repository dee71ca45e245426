package main

import (
	"fmt"
	"net/url"
	"strings"
	"text/tabwriter"

	"gatehouse/db/schema"
)

// collections reads the declared collections, or takes the built-in ones.
func (l *loader) collections() {
	c := &l.config
	options := schema.Options{FixedOrganization: c.Features.PinnedOrganizationID != ""}
	if l.declared != nil {
		var mistakes schema.Mistakes
		c.Collections, mistakes = schema.Parse(l.declared, c.Hierarchy, options)
		l.reader.Mistakes = append(l.reader.Mistakes, mistakes...)
		return
	}
	c.BuiltIn = true
	if !c.Hierarchy.Known("member") || !c.Hierarchy.Known("admin") {
		return // already a mistake
	}
	var err error
	if c.Collections, err = schema.BuiltIn(c.Hierarchy, options); err != nil {
		l.say(collectionsKey, "Declare collections in "+defaultFile, "%v", err)
	}
}

// shownDefault is the default as the help and the README write it.
func (s setting) shownDefault() string {
	switch {
	case s.derived != "":
		return s.derived
	case s.otherwise == "":
		return "–"
	}
	return "`" + s.otherwise + "`"
}

// helpConfig is what `gatehouse help config` prints.
func helpConfig() string {
	var b strings.Builder
	b.WriteString("Settings, the strongest source first: flag, environment, file (" + defaultFile + " or --config FILE), default.\n")
	b.WriteString("An unknown one is refused. `gatehouse check` tries a configuration, `gatehouse config schema` helps editors.\n")
	for _, s := range settings() {
		fmt.Fprintf(&b, "\n%s\n    %s\n", s.key, strings.ReplaceAll(s.means, "`", ""))
		w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
		fmt.Fprintf(w, "    default\t%s\n", strings.ReplaceAll(s.shownDefault(), "`", ""))
		if len(s.options) > 0 {
			fmt.Fprintf(w, "    one of\t%s\n", strings.Join(s.options, ", "))
		}
		fmt.Fprintf(w, "    example\t%s\n", s.example)
		fmt.Fprintf(w, "    environment\t%s\n", strings.Join(append([]string{s.variable()}, s.short...), ", "))
		flags := "--" + s.flag()
		if s.alias != "" {
			flags += ", --" + s.alias
		}
		fmt.Fprintf(w, "    flag\t%s\n", flags)
		_ = w.Flush() // to memory
	}
	b.WriteString("\n" + collectionsKey + "\n    The content model, in the file only. Absent: posts, pages, authors, tags and site settings.\n")
	return b.String()
}

// helpTable is the table of settings in the README, as Markdown.
func helpTable() string {
	var b strings.Builder
	b.WriteString("| setting | default | meaning |\n| --- | --- | --- |\n")
	for _, s := range settings() {
		means := s.means
		if len(s.options) > 0 {
			means += " One of `" + strings.Join(s.options, "`, `") + "`."
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", s.key, s.shownDefault(), means)
	}
	b.WriteString("| `" + collectionsKey + "` | the built-in model | The content model, in the file only. |\n")
	return b.String()
}

// Warnings are what was decided for the author of the collections, with file,
// line and column.
func (c Config) Warnings() []string {
	var all []string
	for _, collection := range c.Collections {
		for _, w := range collection.Warnings {
			all = append(all, c.File+":"+w.String())
		}
	}
	return all
}

// Check says what is configured, for `gatehouse check`. Secrets are left out.
func Check(c Config) string {
	var b strings.Builder
	file := c.File
	if file == "" {
		file = "none (" + defaultFile + " does not exist)"
	}
	fmt.Fprintf(&b, "configuration file: %s\n\nsettings\n", file)
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, s := range settings() {
		from := c.Given(s.key)
		if from == "" {
			from = "default"
		}
		fmt.Fprintf(w, "  %s\t%s\t%s\n", s.key, s.shown(&c), from)
	}
	_ = w.Flush() // to memory
	source := "collections"
	if c.BuiltIn {
		source = "collections (built in)"
	}
	fmt.Fprintf(&b, "\n%s\n", source)
	w = tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for _, collection := range c.Collections {
		fmt.Fprintf(w, "  %s\t%s\t%s\n", collection.Name, collection.Firewall.Isolation, strings.Join(collection.Fields.Names(), ", "))
	}
	_ = w.Flush() // to memory
	for i, warning := range c.Warnings() {
		if i == 0 {
			b.WriteString("\nwarnings\n")
		}
		fmt.Fprintf(&b, "  %s\n", warning)
	}
	b.WriteString("\nThe configuration is good.\n")
	return b.String()
}

// shown is the value without what must stay secret.
func (s setting) shown(c *Config) string {
	switch v := s.into(c).(type) {
	case *bool:
		if s.kind == kindSwitch {
			return map[bool]string{true: "on", false: "off"}[*v]
		}
		return fmt.Sprint(*v)
	case *[]string:
		if len(*v) > 0 {
			return strings.Join(*v, ", ")
		}
	case *string:
		switch {
		case *v == "":
		case !s.secret:
			return *v
		case strings.HasPrefix(*v, "sqlite:"):
			return *v
		default:
			if u, err := url.Parse(*v); err == nil && u.Host != "" {
				return u.Scheme + "://" + u.Host + u.Path
			}
			return "(given)"
		}
	}
	return "–"
}
