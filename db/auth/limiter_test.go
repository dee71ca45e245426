package auth

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gatehouse/db/fault"
)

func TestLimiter(t *testing.T) {
	now := time.Unix(1000, 0)
	l := NewLimiter(func() time.Time { return now })
	minute, hour := Rate{"a", 2, time.Minute}, Rate{"b", 3, time.Hour}
	take := func(want int) {
		t.Helper()
		err := l.Take(minute.Of("x"), hour.Of("x"))
		wait := 0
		if err != nil {
			wait = fault.As(err).RetryAfter
		}
		if wait != want {
			t.Errorf("waits %d seconds, wanted %d", wait, want)
		}
	}
	take(0)
	now = now.Add(30 * time.Second)
	take(0)
	take(30)
	now = now.Add(30 * time.Second)
	take(0)
	take(3540)
	if err := l.Take(minute.Of("y"), hour.Of("y")); err != nil {
		t.Errorf("another key: %v", err)
	}
	l.GiveBack(minute.Of("x"), hour.Of("x"))
	take(0)
	now = now.Add(2 * time.Hour)
	take(0)
	if len(l.windows) != 2 {
		t.Errorf("%d windows are remembered", len(l.windows))
	}
	var off *Limiter
	for range 100 {
		if err := off.Take(minute.Of("x")); err != nil {
			t.Fatal(err)
		}
	}
	off.GiveBack(minute.Of("x"))
}

func TestLimiterUnderABurst(t *testing.T) {
	l := NewLimiter(time.Now)
	quota := Rate{"a", 5, time.Hour}.Of("x")
	var group sync.WaitGroup
	var mu sync.Mutex
	passed := 0
	for range 200 {
		group.Go(func() {
			if l.Take(quota) == nil {
				mu.Lock()
				passed++
				mu.Unlock()
			}
		})
	}
	group.Wait()
	if passed != 5 {
		t.Errorf("%d passed", passed)
	}
}

func TestLimiterNeverAllowsMoreInAWindow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(1000, 0)
		l := NewLimiter(func() time.Time { return now })
		rate := Rate{"a", rapid.IntRange(1, 5).Draw(t, "most"), time.Minute}
		var passed []time.Time
		for range rapid.IntRange(1, 60).Draw(t, "attempts") {
			now = now.Add(time.Duration(rapid.IntRange(0, 30).Draw(t, "pause")) * time.Second)
			if err := l.Take(rate.Of("x")); err == nil {
				passed = append(passed, now)
			} else if wait := fault.As(err).RetryAfter; wait < 1 || wait > 60 {
				t.Fatalf("waits %d seconds", wait)
			}
		}
		// Windows begin with an attempt, so two of them may touch, never three.
		for i := 2 * rate.Most; i < len(passed); i++ {
			if passed[i].Sub(passed[i-2*rate.Most]) < time.Minute {
				t.Fatalf("%v", passed)
			}
		}
	})
}

func TestLimiterStaysSmall(t *testing.T) {
	l := NewLimiter(time.Now)
	l.most = 1000
	hot := Rate{"a", 5, time.Hour}.Of("hot")
	for range 5 {
		_ = l.Take(hot)
	}
	for i := range 10_000 {
		_ = l.Take(Rate{"a", 5, time.Hour}.Of(fmt.Sprint(i)))
	}
	if len(l.windows) > 1000 {
		t.Errorf("%d windows", len(l.windows))
	}
	if l.Take(hot) == nil {
		t.Error("a flood of keys freed the one under attack")
	}
}

func TestNetwork(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.1": "192.0.2.1", "::ffff:192.0.2.1": "192.0.2.1", "2001:db8:1:2:3:4:5:6": "2001:db8:1:2::/64",
		"2001:db8:1:2::9": "2001:db8:1:2::/64", "fe80::1%eth0": "fe80::/64", "": "unknown", "junk": "unknown", "192.0.2.1:80": "unknown",
	} {
		if got := Network(address); got != want {
			t.Errorf("%q is %q, wanted %q", address, got, want)
		}
	}
}

func TestHasherSendsTheCrowdAway(t *testing.T) {
	h := newHasher()
	h.wait = 20 * time.Millisecond
	release := make(chan struct{})
	var group sync.WaitGroup
	for range cap(h.running) {
		started := make(chan struct{})
		group.Go(func() { _ = h.run(t.Context(), func() { close(started); <-release }) })
		<-started
	}
	if err := h.run(t.Context(), func() { t.Error("ran") }); !fault.Is(err, fault.Unavailable) || fault.As(err).RetryAfter == 0 {
		t.Errorf("after waiting: %v", err)
	}
	h.wait = time.Minute
	for range cap(h.waiting) - cap(h.running) {
		group.Go(func() { _ = h.run(t.Context(), func() {}) })
	}
	for len(h.waiting) < cap(h.waiting) {
		time.Sleep(time.Millisecond)
	}
	start := time.Now()
	if err := h.run(t.Context(), func() { t.Error("ran") }); !fault.Is(err, fault.Unavailable) || time.Since(start) > time.Second {
		t.Errorf("when the queue is full: %v after %v", err, time.Since(start))
	}
	close(release)
	group.Wait()
	if len(h.waiting) != 0 || len(h.running) != 0 {
		t.Error("places were not given back")
	}
}

func TestHashesOfNobodyNeverMatch(t *testing.T) {
	h := newHasher()
	if ok, _, err := h.check(t.Context(), "", ""); ok || err != nil {
		t.Errorf("%v, %v", ok, err)
	}
	hash, err := h.hash(t.Context(), "Ⅷ ﬁne ｐassword")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"VIII fine password": true, "Ⅷ ﬁne ｐassword": true, "viii fine password": false} {
		if ok, stale, err := h.check(t.Context(), password, hash); ok != want || stale || err != nil {
			t.Errorf("%q: %v, %v, %v", password, ok, stale, err)
		}
	}
	if _, _, err := h.check(t.Context(), "x", "junk"); err == nil || errors.Is(err, fault.BadCredential()) {
		t.Error("a broken hash went unnoticed")
	}
}

func TestUsesAreWrittenOnceAMinute(t *testing.T) {
	u := newUses()
	if n := u.count("k", 1_000_000); n != 1 {
		t.Errorf("first: %d", n)
	}
	for i := range 10 {
		if n := u.count("k", 1_000_001); n != 0 {
			t.Errorf("use %d: %d", i, n)
		}
	}
	if n := u.count("k", 1_060_000); n != 11 {
		t.Errorf("a minute later: %d", n)
	}
}
