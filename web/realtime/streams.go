package realtime

import (
	"log/slog"
	"sync"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/event"
	"gatehouse/db/schema"
	"gatehouse/web/api"
	"gatehouse/web/session"
)

// Pace says how often and how long.
type Pace struct {
	Heartbeat time.Duration // how often a stream looks, and asks the gate, by itself
	Gather    time.Duration // how long it waits for more after it was woken
	Patience  time.Duration // how long a client may take to accept what is written
	Life      time.Duration // after which the client has to come back
}

// Usual is the pace of a server.
func Usual() Pace {
	return Pace{Heartbeat: 12 * time.Second, Gather: 100 * time.Millisecond, Patience: 10 * time.Second, Life: 30 * time.Minute}
}

// Streams holds what the streams work with.
type Streams struct {
	Gate     *access.Gate
	Content  *content.Store
	Events   *event.Store
	Broker   *event.Broker
	Registry *schema.Registry
	API      *api.API
	Sessions *session.Store
	Log      *slog.Logger
	Pace     Pace

	seats seats
	once  sync.Once
	ends  chan struct{}
	stop  sync.Once
}

// ending is closed when the server stops.
func (s *Streams) ending() chan struct{} {
	s.once.Do(func() { s.ends = make(chan struct{}) })
	return s.ends
}

// Stop ends all streams; none begins any more.
func (s *Streams) Stop() { s.stop.Do(func() { close(s.ending()) }) }

// Open is how many streams there are.
func (s *Streams) Open() int { return s.seats.open() }
