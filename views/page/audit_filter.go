package page

import (
	"context"
	"strings"

	"github.com/a-h/templ"

	"gatehouse/views/component"
	"gatehouse/views/hx"
)

// AuditFilter is the form of the log's filters as they are set.
type AuditFilter struct {
	Action, Export string // addresses: the whole log, and its download
	Actors         []component.Option
	Topics         []AuditTopic
	Collections    []component.Option
	ID, From, To   string
	Chips          []ContentChip
	Hidden         []component.Hidden // what is set, for the download
}

// AuditTopic is a kind of row with what can happen to it; Chosen is the type that
// is set, or the subject itself for all of them.
type AuditTopic struct {
	Subject string
	Types   []string
	Chosen  string
}

var auditTopics = map[string]string{
	"entry": "Entries", "collection": "Collections", "import": "Imports", "member": "Members", "invitation": "Invitations",
	"team": "Teams", "key": "API keys", "organization": "Organization", "audit": "Audit log",
}

func (t AuditTopic) title() string {
	if title, ok := auditTopics[t.Subject]; ok {
		return title
	}
	return t.Subject
}

func (t AuditTopic) titled(what string) string { return t.title() + ": " + what }

// verbOf is what happened by a type of event: "member added".
func verbOf(kind string) string {
	_, verb, _ := strings.Cut(kind, ".")
	return strings.ReplaceAll(verb, "_", " ")
}

// KeyNamed is an API key among people.
func KeyNamed(name string) string { return "Key “" + name + "”" }

// Chip is one filter in words.
func (f AuditFilter) Chip(name, value, remove string) ContentChip {
	chip := ContentChip{Label: map[string]string{
		"actor": "Who", "type": "What", "collection": "Collection", "id": "Id", "from": "From", "to": "To",
	}[name], Value: value, Remove: remove}
	switch name {
	case "actor":
		chip.Value = chosenLabel(f.Actors, value)
	case "collection":
		chip.Value = chosenLabel(f.Collections, value)
	case "type":
		for _, t := range f.Topics {
			if t.Subject == value {
				chip.Value = t.title()
			}
			for _, one := range t.Types {
				if one == value {
					chip.Value = t.titled(verbOf(one))
				}
			}
		}
	}
	return chip
}

func chosenLabel(options []component.Option, value string) string {
	for _, o := range options {
		if o.Value == value {
			return o.Label
		}
	}
	return value
}

// filtering are the attributes of the filters' form: the list follows in place.
func filtering(ctx context.Context, action string) templ.Attributes {
	return hx.Attrs(ctx, hx.Get(action), hx.Target("#audit"), hx.Swap("outerHTML"), hx.Indicator("#audit"), hx.PushURL(), hx.Sync("this:replace"))
}

func withAll(label string, options []component.Option) []component.Option {
	return append([]component.Option{{Label: label}}, options...)
}

// announced is what a screen reader hears when the log has changed.
func (v Audit) announced() string {
	switch n := len(v.Rows); {
	case n == 0:
		return "Nothing matches"
	case v.Older != "" || v.Newer != "":
		return "A page of " + several(n, "event")
	default:
		return several(n, "event")
	}
}
