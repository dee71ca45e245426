package schema

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"gatehouse/db/fault"
)

// deepest is how deeply JSON may nest.
const deepest = 64

// strictError says what is wrong with a JSON text that must not be guessed at.
type strictError struct {
	field string // the path of a repeated name
	code  string
}

func (e *strictError) Error() string { return e.code + " " + e.field }

// readJSON reads one JSON value strictly: valid UTF-8, no NUL, no name twice in
// an object, at most 64 levels, nothing after it. Numbers are json.Number.
func readJSON(body []byte) (any, error) {
	if !utf8.Valid(body) {
		return nil, &strictError{code: fault.ProblemText}
	}
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	value, err := readValue(d, "", 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("something follows the value")
	}
	return value, nil
}

func readValue(d *json.Decoder, path string, depth int) (any, error) {
	if depth > deepest {
		return nil, errors.New("nested too deeply")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '{' {
			return readObject(d, path, depth)
		}
		list := []any{}
		for d.More() {
			item, err := readValue(d, path, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, item)
		}
		_, err := d.Token()
		return list, err
	case string:
		if strings.IndexByte(t, 0) >= 0 {
			return nil, &strictError{field: path, code: fault.ProblemText}
		}
		return t, nil
	default:
		return t, nil // bool, json.Number, nil
	}
}

func readObject(d *json.Decoder, path string, depth int) (any, error) {
	object := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		name, _ := token.(string)
		below := strings.TrimPrefix(path+"."+name, ".")
		if strings.IndexByte(name, 0) >= 0 {
			return nil, &strictError{field: path, code: fault.ProblemText}
		}
		if _, twice := object[name]; twice {
			return nil, &strictError{field: below, code: fault.ProblemDuplicate}
		}
		if object[name], err = readValue(d, below, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}
