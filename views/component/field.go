package component

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Field is what every input needs: its name, its words, its value, and what is wrong with it.
type Field struct {
	Name     string // as sent
	ID       string // made of Name by FieldID when empty
	Label    string
	Help     string
	Problem  string // one sentence that says what to do
	Value    string
	Required bool
	ReadOnly bool
	Hide     bool // the label is heard, not seen
	Optional bool // says "Optional" beside the label

	Placeholder  string
	Autocomplete string
	Most         int // most characters; 0 is no limit
	Attrs        templ.Attributes
}

// FieldID is the id of the input of that name: what a problem summary links to.
func FieldID(name string) string {
	return "field-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
}

func (f Field) id() string {
	if f.ID != "" {
		return f.ID
	}
	return FieldID(f.Name)
}

func (f Field) helpID() string    { return f.id() + "-help" }
func (f Field) problemID() string { return f.id() + "-problem" }

func (f Field) describedBy() string {
	var ids []string
	if f.Problem != "" {
		ids = append(ids, f.problemID())
	}
	if f.Help != "" {
		ids = append(ids, f.helpID())
	}
	return strings.Join(ids, " ")
}

// attrs are the attributes all text-like inputs share; Attrs of the caller win.
func (f Field) attrs() templ.Attributes {
	out := templ.Attributes{"id": f.id(), "name": f.Name}
	if f.Required {
		out["required"] = true
	}
	if f.ReadOnly {
		out["readonly"] = true
	}
	if f.Placeholder != "" {
		out["placeholder"] = f.Placeholder
	}
	if f.Autocomplete != "" {
		out["autocomplete"] = f.Autocomplete
	}
	if f.Most > 0 {
		out["maxlength"] = strconv.Itoa(f.Most)
	}
	f.describe(out)
	for name, value := range f.Attrs {
		out[name] = value
	}
	return out
}

func (f Field) describe(out templ.Attributes) {
	if ids := f.describedBy(); ids != "" {
		out["aria-describedby"] = ids
	}
	if f.Problem != "" {
		out["aria-invalid"] = "true"
	}
}

func (f Field) with(name string, value any) Field {
	attrs := templ.Attributes{name: value}
	for n, v := range f.Attrs {
		attrs[n] = v
	}
	f.Attrs = attrs
	return f
}

// Option is one thing to choose.
type Option struct {
	Value    string
	Label    string
	Detail   string // one more line
	State    State  // a mark beside the label
	Chosen   bool
	Disabled bool
}

func (f Field) optionID(o Option) string { return f.id() + "-" + FieldID(o.Value)[len("field-"):] }
