package schema

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"gatehouse/db/fault"
)

// Input is what a JSON body gave.
type Input struct {
	Values   Values
	Revision *int64 // the revision the client saw, when it named one
}

// DecodeJSON reads the body of a write to the collection. See Fields.DecodeJSON.
func (c *Collection) DecodeJSON(body []byte, allowRevision bool) (Input, error) {
	return c.Fields.DecodeJSON(body, allowRevision)
}

// DecodeJSON reads an object of field values strictly. It fails with
// INVALID_JSON (no object, repeated names, NUL, invalid UTF-8, more than 64
// levels), UNKNOWN_FIELD (with parameters field, nearest and allowed),
// GUARD_SYSTEM_MANAGED and VALIDATION_FAILED (values of the wrong type), in this
// order. allowRevision admits a whole number named "revision" beside the fields.
func (fs Fields) DecodeJSON(body []byte, allowRevision bool) (Input, error) {
	object, err := ReadObject(body)
	if err != nil {
		return Input{}, err
	}
	return fs.decodeObject(object, allowRevision)
}

// ReadObject reads one JSON object strictly; its numbers are json.Number. It
// fails with INVALID_JSON, as DecodeJSON does.
func ReadObject(body []byte) (map[string]any, error) {
	read, err := readJSON(body)
	if err != nil {
		return nil, invalidJSON(err)
	}
	object, ok := read.(map[string]any)
	if !ok {
		return nil, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidJSON).With("want", "object")
	}
	return object, nil
}

func (fs Fields) decodeObject(object map[string]any, allowRevision bool) (Input, error) {
	in := Input{}
	if given, named := object["revision"]; named && allowRevision {
		number, _ := given.(json.Number)
		revision, err := number.Int64()
		if err != nil || revision < 0 {
			return in, fault.InvalidInput(fault.NewProblem("revision", fault.ProblemType, "want", "integer"))
		}
		in.Revision = &revision
		delete(object, "revision")
	}
	if err := fs.refuseNames(Values(object).Names()); err != nil {
		return in, err
	}
	var problems []fault.Problem
	in.Values, problems = fs.Normalize(object)
	if len(problems) > 0 {
		return in, fault.InvalidInput(problems...)
	}
	return in, nil
}

// refuseNames answers names that are not fields: unknown ones first, then those
// only the system writes.
func (fs Fields) refuseNames(given []string) error {
	allowed := fs.Names()
	unknown := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeUnknownField)
	managed := fault.New(fault.Invalid, fault.LayerGuards, fault.CodeSystemManaged)
	for _, name := range given {
		switch {
		case slices.Contains(allowed, name):
		case IsSystemField(name):
			managed = managed.About(name, fault.CodeSystemManaged)
		default:
			unknown = unknown.About(name, fault.CodeUnknownField, "nearest", Nearest(name, allowed), "allowed", strings.Join(allowed, ", "))
		}
	}
	for _, refused := range []*fault.Fault{unknown, managed} {
		if len(refused.Problems) > 0 {
			for name, value := range refused.Problems[0].Params {
				refused = refused.With(name, value)
			}
			return refused.With("field", refused.Problems[0].Field)
		}
	}
	return nil
}

// Normalize turns JSON values (also Go's own strings, numbers and lists) into
// values of the declared fields, and leaves out names that are not declared.
// Problems come in the order of the fields.
func (fs Fields) Normalize(given map[string]any) (Values, []fault.Problem) {
	values, problems := Values{}, []fault.Problem(nil)
	for i := range fs {
		raw, ok := given[fs[i].Name]
		if !ok {
			continue
		}
		value, wrong := fs[i].Normalize(raw)
		if len(wrong) > 0 {
			problems = append(problems, wrong...)
			continue
		}
		values[fs[i].Name] = value
	}
	return values, problems
}

func invalidJSON(err error) error {
	f := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidJSON).Because(err)
	var strict *strictError
	if errors.As(err, &strict) {
		f = f.About(strict.field, strict.code)
		if strict.field != "" {
			f = f.With("field", strict.field)
		}
		f = f.With("reason", strict.code)
	}
	return f
}
