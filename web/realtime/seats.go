package realtime

import (
	"strconv"
	"sync"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// How many streams there may be at a time.
const (
	mostOfCaller       = 5 // a session or key
	mostOfPerson       = 20
	mostOfOrganization = 200
	mostInAll          = 2000
)

// everywhere is the key of all streams together.
const everywhere = "all"

// seats count the open streams.
type seats struct {
	mu    sync.Mutex
	taken map[string]int
}

type claim struct {
	key  string
	most int
}

// take counts one stream against all limits, or against none. Fails with
// RATE_LIMITED. leave gives the seat back.
func (s *seats) take(scope access.Scope) (leave func(), err error) {
	who := scope.Actor().Identity()
	claims := []claim{
		{"session " + who.SessionID + " key " + who.KeyID, mostOfCaller},
		{"person " + scope.Actor().ID(), mostOfPerson},
		{"organization " + scope.OrganizationID(), mostOfOrganization},
		{everywhere, mostInAll},
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range claims {
		if s.taken[c.key] >= c.most {
			return nil, fault.TryLater(30).With("reason", "streams").With("most", strconv.Itoa(c.most))
		}
	}
	if s.taken == nil {
		s.taken = map[string]int{}
	}
	for _, c := range claims {
		s.taken[c.key]++
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		for _, c := range claims {
			if s.taken[c.key]--; s.taken[c.key] == 0 {
				delete(s.taken, c.key)
			}
		}
	}, nil
}

func (s *seats) open() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.taken[everywhere]
}
