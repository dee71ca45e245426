package db

import (
	"slices"
	"sync"
)

// commits are those who want to hear what transactions did, once it is there to
// be read.
type commits struct {
	mu        sync.RWMutex
	listeners []func(organizationIDs []string)
}

// AfterCommit calls fn with the organizations that a transaction touched, after
// its commit and on the writer's time: fn must not wait for anything.
func (d *DB) AfterCommit(fn func(organizationIDs []string)) {
	d.committed.mu.Lock()
	defer d.committed.mu.Unlock()
	d.committed.listeners = append(d.committed.listeners, fn)
}

// Touch notes that the transaction did something others want to hear of. A
// transaction that is rolled back has touched nothing.
func (d *DB) Touch(organizationID string) {
	if d.tx != nil && !slices.Contains(d.tx.touched, organizationID) {
		d.tx.touched = append(d.tx.touched, organizationID)
	}
}

func (c *commits) tell(organizationIDs []string) {
	if len(organizationIDs) == 0 {
		return
	}
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, fn := range c.listeners {
		fn(organizationIDs)
	}
}
