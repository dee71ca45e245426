package auth_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

const newPassword = "violet tram 7 gravel"

var (
	ctx  = context.Background()
	key  = []byte("0123456789abcdef0123456789abcdef")
	desk = auth.Device{Address: "192.0.2.10", UserAgent: "Test/1.0"}
	sofa = auth.Device{Address: "198.51.100.20", UserAgent: "Test/2.0"}
)

// house is a world with the store under test.
type house struct {
	*dbtest.World
	*auth.Store
	t *testing.T
}

func each(t *testing.T, test func(t *testing.T, h house)) {
	eachWith(t, auth.Options{}, test)
}

func eachWith(t *testing.T, o auth.Options, test func(t *testing.T, h house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) { test(t, open(t, w, o)) })
}

func open(t *testing.T, w *dbtest.World, o auth.Options) house {
	t.Helper()
	queue, err := job.New(w.DB, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	o.Key = key
	s := auth.New(w.DB, queue, o)
	t.Cleanup(s.Close)
	return house{World: w, Store: s, t: t}
}

// recognize is the actor behind a secret, or the failure.
func (h house) recognize(secret string) (access.Actor, error) {
	gate := access.NewGate(access.Sources{Identity: h.Identity}, access.Choose(), access.NewHierarchy(access.DefaultHierarchy()))
	return gate.Recognize(ctx, access.Credential{
		Kind: auth.KindOf(secret), Secret: secret, Address: desk.Address, UserAgent: desk.UserAgent,
	})
}

func (h house) actor(secret string) access.Actor {
	h.t.Helper()
	a, err := h.recognize(secret)
	if err != nil {
		h.t.Fatal(err)
	}
	return a
}

func (h house) signIn(email, password string) (string, access.Actor) {
	h.t.Helper()
	arrival, err := h.SignIn(ctx, auth.Credentials{Email: email, Password: password, Remember: true}, desk)
	if err != nil {
		h.t.Fatal(err)
	}
	return arrival.Token, h.actor(arrival.Token)
}

// mails are the stored mails with a message, oldest first.
func (h house) mails(message string) (list []job.Mail) {
	h.t.Helper()
	rows, err := h.DB.Pool().Query("SELECT args FROM river_job WHERE kind = 'mail' ORDER BY id")
	if err != nil {
		h.t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var raw []byte
		if err := rows.Scan(&raw); err != nil {
			h.t.Fatal(err)
		}
		var m job.Mail
		if err := json.Unmarshal(raw, &m); err != nil {
			h.t.Fatal(err)
		}
		if m.Message == message {
			list = append(list, m)
		}
	}
	if err := rows.Err(); err != nil {
		h.t.Fatal(err)
	}
	return list
}

// mailed is the token in the newest mail with a message.
func (h house) mailed(message string) string {
	h.t.Helper()
	list := h.mails(message)
	if len(list) == 0 || list[len(list)-1].Secret == nil {
		h.t.Fatalf("no %s mail with a token", message)
	}
	return job.Token(key, *list[len(list)-1].Secret)
}

// noted counts a person's events of a kind.
func (h house) noted(userID, kind string) int {
	h.t.Helper()
	h.Close()
	n, err := db.SelectPlatform[model.AccountEvent](h.DB).Where("user_id = ?", userID).Where("type = ?", kind).Count(ctx, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h house) live(userID string) int {
	h.t.Helper()
	n, err := db.SelectPlatform[model.Session](h.DB).Where("user_id = ?", userID).Where("revoked_at IS NULL").Count(ctx, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func (h house) user(id string) model.User {
	h.t.Helper()
	u, err := db.SelectPlatform[model.User](h.DB).Where("id = ?", id).One(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	return u
}

// set changes one column of platform rows behind the store's back.
func set[T any, P interface {
	*T
	model.PlatformRow
}](h house, id, assignment string, args ...any) {
	h.t.Helper()
	if n, err := db.UpdatePlatform[T, P](h.DB).Set(assignment, args...).Where("id = ?", id).Do(ctx); err != nil || n != 1 {
		h.t.Fatalf("%s: %d rows, %v", assignment, n, err)
	}
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Has(err, code) {
		t.Errorf("got %v, wanted %s", err, code)
	}
}

func wantProblem(t *testing.T, err error, field, code string) {
	t.Helper()
	for _, p := range fault.As(err).Problems {
		if p.Field == field && p.Code == code {
			return
		}
	}
	t.Errorf("got %v, wanted %s on %s", err, code, field)
}

// atOnce runs n calls together and counts their results by code, "" for success.
func atOnce(n int, call func(i int) error) map[string]int {
	var mu sync.Mutex
	var group sync.WaitGroup
	codes := map[string]int{}
	start := make(chan struct{})
	for i := range n {
		group.Go(func() {
			<-start
			err := call(i)
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				codes[""]++
			} else if f := fault.As(err); f.Code == fault.CodeInternal {
				codes[err.Error()]++
			} else {
				codes[f.Code]++
			}
		})
	}
	close(start)
	group.Wait()
	return codes
}
