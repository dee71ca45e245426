package webtest

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/job"
	"gatehouse/db/org"
	"gatehouse/db/schema"
	"gatehouse/web"
	"gatehouse/web/api"
	"gatehouse/web/betterauth"
	"gatehouse/web/cms"
	"gatehouse/web/outbound"
	"gatehouse/web/realtime"
	"gatehouse/web/session"
)

// Key is the installation's secret in tests.
var Key = []byte("webtest-secret-of-thirty-two-bytes!!")

// Server is the built server on 127.0.0.1, with its stores at hand.
type Server struct {
	*dbtest.World

	URL      string
	Web      *web.Server
	Auth     *auth.Store
	Org      *org.Store
	Content  *content.Store
	Mailbox  *outbound.Mailbox
	Sessions *session.Store
	Streams  *realtime.Streams
	Handler  http.Handler // Web, with every answer of the API held to its document
	t        testing.TB
}

// Options differ between installations.
type Options struct {
	Selection   access.Selection // access.Choose() by default
	Host        string           // another name of 127.0.0.1
	Collections []schema.Collection
	SignUp      string
	VerifyEmail bool
	Trusted     []string // further origins
	Limits      bool
	Jobs        bool          // run mail jobs
	Pace        realtime.Pace // of streams; realtime.Usual() by default
}

// Start serves a world.
func Start(t testing.TB, w *dbtest.World, o Options) *Server {
	t.Helper()
	if o.Selection == nil {
		o.Selection = access.Choose()
	}
	s := &Server{World: w, t: t, Mailbox: outbound.NewMailbox()}
	w.Gate = dbtest.NewGate(w.DB, o.Selection)
	registry := schema.NewRegistry(s.collections(o))
	log := slog.New(slog.DiscardHandler)
	listener := httptest.NewUnstartedServer(nil)
	s.URL = "http://" + listener.Listener.Addr().String()
	if o.Host != "" {
		s.URL = strings.Replace(s.URL, "127.0.0.1", o.Host, 1)
	}

	mailer := outbound.NewMailer(outbound.Options{BaseURL: s.URL, Site: "Gatehouse", From: "Gatehouse <gatehouse@localhost>", Key: Key, Sender: s.Mailbox, Log: log})
	workers := job.NewWorkers()
	job.Register(workers, mailer.Send)
	queue, err := job.New(w.DB, workers, log)
	if err != nil {
		t.Fatal(err)
	}
	if o.Jobs {
		if err := queue.Start(context.Background()); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
			defer cancel()
			_ = queue.Stop(ctx)
		})
	}
	s.Auth = auth.New(w.DB, queue, auth.Options{Key: Key, SignUp: o.SignUp, VerifyEmail: o.VerifyEmail, Limits: o.Limits, Site: "Gatehouse", BaseURL: s.URL})
	if err := s.Auth.EnsureSigningKey(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.Org = org.New(w.DB, s.Auth, queue, w.Gate, org.Options{AllowCreate: true, Key: Key})
	s.Content = content.New(w.DB, registry, content.Options{Key: Key})
	s.Sessions = session.New(session.Options{Key: Key, Prefix: "gatehouse"})
	programs := &api.API{Gate: w.Gate, Auth: s.Auth, Org: s.Org, Content: s.Content, Registry: registry, Sessions: s.Sessions}
	if o.Pace == (realtime.Pace{}) {
		o.Pace = realtime.Usual()
	}
	s.Streams = &realtime.Streams{
		Gate: w.Gate, Content: s.Content, Events: event.New(w.DB), Broker: event.NewBroker(w.DB), Registry: registry,
		API: programs, Sessions: s.Sessions, Log: log, Pace: o.Pace,
	}
	s.Web = web.New(web.Options{BaseURL: s.URL, TrustedOrigins: o.Trusted}, web.Parts{
		Gate: w.Gate, Mailbox: s.Mailbox, Log: log, Ready: w.DB.Ping,
		Pages: &cms.Pages{
			Site: "Gatehouse", BaseURL: s.URL, Gate: w.Gate, Auth: s.Auth, Org: s.Org, Content: s.Content,
			Events: event.New(w.DB), Registry: registry, Sessions: s.Sessions, Log: log, Dev: true, Mails: true, Mailbox: s.Mailbox,
		},
		API: programs, Streams: s.Streams,
		Identity: &betterauth.API{Site: "Gatehouse", BaseURL: s.URL, Gate: w.Gate, Auth: s.Auth, Org: s.Org, Sessions: s.Sessions},
	})
	s.Handler = s.conforming(programs, registry, s.Web)
	listener.Config.Handler = s.Handler
	listener.Start()
	t.Cleanup(func() {
		s.Streams.Stop()
		listener.Close()
		s.Auth.Close()
	})
	return s
}

func (s *Server) collections(o Options) []schema.Collection {
	if o.Collections != nil {
		return o.Collections
	}
	list, err := schema.BuiltIn(access.NewHierarchy(access.DefaultHierarchy()), schema.Options{})
	if err != nil {
		s.t.Fatal(err)
	}
	return list
}
