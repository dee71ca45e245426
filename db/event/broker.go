package event

import (
	"sync"

	"gatehouse/db"
)

// Broker wakes those who follow an organization when something was committed in
// it. A wake-up carries nothing: whoever is woken reads the log after the last
// number they know, in their own scope. So nothing can arrive twice, out of order
// or at somebody who may not have it, and a wake-up that is lost (another process
// wrote) costs time only, because readers also look by themselves now and then.
//
// It hears of the transactions of this process. What hears of others (LISTEN,
// Redis) calls Wake.
type Broker struct {
	mu        sync.Mutex
	followers map[string]map[*Following]struct{}
}

// NewBroker makes the broker of a database.
func NewBroker(d *db.DB) *Broker {
	b := &Broker{followers: map[string]map[*Following]struct{}{}}
	d.AfterCommit(b.Wake)
	return b
}

// Following is somebody who waits for events.
type Following struct {
	// C has a value when something happened since it was last read.
	C <-chan struct{}

	wake          chan struct{}
	broker        *Broker
	organizations []string
}

// Follow begins to wait for events of the organizations. Close ends it.
func (b *Broker) Follow(organizationIDs ...string) *Following {
	wake := make(chan struct{}, 1)
	f := &Following{C: wake, wake: wake, broker: b, organizations: organizationIDs}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range organizationIDs {
		if b.followers[id] == nil {
			b.followers[id] = map[*Following]struct{}{}
		}
		b.followers[id][f] = struct{}{}
	}
	return f
}

// Close ends the wait.
func (f *Following) Close() {
	b := f.broker
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range f.organizations {
		delete(b.followers[id], f)
		if len(b.followers[id]) == 0 {
			delete(b.followers, id)
		}
	}
}

// Wake tells the followers of the organizations that something happened. It never
// waits: who has not looked since the last time is awake already.
func (b *Broker) Wake(organizationIDs []string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range organizationIDs {
		for f := range b.followers[id] {
			select {
			case f.wake <- struct{}{}:
			default:
			}
		}
	}
}
