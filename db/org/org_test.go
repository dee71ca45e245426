package org_test

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

var (
	key  = []byte("a key for tests")
	wide = access.OrganizationWide()
	ctx  = context.Background()
)

// house is a world with the stores that wire.go would join.
type house struct {
	*dbtest.World

	t      *testing.T
	org    *org.Store
	people *auth.Store
}

func open(t *testing.T, w *dbtest.World, o org.Options, limits bool) house {
	t.Helper()
	return build(t, w, o, limits, w.Gate)
}

func build(t *testing.T, w *dbtest.World, o org.Options, limits bool, gate *access.Gate) house {
	t.Helper()
	queue, err := job.New(w.DB, nil, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	o.Key = key
	people := auth.New(w.DB, queue, auth.Options{Key: key, Limits: limits})
	t.Cleanup(people.Close)
	return house{World: w, t: t, org: org.New(w.DB, people, queue, gate, o), people: people}
}

// each runs a test on both databases with everybody allowed to found.
func each(t *testing.T, test func(t *testing.T, h house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) { test(t, open(t, w, org.Options{AllowCreate: true}, false)) })
}

// wants fails the test unless err is a fault with the code.
func wants(t *testing.T, err error, code string) {
	t.Helper()
	if !fault.Has(err, code) {
		t.Errorf("got %v, wanted %s", err, code)
	}
}

func must[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// person makes a user with a session.
func (h house) person(name, email string, verified bool) access.Actor {
	h.t.Helper()
	now := h.DB.Now()
	id := model.NewID(model.UserID)
	ok(h.t, db.AddPlatform(ctx, h.DB, &model.User{ID: id, Name: name, Email: email, EmailVerified: verified, Role: "user", CreatedAt: now, UpdatedAt: now}))
	ok(h.t, db.AddPlatform(ctx, h.DB, &model.Session{
		ID: "ses" + id[3:], TokenHash: auth.Hash(dbtest.Token(id)), UserID: id, SignedInAt: now, CreatedAt: now, UpdatedAt: now, ExpiresAt: now + 1e10,
	}))
	return h.Actor(id)
}

// joins makes a person a member, past all rules.
func (h house) joins(organizationID, userID, role string) string {
	h.t.Helper()
	b := h.inside(organizationID)
	m := model.Member{ID: model.NewID(model.MemberID), UserID: userID, Role: role, CreatedAt: h.DB.Now(), UpdatedAt: h.DB.Now()}
	ok(h.t, db.Add(ctx, h.DB, b, &m))
	return m.ID
}

func (h house) inside(organizationID string) access.Boundary {
	return access.Actor{}.Found(h.Gate.Hierarchy(), access.Organization{ID: organizationID}).Within(wide)
}

func (h house) members(organizationID string) map[string]string {
	h.t.Helper()
	rows := must[[]model.Member](h.t)(db.Select[model.Member](h.DB, h.inside(organizationID)).All(ctx))
	roles := map[string]string{}
	for _, m := range rows {
		roles[m.UserID] = m.Role
	}
	return roles
}

func (h house) member(organizationID, userID string) string {
	h.t.Helper()
	return must[model.Member](h.t)(db.Select[model.Member](h.DB, h.inside(organizationID)).Where("user_id = ?", userID).One(ctx)).ID
}

func (h house) setRole(organizationID, userID, role string) {
	h.t.Helper()
	_, err := db.Update[model.Member](h.DB, h.inside(organizationID)).Set("role = ?", role).Where("user_id = ?", userID).Do(ctx)
	ok(h.t, err)
}

func (h house) refresh(userID string) {
	h.t.Helper()
	_, err := db.UpdatePlatform[model.Session](h.DB).Set("signed_in_at = ?", h.DB.Now()).Where("user_id = ?", userID).Do(ctx)
	ok(h.t, err)
}

func (h house) activeOf(userID string) string {
	h.t.Helper()
	return must[model.Session](h.t)(db.SelectPlatform[model.Session](h.DB).Where("user_id = ?", userID).One(ctx)).ActiveOrganizationID
}

// events are the types recorded in an organization; its chain must hold.
func (h house) events(organizationID string) []string {
	h.t.Helper()
	rows := must[[]model.Event](h.t)(db.Select[model.Event](h.DB, h.inside(organizationID)).Order("number").All(ctx))
	var types []string
	for _, e := range rows {
		types = append(types, e.Type)
	}
	scope := access.Actor{}.Found(h.Gate.Hierarchy(), access.Organization{ID: organizationID})
	if checked, broken, err := event.Verify(ctx, h.DB, scope); err != nil || len(broken) > 0 || int(checked) != len(rows) {
		h.t.Errorf("chain: %d of %d, %v, %v", checked, len(rows), broken, err)
	}
	return types
}

// mails are the messages that wait to be sent.
func (h house) mails() []job.Mail {
	h.t.Helper()
	query := `SELECT CAST(args AS TEXT) FROM river_job WHERE kind = 'mail' ORDER BY id`
	if h.DB.Dialect() == db.SQLite {
		query = `SELECT json(args) FROM river_job WHERE kind = 'mail' ORDER BY id`
	}
	rows, err := h.DB.Pool().QueryContext(ctx, query)
	ok(h.t, err)
	defer func() { ok(h.t, errors.Join(rows.Err(), rows.Close())) }()
	var out []job.Mail
	for rows.Next() {
		var text string
		var m job.Mail
		ok(h.t, rows.Scan(&text))
		ok(h.t, json.Unmarshal([]byte(text), &m))
		out = append(out, m)
	}
	return out
}

// invite sends one invitation and answers its id with the token of its mail.
func (h house) invite(scope access.Scope, email, role string) (id, token string) {
	h.t.Helper()
	results := must[[]org.InviteResult](h.t)(h.org.Invite(ctx, scope, org.InviteInput{Addresses: []string{email}, Role: role}))
	if len(results) != 1 || results[0].Outcome != org.Sent {
		h.t.Fatalf("invite %s: %+v", email, results)
	}
	return results[0].InvitationID, h.token(scope.OrganizationID(), results[0].InvitationID)
}

// token is what the newest mail of an invitation carries.
func (h house) token(organizationID, id string) string {
	h.t.Helper()
	i := must[model.Invitation](h.t)(db.Select[model.Invitation](h.DB, h.inside(organizationID)).Where("id = ?", id).One(ctx))
	return job.Token(key, job.Secret{Purpose: "invitation", Subject: id, Nonce: strconv.FormatInt(int64(i.SentAt), 10)})
}

func (h house) changeInvitation(organizationID, id, assignment string, arg any) {
	h.t.Helper()
	_, err := db.Update[model.Invitation](h.DB, h.inside(organizationID)).Set(assignment, arg).Where("id = ?", id).Do(ctx)
	ok(h.t, err)
}

// together calls f n times at once.
func together(n int, f func(i int) error) []error {
	errs := make([]error, n)
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			<-start
			errs[i] = f(i)
		})
	}
	close(start)
	wg.Wait()
	return errs
}
