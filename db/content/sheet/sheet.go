package sheet

import (
	"bytes"
	"iter"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gatehouse/db/fault"
)

// Format is the kind of a file.
type Format string

// The formats.
const (
	CSV    Format = "csv"
	JSON   Format = "json"
	NDJSON Format = "ndjson"
)

// Formats lists the formats.
func Formats() []Format { return []Format{CSV, JSON, NDJSON} }

const (
	mostColumns = 600
	mostRows    = 50_000
	mostBroken  = 1000    // rows, after which a file is no such file
	longestCell = 1 << 20 // bytes
)

// Sheet is a file that has been opened.
type Sheet struct {
	Format  Format
	Columns []string // in the order of the file

	data      []byte // without byte order mark
	delimiter byte
	body      int // where the rows begin, and on which line
	line      int
}

// Row is one row of a file.
type Row struct {
	Line  int            // where it begins; the first line is 1
	Cells map[string]any // by column: a text from CSV, else a JSON value with json.Number
	// Problem is why the row cannot be read; then there are no cells.
	Problem *fault.Problem
}

// Open recognises a file by its name and its content. Fails with
// VALIDATION_FAILED about "file": required (there is nothing in it), encoding
// (not UTF-8; params line), format (params want), duplicate (a column's name;
// params value), too_many (columns).
func Open(name string, data []byte) (*Sheet, error) {
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} {
		if bytes.HasPrefix(data, []byte(mark)) {
			return nil, bad(fault.ProblemEncoding, "line", "1")
		}
	}
	data = bytes.TrimPrefix(data, []byte(Mark))
	if !utf8.Valid(data) {
		return nil, bad(fault.ProblemEncoding, "line", strconv.Itoa(firstInvalid(data)))
	}
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, bad(fault.ProblemRequired)
	}
	s := &Sheet{Format: formatOf(name, data), data: data, line: 1}
	if s.Format == CSV {
		return s, s.readHeader()
	}
	return s, s.readKeys()
}

func bad(code string, params ...string) error {
	return fault.InvalidInput(fault.NewProblem("file", code, params...))
}

func firstInvalid(data []byte) int {
	line := 1
	for len(data) > 0 {
		r, size := utf8.DecodeRune(data)
		if r == utf8.RuneError && size <= 1 {
			return line
		}
		if r == '\n' {
			line++
		}
		data = data[size:]
	}
	return line
}

func formatOf(name string, data []byte) Format {
	switch strings.ToLower(path.Ext(name)) {
	case ".csv", ".tsv":
		return CSV
	case ".ndjson", ".jsonl":
		return NDJSON
	}
	switch first := bytes.TrimSpace(data)[0]; {
	case first == '[':
		return JSON
	case first == '{' && strings.EqualFold(path.Ext(name), ".json"):
		return JSON
	case first == '{':
		return NDJSON
	}
	return CSV
}

// Rows are the rows of the file, in order. After 50,000 comes one that says
// too_many, and no more.
func (s *Sheet) Rows() iter.Seq[Row] {
	rows := s.jsonRows
	if s.Format == CSV {
		rows = s.csvRows
	}
	return func(yield func(Row) bool) {
		n := 0
		for row := range rows {
			if n++; n > mostRows {
				yield(broken(row.Line, fault.ProblemTooMany, "max", strconv.Itoa(mostRows)))
				return
			}
			if !yield(row) {
				return
			}
		}
	}
}

func (s *Sheet) columns(names []string) error {
	if len(names) > mostColumns {
		return bad(fault.ProblemTooMany, "max", strconv.Itoa(mostColumns))
	}
	for i, name := range names {
		if name = strings.TrimSpace(name); name == "" {
			name = "(" + strconv.Itoa(i+1) + ")"
		}
		if slices.Contains(s.Columns, name) {
			return bad(fault.ProblemDuplicate, "value", name)
		}
		s.Columns = append(s.Columns, name)
	}
	return nil
}

func broken(line int, code string, params ...string) Row {
	p := fault.NewProblem("", code, params...)
	return Row{Line: line, Problem: &p}
}
