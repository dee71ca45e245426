package page

import (
	"context"

	"github.com/a-h/templ"

	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/hx"
)

// EntryField is one field of an entry's form.
type EntryField struct {
	component.Field
	Part     string // what the field is part of, beside an entry
	Type     string // a type of schema
	Headline bool   // the title of the entry, written large
	Options  []component.Option
	Relation component.Relation
	On       bool   // of a boolean
	Zone     string // of a date-time
	Step     string // of a number
	Least    string
	Greatest string
	From     string // the field a slug follows
	Before   string // what stands in front of a slug
	Locked   bool   // a slug that visitors know already
	Preview  string // address that renders Markdown
	Check    string // address that judges the field while one writes; "" for none

	Plain  bool   // cannot be changed here, and is shown instead
	Cell   Cell   // how, unless it is Markdown
	Prose  string // the Markdown
	Why    string // the page that says why; "" where the whole form says it
	Masked bool   // the value is hidden
}

// inputTypes are the field types the form can draw; a test holds it complete.
var inputTypes = []string{
	schema.TypeText, schema.TypeTextarea, schema.TypeMarkdown, schema.TypeSlug, schema.TypeNumber, schema.TypeBoolean,
	schema.TypeDate, schema.TypeDatetime, schema.TypeSelect, schema.TypeMultiselect, schema.TypeTags, schema.TypeEmail,
	schema.TypeURL, schema.TypeRelation, schema.TypeJSON,
}

func (f EntryField) slot() string {
	if f.Part != "" {
		return "slot-" + component.FieldID(f.Part+f.Name)
	}
	return "slot-" + f.Name
}

// silent reports whether a browser may send nothing for the field.
func (f EntryField) silent() bool {
	switch f.Type {
	case schema.TypeBoolean, schema.TypeMultiselect, schema.TypeRelation:
		return true
	}
	return false
}

// checked is the field with what judges it once it has changed.
func (f EntryField) checked(ctx context.Context) component.Field {
	out := f.Field
	if f.Check == "" {
		return out
	}
	attrs := templ.Attributes{}
	for name, value := range out.Attrs {
		attrs[name] = value
	}
	trigger := "change delay:150ms"
	if f.Type == schema.TypeSlug {
		trigger = "blur" // a slug that follows the title changes with every key, and an answer would lag behind
	}
	for name, value := range hx.Attrs(ctx, hx.Post(f.Check), hx.Trigger(trigger), hx.Target("#"+f.slot()), hx.Swap("outerMorph"), hx.Sync("this:replace")) {
		attrs[name] = value
	}
	out.Attrs = attrs
	return out
}

func (f EntryField) locked() component.Field {
	out := f.Field
	out.Help = "Links to the old address stop working."
	return out
}

func (f EntryField) why() string {
	if f.Masked {
		return "Why is this hidden?"
	}
	return WhyCannot("change this")
}
