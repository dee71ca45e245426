package realtime

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// stream is one client that listens.
type stream struct {
	s          *Streams
	scope      access.Scope
	credential access.Credential
	wanted     content.Listening
	lost       bool // it asked for what is not there any more

	out     http.ResponseWriter
	control *http.ResponseController
	buffer  bytes.Buffer
}

// run writes until the client goes, may not listen any more, or has to come back.
// The answer has begun, so that there is no error to give.
func (o *stream) run(c *echo.Context) error {
	// Echo's own Flush swallows the error that says the client is gone.
	response, err := echo.UnwrapResponse(c.Response())
	if err != nil {
		return err
	}
	o.out, o.control = c.Response(), http.NewResponseController(response.ResponseWriter)
	// The server's deadlines are for requests that end.
	if err := o.control.SetReadDeadline(time.Time{}); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	organizations := []string{o.scope.OrganizationID()}
	if o.wanted.From.Both {
		organizations = append(organizations, model.Installation)
	}
	following := o.s.Broker.Follow(organizations...)
	defer following.Close()
	if err := o.greet(); err == nil {
		o.listen(c.Request().Context(), following.C)
	}
	return nil
}

// greet opens the stream: when to come back, and behind which event.
func (o *stream) greet() error {
	fmt.Fprintf(&o.buffer, "retry: %d\nid: %s\n\n", 2000+rand.IntN(2000), o.wanted.From) //nolint:gosec // spreads, hides nothing
	if o.lost {
		o.write(content.Notice{Type: content.Resync, Place: o.wanted.From})
	}
	return o.flush()
}

func (o *stream) listen(ctx context.Context, woken <-chan struct{}) {
	beat := time.NewTicker(o.s.Pace.Heartbeat)
	defer beat.Stop()
	life := time.NewTimer(o.s.Pace.Life)
	defer life.Stop()
	for {
		if err := o.deliver(ctx); err != nil {
			o.note(ctx, err)
			return
		}
		select {
		case <-woken:
			if !o.gather(ctx) {
				return
			}
		case <-beat.C:
			o.buffer.WriteString(":\n\n")
			if o.flush() != nil {
				return
			}
		case <-life.C:
			return
		case <-o.s.ending():
			return
		case <-ctx.Done():
			return
		}
	}
}

// gather lets what belongs together happen.
func (o *stream) gather(ctx context.Context) bool {
	select {
	case <-time.After(o.s.Pace.Gather):
		return true
	case <-o.s.ending():
	case <-ctx.Done():
	}
	return false
}

// deliver writes all there is, asking for each part who listens.
func (o *stream) deliver(ctx context.Context) error {
	for more := true; more; {
		if err := o.enter(ctx); err != nil {
			return err
		}
		heard, err := o.s.Content.Hear(ctx, o.scope, o.wanted)
		if err != nil {
			return err
		}
		for _, n := range heard.Notices {
			o.write(n)
		}
		o.wanted.From, more = heard.Upto, heard.More
		if o.buffer.Len() > 0 {
			if err := o.flush(); err != nil {
				return err
			}
		}
		select {
		case <-o.s.ending():
			return context.Canceled
		default:
		}
	}
	return nil
}

// enter asks credential and gate again, for the organization that the stream was
// opened in.
func (o *stream) enter(ctx context.Context) error {
	actor, err := o.s.Gate.Recognize(ctx, o.credential)
	if err != nil {
		return err
	}
	o.scope, err = o.s.Gate.Enter(ctx, actor, access.Asked{ID: o.scope.OrganizationID()})
	return err
}

// note logs what is nobody's decision.
func (o *stream) note(ctx context.Context, err error) {
	if fault.Is(err, fault.Internal) || fault.Is(err, fault.Unavailable) {
		o.s.Log.WarnContext(ctx, "a stream of events ended", "error", err)
	}
}

// told is the data of an event.
type told struct {
	ID         string      `json:"id,omitempty"`
	Collection string      `json:"collection,omitempty"`
	Revision   int64       `json:"revision,omitempty"`
	Status     string      `json:"status,omitempty"`
	Fields     []string    `json:"fields,omitempty"`
	Actor      string      `json:"actor,omitempty"`
	At         *model.Time `json:"at,omitempty"`
}

// write adds one event. Its data is one line: JSON has no bare line breaks.
func (o *stream) write(n content.Notice) {
	data := told{ID: n.EntryID, Collection: n.Collection, Revision: n.Revision, Status: n.Status, Fields: n.Fields, Actor: n.ActorID}
	if !n.At.IsZero() {
		data.At = &n.At
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		return // strings and numbers
	}
	fmt.Fprintf(&o.buffer, "id: %s\nevent: %s\ndata: %s\n\n", n.Place, n.Type, encoded)
}

// flush sends what was written. A client that does not take it in time is gone:
// it comes back and asks for what it missed.
func (o *stream) flush() error {
	defer o.buffer.Reset()
	err := o.control.SetWriteDeadline(time.Now().Add(o.s.Pace.Patience))
	if err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if _, err := o.out.Write(o.buffer.Bytes()); err != nil {
		return err
	}
	return o.control.Flush()
}
