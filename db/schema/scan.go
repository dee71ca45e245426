package schema

import (
	"encoding/json"
	"errors"
	"unsafe"
)

var errScan = errors.New("not a JSON object")

// Scan visits the members of a JSON object in their order without decoding their
// values and, unless a key holds escapes, without allocating. key is valid only
// during the visit; value is a part of raw. A visit that returns false ends the
// scan. Values are assumed to be valid JSON, as the database guarantees; a text
// that is not an object is an error, never a panic.
func Scan(raw []byte, visit func(key string, value []byte) bool) error {
	i := space(raw, 0)
	if i >= len(raw) || raw[i] != '{' {
		return errScan
	}
	i = space(raw, i+1)
	if i < len(raw) && raw[i] == '}' {
		return end(raw, i+1)
	}
	for {
		if i >= len(raw) || raw[i] != '"' {
			return errScan
		}
		stop, escaped, ok := textEnd(raw, i)
		if !ok {
			return errScan
		}
		key := raw[i+1 : stop-1]
		name := unsafe.String(unsafe.SliceData(key), len(key)) //nolint:gosec // documented: valid during the visit
		if escaped {
			if name, ok = unescape(raw[i:stop]); !ok {
				return errScan
			}
		}
		i = space(raw, stop)
		if i >= len(raw) || raw[i] != ':' {
			return errScan
		}
		i = space(raw, i+1)
		stop, ok = skip(raw, i)
		if !ok {
			return errScan
		}
		if !visit(name, raw[i:stop]) {
			return nil
		}
		i = space(raw, stop)
		if i >= len(raw) {
			return errScan
		}
		switch raw[i] {
		case '}':
			return end(raw, i+1)
		case ',':
			i = space(raw, i+1)
		default:
			return errScan
		}
	}
}

// unescape is apart so that the common case does not pay for its allocation.
func unescape(quoted []byte) (s string, ok bool) {
	err := json.Unmarshal(quoted, &s)
	return s, err == nil
}

func end(raw []byte, i int) error {
	if space(raw, i) != len(raw) {
		return errScan
	}
	return nil
}

func space(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\t' || raw[i] == '\n' || raw[i] == '\r') {
		i++
	}
	return i
}

// textEnd finds the end of the string that begins at i.
func textEnd(raw []byte, i int) (stop int, escaped, ok bool) {
	for i++; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			return i + 1, escaped, true
		case '\\':
			escaped = true
			i++
		}
	}
	return 0, false, false
}

// skip finds the end of the value that begins at i.
func skip(raw []byte, i int) (stop int, ok bool) {
	if i >= len(raw) {
		return 0, false
	}
	switch raw[i] {
	case '"':
		stop, _, ok := textEnd(raw, i)
		return stop, ok
	case '{', '[':
		return skipNested(raw, i)
	}
	start := i
	for i < len(raw) && raw[i] != ',' && raw[i] != '}' && raw[i] != ']' && raw[i] > ' ' && raw[i] != '"' && raw[i] != ':' {
		i++
	}
	return i, i > start
}

func skipNested(raw []byte, i int) (stop int, ok bool) {
	depth := 0
	for i < len(raw) {
		switch raw[i] {
		case '"':
			if i, _, ok = textEnd(raw, i); !ok {
				return 0, false
			}
			continue
		case '{', '[':
			depth++
		case '}', ']':
			if depth--; depth == 0 {
				return i + 1, true
			}
		}
		i++
	}
	return 0, false
}
