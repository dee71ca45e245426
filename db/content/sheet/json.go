package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// readKeys collects the names of all members, in the order in which they appear.
func (s *Sheet) readKeys() error {
	var names []string
	known := map[string]bool{}
	s.objects(func(_ int, raw []byte, _ *fault.Problem) bool {
		_ = schema.Scan(raw, func(key string, _ []byte) bool { // what is no object is refused as a row
			if !known[key] && len(names) <= mostColumns {
				key = string([]byte(key)) // valid during the visit only
				known[key] = true
				names = append(names, key)
			}
			return true
		})
		return true
	})
	if len(names) == 0 {
		return bad(fault.ProblemFormat, "want", string(s.Format))
	}
	if len(names) > mostColumns {
		return s.columns(names)
	}
	s.Columns = slices.Clip(names)
	return nil
}

func (s *Sheet) objects(visit func(line int, raw []byte, p *fault.Problem) bool) {
	if s.Format == NDJSON {
		s.lines(visit)
		return
	}
	s.elements(visit)
}

// lines visits one JSON value per line.
func (s *Sheet) lines(visit func(line int, raw []byte, p *fault.Problem) bool) {
	line := 1
	for raw := range bytes.SplitSeq(s.data, []byte{'\n'}) {
		if raw = bytes.TrimSpace(raw); len(raw) > 0 {
			var p *fault.Problem
			if !json.Valid(raw) {
				wrong := fault.NewProblem("", fault.ProblemFormat, "want", schema.TypeJSON)
				p, raw = &wrong, nil
			}
			if !visit(line, raw, p) {
				return
			}
		}
		line++
	}
}

// elements visits the values of an array, or values one after the other. What
// stands behind a mistake cannot be read.
func (s *Sheet) elements(visit func(line int, raw []byte, p *fault.Problem) bool) {
	d := json.NewDecoder(bytes.NewReader(s.data))
	array := bytes.TrimSpace(s.data)[0] == '['
	if array {
		_, _ = d.Token() // seen to be there
	}
	counted, line := 0, 1
	lineAt := func(at int) int {
		at = min(at, len(s.data))
		line += bytes.Count(s.data[counted:max(at, counted)], []byte{'\n'})
		counted = max(at, counted)
		return line
	}
	wrong := fault.NewProblem("", fault.ProblemFormat, "want", schema.TypeJSON)
	for d.More() {
		start := int(d.InputOffset())
		for start < len(s.data) && bytes.IndexByte([]byte(" \t\r\n,"), s.data[start]) >= 0 {
			start++
		}
		var raw json.RawMessage
		if err := d.Decode(&raw); err != nil {
			var syntax *json.SyntaxError
			if errors.As(err, &syntax) {
				start = int(syntax.Offset)
			}
			visit(lineAt(start), nil, &wrong)
			return
		}
		if !visit(lineAt(start), raw, nil) {
			return
		}
	}
	if !array {
		return
	}
	if _, err := d.Token(); err != nil || len(bytes.TrimSpace(s.data[d.InputOffset():])) > 0 {
		visit(lineAt(int(d.InputOffset())), nil, &wrong)
	}
}

func (s *Sheet) jsonRows(yield func(Row) bool) {
	s.objects(func(line int, raw []byte, p *fault.Problem) bool {
		row := Row{Line: line, Problem: p}
		if p == nil {
			var err error
			if row.Cells, err = schema.ReadObject(raw); err != nil {
				row = broken(line, fault.ProblemFormat, "want", schema.TypeJSON)
			}
		}
		return yield(row)
	})
}
