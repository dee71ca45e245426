package auth

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"gatehouse/db/fault"
)

// params are the smallest that OWASP and ASVS accept; about 25 ms a core.
var params = argon2id.Params{Memory: 19456, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hasher hashes passwords, a few at a time: each takes 19 MiB and a core, so a
// crowd at the door must wait or be sent away before it takes the machine.
type hasher struct {
	running chan struct{}
	waiting chan struct{}
	wait    time.Duration
	dummy   string
}

func newHasher() *hasher {
	return &hasher{
		running: make(chan struct{}, runtime.NumCPU()),
		waiting: make(chan struct{}, runtime.NumCPU()+64),
		wait:    3 * time.Second,
		dummy:   dummyHash(),
	}
}

// run does the work when a core is free. Fails with SERVICE_UNAVAILABLE when too
// many wait or the wait is too long.
func (h *hasher) run(ctx context.Context, work func()) error {
	select {
	case h.waiting <- struct{}{}:
		defer func() { <-h.waiting }()
	default:
		return busy()
	}
	timer := time.NewTimer(h.wait)
	defer timer.Stop()
	select {
	case h.running <- struct{}{}:
		defer func() { <-h.running }()
	case <-timer.C:
		return busy()
	case <-ctx.Done():
		return ctx.Err()
	}
	work()
	return nil
}

func busy() error {
	f := fault.New(fault.Unavailable, fault.LayerAuthentication, fault.CodeUnavailable)
	f.RetryAfter = 3
	return f
}

func (h *hasher) hash(ctx context.Context, password string) (hash string, err error) {
	errRun := h.run(ctx, func() { hash, err = argon2id.CreateHash(normal(password), &params) })
	if errRun != nil {
		return "", errRun
	}
	return hash, err
}

// check compares a password with a stored hash; "" (nobody, or no password) costs
// as much and never matches. stale reports that the hash should be renewed.
func (h *hasher) check(ctx context.Context, password, stored string) (ok, stale bool, err error) {
	known := stored != ""
	if !known {
		stored = h.dummy
	}
	var used *argon2id.Params
	errRun := h.run(ctx, func() { ok, used, err = argon2id.CheckHash(normal(password), stored) })
	if errRun != nil {
		return false, false, errRun
	}
	if err != nil {
		return false, false, fmt.Errorf("auth: a stored password hash cannot be read: %w", err)
	}
	ok = ok && known
	return ok, ok && *used != params, nil
}

func normal(password string) string { return norm.NFKC.String(password) }

// dummyHash is a hash of the current cost that no password is known for.
func dummyHash() string {
	raw := make([]byte, params.SaltLength+params.KeyLength)
	_, _ = rand.Read(raw) // never fails: crypto/rand ends the program instead
	return fmt.Sprintf("$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s", params.Memory, params.Iterations, params.Parallelism,
		base64.RawStdEncoding.EncodeToString(raw[:params.SaltLength]),
		base64.RawStdEncoding.EncodeToString(raw[params.SaltLength:]))
}
