package sheet

import (
	"bytes"
	"strconv"
	"strings"

	"gatehouse/db/fault"
)

// delimiterOf is what stands most often in the first line, outside quotes.
func delimiterOf(data []byte) byte {
	counts, quoted := map[byte]int{}, false
	for _, c := range data {
		if c == '"' {
			quoted = !quoted
		}
		if c == '\n' && !quoted {
			break
		}
		if !quoted {
			counts[c]++
		}
	}
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if counts[c] > counts[best] {
			best = c
		}
	}
	return best
}

func (s *Sheet) readHeader() error {
	s.delimiter = delimiterOf(s.data)
	names, end, ok := s.record(0)
	for ok && len(names) == 1 && names[0] == "" && end < len(s.data) { // lines before the header
		s.body, s.line = end, s.line+1
		names, end, ok = s.record(end)
	}
	if !ok {
		return bad(fault.ProblemFormat, "want", string(CSV))
	}
	s.line += bytes.Count(s.data[s.body:end], []byte{'\n'})
	s.body = end
	return s.columns(names)
}

func (s *Sheet) csvRows(yield func(Row) bool) {
	at, line, wrong := s.body, s.line, 0
	for at < len(s.data) {
		cells, end, ok := s.record(at)
		row := Row{Line: line}
		switch {
		case !ok:
			end = len(s.data)
			if n := bytes.IndexByte(s.data[at:], '\n'); n >= 0 {
				end = at + n + 1
			}
			row = broken(line, fault.ProblemQuoting)
			if wrong++; wrong > mostBroken {
				yield(broken(line, fault.ProblemTooMany, "max", strconv.Itoa(mostBroken)))
				return
			}
		case len(cells) == 1 && cells[0] == "":
			row.Line = 0 // nothing but a line end
		case len(cells) < len(s.Columns) || strings.Join(cells[len(s.Columns):], "") != "":
			row = broken(line, fault.ProblemColumns, "columns", strconv.Itoa(len(cells)), "want", strconv.Itoa(len(s.Columns)))
		default:
			row.Cells = make(map[string]any, len(s.Columns))
			for i, name := range s.Columns {
				row.Cells[name] = Unguard(cells[i])
			}
		}
		line += bytes.Count(s.data[at:end], []byte{'\n'})
		at = end
		if row.Line > 0 && !yield(row) {
			return
		}
	}
}

// record reads the row that begins at a place. ok is false when its quotation
// marks do not fit.
func (s *Sheet) record(at int) (cells []string, end int, ok bool) {
	for {
		var cell string
		if cell, end, ok = s.cell(at); !ok {
			return nil, 0, false
		}
		cells = append(cells, cell)
		switch {
		case end >= len(s.data):
			return cells, end, true
		case s.data[end] == s.delimiter:
			at = end + 1
		case s.data[end] == '\r':
			return cells, end + 2, true
		default:
			return cells, end + 1, true
		}
	}
}

// cell reads one cell; end is the delimiter or line end behind it.
func (s *Sheet) cell(at int) (cell string, end int, ok bool) {
	if at < len(s.data) && s.data[at] == '"' {
		return s.quoted(at + 1)
	}
	for end = at; end < len(s.data) && !s.ends(end); end++ {
		if s.data[end] == '"' {
			return "", 0, false
		}
	}
	return string(s.data[at:end]), end, true
}

func (s *Sheet) quoted(at int) (cell string, end int, ok bool) {
	var b strings.Builder
	for {
		n := bytes.IndexByte(s.data[at:min(at+longestCell, len(s.data))], '"')
		if n < 0 || b.Len()+n > longestCell {
			return "", 0, false
		}
		b.Write(s.data[at : at+n])
		at += n + 1
		if at < len(s.data) && s.data[at] == '"' {
			b.WriteByte('"')
			at++
			continue
		}
		return b.String(), at, at >= len(s.data) || s.ends(at)
	}
}

// ends reports whether a cell ends before the character at a place.
func (s *Sheet) ends(at int) bool {
	c := s.data[at]
	return c == s.delimiter || c == '\n' || c == '\r' && at+1 < len(s.data) && s.data[at+1] == '\n'
}
