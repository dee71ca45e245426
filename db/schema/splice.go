package schema

import (
	"encoding/json"
)

// Show says how a field leaves.
type Show uint8

// The ways a field can leave.
const (
	Plain    Show = iota // as it is
	Masked               // through its mask
	Hidden               // not at all
	Expanded             // a relation: what AppendExpanded's target writes for each id
)

// AppendJSON writes ,"field":value for each declared field in the order of the
// definition, out of what Encode wrote, without decoding plain values. Absent is
// null, or [] for lists. show is asked once per field.
func (c *Collection) AppendJSON(dst []byte, raw json.RawMessage, show func(*Field) Show) []byte {
	return c.AppendExpanded(dst, raw, show, nil)
}

// AppendExpanded is AppendJSON in which target writes what stands for the ids of
// relations that are shown Expanded.
func (c *Collection) AppendExpanded(dst []byte, raw json.RawMessage, show func(*Field) Show, target func(dst []byte, f *Field, id string) []byte) []byte {
	var few [32][]byte // most definitions: no allocation
	found := few[:]
	if len(c.Fields) > len(few) {
		found = make([][]byte, len(c.Fields))
	}
	next := 0 // Encode keeps the order, so the next key is usually the next field
	_ = Scan(raw, func(key string, value []byte) bool {
		for step := range c.Fields {
			i := (next + step) % len(c.Fields)
			if c.Fields[i].Name == key {
				found[i], next = value, i+1
				break
			}
		}
		return true
	})
	for i := range c.Fields {
		f := &c.Fields[i]
		how := show(f)
		if how == Hidden {
			continue
		}
		dst = append(dst, ',', '"')
		dst = append(dst, f.Name...)
		dst = append(dst, '"', ':')
		if how == Expanded {
			dst = f.appendTargets(dst, found[i], target)
			continue
		}
		dst = f.appendStored(dst, found[i], how)
	}
	return dst
}

func (f *Field) appendStored(dst, value []byte, how Show) []byte {
	switch {
	case (value == nil || string(value) == "null") && f.Plural():
		return append(dst, '[', ']')
	case value == nil:
		return append(dst, "null"...)
	case how == Plain:
		return append(dst, value...)
	}
	var decoded any
	if json.Unmarshal(value, &decoded) != nil {
		decoded = false // redacted, as whatever is not as expected
	}
	if list, ok := decoded.([]any); ok && f.Plural() {
		if items, problems := f.Normalize(list); len(problems) == 0 {
			decoded = items
		}
	}
	return appendValue(dst, f.hide(decoded))
}

// appendTargets writes what stands for the ids of a relation. What was saved under
// another definition stays as it is.
func (f *Field) appendTargets(dst, value []byte, target func(dst []byte, f *Field, id string) []byte) []byte {
	var id string
	if !f.Many && json.Unmarshal(value, &id) == nil && id != "" {
		return target(dst, f, id)
	}
	var ids []string
	if !f.Many || json.Unmarshal(value, &ids) != nil || len(ids) == 0 {
		return f.appendStored(dst, value, Plain)
	}
	for i, id := range ids {
		dst = target(append(dst, "[,"[min(i, 1)]), f, id)
	}
	return append(dst, ']')
}

// hide applies the mask; without one it redacts.
func (f *Field) hide(value any) any {
	if f.Mask == nil {
		return (&Mask{Kind: MaskRedact}).Apply(value)
	}
	return f.Mask.Apply(value)
}

// Shown is the value as it may be seen: itself, masked, or nil.
func (f *Field) Shown(value any, how Show) any {
	switch how {
	case Masked:
		return f.hide(value)
	case Hidden:
		return nil
	case Plain, Expanded:
	}
	return value
}
