package content

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"

	"gatehouse/db/fault"
)

// place is where a page ends, as a cursor carries it.
type place struct {
	Sort      string `json:"s"`
	Values    []any  `json:"v"`
	Backwards bool   `json:"b,omitempty"`
}

const macSize = 16

// cursor writes a place so that nobody else can: bound to organization,
// collection and order.
func (s *Store) cursor(r *reach, keys []key, e Entry, backwards bool) string {
	p := place{Sort: signature(keys), Backwards: backwards}
	for _, k := range keys {
		p.Values = append(p.Values, k.of(e))
	}
	text, err := json.Marshal(p)
	if err != nil { // strings, numbers and booleans only
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(s.seal(r, text), text...))
}

// placeOf reads a cursor. Fails with INVALID_CURSOR.
func (s *Store) placeOf(r *reach, keys []key, cursor string) (p place, err error) {
	refused := fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidCursor).With("parameter", "cursor")
	sealed, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(sealed) < macSize || !hmac.Equal(sealed[:macSize], s.seal(r, sealed[macSize:])) {
		return p, refused
	}
	d := json.NewDecoder(bytes.NewReader(sealed[macSize:]))
	d.UseNumber()
	if err := d.Decode(&p); err != nil || p.Sort != signature(keys) || len(p.Values) != len(keys) {
		return p, refused
	}
	for i, v := range p.Values {
		number, ok := v.(json.Number)
		if !ok {
			continue
		}
		if whole, err := number.Int64(); err == nil {
			p.Values[i] = whole
		} else if p.Values[i], err = number.Float64(); err != nil {
			return p, refused
		}
	}
	return p, nil
}

func (s *Store) seal(r *reach, text []byte) []byte {
	mac := hmac.New(sha256.New, s.key)
	for _, part := range []string{"content cursor", r.rows.Organization(), r.c.Name, string(rune('0' + r.sight)), r.viewName()} {
		mac.Write([]byte(part))
		mac.Write([]byte{0})
	}
	mac.Write(text)
	return mac.Sum(nil)[:macSize]
}
