package content_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// everywhere is what the collection of each firewall has.
const everywhere = `
  display: title
  fields:
    title: {type: text, required: true, search: true}
    text:  {type: textarea, search: true}
    stage: {type: select, options: [open, closed]}
    size:  {type: number, index: true}
    done:  {type: boolean}
    day:   {type: date}
    tags:  {type: tags}
    note:  {type: text, search: true, mask: {type: name, show: {roles: [admin+], or: owner}}}
    up:    {type: relation, to: by-organization}
  access: {list: {roles: [member+]}, get: {roles: [member+]}}
  views: {card: {fields: [title, size], access: {roles: [member+]}}}
`

// kinds are the firewalls by the name of the collection that has it.
var kinds = []struct{ name, firewall string }{
	{"by-organization", "organization"}, {"by-owner", "{owner: {}}"}, {"by-owner-or-admin", "{owner: {mode: optional}}"},
	{"by-team", "{team: {}}"}, {"by-nobody", "{exception: true}"},
	{"by-predicate", "[{field: organizationId, equals: $ctx.activeOrgId}, {field: stage, notEquals: closed}]"},
}

const (
	north = "tea_0000000000000000000000nort"
	south = "tea_0000000000000000000000s0ut"
)

// cast are people of every kind. Ranks are custom: reviewer stands between member
// and editor.
var (
	ranks = []string{"member", "reviewer", "editor", "admin", "owner"}
	cast  = []facts{
		{name: "owner", id: "usr_owner", roles: []string{"owner"}, teams: []string{north}},
		{name: "admin", id: "usr_admin", roles: []string{"admin"}},
		{name: "editor in the south", id: "usr_editor", roles: []string{"editor"}, teams: []string{north, south}, activeTeam: south},
		{name: "member and reviewer", id: "usr_both", roles: []string{"member", "reviewer"}, teams: []string{north, south}},
		{name: "member", id: "usr_member", roles: []string{"member"}},
		{name: "member with a platform role", id: "usr_manager", roles: []string{"member"}, userRole: "appmanager", teams: []string{north}, activeTeam: "tea_elsewhere"},
		{name: "nobody"},
		{name: "stranger", id: "usr_stranger", userRole: "appmanager"},
		{name: "stranger where pinned", id: "usr_stranger", userRole: "appmanager", pinned: true},
	}
)

// enter makes a person's scope with a real gate.
func (p facts) enter(t testing.TB) access.Scope {
	t.Helper()
	selection := access.Choose()
	if p.pinned {
		selection = access.Pin(dbtest.Acme, false)
	}
	gate := access.NewGate(access.Sources{
		Identity: func(context.Context, access.Credential) (access.Identity, error) {
			return access.Identity{Kind: access.Person, UserID: p.id, UserRole: p.userRole, ActiveTeamID: p.activeTeam}, nil
		},
		Membership: func(context.Context, string, access.Target) (access.Membership, error) {
			return access.Membership{Organization: access.Organization{ID: dbtest.Acme, Slug: "acme"}, Roles: p.roles, Teams: p.teams}, nil
		},
	}, selection, access.NewHierarchy(ranks))
	actor := access.Actor{}
	if p.id != "" {
		var err error
		if actor, err = gate.Recognize(ctx, access.Credential{Secret: p.id}); err != nil {
			t.Fatal(err)
		}
	}
	scope, err := gate.Visit(ctx, actor, access.Asked{ID: dbtest.Acme})
	if err != nil {
		t.Fatal(err)
	}
	return scope
}

// peopled fills a collection for each firewall with rows that some of the cast
// made, published, changed, hid and deleted at random.
func peopled(t *testing.T, w *dbtest.World) (*house, []*world) {
	t.Helper()
	var source strings.Builder
	for _, k := range kinds {
		source.WriteString(k.name + ":\n  firewall: " + k.firewall + strings.TrimRight(everywhere, "\n") + "\n")
	}
	h := opened(t, w, source.String())
	for _, id := range []string{north, south} {
		if err := db.Add(ctx, w.DB, h.ada.Within(access.OrganizationWide()), &model.Team{ID: id, Name: id}); err != nil {
			t.Fatal(err)
		}
	}
	random := rand.New(rand.NewPCG(7, 11))
	pick := func(values ...any) any { return values[random.IntN(len(values))] }
	var worlds []*world
	for _, k := range kinds {
		c, _ := h.registry.For("").Get(k.name)
		everybody := &access.Rule{Roles: ranks}
		c.Access = map[schema.Operation]*access.Rule{}
		for _, op := range schema.Operations() {
			c.Access[op] = everybody
		}
		in := &world{name: k.name, kind: c.Firewall.Isolation, optional: c.Firewall.Optional, unclosed: len(c.Firewall.Where) > 0}
		in.list, in.get, in.preview, in.publish_ = *everybody, *everybody, *everybody, *everybody
		var made []func() truth
		for range 14 {
			by := cast[random.IntN(6)]
			if in.kind == access.ByTeam {
				by = cast[[]int{0, 2, 5}[random.IntN(3)]]
			}
			values := func() schema.Values {
				words := []string{"amber", "Blue", "coral", "ägäis"}
				v := schema.Values{"title": fmt.Sprintf("%s %d", words[random.IntN(4)], random.IntN(9)), "done": random.IntN(2) == 0}
				v["text"], v["size"] = pick(nil, "coral reef", "AMBER light"), pick(nil, 0.0, 1.0, 2.5, 3.0, -4.0, 10.0)
				v["stage"], v["day"] = pick(nil, "open", "closed"), pick(nil, "2026-01-02", "2025-12-31", "2026-01-10")
				v["tags"], v["note"] = pick(nil, []string{"x"}, []string{"x", "y"}), pick(nil, "Pat Doe", "amber")
				if len(worlds) > 0 && in.kind != access.Exception { // a relation to what is there
					if to := worlds[0].rows[random.IntN(len(worlds[0].rows))]; to.archivedAt == 0 {
						v["up"] = to.id
					}
				}
				if in.unclosed && v["stage"] == "closed" {
					v["stage"] = "open"
				}
				return v
			}
			made = append(made, h.happening(by.enter(t), k.name, values, random))
		}
		for _, i := range random.Perm(len(made)) { // later, so that what changed last is not what was made last
			in.rows = append(in.rows, made[i]())
		}
		worlds = append(worlds, in)
	}
	return h, worlds
}

// happening makes one row; the answer lets things happen to it and tells them.
func (h *house) happening(by access.Scope, name string, values func() schema.Values, random *rand.Rand) func() truth {
	h.t.Helper()
	must := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatalf("%s: %v", name, err)
		}
	}
	e, err := h.Create(ctx, by, name, values(), content.CreateOptions{Publish: random.IntN(3) > 0})
	must(err)
	live := schema.Values(nil)
	if e.Live() {
		live = e.Values()
	}
	return func() truth {
		if random.IntN(2) == 0 {
			change := values()
			_, err := h.Update(ctx, by, name, e.ID, change, content.UpdateOptions{})
			must(err)
		}
		if live != nil && random.IntN(5) == 0 {
			_, err := h.Unpublish(ctx, by, name, e.ID, content.Base{})
			must(err)
			live = nil
		}
		if random.IntN(5) == 0 {
			_, err := h.Trash(ctx, by, name, e.ID, content.Base{})
			must(err)
		}
		e, err = h.Find(ctx, by, name, e.ID)
		must(err)
		return truth{
			id: e.ID, team: e.TeamID, owner: e.OwnerID, createdBy: e.CreatedBy, draft: e.Values(), live: live, archivedAt: int64(e.ArchivedAt),
			createdAt: int64(e.CreatedAt), updatedAt: int64(e.UpdatedAt), publishedAt: int64(e.PublishedAt), revision: e.Revision, liveRevision: e.LiveRevision,
		}
	}
}

func refusedAs(err error, p facts) bool {
	if p.id == "" {
		return fault.Has(err, fault.CodeUnauthenticated)
	}
	return fault.Has(err, fault.CodeRoleRequired)
}

func ordered(ids []string) []string { return slices.Sorted(slices.Values(ids)) }
