package content_test

import (
	"context"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

var ctx = context.Background()

// special are collections that the built-in model has no need for.
const special = `
products:
  display: name
  firewall: organization
  fields:
    name:   {type: text, required: true, search: true}
    sku:    {type: text, unique: true}
    price:  {type: number, index: true}
    sold:   {type: boolean}
    since:  {type: date}
    seen:   {type: datetime}
    stage:  {type: select, options: [idea, draft, done], default: idea}
    colors: {type: multiselect, options: [red, green, blue]}
    labels: {type: tags}
    parts:  {type: relation, to: products, many: true}
    cost:   {type: number, mask: {type: redact, show: {roles: [admin+]}}}
    code:   {type: text}
  access:
    list:    {roles: [PUBLIC]}
    get:     {roles: [PUBLIC]}
    create:  {roles: [editor+]}
    update:  {roles: [editor+]}
    publish: {roles: [editor+]}
    delete:  {roles: [editor+]}
  guards: {immutable: [code]}
  sort: name
  revisions: 3
notes:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true, search: true}
    stage: {type: select, options: [open, closed], default: open}
  access:
    list:    {or: [{roles: [admin+]}, {roles: [member+], record: {createdBy: {equals: $ctx.userId}}}]}
    get:     {or: [{roles: [admin+]}, {roles: [member+], record: {createdBy: {equals: $ctx.userId}}}]}
    create:  {roles: [member+]}
    update:  {roles: [member+], record: {stage: {equals: open}}}
    publish: {roles: [owner]}
    delete:  {roles: [owner]}
reviews:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true, search: true, index: true}
    grade: {type: number}
  access:
    list:    {roles: [PUBLIC]}
    get:     {roles: [PUBLIC]}
    preview: {roles: [member+], record: {createdBy: {equals: $ctx.userId}}}
    create:  {roles: [member+]}
    update:  {roles: [member+]}
    publish: {roles: [member+]}
    delete:  {roles: [owner]}
mine:
  display: title
  firewall: {owner: {}}
  fields:
    title: {type: text, required: true}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, publish: {roles: [member+]}, delete: {roles: [member+]}}
countries:
  display: name
  firewall: {exception: true}
  fields:
    name: {type: text, required: true, unique: true}
  access:
    list:   {roles: [PUBLIC]}
    get:    {roles: [PUBLIC]}
    create: {userRole: [admin]}
    update: {userRole: [admin]}
    publish: {userRole: [admin]}
places:
  display: name
  firewall: organization
  fields:
    name:    {type: text, required: true}
    country: {type: relation, to: countries}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {roles: [editor+]}, update: {roles: [editor+]}, publish: {roles: [editor+]}, delete: {roles: [editor+]}}
banner:
  singleton: true
  firewall: organization
  fields: {text: {type: text, default: Welcome}, size: {type: number}}
  access: {get: {roles: [PUBLIC]}, update: {roles: [editor+]}}
`

// house is a world with a store and its people.
type house struct {
	*dbtest.World
	*content.Store
	t                        testing.TB
	registry                 *schema.Registry
	ada, bo, cy, adaInGlobex access.Scope // owner of Acme, editor of Acme, owner of Globex, editor of Globex
	visitor                  access.Scope // nobody, at Acme
	worlds                   []*world     // what peopled made
}

func open(t testing.TB, w *dbtest.World) *house {
	t.Helper()
	registry := schema.NewRegistry(dbtest.BuiltInAnd(t, special))
	ensure(t, w, registry)
	visitor, err := w.Gate.Visit(ctx, access.Actor{}, access.Asked{ID: dbtest.Acme})
	if err != nil {
		t.Fatal(err)
	}
	return &house{
		World: w, Store: content.New(w.DB, registry, content.Options{Key: []byte("key")}), t: t, registry: registry,
		ada: w.Scope(dbtest.Ada, dbtest.Acme), bo: w.Scope(dbtest.Bo, dbtest.Acme),
		cy: w.Scope(dbtest.Cy, dbtest.Globex), adaInGlobex: w.Scope(dbtest.Ada, dbtest.Globex), visitor: visitor,
	}
}

func ensure(t testing.TB, w *dbtest.World, registry *schema.Registry) {
	t.Helper()
	pool, dialect, _, err := db.OpenOwner(db.Options{URL: w.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if err := content.EnsureIndexes(ctx, pool, dialect, registry); err != nil {
		t.Fatal(err)
	}
}

func each(t *testing.T, test func(t *testing.T, h *house)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) { test(t, open(t, w)) })
}

// made creates an entry that must succeed.
func (h *house) made(scope access.Scope, collection string, values schema.Values) content.Entry {
	h.t.Helper()
	e, err := h.Create(ctx, scope, collection, values, content.CreateOptions{})
	if err != nil {
		h.t.Fatalf("create in %s: %v", collection, err)
	}
	return e
}

func (h *house) published(scope access.Scope, collection string, values schema.Values) content.Entry {
	h.t.Helper()
	e, err := h.Create(ctx, scope, collection, values, content.CreateOptions{Publish: true})
	if err != nil {
		h.t.Fatalf("create in %s: %v", collection, err)
	}
	return e
}

// titles lists what a query finds, by label.
func (h *house) titles(scope access.Scope, collection string, q content.Query) []string {
	h.t.Helper()
	page, err := h.List(ctx, scope, collection, q)
	if err != nil {
		h.t.Fatalf("list %s: %v", collection, err)
	}
	names := make([]string, len(page.Entries))
	for i, e := range page.Entries {
		names[i] = e.Label(scope)
	}
	return names
}

func mustFail(t testing.TB, what string, err error, code string) {
	t.Helper()
	if !fault.Has(err, code) {
		t.Errorf("%s: got %v, want %s", what, err, code)
	}
}

func problem(t testing.TB, what string, err error, field, code string) {
	t.Helper()
	mustFail(t, what, err, fault.CodeInvalid)
	for _, p := range fault.As(err).Problems {
		if p.Field == field && p.Code == code {
			return
		}
	}
	t.Errorf("%s: %v, want %s: %s", what, err, field, code)
}
