package bench

import (
	"net/http"
	"runtime"
	"slices"
	"syscall"
	"testing"
	"time"
)

// The sizes of a measurement: each side gets its turn in each round.
const (
	rounds = 25
	turn   = 40 * time.Millisecond
)

// side is one handler with its requests.
type side struct {
	handler http.Handler
	request func() *http.Request
	turns   []cost
}

// cost is what one request took.
type cost struct{ cpu, wall time.Duration }

// inTurns measures all sides in the same minute, so that whatever else the
// machine does falls on all of them. One round warms up.
func inTurns(b *testing.B, once bool, sides ...*side) {
	b.Helper()
	for round := range rounds + 1 {
		if once && round > 0 {
			return
		}
		for _, s := range sides {
			c := s.take(b, once)
			if round > 0 || once {
				s.turns = append(s.turns, c)
			}
		}
	}
}

// take asks for one turn's time. The garbage of the side before is not ours.
func (s *side) take(b *testing.B, once bool) cost {
	b.Helper()
	runtime.GC()
	start, before, n := time.Now(), processorTime(b), 0
	for n == 0 || !once && (time.Since(start) < turn || n < 3) {
		w := discard{header: http.Header{}}
		s.handler.ServeHTTP(&w, s.request())
		if w.status >= http.StatusBadRequest {
			b.Fatalf("answered %d", w.status)
		}
		n++
	}
	return cost{cpu: (processorTime(b) - before) / time.Duration(n), wall: time.Since(start) / time.Duration(n)}
}

// median is that of each figure alone: a turn that was disturbed does not count.
func (s *side) median() cost {
	of := func(figure func(cost) time.Duration) time.Duration {
		var all []time.Duration
		for _, c := range s.turns {
			all = append(all, figure(c))
		}
		slices.Sort(all)
		return all[len(all)/2]
	}
	return cost{cpu: of(func(c cost) time.Duration { return c.cpu }), wall: of(func(c cost) time.Duration { return c.wall })}
}

// processorTime is what the process has used, its garbage collector included.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// discard is a response nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }
