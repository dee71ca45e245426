package auth

import (
	"crypto/sha256"
	"net/netip"
	"strings"
	"sync"
	"time"

	"gatehouse/db/fault"
)

// Rate allows Most attempts in a window that begins with the first of them. A
// window instead of a bucket that refills drop by drop, because a person types
// slower than such a bucket fills, and "try again in 40 seconds" is true.
type Rate struct {
	Name   string // what is counted; part of the key
	Most   int
	Within time.Duration
}

// Of is this rate for one key, made of values the server knows, never of what a
// client chose freely.
func (r Rate) Of(key ...string) Quota {
	sum := sha256.Sum256([]byte(r.Name + "\x00" + strings.Join(key, "\x00")))
	return Quota{rate: r, key: [16]byte(sum[:16])}
}

// Quota is a rate for one account, address or organization.
type Quota struct {
	rate Rate
	key  [16]byte // a hash: no address of anybody is kept in memory
}

// Limiter counts attempts in memory. A nil Limiter allows everything.
type Limiter struct {
	mu      sync.Mutex
	now     func() time.Time
	windows map[[16]byte]*window
	most    int
	sweepAt time.Time
}

type window struct {
	ends time.Time
	used int
}

// NewLimiter makes an empty limiter.
func NewLimiter(now func() time.Time) *Limiter {
	return &Limiter{now: now, windows: map[[16]byte]*window{}, most: 100_000}
}

// Take counts one attempt against all quotas, or against none and fails with
// RATE_LIMITED and the seconds until all of them allow one again.
func (l *Limiter) Take(quotas ...Quota) error {
	if l == nil {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	l.sweep(now)
	var wait time.Duration
	for _, q := range quotas {
		if w := l.windows[q.key]; w != nil && w.ends.After(now) && w.used >= q.rate.Most {
			wait = max(wait, w.ends.Sub(now))
		}
	}
	if wait > 0 {
		return fault.TryLater(int((wait + time.Second - 1) / time.Second))
	}
	for _, q := range quotas {
		w := l.windows[q.key]
		if w == nil || !w.ends.After(now) {
			l.makeRoom()
			w = &window{ends: now.Add(q.rate.Within)}
			l.windows[q.key] = w
		}
		w.used++
	}
	return nil
}

// Left is how many attempts a quota still allows and how long it counts those made.
func (l *Limiter) Left(q Quota) (left int, until time.Duration) {
	if l == nil {
		return q.rate.Most, q.rate.Within
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	w := l.windows[q.key]
	if w == nil || !w.ends.After(now) {
		return q.rate.Most, q.rate.Within
	}
	return max(q.rate.Most-w.used, 0), w.ends.Sub(now)
}

// GiveBack uncounts an attempt that turned out to be honest.
func (l *Limiter) GiveBack(quotas ...Quota) {
	if l == nil {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, q := range quotas {
		if w := l.windows[q.key]; w != nil && w.used > 0 {
			w.used--
		}
	}
}

func (l *Limiter) sweep(now time.Time) {
	if now.Before(l.sweepAt) {
		return
	}
	l.sweepAt = now.Add(time.Minute)
	for key, w := range l.windows {
		if !w.ends.After(now) || w.used == 0 {
			delete(l.windows, key)
		}
	}
}

// makeRoom keeps the memory bounded: of a few windows it forgets the least used,
// so that a flood of new keys does not free the key under attack.
func (l *Limiter) makeRoom() {
	if len(l.windows) < l.most {
		return
	}
	var victim [16]byte
	least, seen := -1, 0
	for key, w := range l.windows {
		if least < 0 || w.used < least {
			victim, least = key, w.used
		}
		if seen++; seen == 32 {
			break
		}
	}
	delete(l.windows, victim)
}

// Network is the part of an address that is counted as one visitor: the whole of
// an IPv4 address, the first 64 bits of an IPv6 one. What is no address shares
// one window.
func Network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return "unknown"
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return "unknown"
	}
	return p.String()
}
