package api

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"

	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// mostRecords is how many records a batch may have.
const mostRecords = 100

// batch is what a batch asks for.
type batch struct {
	records []record
	atomic  bool
}

// record is one entry of a batch: an id, a body, or both.
type record struct {
	id       string
	body     []byte // an object of field values
	revision *int64 // of one to delete: the one that was seen
}

// readBatch reads {records: […], options: {atomic}}, of a deletion ids instead
// of records. The records themselves are judged one by one, later.
func readBatch(text []byte, op schema.Operation) (batch, error) {
	b := batch{atomic: true}
	wanted := "records"
	if op == schema.Delete {
		wanted = "ids"
	}
	members, err := object(text, wanted, "options")
	if err != nil {
		return b, err
	}
	if options, given := members["options"]; given {
		inner, err := object(options, "atomic")
		if err != nil {
			return b, err
		}
		if atomic, given := inner["atomic"]; given {
			if b.atomic, err = strconv.ParseBool(string(atomic)); err != nil || len(atomic) < len("true") {
				return b, fault.InvalidInput(fault.NewProblem("options.atomic", fault.ProblemType, "want", "boolean"))
			}
		}
	}
	var items []json.RawMessage
	if len(members[wanted]) == 0 || members[wanted][0] != '[' || json.Unmarshal(members[wanted], &items) != nil {
		return b, fault.InvalidInput(fault.NewProblem(wanted, fault.ProblemType, "want", "array"))
	}
	if len(items) > mostRecords {
		return b, fault.InvalidInput(fault.NewProblem(wanted, fault.ProblemTooMany, "max", strconv.Itoa(mostRecords)))
	}
	for i, item := range items {
		r, err := recordOf(item, op)
		if err != nil {
			return b, fault.InvalidInput(fault.NewProblem(wanted+"["+strconv.Itoa(i)+"]"+err.path, err.code, "want", err.want))
		}
		b.records = append(b.records, r)
	}
	return b, nil
}

type misfit struct{ path, code, want string }

// recordOf reads an id, or an object of values; that of an update has an id.
func recordOf(item json.RawMessage, op schema.Operation) (record, *misfit) {
	if op == schema.Delete {
		if id, ok := text(item); ok {
			return record{id: id}, nil
		}
		return seenRecord(item)
	}
	if len(item) == 0 || item[0] != '{' {
		return record{}, &misfit{"", fault.ProblemType, "object"}
	}
	if op == schema.Create {
		return record{body: item}, nil
	}
	r, wrong := record{body: []byte{'{'}}, (*misfit)(nil)
	_ = schema.Scan(item, func(name string, value []byte) bool {
		if name == "id" && r.id == "" {
			id, ok := text(value)
			if !ok {
				wrong = &misfit{".id", fault.ProblemType, "id"}
			}
			r.id = id
			return ok
		}
		if len(r.body) > 1 {
			r.body = append(r.body, ',')
		}
		quoted, _ := json.Marshal(name) // a string cannot fail
		r.body = append(append(append(r.body, quoted...), ':'), value...)
		return true
	})
	r.body = append(r.body, '}')
	if wrong == nil && r.id == "" {
		wrong = &misfit{".id", fault.ProblemRequired, "id"}
	}
	return r, wrong
}

// seenRecord reads {"id": …, "revision": …} of an entry to delete.
func seenRecord(item json.RawMessage) (record, *misfit) {
	members, err := object(item, "id", "revision")
	if err != nil {
		return record{}, &misfit{"", fault.ProblemType, "id, or object of id and revision"}
	}
	id, ok := text(members["id"])
	if !ok {
		return record{}, &misfit{".id", fault.ProblemType, "id"}
	}
	r := record{id: id}
	if given, named := members["revision"]; named {
		revision, err := strconv.ParseInt(string(given), 10, 64)
		if err != nil || revision < 0 {
			return record{}, &misfit{".revision", fault.ProblemType, "number"}
		}
		r.revision = &revision
	}
	return r, nil
}

func text(raw json.RawMessage) (string, bool) {
	var s string
	if len(raw) == 0 || raw[0] != '"' || json.Unmarshal(raw, &s) != nil || s == "" || !clean(s) {
		return "", false
	}
	return s, true
}

// object reads the members of a JSON object: only the named ones, none twice.
func object(text []byte, allowed ...string) (map[string]json.RawMessage, error) {
	bad := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidJSON).With("want", "object")
	if !utf8.Valid(text) || !json.Valid(text) {
		return nil, bad
	}
	found := map[string]json.RawMessage{}
	var refused error
	err := schema.Scan(text, func(name string, value []byte) bool {
		name = strings.Clone(name) // valid only during the visit
		if _, twice := found[name]; twice {
			refused = bad.With("field", name).With("reason", fault.ProblemDuplicate)
			return false
		}
		for _, known := range allowed {
			if name == known {
				found[name] = value
				return true
			}
		}
		refused = fault.New(fault.Invalid, fault.LayerValidation, fault.CodeUnknownField).With("field", name).
			With("nearest", schema.Nearest(name, allowed)).With("allowed", list(allowed)).
			About(name, fault.CodeUnknownField)
		return false
	})
	if err != nil {
		return nil, bad
	}
	return found, refused
}
