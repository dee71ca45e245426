package content

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"

	"gatehouse/db"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// On PostgreSQL a text ends with a key of each short value, whatever the
// definition says: below row-level security no index over the values themselves
// serves a filter (see EnsureIndexes). A key is a hash, so it only says which
// entries are worth comparing.

// longestKey are the bytes of a value in JSON that has a key.
const longestKey = 300

// keysOf are the keys of stored values.
func keysOf(organization, collection string, raw []byte) string {
	text := " " + keyScope(organization, collection)
	_ = schema.Scan(raw, func(field string, value []byte) bool {
		var decoded any
		if len(value) <= longestKey && json.Unmarshal(value, &decoded) == nil {
			if key, ok := keyOf(field, decoded); ok {
				text += " " + key
			}
		}
		return true
	})
	return text
}

// keyScope is the key that every entry of a collection has.
func keyScope(organization, collection string) string { return "@" + organization + ":" + collection }

// keyOf is the key of a field's value, as it is in JSON or in a filter.
func keyOf(field string, value any) (string, bool) {
	text := ""
	switch v := value.(type) {
	case string:
		if encoded, err := json.Marshal(v); err != nil || len(encoded) > longestKey {
			return "", false
		}
		text = "s" + v
	case bool:
		text = strconv.FormatBool(v)
	case float64:
		text = strconv.FormatFloat(v, 'g', -1, 64)
	default:
		return "", false
	}
	sum := sha256.Sum256([]byte(field + "\n" + text))
	return "@" + hex.EncodeToString(sum[:8]), true
}

// keyed reports whether every entry of a collection has its keys, which those
// have not that came before keys until RenewTexts was there. What is true once
// stays true.
func (s *Store) keyed(ctx context.Context, r *reach) (bool, error) {
	scope := keyScope(r.rows.Organization(), r.c.Name)
	if _, known := s.complete.Load(scope); known {
		return true, nil
	}
	missing, err := db.Select[model.EntryText](s.d, r.side).Where("?TableAlias.collection = ?", r.c.Name).Where("?TableAlias.made_of = ''").Exists(ctx)
	if err == nil && !missing {
		s.complete.Store(scope, true)
	}
	return err == nil && !missing, err
}

// keysAsked are the keys that all entries have that a query's filters can mean.
func (s *Store) keysAsked(r *reach, q Query) (keys []db.Run) {
	if s.d.Dialect() != db.Postgres {
		return nil
	}
	for _, f := range q.Filters {
		field, declared := r.c.Field(f.Field)
		if !declared || field.Plural() || f.Operator != Eq && f.Operator != "" && f.Operator != In || len(f.Values) != 1 {
			continue
		}
		if _, allowed := r.filterable()[f.Field]; !allowed {
			continue // the filter is refused in a moment
		}
		value, err := fieldValue(field, f, f.Values[0], q.Zone)
		if err != nil {
			continue
		}
		if key, ok := keyOf(field.Name, value); ok {
			keys = append(keys, db.Run{Words: []string{key}, Whole: true})
		}
	}
	if len(keys) > 0 {
		keys = append(keys, db.Run{Words: []string{keyScope(r.rows.Organization(), r.c.Name)}, Whole: true})
	}
	return keys
}
