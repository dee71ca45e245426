package schema

import (
	"time"

	"gatehouse/db/fault"
)

// The field types of the foundation.
const (
	TypeText        = "text"
	TypeTextarea    = "textarea"
	TypeMarkdown    = "markdown"
	TypeSlug        = "slug"
	TypeNumber      = "number"
	TypeBoolean     = "boolean"
	TypeDate        = "date"
	TypeDatetime    = "datetime"
	TypeSelect      = "select"
	TypeMultiselect = "multiselect"
	TypeTags        = "tags"
	TypeEmail       = "email"
	TypeURL         = "url"
	TypeRelation    = "relation"
	TypeJSON        = "json"
)

// SortKind says how values of a field compare.
type SortKind string

// The kinds of comparison. Dates and times are strings that sort by time.
const (
	SortText   SortKind = "text"
	SortNumber SortKind = "number"
	SortTime   SortKind = "time"
	SortBool   SortKind = "bool"
	SortNone   SortKind = "none"
)

// ParseContext is what a form's strings mean besides themselves.
type ParseContext struct {
	Zone *time.Location // of date-times without an offset; nil is UTC
}

func (pc ParseContext) zone() *time.Location {
	if pc.Zone == nil {
		return time.UTC
	}
	return pc.Zone
}

// fieldType is everything that differs between types. Problems returned here
// need no field name; the caller sets it.
type fieldType struct {
	name string
	// parse normalises what a form sent (never more than one string unless the
	// field is plural).
	parse func(f *Field, given []string, pc ParseContext) (any, []fault.Problem)
	// decode normalises a JSON value.
	decode func(f *Field, given any) (any, []fault.Problem)
	// check judges a normalised value that is not nil.
	check func(f *Field, value any) []fault.Problem
	// format writes a value as a form's strings; of a value that does not fit the
	// type its JSON.
	format func(f *Field, value any, pc ParseContext) []string
	// jsonSchema describes the value for OpenAPI.
	jsonSchema func(f *Field) map[string]any
	sort       func(f *Field) SortKind
	operators  func(f *Field) []string
	// settings are the keys of a definition that mean something for the type,
	// beyond those every type has.
	settings []string
}

// fieldTypes is the list of all types.
var fieldTypes = []*fieldType{
	&textType, &textareaType, &markdownType, &slugType, &numberType, &booleanType, &dateType, &datetimeType,
	&selectType, &multiselectType, &tagsType, &emailType, &urlType, &relationType, &jsonType,
}

// Types lists the names of all field types.
func Types() []string {
	names := make([]string, len(fieldTypes))
	for i, t := range fieldTypes {
		names[i] = t.name
	}
	return names
}

func typeNamed(name string) *fieldType {
	for _, t := range fieldTypes {
		if t.name == name {
			return t
		}
	}
	return nil
}

// kind is the field's type; a field made by hand with an unknown type is text.
func (f *Field) kind() *fieldType {
	if t := typeNamed(f.Type); t != nil {
		return t
	}
	return &textType
}

// Sort says how the field's values compare, SortNone when they do not.
func (f *Field) Sort() SortKind { return f.kind().sort(f) }

// Format writes a value as the strings of a form's input: none for an absent
// value, several for a list.
func (f *Field) Format(value any, pc ParseContext) []string {
	if value == nil {
		return nil
	}
	return f.kind().format(f, value, pc)
}

// Parse normalises what a form sent for the field; the problems name it.
func (f *Field) Parse(given []string, pc ParseContext) (any, []fault.Problem) {
	if len(given) > 1 && !f.Plural() {
		return nil, []fault.Problem{fault.NewProblem(f.Name, fault.ProblemTooMany, "max", "1")}
	}
	value, problems := f.kind().parse(f, given, pc)
	return value, f.named(problems)
}

// Normalize turns a JSON value (also Go's own strings, numbers and lists) into
// the field's value; the problems name the field.
func (f *Field) Normalize(given any) (any, []fault.Problem) {
	if given == nil {
		return nil, nil
	}
	value, problems := f.kind().decode(f, given)
	return value, f.named(problems)
}

// JSONSchema describes the field's value for OpenAPI.
func (f *Field) JSONSchema() map[string]any { return f.kind().jsonSchema(f) }

func (f *Field) named(problems []fault.Problem) []fault.Problem {
	for i := range problems {
		problems[i].Field = f.Name
	}
	return problems
}
