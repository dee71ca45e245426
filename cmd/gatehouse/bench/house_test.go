package bench

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http/httptest"
	"testing"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db"
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
	"gatehouse/web/realtime"
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
    level:   {type: number, index: true}
    grade:   {type: number}
    fee:     {type: number, min: 0, decimals: 2, mask: {type: redact, show: {roles: [admin+], or: owner}}}
  access:
    list:    {roles: [PUBLIC]}
    preview: {roles: [member+]}
    get:     {roles: [PUBLIC]}
    create:  {roles: [editor+]}
    update:  {or: [{roles: [editor+]}, {roles: [member], record: {createdBy: {equals: $ctx.userId}}}]}
    publish: {or: [{roles: [editor+]}, {userRole: [appmanager]}]}
    delete:  {roles: [admin+]}
  views:
    low: {fields: [title, slug, summary, content, fee], access: {roles: [member+], record: {level: {lessThan: 50}}}}
  sort: -updatedAt
`

var secret = []byte("a secret of thirty-two characters")

// house is both sides over the same entries.
type house struct {
	entries int
	ours    *web.Server
	owner   *sql.DB // the owner's view of our database, to count what was written
	bare    *bare
	cookie  string
	content *content.Store
	gate    *access.Gate

	asked, created int // creates: of both sides, of ours
}

// onSQLite gives each side a database file of its own.
func onSQLite(b *testing.B, entries int) *house {
	b.Helper()
	address, registry := dbtest.SQLiteURL(b), collections(b)
	owner := ownerOf(b, address)
	fill(b, owner, db.SQLite, registry, fingerprint(b, registry), entries)
	d, err := db.Open(context.Background(), db.Options{URL: address})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	plain := openPlain(b)
	fillPlain(b, plain, db.SQLite, entries)
	return newHouse(b, d, owner, registry, &bare{pool: plain, dialect: db.SQLite}, entries)
}

// onPostgres puts the plain tables beside ours in one database; the bare side
// works as its owner, bound by no policy.
func onPostgres(b *testing.B, entries int) *house {
	b.Helper()
	w, registry := dbtest.OpenPostgres(b), collections(b)
	owner := ownerOf(b, w.URL)
	fill(b, owner, db.Postgres, registry, fingerprint(b, registry), entries)
	plain, err := sql.Open("pgx", w.URL)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = plain.Close() })
	plain.SetMaxIdleConns(4)
	fillPlain(b, plain, db.Postgres, entries)
	return newHouse(b, w.DB, owner, registry, &bare{pool: plain, dialect: db.Postgres}, entries)
}

// fingerprint is what content calls the definition that texts are made of.
func fingerprint(b *testing.B, registry *schema.Registry) (made string) {
	b.Helper()
	w := dbtest.OpenSQLite(b)
	_, err := content.New(w.DB, registry, content.Options{Key: secret}).Create(context.Background(), w.Scope(dbtest.Bo, dbtest.Acme),
		"posts", schema.Values{"title": "One"}, content.CreateOptions{})
	if err != nil {
		b.Fatal(err)
	}
	if err := ownerOf(b, w.URL).QueryRowContext(context.Background(), "SELECT made_of FROM entry_texts").Scan(&made); err != nil {
		b.Fatal(err)
	}
	return made
}

func ownerOf(b *testing.B, address string) *sql.DB {
	b.Helper()
	pool, _, _, err := db.OpenOwner(db.Options{URL: address})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pool.Close() })
	return pool
}

func collections(b *testing.B) *schema.Registry {
	b.Helper()
	file, err := yaml.ParseBytes([]byte(model), 0)
	if err != nil {
		b.Fatal(err)
	}
	list, mistakes := schema.Parse(file.Docs[0].Body, access.NewHierarchy(access.DefaultHierarchy()), schema.Options{})
	if len(mistakes) > 0 {
		b.Fatal(mistakes)
	}
	return schema.NewRegistry(list)
}

func newHouse(b *testing.B, d *db.DB, owner *sql.DB, registry *schema.Registry, other *bare, entries int) *house {
	b.Helper()
	log := slog.New(slog.DiscardHandler)
	queue, err := job.New(d, job.NewWorkers(), log)
	if err != nil {
		b.Fatal(err)
	}
	const base = "http://localhost:8080"
	gate := dbtest.NewGate(d, access.Choose())
	people := auth.New(d, queue, auth.Options{Key: secret})
	b.Cleanup(people.Close)
	places := org.New(d, people, queue, gate, org.Options{AllowCreate: true, Key: secret})
	contents := content.New(d, registry, content.Options{Key: secret})
	sessions := session.New(session.Options{Key: secret, Prefix: "gatehouse"})
	programs := &api.API{Gate: gate, Auth: people, Content: contents, Registry: registry, Sessions: sessions}
	streams := &realtime.Streams{
		Gate: gate, Content: contents, Events: event.New(d), Broker: event.NewBroker(d), Registry: registry,
		API: programs, Sessions: sessions, Log: log, Pace: realtime.Usual(),
	}
	ours := web.New(web.Options{BaseURL: base}, web.Parts{
		Gate: gate, Log: log, Ready: d.Ping,
		Pages: &cms.Pages{
			Site: "Gatehouse", BaseURL: base, Gate: gate, Auth: people, Org: places, Content: contents,
			Events: event.New(d), Registry: registry, Sessions: sessions, Log: log,
		},
		API: programs, Streams: streams,
		Identity: &betterauth.API{BaseURL: base, Gate: gate, Auth: people, Org: places, Sessions: sessions},
	})
	signedIn := httptest.NewRecorder()
	if err := sessions.Give(signedIn, httptest.NewRequestWithContext(context.Background(), "GET", "/", nil), dbtest.Token(dbtest.Ada), 0); err != nil {
		b.Fatal(err)
	}
	cookie := signedIn.Result().Cookies()[0]
	return &house{entries: entries, ours: ours, owner: owner, bare: other, cookie: cookie.Name + "=" + cookie.Value, content: contents, gate: gate}
}
