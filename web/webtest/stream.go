package webtest

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"
)

// Event is one server-sent event; ID is also set where only an id came.
type Event struct{ ID, Type, Data string }

// Stream is a client of server-sent events.
type Stream struct {
	Status int
	Header http.Header
	Body   string // of a refusal
	Events chan Event
	Ended  chan struct{} // closed when the server ended it, or Close did
	cancel context.CancelFunc
	t      testing.TB
}

// Stream opens an address with headers (name, value pairs) and reads until it ends.
func (s *Server) Stream(address string, headers ...string) *Stream {
	s.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, s.URL+address, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil {
		s.t.Fatal(err)
	}
	stream := &Stream{
		Status: response.StatusCode, Header: response.Header, Events: make(chan Event, 10_000), Ended: make(chan struct{}), cancel: cancel, t: s.t,
	}
	s.t.Cleanup(stream.Close)
	if response.StatusCode != http.StatusOK {
		raw, _ := io.ReadAll(response.Body)
		_ = response.Body.Close()
		stream.Body = string(raw)
		close(stream.Ended)
		return stream
	}
	go stream.read(response.Body)
	return stream
}

// Close hangs up.
func (s *Stream) Close() { s.cancel() }

func (s *Stream) read(body io.ReadCloser) {
	defer close(s.Ended)
	defer func() { _ = body.Close() }()
	var e Event
	for lines := bufio.NewScanner(body); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), ":")
		value = strings.TrimPrefix(value, " ")
		switch {
		case lines.Text() == "":
			if e != (Event{}) {
				s.Events <- e
			}
			e = Event{}
		case name == "id":
			e.ID = value
		case name == "event":
			e.Type = value
		case name == "data":
			e.Data = value
		}
	}
}

// Next is the next event, or one without a type after the wait.
func (s *Stream) Next(wait time.Duration) Event {
	select {
	case e := <-s.Events:
		return e
	case <-time.After(wait):
		return Event{}
	}
}

// Ends reports whether the stream is over within the wait.
func (s *Stream) Ends(wait time.Duration) bool {
	select {
	case <-s.Ended:
		return true
	case <-time.After(wait):
		return false
	}
}
