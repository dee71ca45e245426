package bench

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/job"
	"gatehouse/db/schema"
	"gatehouse/web"
	"gatehouse/web/api"
	"gatehouse/web/cms"
	"gatehouse/web/session"
)

// model is the built-in posts with a field that editors see masked.
const model = `
posts:
  display: title
  firewall: organization
  fields:
    title:   {type: text, required: true, max: 200, list: true, search: true, index: true}
    slug:    {type: slug, from: title, unique: true}
    summary: {type: textarea, max: 160}
    content: {type: markdown, search: true}
    author:  {type: relation, to: posts}
    tags:    {type: relation, to: posts, many: true, filter: [in]}
    fee:     {type: number, min: 0, decimals: 2, mask: {type: redact, show: {roles: [admin+], or: owner}}}
  access:
    list:    {roles: [PUBLIC]}
    preview: {roles: [member+]}
    get:     {roles: [PUBLIC]}
    create:  {roles: [editor+]}
    update:  {or: [{roles: [editor+]}, {roles: [member], record: {createdBy: {equals: $ctx.userId}}}]}
    publish: {or: [{roles: [editor+]}, {userRole: [appmanager]}]}
    delete:  {roles: [admin+]}
  sort: -updatedAt
`

var secret = []byte("a secret of thirty-two characters")

// server is the built server over a filled database.
func server(b *testing.B, address string, entries int) *web.Server {
	b.Helper()
	file, err := yaml.ParseBytes([]byte(model), 0)
	if err != nil {
		b.Fatal(err)
	}
	collections, mistakes := schema.Parse(file.Docs[0].Body, access.NewHierarchy(access.DefaultHierarchy()), schema.Options{})
	if len(mistakes) > 0 {
		b.Fatal(mistakes)
	}
	registry := schema.NewRegistry(collections)
	pool, dialect, _, err := db.OpenOwner(db.Options{URL: address})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	if err := content.EnsureIndexes(ctx, pool, dialect, registry); err != nil {
		b.Fatal(err)
	}
	_ = pool.Close()
	fill(b, address, entries)
	d, err := db.Open(ctx, db.Options{URL: address})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	log := slog.New(slog.DiscardHandler)
	queue, err := job.New(d, job.NewWorkers(), log)
	if err != nil {
		b.Fatal(err)
	}
	gate := dbtest.NewGate(d, access.Choose())
	people := auth.New(d, queue, auth.Options{Key: secret})
	b.Cleanup(people.Close)
	contents := content.New(d, registry, content.Options{Key: secret})
	sessions := session.New(session.Options{Key: secret, Prefix: "gatehouse"})
	return web.New(web.Options{BaseURL: "http://localhost:8080"}, web.Parts{
		Gate: gate, Log: log, Ready: d.Ping,
		Pages: &cms.Pages{Gate: gate, Auth: people, Content: contents, Registry: registry, Sessions: sessions, Log: log},
		API:   &api.API{Gate: gate, Auth: people, Content: contents, Registry: registry, Sessions: sessions},
	})
}

// measure answers requests b.N times and reports the processor time of one.
func measure(b *testing.B, handler http.Handler, request func() *http.Request) (perCall time.Duration) {
	b.Helper()
	first := httptest.NewRecorder()
	handler.ServeHTTP(first, request())
	if first.Code >= http.StatusBadRequest {
		b.Fatalf("%d %s", first.Code, first.Body)
	}
	b.ReportAllocs()
	b.SetBytes(int64(first.Body.Len()))
	b.ResetTimer()
	before := processorTime(b)
	for range b.N {
		w := discard{header: http.Header{}}
		handler.ServeHTTP(&w, request())
		if w.status >= http.StatusBadRequest {
			b.Fatal(w.status)
		}
	}
	perCall = (processorTime(b) - before) / time.Duration(b.N)
	b.ReportMetric(float64(perCall.Nanoseconds())/1000, "cpu-µs/op")
	return perCall
}

// processorTime is what the process has used, its garbage collector included.
func processorTime(b *testing.B) time.Duration {
	b.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

// discard is a response nobody reads.
type discard struct {
	header http.Header
	status int
}

func (d *discard) Header() http.Header         { return d.header }
func (d *discard) Write(b []byte) (int, error) { return len(b), nil }
func (d *discard) WriteHeader(status int)      { d.status = status }

// beside runs the bare handler, then ours, and reports the ratio.
func beside(b *testing.B, bare, ours func(b *testing.B) time.Duration) {
	b.Helper()
	var floor time.Duration
	b.Run("bare", func(b *testing.B) { floor = bare(b) })
	b.Run("gatehouse", func(b *testing.B) {
		if cost := ours(b); floor > 0 {
			b.ReportMetric(float64(cost)/float64(floor), "x-bare")
		}
	})
}
