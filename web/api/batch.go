package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// step does one record of a batch with a store, which is inside the transaction
// of an atomic one.
type step func(ctx context.Context, store *content.Store, r record) (content.Entry, error)

// failed says which record made an atomic batch fail.
type failed struct {
	index   int
	id      string
	current json.RawMessage
}

func (f failed) into(details map[string]any) {
	details["index"] = f.index
	if f.id != "" {
		details["id"] = f.id
	}
	if f.current != nil {
		details["current"] = f.current
	}
}

// CreateBatch stores up to 100 new entries.
func (a *API) CreateBatch(c *echo.Context, actor access.Actor) error {
	return a.batch(c, actor, schema.Create, http.StatusCreated, func(at place) step {
		return func(ctx context.Context, store *content.Store, r record) (content.Entry, error) {
			in, err := at.collection.DecodeJSON(r.body, false)
			if err != nil {
				return content.Entry{}, err
			}
			return store.Create(ctx, at.scope, at.collection.Name, in.Values, content.CreateOptions{})
		}
	})
}

// UpdateBatch changes the given fields of up to 100 entries.
func (a *API) UpdateBatch(c *echo.Context, actor access.Actor) error {
	return a.batch(c, actor, schema.Update, http.StatusOK, func(at place) step {
		return func(ctx context.Context, store *content.Store, r record) (content.Entry, error) {
			in, err := at.collection.DecodeJSON(r.body, true)
			if err != nil {
				return content.Entry{}, err
			}
			o := content.UpdateOptions{}
			switch {
			case in.Revision != nil:
				o.Base = content.IfRevision(*in.Revision)
			case a.RequirePrecondition:
				return content.Entry{}, needed()
			}
			result, err := store.Update(ctx, at.scope, at.collection.Name, r.id, in.Values, o)
			return result.Entry, err
		}
	})
}

// DeleteBatch moves up to 100 entries to the trash, or removes them.
func (a *API) DeleteBatch(c *echo.Context, actor access.Actor) error {
	return a.batch(c, actor, schema.Delete, http.StatusOK, func(at place) step {
		permanent := at.query.Get("permanent") == "true"
		return func(ctx context.Context, store *content.Store, r record) (content.Entry, error) {
			from := content.Base{}
			switch {
			case r.revision != nil:
				from = content.IfRevision(*r.revision)
			case a.RequirePrecondition:
				return content.Entry{}, needed()
			}
			return remove(ctx, store, at, r.id, from, permanent)
		}
	})
}

func (a *API) batch(c *echo.Context, actor access.Actor, op schema.Operation, status int, steps func(place) step) error {
	if err := a.plural(c); err != nil {
		return err
	}
	at, err := a.enter(c, actor, op)
	if err != nil {
		return err
	}
	if op == schema.Delete {
		if err = at.only("permanent"); err == nil {
			_, err = at.flag("permanent")
		}
	} else {
		err = at.only()
	}
	if err == nil {
		err = unconditional(c, "a revision in each record instead")
	}
	if err == nil {
		err = at.read(c)
	}
	if err != nil {
		return err
	}
	b, err := readBatch(at.sent, op)
	if err != nil {
		return err
	}
	do := steps(at)
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		done := outcome{at: at, op: op, atomic: b.atomic, total: len(b.records)}
		var err error
		if b.atomic {
			err = store.Together(ctx, func(ctx context.Context, store *content.Store) error {
				return done.all(b.records, func(r record) (content.Entry, error) { return do(ctx, store, r) })
			})
		} else {
			err = done.each(b.records, func(r record) (e content.Entry, err error) {
				err = store.Apart(ctx, func(ctx context.Context, store *content.Store) (err error) {
					e, err = do(ctx, store, r)
					return err
				})
				return e, err
			})
		}
		if err != nil {
			return content.Reply{}, err
		}
		reply := content.Reply{Status: status, Body: done.append(nil)}
		if len(done.errors) > 0 {
			reply.Status = http.StatusMultiStatus
		}
		return reply, nil
	})
}

// outcome is what became of a batch.
type outcome struct {
	at     place
	op     schema.Operation
	atomic bool
	total  int
	done   []content.Entry
	ids    []string
	errors []failure
}

// failure is one record of a batch that did not go through.
type failure struct {
	Index int      `json:"index"`
	ID    string   `json:"id,omitempty"`
	Error envelope `json:"error"`
}

// all does every record, or fails with the first fault and its index.
func (o *outcome) all(records []record, do func(record) (content.Entry, error)) error {
	for i, r := range records {
		e, err := do(r)
		if err != nil {
			return o.name(i, r, err)
		}
		o.done, o.ids = append(o.done, e), append(o.ids, r.id)
	}
	return nil
}

func (o *outcome) name(i int, r record, err error) error {
	f := fault.As(err)
	if f.Kind == fault.Internal {
		return err
	}
	_ = o.at.shown(f)
	current, _ := f.Details.(json.RawMessage)
	return f.Showing(failed{index: i, id: r.id, current: current})
}

// each does every record for itself; only what is nobody's fault ends it.
func (o *outcome) each(records []record, do func(record) (content.Entry, error)) error {
	for i, r := range records {
		e, err := do(r)
		if err != nil {
			f := fault.As(o.at.shown(err))
			if f.Kind == fault.Internal {
				return err
			}
			o.errors = append(o.errors, failure{Index: i, ID: r.id, Error: describe(f)})
			continue
		}
		o.done, o.ids = append(o.done, e), append(o.ids, r.id)
	}
	return nil
}

// append writes what became of the batch: entries, or of deleted ones the ids.
func (o *outcome) append(dst []byte) []byte {
	dst = append(dst, `{"success":[`...)
	s := o.at.shape(nil)
	for i := range o.done {
		if i > 0 {
			dst = append(dst, ',')
		}
		if o.op == schema.Delete {
			dst = append(appendText(append(dst, `{"id":`...), o.ids[i]), '}')
		} else {
			dst = s.append(dst, &o.done[i])
		}
	}
	dst = append(dst, `],"errors":`...)
	encoded := []byte("[]")
	if len(o.errors) > 0 {
		encoded, _ = json.Marshal(o.errors) // structs of strings cannot fail
	}
	dst = append(append(dst, encoded...), `,"meta":{"total":`...)
	dst = strconv.AppendInt(dst, int64(o.total), 10)
	dst = strconv.AppendInt(append(dst, `,"succeeded":`...), int64(len(o.done)), 10)
	dst = strconv.AppendInt(append(dst, `,"failed":`...), int64(len(o.errors)), 10)
	dst = strconv.AppendBool(append(dst, `,"atomic":`...), o.atomic)
	return append(dst, "}}"...)
}
