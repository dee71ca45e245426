package realtime_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/model"
	"gatehouse/db/schema"
	"gatehouse/web/realtime"
	"gatehouse/web/webtest"
)

// soon is longer than anything here takes, also on a busy machine.
const soon = 20 * time.Second

// quick notices within moments who may not listen any more.
var quick = realtime.Pace{Heartbeat: 100 * time.Millisecond, Gather: time.Millisecond, Patience: 5 * time.Second, Life: time.Hour}

// patient leaves everything to the broker.
var patient = realtime.Pace{Heartbeat: time.Hour, Gather: time.Millisecond, Patience: 5 * time.Second, Life: time.Hour}

const inAcme, inGlobex = "?organizationId=" + dbtest.Acme, "?organizationId=" + dbtest.Globex

type house struct {
	*webtest.Server
	t        *testing.T
	isPinned bool
}

// both runs a test on both databases, in installations of many and of one organization.
func both(t *testing.T, pace realtime.Pace, test func(t *testing.T, h *house)) {
	t.Helper()
	for name, selection := range map[string]access.Selection{"choose": access.Choose(), "pin": access.Pin(dbtest.Acme, false)} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				test(t, &house{Server: webtest.Start(t, w, webtest.Options{Selection: selection, Pace: pace}), t: t, isPinned: name == "pin"})
			})
		})
	}
}

func (h *house) cookie(userID string) []string {
	return []string{"Cookie", "gatehouse.session_token=" + url.QueryEscape(h.Sessions.Signed(dbtest.Token(userID)))}
}

func bearer(userID string) []string {
	return []string{"Authorization", "Bearer " + dbtest.Token(userID)}
}

// page is the address of the stream for pages of an organization.
func (h *house) page(slug string) string {
	if h.isPinned {
		return "/events"
	}
	return "/o/" + slug + "/events"
}

// opened is a stream that has begun.
func (h *house) opened(address string, headers ...string) *webtest.Stream {
	h.t.Helper()
	s := h.Stream(address, headers...)
	if s.Status != http.StatusOK {
		h.t.Fatalf("%s: %d %s", address, s.Status, s.Body)
	}
	if first := s.Next(soon); first.ID == "" || first.Type != "" {
		h.t.Fatalf("%s begins with %+v", address, first)
	}
	return s
}

func (h *house) makes(userID, organizationID, collection string, values schema.Values) content.Entry {
	h.t.Helper()
	e, err := h.Content.Create(context.Background(), h.Scope(userID, organizationID), collection, values, content.CreateOptions{})
	if err != nil {
		h.t.Fatal(err)
	}
	return e
}

// data is what an event says.
type data struct {
	ID, Collection, Status, Actor, At string
	Revision                          int64
	Fields                            []string
}

func read(t testing.TB, e webtest.Event) (d data) {
	t.Helper()
	if err := json.Unmarshal([]byte(e.Data), &d); err != nil {
		t.Fatalf("%+v: %v", e, err)
	}
	return d
}

// Every credential hears of a change as soon as it is made, without waiting for a
// heartbeat, in the organization it means.
func TestEveryCredentialHears(t *testing.T) {
	both(t, patient, func(t *testing.T, h *house) {
		key, _, err := h.Auth.CreateKey(context.Background(), h.Scope(dbtest.Ada, dbtest.Acme), auth.KeyInput{Name: "deploy", Role: "editor"})
		if err != nil {
			t.Fatal(err)
		}
		bare := ""
		if !h.isPinned {
			bare = inAcme
		}
		streams := map[string]*webtest.Stream{
			"page":          h.opened(h.page("acme"), h.cookie(dbtest.Bo)...),
			"cookie":        h.opened("/api/v1/events"+bare, h.cookie(dbtest.Bo)...),
			"session token": h.opened("/api/v1/events"+inAcme, bearer(dbtest.Ada)...),
			"key":           h.opened("/api/v1/events", "X-Api-Key", key),
			"key as bearer": h.opened("/api/v1/events", "Authorization", "Bearer "+key),
			"narrowed":      h.opened("/api/v1/events"+inAcme+"&collections=pages,posts&types=entry.created,entry.trashed", bearer(dbtest.Ada)...),
		}
		deaf := h.opened("/api/v1/events"+inAcme+"&collections=pages", bearer(dbtest.Bo)...)
		e := h.makes(dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "News"})
		for name, s := range streams {
			got := s.Next(soon)
			d := read(t, got)
			if got.Type != "entry.created" || got.ID != "2" || d.ID != e.ID || d.Collection != "posts" || d.Revision != 1 ||
				d.Status != "draft" || d.Actor != dbtest.Ada || d.At == "" || !slices.Contains(d.Fields, "title") {
				t.Errorf("%s hears %+v", name, got)
			}
			h := s.Header
			if h.Get("Content-Type") != "text/event-stream" || !strings.Contains(h.Get("Cache-Control"), "no-store") || h.Get("X-Accel-Buffering") != "no" || h.Get("Content-Encoding") != "" {
				t.Errorf("%s: %v", name, h)
			}
		}
		// What comes first afterwards is of pages: the post was not told.
		h.makes(dbtest.Ada, dbtest.Acme, "pages", schema.Values{"title": "About"})
		if d := read(t, deaf.Next(soon)); d.Collection != "pages" {
			t.Errorf("asked for pages, hears %+v", d)
		}
	})
}

func TestWhoMayNotListen(t *testing.T) {
	both(t, patient, func(t *testing.T, h *house) {
		outside, code := http.StatusNotFound, "NOT_FOUND"
		if h.isPinned {
			outside, code = http.StatusForbidden, "USER_IS_NOT_A_MEMBER_OF_THE_ORGANIZATION"
		}
		type refusal struct {
			address string
			headers []string
			status  int
			code    string
		}
		refusals := []refusal{
			{"/api/v1/events" + inAcme, nil, 401, "AUTH_MISSING"},
			{"/api/v1/events" + inAcme, []string{"Authorization", "Bearer no"}, 401, "AUTH_INVALID"},
			{"/api/v1/events" + inAcme, []string{"X-Api-Key", "no"}, 401, "AUTH_INVALID"},
			{"/api/v1/events" + inAcme, bearer(dbtest.Cy), outside, code},
			{"/api/v1/events?organizationId=%00", bearer(dbtest.Ada), 400, "INVALID_PARAMETER"},
			{h.page("acme"), nil, 303, ""},
			{h.page("acme"), h.cookie(dbtest.Cy), outside, ""},
		}
		for query, code := range map[string]string{
			"collections=nosuch": "INVALID_PARAMETER", "collections=Posts": "INVALID_PARAMETER", "collections=": "INVALID_PARAMETER",
			"collections=posts,posts": "INVALID_PARAMETER", "collections=posts&collections=pages": "INVALID_PARAMETER", "collections=posts,": "INVALID_PARAMETER",
			"types=entry.nosuch": "INVALID_PARAMETER", "types=member.joined": "INVALID_PARAMETER", "Types=entry.created": "UNKNOWN_PARAMETER",
			"token=x": "UNKNOWN_PARAMETER", "lastEventId=x": "INVALID_PARAMETER", "lastEventId=-1": "INVALID_PARAMETER", "lastEventId=1.2.3": "INVALID_PARAMETER",
		} {
			refusals = append(refusals, refusal{"/api/v1/events" + inAcme + "&" + query, bearer(dbtest.Ada), 400, code})
		}
		refusals = append(refusals, refusal{"/api/v1/events" + inAcme, append(bearer(dbtest.Ada), "Last-Event-ID", "17x"), 400, "INVALID_PARAMETER"})
		if h.isPinned {
			refusals = append(refusals, refusal{"/api/v1/events" + inGlobex, bearer(dbtest.Ada), 403, "ACCESS_CROSS_TENANT_FORBIDDEN"})
		} else {
			refusals = append(refusals,
				refusal{"/api/v1/events", bearer(dbtest.Ada), 400, "ORG_REQUIRED"},
				refusal{"/api/v1/events?organizationId=org_nosuch", bearer(dbtest.Ada), 404, "NOT_FOUND"},
			)
		}
		for _, r := range refusals {
			s := h.Stream(r.address, r.headers...)
			if s.Status != r.status || r.code != "" && !strings.Contains(s.Body, `"code":"`+r.code+`"`) {
				t.Errorf("%s as %v: %d %s, want %d %s", r.address, r.headers, s.Status, s.Body, r.status, r.code)
			}
			if strings.Contains(r.address, "collections=nosuch") && !strings.Contains(s.Body, `"posts"`) {
				t.Errorf("does not name what is allowed: %s", s.Body)
			}
		}
		request, err := http.NewRequest(http.MethodHead, h.URL+"/api/v1/events"+inAcme, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", bearer(dbtest.Ada)[1])
		answer, err := http.DefaultClient.Do(request)
		if err != nil || answer.StatusCode != 200 || answer.Header.Get("Content-Type") != "text/event-stream" {
			t.Errorf("HEAD: %v, %v", answer, err)
		}
		_ = answer.Body.Close()
	})
}

// Two organizations are busy at once, and readers hang up and come back all the
// time: each hears everything of its own exactly once and in order, and nothing of
// the other.
func TestNothingIsMissedOrMixed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := &house{Server: webtest.Start(t, w, webtest.Options{Pace: quick}), t: t}
		places := map[string]string{dbtest.Acme: dbtest.Bo, dbtest.Globex: dbtest.Cy}
		const writers, each = 3, 25
		made := map[string][]string{}
		var mu sync.Mutex
		var writing, reading sync.WaitGroup
		first := map[string]*webtest.Stream{}
		for org, who := range places {
			first[org] = h.opened("/api/v1/events?organizationId="+org, bearer(who)...)
		}
		for org, who := range places {
			scope := h.Scope(who, org)
			for range writers {
				writing.Go(func() {
					for i := range each {
						e, err := h.Content.Create(context.Background(), scope, "posts", schema.Values{"title": fmt.Sprint(i)}, content.CreateOptions{})
						if err != nil {
							t.Error(err)
							return
						}
						mu.Lock()
						made[org] = append(made[org], e.ID)
						mu.Unlock()
					}
				})
			}
		}
		heard := map[string][]string{}
		for org, who := range places {
			reading.Go(func() {
				s, last, ids := first[org], "0", []string(nil)
				for n := 0; len(ids) < writers*each; n++ {
					e := s.Next(soon)
					if e.ID != "" {
						last = e.ID
					}
					if e.Type == "entry.created" {
						ids = append(ids, read(t, e).ID)
					} else if e.Type != "" || e.ID == "" {
						t.Errorf("%s hears %+v after %d", org, e, len(ids))
						break
					}
					if n%7 == 6 { // hang up in the middle
						s.Close()
						s = h.Stream("/api/v1/events?organizationId="+org, append(bearer(who), "Last-Event-ID", last)...)
						for s.Status == http.StatusTooManyRequests { // the server has not noticed yet
							s = h.Stream("/api/v1/events?organizationId="+org, append(bearer(who), "Last-Event-ID", last)...)
						}
					}
				}
				mu.Lock()
				heard[org] = ids
				mu.Unlock()
			})
		}
		writing.Wait()
		reading.Wait()
		for org := range places {
			if len(slices.Compact(slices.Clone(heard[org]))) != writers*each {
				t.Errorf("%s heard %d of %d", org, len(heard[org]), writers*each)
			}
			slices.Sort(heard[org])
			slices.Sort(made[org])
			if !slices.Equal(heard[org], made[org]) {
				t.Errorf("%s did not hear exactly its own", org)
			}
		}
	})
}

// Numbers that lead nowhere make the client read again; numbers of before replay.
func TestComingBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := &house{Server: webtest.Start(t, w, webtest.Options{Pace: patient}), t: t}
		for range 3 {
			h.makes(dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "A"})
		}
		s := h.opened(h.page("acme")+"?lastEventId=1", h.cookie(dbtest.Ada)...)
		for _, want := range []string{"2", "3"} {
			if e := s.Next(soon); e.ID != want || e.Type != "entry.created" {
				t.Errorf("replays %+v, want %s", e, want)
			}
		}
		// The header is newer than the address that the page began with.
		s = h.opened(h.page("acme")+"?lastEventId=1", append(h.cookie(dbtest.Ada), "Last-Event-ID", "2")...)
		if e := s.Next(soon); e.ID != "3" {
			t.Errorf("replays %+v, want 3", e)
		}
		s = h.opened("/api/v1/events"+inAcme, append(bearer(dbtest.Ada), "Last-Event-ID", "4000")...)
		if e := s.Next(soon); e.ID != "3" || e.Type != content.Resync {
			t.Errorf("beyond the end: %+v", e)
		}
		h.makes(dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "A"})
		if e := s.Next(soon); e.ID != "4" || e.Type != "entry.created" {
			t.Errorf("afterwards: %+v", e)
		}
	})
}

// Another node, or the command line, writes to the same database: its events come
// with the next heartbeat.
func TestOtherProcessesAreHeard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := &house{Server: webtest.Start(t, w, webtest.Options{Pace: quick}), t: t}
		s := h.opened(h.page("acme"), h.cookie(dbtest.Bo)...)
		scope := h.Scope(dbtest.Ada, dbtest.Acme)
		other := webtest.Start(t, w.Again(), webtest.Options{Pace: patient})
		if _, err := other.Content.Create(context.Background(), scope, "posts", schema.Values{"title": "A"}, content.CreateOptions{}); err != nil {
			t.Fatal(err)
		}
		if e := s.Next(soon); e.Type != "entry.created" {
			t.Errorf("hears %+v", e)
		}
	})
}

// Whoever may not be there any more is not told anything more.
func TestStreamsEndWithTheRight(t *testing.T) {
	ctx := context.Background()
	both(t, quick, func(t *testing.T, h *house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		member := h.member(dbtest.Bo)
		key, made, err := h.Auth.CreateKey(ctx, ada, auth.KeyInput{Name: "deploy", Role: "admin"})
		if err != nil {
			t.Fatal(err)
		}
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		bo, program := h.opened(h.page("acme"), h.cookie(dbtest.Bo)...), h.opened("/api/v1/events"+inAcme, bearer(dbtest.Bo)...)
		byKey := h.opened("/api/v1/events", "X-Api-Key", key)
		owner := h.opened(h.page("acme"), h.cookie(dbtest.Ada)...)

		must(h.Auth.RevokeKey(ctx, ada, made.ID))
		if !byKey.Ends(soon) {
			t.Error("a revoked key listens on")
		}
		must(h.Org.RemoveMember(ctx, ada, member))
		if !bo.Ends(soon) || !program.Ends(soon) {
			t.Error("a removed member listens on")
		}
		if s := h.Stream(h.page("acme"), h.cookie(dbtest.Bo)...); s.Status == http.StatusOK {
			t.Error("and comes back")
		}
		must(h.Auth.SignOut(ctx, h.Actor(dbtest.Ada)))
		if !owner.Ends(soon) {
			t.Error("a session that ended listens on")
		}
		for _, s := range []*webtest.Stream{bo, program, byKey, owner} {
			for e := s.Next(time.Millisecond); e != (webtest.Event{}); e = s.Next(time.Millisecond) {
				t.Errorf("was told %+v", e)
			}
		}
	})
}

func (h *house) member(userID string) string {
	h.t.Helper()
	m, err := db.Select[model.Member](h.DB, h.Scope(dbtest.Ada, dbtest.Acme).Within(access.OrganizationWide())).Where("user_id = ?", userID).One(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	return m.ID
}

// A role that was lowered counts from the next event; the stream stays.
func TestAnotherRoleCountsAtOnce(t *testing.T) {
	ctx := context.Background()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		list := dbtest.BuiltInAnd(t, `
plans:
  display: title
  firewall: organization
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [editor+]}, get: {roles: [editor+]}, create: {roles: [editor+]}}
`)
		h := &house{Server: webtest.Start(t, w, webtest.Options{Pace: patient, Collections: list}), t: t}
		s := h.opened(h.page("acme"), h.cookie(dbtest.Bo)...)
		h.makes(dbtest.Ada, dbtest.Acme, "plans", schema.Values{"title": "A"})
		if d := read(t, s.Next(soon)); d.Collection != "plans" {
			t.Errorf("an editor hears %+v", d)
		}
		if _, err := h.Org.ChangeRole(ctx, h.Scope(dbtest.Ada, dbtest.Acme), h.member(dbtest.Bo), "member"); err != nil {
			t.Fatal(err)
		}
		h.makes(dbtest.Ada, dbtest.Acme, "plans", schema.Values{"title": "B"})
		h.makes(dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "C"})
		if d := read(t, s.Next(soon)); d.Collection != "posts" {
			t.Errorf("a member hears %+v", d)
		}
		if refused := h.Stream("/api/v1/events"+inAcme+"&collections=plans", bearer(dbtest.Bo)...); refused.Status != http.StatusForbidden {
			t.Errorf("asked for what the role may not read: %d %s", refused.Status, refused.Body)
		}
		if refused := h.Stream("/api/v1/events"+inAcme+"&collections=nosuch", bearer(dbtest.Bo)...); strings.Contains(refused.Body, "plans") {
			t.Errorf("names what the role may not read: %s", refused.Body)
		}
	})
}

func TestADeletedOrganizationIsSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := &house{Server: webtest.Start(t, w, webtest.Options{Pace: quick}), t: t}
		s := h.opened(h.page("globex"), h.cookie(dbtest.Cy)...)
		ctx := context.Background()
		_, err := db.UpdatePlatform[model.Organization](w.DB).Set("archived_at = ?", w.DB.Now()).Where("id = ?", dbtest.Globex).Do(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if !s.Ends(soon) {
			t.Error("a deleted organization is listened to")
		}
	})
}

// Streams are counted, and a seat is free again when its stream is over.
func TestStreamsAreCounted(t *testing.T) {
	h := &house{Server: webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{Pace: patient}), t: t}
	var open []*webtest.Stream
	for range 5 {
		open = append(open, h.opened(h.page("acme"), h.cookie(dbtest.Bo)...))
	}
	refused := h.Stream("/api/v1/events"+inAcme, bearer(dbtest.Bo)...)
	if refused.Status != http.StatusTooManyRequests || refused.Header.Get("Retry-After") == "" || !strings.Contains(refused.Body, "Too many streams") {
		t.Fatalf("one too many: %d %s", refused.Status, refused.Body)
	}
	h.opened(h.page("acme"), h.cookie(dbtest.Ada)...)
	open[0].Close()
	for deadline := time.Now().Add(soon); ; time.Sleep(5 * time.Millisecond) {
		if s := h.Stream(h.page("acme"), h.cookie(dbtest.Bo)...); s.Status == http.StatusOK {
			return
		} else if time.Now().After(deadline) {
			t.Fatalf("no seat became free: %d", s.Status)
		}
	}
}

// A client that takes nothing keeps nobody from writing, and is dropped.
func TestASlowClientIsDropped(t *testing.T) {
	pace := patient
	pace.Patience = 200 * time.Millisecond
	h := &house{Server: webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{Pace: pace}), t: t}
	ctx, log := context.Background(), h.Scope(dbtest.Ada, dbtest.Acme)
	connection, err := net.Dial("tcp", strings.TrimPrefix(h.URL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = connection.Close() }()
	if tcp, ok := connection.(*net.TCPConn); !ok || tcp.SetReadBuffer(1) != nil {
		t.Fatal("the connection's buffer stays as it is")
	}
	_, _ = fmt.Fprintf(connection, "GET /api/v1/events%s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n\r\n", inAcme, dbtest.Token(dbtest.Ada))
	begun := make([]byte, 12)
	if _, err := io.ReadFull(connection, begun); err != nil || string(begun) != "HTTP/1.1 200" {
		t.Fatalf("%q, %v", begun, err)
	}
	// Far more than the kernel keeps for a connection: events with long lists of fields.
	e := h.makes(dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "A"})
	fields := slices.Repeat([]string{"title"}, 20_000)
	for range 150 {
		err := h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			return event.Record(ctx, tx, log.Actor(), log.Within(access.OrganizationWide()),
				event.Change{Type: "entry.updated", Subject: "entry", SubjectID: e.ID, Collection: "posts", Revision: 1, Fields: fields})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for deadline := time.Now().Add(soon); h.Streams.Open() > 0; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("a client that takes nothing is kept")
		}
	}
}

// A server that stops does not wait for those who listen.
func TestStoppingEndsStreams(t *testing.T) {
	h := &house{Server: webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{Pace: patient}), t: t}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	h.URL = "http://" + listener.Addr().String()
	ctx, stop := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- h.Web.Serve(ctx, listener) }()
	s := h.opened(h.page("acme"), h.cookie(dbtest.Bo)...)
	stop()
	if !s.Ends(soon) {
		t.Error("a stream outlives the server")
	}
	select {
	case err := <-ended:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(soon / 2): // before the server would have given up
		t.Error("the server waits for a stream")
	}
}
