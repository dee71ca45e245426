package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

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
	"gatehouse/web/webtest/conform"
)

// special are collections that the built-in model has no need for.
const special = `
people:
  display: name
  firewall: organization
  fields:
    name:   {type: text, required: true, search: true}
    age:    {type: number}
    mail:   {type: email, search: true, mask: {type: email, show: {roles: [admin+], or: owner}}}
    skills: {type: tags}
    code:   {type: text}
  access:
    list:    {roles: [PUBLIC]}
    get:     {roles: [PUBLIC]}
    create:  {roles: [editor+]}
    update:  {roles: [editor+]}
    publish: {roles: [editor+]}
    delete:  {roles: [editor+]}
  guards: {immutable: [code]}
notes:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    stage: {type: select, options: [open, closed], default: open}
  access:
    list:    {roles: [member+]}
    get:     {roles: [member+]}
    create:  {roles: [member+]}
    update:  {roles: [member+], record: {stage: {equals: open}}}
    publish: {roles: [owner]}
    delete:  {roles: [owner]}
mine:
  display: title
  firewall: {owner: {}}
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, delete: {roles: [member+]}}
staff:
  display: name
  firewall: organization
  fields:
    name:   {type: text, required: true, search: true}
    phone:  {type: text}
    room:   {type: text, search: true}
    salary: {type: number, mask: {type: redact, show: {roles: [admin+]}}}
  access: {list: {roles: [editor+]}, get: {roles: [editor+]}, create: {roles: [editor+]}, publish: {roles: [editor+]}}
  views:
    card:    {fields: [name, phone], access: {roles: [PUBLIC]}, filterable: [name], sortable: [name], sort: name, default: true}
    payroll: {fields: [name, salary]}
tasks:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    stage: {type: select, options: [idea, done], default: idea}
    by:    {type: text}
    fee:   {type: number, mask: {type: redact, show: {roles: [owner]}}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [editor+]}, update: {roles: [editor+]}, publish: {roles: [editor+]}, delete: {roles: [editor+]}}
  guards: {protected: {stage: [advance, back]}}
  actions:
    advance:
      access: {roles: [editor+], record: {createdBy: {equals: $ctx.userId}}}
      input: {note: {type: text, required: true}}
      set: {by: $input.note}
      transition: {field: stage, from: [idea], to: done}
    back:  {access: {roles: [owner]}, transition: {field: stage, from: [done], to: idea}}
    sweep: {access: {roles: [editor+]}, standalone: true, input: {days: {type: number, required: true}}}
banner:
  singleton: true
  firewall: organization
  fields: {text: {type: text, default: Welcome}}
  access: {get: {roles: [PUBLIC]}, update: {roles: [editor+]}}
  actions: {clear: {access: {roles: [editor+]}, set: {text: null}}}
books:
  display: title
  firewall: organization
  fields:
    title:   {type: text, required: true}
    text:    {type: markdown}
    writer:  {type: relation, to: people}
    readers: {type: relation, to: people, many: true}
    clerk:   {type: relation, to: staff}
    country: {type: relation, to: countries}
    diary:   {type: relation, to: mine}
    before:  {type: relation, to: books}
    patron:  {type: relation, to: people, mask: {type: redact, show: {roles: [admin+]}}}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {roles: [editor+]}, update: {roles: [editor+]}, publish: {roles: [editor+]}, delete: {roles: [editor+]}}
  views:
    slim: {fields: [title, writer], access: {roles: [PUBLIC]}}
wishes:
  display: text
  firewall: organization
  fields: {text: {type: text, required: true}}
  access: {list: {roles: [editor+]}, get: {roles: [editor+]}, create: {roles: [PUBLIC]}}
countries:
  display: name
  firewall: {exception: true}
  fields: {name: {type: text, required: true}}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {userRole: [admin]}, publish: {userRole: [admin]}}
`

const trusted = "https://www.acme.example"

var secret = []byte("a secret of thirty-two characters")

// house is a server over a world of two organizations.
type house struct {
	*dbtest.World
	t        testing.TB
	server   *web.Server
	auth     *auth.Store
	content  *content.Store
	sessions *session.Store
	streams  *realtime.Streams

	conformance *conform.Conformance
}

type options struct {
	selection access.Selection
	limits    bool
	require   bool

	roles       []string            // from lowest to highest; nil: the built-in ones
	collections []schema.Collection // nil: the built-in and the special ones
}

func open(t testing.TB, w *dbtest.World, o options) *house {
	t.Helper()
	if o.selection == nil {
		o.selection = access.Choose()
	}
	w.Gate = dbtest.NewGate(w.DB, o.selection)
	if o.roles != nil {
		w.Gate = dbtest.NewGateFor(w.DB, o.selection, access.NewHierarchy(o.roles))
	}
	if o.collections == nil {
		o.collections = dbtest.BuiltInAnd(t, special)
	}
	registry := schema.NewRegistry(o.collections)
	pool, dialect, _, err := db.OpenOwner(db.Options{URL: w.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if err := content.EnsureIndexes(context.Background(), pool, dialect, registry); err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(testWriter{t}, &slog.HandlerOptions{Level: slog.LevelError}))
	queue, err := job.New(w.DB, job.NewWorkers(), log)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{World: w, t: t}
	h.auth = auth.New(w.DB, queue, auth.Options{Key: secret, Limits: o.limits})
	t.Cleanup(h.auth.Close)
	h.content = content.New(w.DB, registry, content.Options{Key: secret})
	h.sessions = session.New(session.Options{Key: secret, Prefix: "gatehouse"})
	h.conformance = conform.New(t, registry, api.Description{
		Title: "Gatehouse", Server: "/", Cookie: h.sessions.Name(), Chooses: o.selection.Offers(), RequirePrecondition: o.require,
	})
	programs := &api.API{
		Gate: w.Gate, Auth: h.auth, Org: org.New(w.DB, h.auth, queue, w.Gate, org.Options{Key: secret}), Content: h.content, Registry: registry, Sessions: h.sessions, RequirePrecondition: o.require,
	}
	h.streams = &realtime.Streams{
		Gate: w.Gate, Content: h.content, Events: event.New(w.DB), Broker: event.NewBroker(w.DB), Registry: registry,
		API: programs, Sessions: h.sessions, Log: log, Pace: realtime.Pace{Heartbeat: time.Second, Patience: time.Second, Life: time.Millisecond},
	}
	t.Cleanup(h.streams.Stop)
	h.server = web.New(web.Options{BaseURL: "http://localhost:8080", TrustedOrigins: []string{trusted, "https://*.shop.example", "chrome-extension://*"}}, web.Parts{
		Gate: w.Gate, Log: log, Ready: w.DB.Ping, Identity: &betterauth.API{},
		Pages: &cms.Pages{Gate: w.Gate, Auth: h.auth, Content: h.content, Events: h.streams.Events, Registry: registry, Sessions: h.sessions, Log: log},
		API:   programs, Streams: h.streams,
	})
	return h
}

type testWriter struct{ t testing.TB }

func (w testWriter) Write(line []byte) (int, error) {
	w.t.Log(strings.TrimSpace(string(line)))
	return len(line), nil
}

// each runs a test on both databases, where people choose their organization.
func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) { test(t, open(t, w, options{})) })
}

// nobody calls without a credential.
const nobody = ""

const (
	inAcme   = "?organizationId=" + dbtest.Acme
	inGlobex = "?organizationId=" + dbtest.Globex
)

type object = map[string]any

// answer is what came back, its JSON decoded.
type answer struct {
	*httptest.ResponseRecorder
	status int
	body   string
	json   object
}

// call makes a request as a seeded person by bearer token, or as nobody. headers
// are name, value pairs. A body is marshalled unless it is a string.
func (h *house) call(who, method, address string, body any, headers ...string) answer {
	h.t.Helper()
	var sent []byte
	switch b := body.(type) {
	case nil:
	case string:
		sent = []byte(b)
	default:
		var err error
		if sent, err = json.Marshal(b); err != nil {
			h.t.Fatal(err)
		}
	}
	r := httptest.NewRequestWithContext(context.Background(), method, address, bytes.NewReader(sent))
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if who != nobody {
		r.Header.Set("Authorization", "Bearer "+dbtest.Token(who))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	h.server.ServeHTTP(recorder, r)
	a := answer{ResponseRecorder: recorder, status: recorder.Code, body: recorder.Body.String()}
	if strings.HasPrefix(a.body, "{") {
		if err := json.Unmarshal(recorder.Body.Bytes(), &a.json); err != nil {
			h.t.Fatalf("%s %s: %v in %s", method, address, err, a.body)
		}
	}
	h.conformance.Check(method, address, conform.Answer{Status: a.status, Header: a.Header(), Body: a.body})
	return a
}

// want fails unless the answer has the status and, of a refusal, the code.
func (h *house) want(a answer, status int, code string) answer {
	h.t.Helper()
	if a.status != status || code != "" && a.json["code"] != code {
		h.t.Errorf("answered %d %s\nwanted %d %s", a.status, a.body, status, code)
	}
	return a
}

func (h *house) get(who, address string) answer {
	h.t.Helper()
	return h.call(who, http.MethodGet, address, nil)
}

// made creates an entry in Acme as Bo (editor) and answers its id.
func (h *house) made(collection string, values object) string {
	h.t.Helper()
	a := h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/"+collection+inAcme, values), http.StatusCreated, "")
	id, _ := a.json["id"].(string)
	return id
}

// live creates an entry and publishes it.
func (h *house) live(collection string, values object) string {
	h.t.Helper()
	id := h.made(collection, values)
	h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/"+collection+"/"+id+"/publish"+inAcme, nil), http.StatusOK, "")
	return id
}

// texts are one member of each entry of a list.
func texts(a answer, member string) []string {
	found := []string{}
	data, _ := a.json["data"].([]any)
	for _, e := range data {
		entry, _ := e.(object)
		s, _ := entry[member].(string)
		found = append(found, s)
	}
	return found
}

func (a answer) member(name string) object {
	o, _ := a.json[name].(object)
	return o
}

// item is an object in a list, empty when there is none.
func item(list any, i int) object {
	items, _ := list.([]any)
	if i >= len(items) {
		return object{}
	}
	o, _ := items[i].(object)
	return o
}

// asking is a query in Acme.
func asking(pairs ...string) string {
	query := url.Values{"organizationId": {dbtest.Acme}}
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	return "?" + query.Encode()
}

var requestID = regexp.MustCompile(`"requestId":"[^"]*"`)

func withoutID(body string) string { return requestID.ReplaceAllString(body, "") }
