package content

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content/sheet"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// labelColumn is behind the name of a relation the column that says what its ids
// stand for. Imports leave it out.
const labelColumn = ".label"

// ExportOptions say how a list is written.
type ExportOptions struct {
	Format  sheet.Format
	Members []string // of the entries, declared fields and system fields; nil is all that the list has
	// Append writes an entry as the API shows it, for JSON and NDJSON.
	Append func(dst []byte, e *Entry) []byte
}

// ExportMembers are the members that entries of a list through a view have: all
// the system's, and the fields of the view.
func ExportMembers(c *schema.Collection, view string) []string {
	members := c.SystemMembers()
	if v, ok := c.View(view); ok {
		return append(members, v.Fields...)
	}
	return append(members, c.Fields.Names()...)
}

// ExportFile writes what Export walks over, and records that it did. Masks and
// views hold. Fails like Export; what has been written by then is to be thrown
// away.
func (s *Store) ExportFile(ctx context.Context, scope access.Scope, collection string, q Query, o ExportOptions, w io.Writer) (int, error) {
	release, err := s.take(ctx)
	if err != nil {
		return 0, err
	}
	defer release()
	r, err := s.listingReach(scope, collection, q.View)
	if err != nil {
		return 0, err
	}
	all := ExportMembers(r.c, q.View)
	members := all
	if o.Members != nil {
		members = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return !slices.Contains(o.Members, name) })
	}
	x := &exporting{r: r, o: o, w: w}
	if o.Format == sheet.CSV {
		x.columns(s, members)
	}
	if err := x.begin(); err != nil {
		return 0, err
	}
	n, err := s.export(ctx, scope, collection, q, func(inside *Store, entries []Entry) error {
		return x.part(ctx, inside, entries)
	})
	if err == nil {
		err = x.end()
	}
	if err != nil {
		return n, err
	}
	return n, s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		details := map[string]any{"format": string(o.Format), "count": n}
		if q.View != "" {
			details["view"] = q.View
		}
		return event.Record(ctx, tx, scope.Actor(), r.side, event.Change{
			Type: "entries.exported", Subject: "collection", SubjectID: r.c.Name, Collection: r.c.Name, Details: details,
		})
	})
}

// exporting is a list on its way into a file.
type exporting struct {
	r       *reach
	o       ExportOptions
	w       io.Writer
	buffer  []byte
	written int
	cells   []column
	related []string // the relations whose labels are wanted
}

// column is one of a CSV file: a system field, a declared one, or the labels of a
// relation.
type column struct {
	name   string
	field  *schema.Field
	labels bool
}

func (x *exporting) columns(s *Store, members []string) {
	for _, name := range members {
		f, _ := x.r.c.Field(name)
		x.cells = append(x.cells, column{name: name, field: f})
		if f != nil && f.Type == schema.TypeRelation && !s.abroad(x.r, f) {
			x.cells = append(x.cells, column{name: name + labelColumn, field: f, labels: true})
			x.related = append(x.related, name)
		}
	}
}

func (x *exporting) begin() error {
	switch x.o.Format {
	case sheet.CSV:
		names := make([]string, len(x.cells))
		for i, c := range x.cells {
			names[i] = c.name
		}
		x.buffer = sheet.AppendRow(append(x.buffer, sheet.Mark...), names)
	case sheet.JSON:
		x.buffer = append(x.buffer, '[')
	case sheet.NDJSON:
	default:
		return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
			With("parameter", "format").With("value", string(x.o.Format)).With("allowed", "csv, json, ndjson")
	}
	return nil
}

func (x *exporting) part(ctx context.Context, s *Store, entries []Entry) error {
	labels := map[string]Choice{}
	if len(x.related) > 0 {
		var err error
		if labels, err = s.Related(ctx, x.r.scope, x.r.c.Name, entries, x.related); err != nil {
			return err
		}
	}
	for i := range entries {
		switch x.o.Format {
		case sheet.CSV:
			x.buffer = sheet.AppendRow(x.buffer, x.row(&entries[i], labels))
		case sheet.JSON:
			if x.written > 0 {
				x.buffer = append(x.buffer, ',')
			}
			x.buffer = x.o.Append(append(x.buffer, '\n'), &entries[i])
		default:
			x.buffer = append(x.o.Append(x.buffer, &entries[i]), '\n')
		}
		x.written++
	}
	return x.flush()
}

func (x *exporting) end() error {
	if x.o.Format == sheet.JSON {
		x.buffer = append(x.buffer, "\n]\n"...)
	}
	return x.flush()
}

func (x *exporting) flush() error {
	_, err := x.w.Write(x.buffer)
	x.buffer = x.buffer[:0]
	return err
}

func (x *exporting) row(e *Entry, labels map[string]Choice) []string {
	cells, values, show := make([]string, len(x.cells)), e.Values(), e.Show(x.r.scope)
	for i, c := range x.cells {
		switch {
		case c.field == nil:
			if value := e.SystemValue(c.name); value != nil {
				cells[i] = fmt.Sprint(value)
			}
		case c.labels && show(c.field) == schema.Plain:
			var names []string
			for _, id := range targetsOf(c.field, values[c.field.Name]) {
				if label := labels[id].Label; label != id {
					names = append(names, label)
				}
			}
			cells[i] = sheet.Guard(sheet.Join(names))
		case !c.labels:
			cells[i] = cellOf(c.field, c.field.Shown(values[c.field.Name], show(c.field)))
		}
	}
	return cells
}

// cellOf writes a value so that reading.field reads the same.
func cellOf(f *schema.Field, value any) string {
	switch v := value.(type) {
	case nil:
		return ""
	case []string:
		return sheet.Guard(sheet.Join(v))
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	case string:
		if f.Type != schema.TypeJSON {
			return sheet.Guard(v)
		}
	}
	encoded, err := json.Marshal(value)
	if err != nil {
		return ""
	}
	return sheet.Guard(strings.TrimSpace(string(encoded)))
}
