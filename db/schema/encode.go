package schema

import (
	"bytes"
	"encoding/json"
	"slices"
)

// Encode writes the values that are not absent as one JSON object: declared
// fields in the order of their definition, then whatever Decode kept of others.
func (c *Collection) Encode(values Values) json.RawMessage { return c.Fields.Encode(values) }

// Encode writes the values that are not absent as one JSON object.
func (fs Fields) Encode(values Values) json.RawMessage {
	names := fs.Names()
	for _, name := range values.Names() {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	out := []byte{'{'}
	for _, name := range names {
		if values[name] == nil {
			continue
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = appendValue(out, name)
		out = append(out, ':')
		out = appendValue(out, values[name])
	}
	return append(out, '}')
}

// Decode reads what Encode wrote, perhaps under an older definition: names that
// are no longer declared and values that no longer fit are kept as plain JSON,
// and Check reports the latter. It fails only when raw is not a JSON object.
func (c *Collection) Decode(raw json.RawMessage) (Values, error) { return c.Fields.Decode(raw) }

// Decode reads what Encode wrote, perhaps under an older definition.
func (fs Fields) Decode(raw json.RawMessage) (Values, error) {
	if len(raw) == 0 {
		return Values{}, nil
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.UseNumber()
	values := Values{}
	if err := d.Decode(&values); err != nil {
		return nil, err
	}
	for i := range fs {
		given, ok := values[fs[i].Name]
		if !ok {
			continue
		}
		if value, problems := fs[i].Normalize(given); len(problems) == 0 {
			values[fs[i].Name] = value
		}
	}
	return values, nil
}

// appendValue writes any JSON value without escaping for HTML.
func appendValue(dst []byte, value any) []byte {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if e.Encode(value) != nil {
		return append(dst, "null"...)
	}
	return append(dst, bytes.TrimSuffix(b.Bytes(), []byte{'\n'})...)
}
