package content_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// In the collections of heard, editors see drafts and members do not.
const heard = `
news:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    fee:   {type: number, mask: {type: redact, show: {roles: [owner]}}}
    stage: {type: select, options: [open, closed], default: open}
  access:
    list:    {roles: [member+]}
    get:     {roles: [member+]}
    preview: {roles: [editor+]}
    create:  {roles: [member+]}
    update:  {roles: [member+]}
    publish: {roles: [member+]}
    delete:  {roles: [member+]}
  actions:
    shut: {access: {roles: [editor+]}, transition: {field: stage, from: [open], to: closed}}
some:
  display: title
  firewall: organization
  fields: {title: {type: text, required: true}, stage: {type: select, options: [open, closed], default: open}}
  access:
    list:    {roles: [member+]}
    get:     {or: [{roles: [editor+]}, {roles: [member], record: {stage: {equals: open}}}]}
    preview: {roles: [editor+]}
    create:  {roles: [editor+]}
    update:  {roles: [editor+]}
    publish: {roles: [editor+]}
    delete:  {roles: [editor+]}
mine:
  display: title
  firewall: {owner: {}}
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, publish: {roles: [member+]}, delete: {roles: [member+]}}
ours:
  display: title
  firewall: {team: {}}
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}, publish: {roles: [member+]}, delete: {roles: [member+]}}
closed:
  display: title
  firewall: organization
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [owner]}, get: {roles: [owner]}, create: {roles: [owner]}}
countries:
  display: name
  firewall: {exception: true}
  fields: {name: {type: text, required: true}}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {userRole: [admin]}, update: {userRole: [admin]}, publish: {userRole: [admin]}}
`

// listener follows as one scope.
type listener struct {
	h     *house
	scope access.Scope
	from  event.Place
}

func (h *house) listens(scope access.Scope) *listener {
	h.t.Helper()
	from, err := event.New(h.DB).Here(ctx, scope, true)
	if err != nil {
		h.t.Fatal(err)
	}
	return &listener{h: h, scope: scope, from: from}
}

// hears reads what is new.
func (l *listener) hears() (all []content.Notice) {
	l.h.t.Helper()
	for more := true; more; {
		heard, err := l.h.Hear(ctx, l.scope, content.Listening{From: l.from})
		if err != nil {
			l.h.t.Fatal(err)
		}
		all, l.from, more = append(all, heard.Notices...), heard.Upto, heard.More
	}
	return all
}

// types is what hears heard, in short: what of which revision in which state.
func (l *listener) types() string {
	l.h.t.Helper()
	var all []string
	for _, n := range l.hears() {
		all = append(all, strings.TrimPrefix(fmt.Sprintf("%s %d %s", n.Type, n.Revision, n.Status), "entry."))
	}
	return strings.Join(all, ", ")
}

func (l *listener) want(t *testing.T, what, want string) {
	t.Helper()
	if got := l.types(); got != want {
		t.Errorf("%s: hears %q, want %q", what, got, want)
	}
}

// role gives Bo another role in Acme and answers his scope.
func (h *house) role(role string) access.Scope {
	h.t.Helper()
	_, err := db.Update[model.Member](h.DB, h.ada.Within(access.OrganizationWide())).Set("role = ?", role).Where("user_id = ?", dbtest.Bo).Do(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.Scope(dbtest.Bo, dbtest.Acme)
}

func (h *house) did(_ any, err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// Whoever sees no drafts hears of what is published, and of nothing else.
func TestDraftsAreSilent(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, heard)
		whole, live := h.listens(h.ada), h.listens(h.role("member"))
		step := func(what, wholly, lively string) {
			t.Helper()
			whole.want(t, "editors: "+what, wholly)
			live.want(t, "members: "+what, lively)
		}
		e := h.made(h.ada, "news", schema.Values{"title": "A"})
		step("a new draft", "created 1 draft", "")
		h.did(h.Publish(ctx, h.ada, "news", e.ID, content.PublishOptions{}))
		step("published", "published 2 published", "published 2 published")
		h.did(h.Update(ctx, h.ada, "news", e.ID, schema.Values{"title": "B"}, content.UpdateOptions{}))
		step("a draft over it", "updated 3 published", "")
		h.did(h.Act(ctx, h.ada, "news", e.ID, "shut", func(*schema.Action) (schema.Values, content.Base, error) { return nil, content.Base{}, nil }))
		step("an action on the draft", "shut 4 published", "")
		h.did(h.Update(ctx, h.ada, "news", e.ID, schema.Values{"title": "C"}, content.UpdateOptions{Publish: true}))
		step("saved and published", "updated 5 published, published 5 published", "published 5 published")
		h.did(h.Trash(ctx, h.ada, "news", e.ID, content.Base{}))
		step("into the trash", "trashed 5 published", "trashed 0 ")
		h.did(h.Untrash(ctx, h.ada, "news", e.ID, content.Base{}))
		step("out of the trash", "restored 5 published", "restored 5 published")
		h.did(h.Unpublish(ctx, h.ada, "news", e.ID, content.Base{}))
		step("unpublished", "unpublished 6 draft", "unpublished 0 ")
		h.did(h.Trash(ctx, h.ada, "news", e.ID, content.Base{}))
		step("a draft into the trash", "trashed 6 draft", "")
		h.did(nil, h.DeletePermanently(ctx, h.ada, "news", e.ID, content.Base{}))
		step("a draft for good", "deleted 6 ", "")

		e = h.published(h.ada, "news", schema.Values{"title": "A"})
		h.did(h.Trash(ctx, h.ada, "news", e.ID, content.Base{}))
		h.did(nil, h.DeletePermanently(ctx, h.ada, "news", e.ID, content.Base{}))
		// Nobody looked meanwhile: what was created is gone, what was deleted is told.
		step("a published one for good", "deleted 1 ", "deleted 0 ")
	})
}

// Fields and actors are for those who see drafts, without what is masked.
func TestWhatNoticesTell(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, heard)
		e := h.published(h.ada, "news", schema.Values{"title": "A"})
		editor := h.bo
		owner, masked := h.listens(h.ada), h.listens(editor)
		h.did(h.Update(ctx, h.ada, "news", e.ID, schema.Values{"title": "B", "fee": 7.0}, content.UpdateOptions{Publish: true}))
		live := &listener{h: h, scope: h.role("member"), from: masked.from}
		for name, c := range map[string]struct {
			l      *listener
			fields []string
			actor  string
			n      int
		}{
			"owner": {owner, []string{"fee", "title"}, dbtest.Ada, 2}, "editor": {masked, []string{"title"}, dbtest.Ada, 2}, "member": {live, nil, "", 1},
		} {
			all := c.l.hears()
			if len(all) != c.n {
				t.Fatalf("%s hears %+v", name, all)
			}
			n := all[0]
			slices.Sort(n.Fields)
			if n.EntryID != e.ID || n.Collection != "news" || !slices.Equal(n.Fields, c.fields) || n.ActorID != c.actor || n.At.IsZero() {
				t.Errorf("%s hears %+v", name, n)
			}
		}
	})
}

// The rows that a scope does not reach are silent, and so is what its role may not
// read; nothing of another organization is ever heard.
func TestWhoHears(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, heard)
		team := h.team(dbtest.Ada)
		ada, bo, cy := h.listens(w.Scope(dbtest.Ada, dbtest.Acme)), h.listens(h.bo), h.listens(h.cy)
		for _, c := range []struct {
			collection   string
			by           access.Scope
			ada, bo, cy  string
			values       schema.Values
			forgetful    bool
			adaG, boG    string
			deleteByThis bool
		}{
			{collection: "mine", by: h.bo, bo: "created 1 draft", boG: "deleted 1 ", deleteByThis: true},
			{collection: "ours", by: ada.scope, ada: "created 1 draft", adaG: "deleted 1 ", deleteByThis: true},
			{collection: "closed", by: h.ada, ada: "created 1 draft"},
			{collection: "news", by: h.bo, ada: "created 1 draft", bo: "created 1 draft", adaG: "deleted 1 ", boG: "deleted 1 ", deleteByThis: true},
			{collection: "countries", by: h.ada, ada: "created 1 draft", bo: "created 1 draft", cy: "created 1 draft"},
		} {
			values := schema.Values{"title": "A"}
			if c.collection == "countries" {
				values = schema.Values{"name": "Atlantis"}
			}
			e := h.made(c.by, c.collection, values)
			ada.want(t, c.collection+" for ada", c.ada)
			bo.want(t, c.collection+" for bo", c.bo)
			cy.want(t, c.collection+" for cy", c.cy)
			if !c.deleteByThis {
				continue
			}
			h.did(h.Trash(ctx, c.by, c.collection, e.ID, content.Base{}))
			ada.hears()
			bo.hears()
			h.did(nil, h.DeletePermanently(ctx, c.by, c.collection, e.ID, content.Base{}))
			ada.want(t, c.collection+" gone for ada", c.adaG)
			bo.want(t, c.collection+" gone for bo", c.boG)
			cy.want(t, c.collection+" gone for cy", "")
		}
		// Leaving the team counts from the next event.
		e := h.made(ada.scope, "ours", schema.Values{"title": "B"})
		h.leave(team, dbtest.Ada)
		ada.scope = w.Scope(dbtest.Ada, dbtest.Acme)
		ada.want(t, "no longer in the team", "")
		_ = e
	})
}

func (h *house) team(userID string) string {
	h.t.Helper()
	b := h.ada.Within(access.OrganizationWide())
	team := model.Team{ID: model.NewID(model.TeamID), Name: "Team", CreatedAt: h.DB.Now(), UpdatedAt: h.DB.Now()}
	h.did(nil, db.Add(ctx, h.DB, b, &team))
	h.did(nil, db.Add(ctx, h.DB, b, &model.TeamMember{ID: model.NewID(model.TeamMemberID), TeamID: team.ID, UserID: userID, CreatedAt: h.DB.Now()}))
	return team.ID
}

func (h *house) leave(team, userID string) {
	h.t.Helper()
	_, err := db.Remove[model.TeamMember](h.DB, h.ada.Within(access.OrganizationWide())).Where("team_id = ?", team).Where("user_id = ?", userID).Do(ctx)
	h.did(nil, err)
}

// Rules with conditions on values: what is gone is told to those who could read it,
// by the revision that was live; where nobody knows any more, they are asked to
// read again, without a name.
func TestNoticesOfWhatIsGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, heard)
		member := h.listens(h.role("member"))
		for stage, want := range map[string]string{"open": "unpublished 0 ", "closed": ""} {
			e := h.published(h.ada, "some", schema.Values{"title": "A", "stage": stage})
			// The draft says the opposite of what was live.
			opposite := map[string]string{"open": "closed", "closed": "open"}[stage]
			h.did(h.Update(ctx, h.ada, "some", e.ID, schema.Values{"stage": opposite}, content.UpdateOptions{}))
			member.hears()
			h.did(h.Unpublish(ctx, h.ada, "some", e.ID, content.Base{}))
			member.want(t, stage+" is unpublished", want)
		}
		e := h.published(h.ada, "some", schema.Values{"title": "A"})
		h.did(h.Trash(ctx, h.ada, "some", e.ID, content.Base{}))
		member.want(t, "published and trashed", "trashed 0 ")
		h.did(nil, h.DeletePermanently(ctx, h.ada, "some", e.ID, content.Base{}))
		for _, n := range member.hears() {
			if n.Type != content.Resync || n.EntryID != "" || n.Collection != "" || n.Revision != 0 {
				t.Errorf("hears %+v", n)
			}
		}
		e = h.made(h.ada, "some", schema.Values{"title": "A"})
		h.did(h.Trash(ctx, h.ada, "some", e.ID, content.Base{}))
		h.did(nil, h.DeletePermanently(ctx, h.ada, "some", e.ID, content.Base{}))
		member.want(t, "a draft is gone", "")
	})
}

// What is asked for narrows, and every part continues where the last one ended.
func TestHearingInParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, heard)
		l := h.listens(h.ada)
		var made []string
		for range 250 {
			made = append(made, h.made(h.ada, "news", schema.Values{"title": "A"}).ID)
		}
		first, err := h.Hear(ctx, h.ada, content.Listening{From: l.from})
		if err != nil || !first.More || len(first.Notices) != 200 {
			t.Fatalf("%d notices, more %v, %v", len(first.Notices), first.More, err)
		}
		var ids []string
		for i, n := range l.hears() {
			ids = append(ids, n.EntryID)
			if n.Place.Own != int64(i+1) || !n.Place.Both {
				t.Fatalf("the %d. is at %s", i, n.Place)
			}
		}
		if !slices.Equal(ids, made) {
			t.Error("events are missing, double or out of order")
		}
		h.made(h.ada, "closed", schema.Values{"title": "A"})
		from := l.from
		for _, c := range []struct {
			l content.Listening
			n int
		}{
			{content.Listening{Collections: []string{"news"}}, 0}, {content.Listening{Collections: []string{"news", "closed"}}, 1},
			{content.Listening{Types: []string{"entry.updated"}}, 0}, {content.Listening{Types: []string{"entry.created"}}, 1},
		} {
			c.l.From = from
			if heard, err := h.Hear(ctx, h.ada, c.l); err != nil || len(heard.Notices) != c.n || heard.Upto.Own != from.Own+1 {
				t.Errorf("%+v: %+v, %v", c.l, heard, err)
			}
		}
	})
}

const agreeing = `
agree:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true, search: true}
    stage: {type: select, options: [open, closed]}
    size:  {type: number}
    done:  {type: boolean}
    day:   {type: date}
  access: {list: {roles: [owner]}, create: {roles: [member+]}, publish: {roles: [member+]}}
`

// Whatever the rules: what is told of an entry is told exactly to those who can
// read it, of the side they read.
func TestHearingAndReadingAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := opened(t, w, agreeing)
		from := h.listens(h.ada).from
		var ids []string
		for i := range 8 {
			values := schema.Values{"title": "word", "stage": []string{"open", "closed"}[i%2], "size": float64(i)}
			e, err := h.Create(ctx, []access.Scope{h.ada, h.bo}[i%3/2], "agree", values, content.CreateOptions{Publish: i%4 > 0})
			h.did(nil, err)
			ids = append(ids, e.ID)
		}
		c, _ := h.registry.For("").Get("agree")
		given := c.Access
		c.Access = map[schema.Operation]*access.Rule{schema.Get: {Roles: []string{"owner"}}, schema.Update: {Roles: []string{"owner"}}}
		c.Access[schema.Preview] = c.Access[schema.Get]
		for i, id := range ids {
			if i%3 == 0 {
				h.did(h.Update(ctx, h.ada, "agree", id, schema.Values{"stage": "closed", "size": 9.0}, content.UpdateOptions{}))
			}
		}
		c.Access = given
		rapid.Check(t, func(rt *rapid.T) {
			rule, preview := ruleOf(rt, 2), ruleOf(rt, 1)
			scope := rapid.SampledFrom([]access.Scope{h.ada, h.bo, h.cy}).Draw(rt, "scope")
			defer func() { c.Access = given }()
			c.Access = map[schema.Operation]*access.Rule{schema.Get: &rule, schema.Preview: &preview}
			told := map[string][]string{}
			heard, err := h.Hear(ctx, scope, content.Listening{From: from})
			if err != nil {
				rt.Fatal(err)
			}
			for _, n := range heard.Notices {
				told[n.EntryID] = append(told[n.EntryID], n.Type)
			}
			for _, id := range ids {
				e, err := h.Get(ctx, scope, "agree", id)
				switch types := told[id]; {
				case err != nil && len(types) > 0:
					rt.Fatalf("told %v of %s: %v", types, id, err)
				case err != nil && fault.Is(err, fault.Internal):
					rt.Fatal(err)
				case err == nil && len(types) == 0:
					rt.Fatalf("nothing told of %s", id)
				case err == nil && e.Draft != slices.Contains(types, "entry.created"):
					rt.Fatalf("told %v of %s, draft %v", types, id, e.Draft)
				}
			}
		})
	})
}
