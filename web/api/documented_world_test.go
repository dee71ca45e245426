package api_test

import (
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// documented are the example definitions of the documented system, as YAML. What
// it has and ours has not is said in documented_test.go.
const documented = `
candidates:                                          # named scope, guards, masks, two views
  display: name
  firewall: {organization: {}}
  fields:
    name:      {type: text, required: true, search: true}
    email:     {type: email, mask: {type: email, show: {roles: [admin+], or: owner}}}
    phone:     {type: text, mask: {type: phone, show: {roles: [admin+], or: owner}}}
    ssn:       {type: text, mask: {type: ssn, show: {roles: [admin+], or: owner}}}
    card:      {type: text, mask: {type: creditCard, show: {roles: [admin+], or: owner}}}
    alias:     {type: text, mask: {type: name, show: {roles: [admin+], or: owner}}}
    reference: {type: text, mask: {type: redact, show: {roles: [admin+], or: owner}}}
    apiKey:    {type: text}                           # masked by its name
    stage:     {type: select, options: [applied, screening, hired], default: applied}
    source:    {type: text}
    rating:    {type: number}
    pay:       {type: number}
  access:
    list:    {roles: [member+]}
    get:     {roles: [member+]}
    create:  {roles: [recruiter+]}
    update:  {or: [{roles: [editor+]}, {roles: [recruiter], record: {createdBy: {equals: $ctx.userId}}}]}
    publish: {roles: [recruiter+]}
    delete:  {roles: [admin+]}
  guards:
    createable: [name, email, phone, ssn, card, alias, reference, apiKey, source, rating]
    updatable:  [name, email, phone, rating]
    immutable:  [source]
    protected:  {stage: [screen, hire], pay: [hire]}
  views:
    pipeline: {fields: [name, stage], filterable: [stage], sortable: [name], sort: name, default: true}
    full:     {fields: [name, email, phone, stage, source, rating], access: {roles: [recruiter+]}}
  actions:
    screen: {access: {roles: [recruiter+]}, transition: {field: stage, from: [applied], to: screening}}
    hire:
      label: Hire
      description: Makes an offer
      access: {or: [{roles: [admin+]}, {userRole: [appmanager]}]}
      input: {pay: {type: number, required: true, min: 1}, unsafe: {type: boolean}}
      set: {pay: $input.pay}
      transition: {field: stage, from: [screening], to: hired}
      confirm: Hire this candidate?
      destructive: true
    notify: {standalone: true, access: {roles: [PUBLIC]}, input: {text: {type: text, max: 20}}}
job-postings:                                        # predicate list, PUBLIC list, or of roles and userRole
  display: title
  firewall: [{field: organizationId, equals: $ctx.activeOrgId}, {field: deletedAt, isNull: true}]
  fields:
    title: {type: text, required: true, search: true}
    slug:  {type: slug, from: title, unique: true}
    owner: {type: text, mask: {type: name, show: {roles: [admin+], or: owner}}}
  access:
    list:    {roles: [PUBLIC]}
    get:     {roles: [PUBLIC]}
    create:  {or: [{roles: [admin+]}, {userRole: [appmanager]}]}
    update:  {or: [{roles: [admin+]}, {userRole: [appmanager]}]}
    publish: {or: [{roles: [admin+]}, {userRole: [appmanager]}]}
    delete:  {and: [{roles: [admin+]}, {record: {createdBy: {equals: $ctx.userId}}}]}
interviews:                                          # an or branch with a record condition
  display: title
  firewall: organization
  fields: {title: {type: text, required: true}, scheduledBy: {type: text}}
  access:
    list:   {or: [{roles: [admin+]}, {roles: [member+], record: {scheduledBy: {equals: $ctx.userId}}}]}
    get:    {or: [{roles: [admin+]}, {roles: [member+], record: {scheduledBy: {equals: $ctx.userId}}}]}
    create: {roles: [member+]}
    update: {record: {scheduledBy: {equals: $ctx.userId}}}
journals:                                            # owner, with the mode that admits admins
  display: title
  firewall: {owner: {mode: optional}}
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {roles: [member+]}}
diaries:                                             # owner, as a predicate
  display: title
  firewall: [{field: organizationId, equals: $ctx.activeOrgId}, {field: ownerId, equals: $ctx.userId}]
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}}
team-notes:
  display: title
  firewall: {team: {}}
  fields: {title: {type: text, required: true}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}, update: {record: {teamId: {equals: $ctx.activeTeamId}}}}
countries:
  display: name
  firewall: {exception: true}
  fields: {name: {type: text, required: true}}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {userRole: [appmanager]}, publish: {userRole: [appmanager]}}
messages:                                            # from anybody
  display: title
  firewall: organization
  fields: {title: {type: text, required: true}, from: {type: email, mask: {type: email, show: {roles: [admin+], or: owner}}}}
  access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, create: {roles: [PUBLIC]}, publish: {roles: [admin+]}}
gauges:                                              # every operator and context value
  display: name
  firewall: organization
  fields: {name: {type: text}, level: {type: number}, who: {type: text}}
  access: {list: {roles: [member+]}, get: {roles: [member+]}, create: {roles: [member+]}}
  actions:
    equals:   {access: {record: {level: {equals: 5}}}}
    other:    {access: {record: {level: {notEquals: 5}}}}
    among:    {access: {record: {level: {in: [5, 6]}}}}
    outside:  {access: {record: {level: {notIn: [5, 6]}}}}
    below:    {access: {record: {level: {lessThan: 5}}}}
    above:    {access: {record: {level: {greaterThan: 5}}}}
    at-most:  {access: {record: {level: {lessThanOrEqual: 5}}}}
    at-least: {access: {record: {level: {greaterThanOrEqual: 5}}}}
    mine:     {access: {record: {who: {equals: $ctx.userId}}}}
    here:     {access: {record: {organizationId: {equals: $ctx.activeOrgId}}}}
    ours:     {access: {record: {who: {notEquals: $ctx.activeTeamId}}}}
`

// The people of the examples, beside Ada (owner of Acme) and Bo (editor).
const (
	dan = "usr_00000000000000000000000dan" // admin of Acme
	rex = "usr_00000000000000000000000rex" // member and recruiter of Acme, in two teams
	mia = "usr_00000000000000000000000m1a" // member of Acme, in one team
	kim = "usr_00000000000000000000000max" // member of Acme, appmanager of the platform
	pat = "usr_00000000000000000000000pat" // appmanager of the platform, member of nothing

	rexInSouth = "rex, with an active team" // a second session

	north = "tea_0000000000000000000000n0rt"
	south = "tea_0000000000000000000000s0ut"
)

// recruiting is a hierarchy with a role of one's own.
var recruiting = []string{"member", "recruiter", "editor", "admin", "owner"}

// where is a mode: what names Acme in a call.
type where struct {
	name string
	acme string // "?organizationId=…" where people choose
}

// eachDocumented runs a test over the examples, on both databases, in both modes.
func eachDocumented(t *testing.T, test func(t *testing.T, h *house, in where)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		joined := false
		for _, mode := range []struct {
			where
			selection access.Selection
		}{{where{"choosing", inAcme}, access.Choose()}, {where{"pinned", ""}, access.Pin(dbtest.Acme, false)}} {
			t.Run(mode.name, func(t *testing.T) {
				h := open(t, w, options{
					selection: mode.selection, roles: recruiting,
					collections: dbtest.CollectionsFor(t, documented, access.NewHierarchy(recruiting), schema.Options{FixedOrganization: mode.acme == ""}),
				})
				if !joined {
					h.join()
					joined = true
				}
				test(t, h, mode.where)
			})
		}
	})
}

// join adds the people and teams of the examples.
func (h *house) join() {
	h.t.Helper()
	ctx, now := context.Background(), model.At(time.Now())
	did := func(err error) {
		h.t.Helper()
		if err != nil {
			h.t.Fatal(err)
		}
	}
	within := h.Scope(dbtest.Ada, dbtest.Acme).Within(access.OrganizationWide())
	for _, id := range []string{north, south} {
		did(db.Add(ctx, h.DB, within, &model.Team{ID: id, Name: id, CreatedAt: now, UpdatedAt: now}))
	}
	for _, p := range []struct {
		id, platform, roles string
		teams               []string
	}{
		{dan, "user", "admin", nil}, {rex, "user", "member, recruiter", []string{north, south}}, {mia, "user", "member", []string{north}},
		{kim, "appmanager", "member", nil}, {pat, "appmanager", "", nil},
	} {
		did(db.AddPlatform(ctx, h.DB, &model.User{ID: p.id, Name: p.id, Email: p.id + "@example.com", EmailVerified: true, Role: p.platform, CreatedAt: now, UpdatedAt: now}))
		did(db.AddPlatform(ctx, h.DB, &model.Session{ID: "ses" + p.id[3:], TokenHash: auth.Hash(dbtest.Token(p.id)), UserID: p.id, Remember: true,
			SignedInAt: now, CreatedAt: now, UpdatedAt: now, ExpiresAt: model.At(time.Now().AddDate(1, 0, 0))}))
		if p.roles != "" {
			did(db.Add(ctx, h.DB, within, &model.Member{ID: "mem" + p.id[3:], UserID: p.id, Role: p.roles, CreatedAt: now, UpdatedAt: now}))
		}
		for i, team := range p.teams {
			did(db.Add(ctx, h.DB, within, &model.TeamMember{ID: "tem" + p.id[3:len(p.id)-1] + string(rune('a'+i)), TeamID: team, UserID: p.id, CreatedAt: now}))
		}
	}
	h.active(rexInSouth, rex, south)
}

// active gives a person a second session with an active team.
func (h *house) active(who, user, team string) {
	h.t.Helper()
	now := model.At(time.Now())
	err := db.AddPlatform(context.Background(), h.DB, &model.Session{ID: "ses_" + team[4:] + user[len(user)-2:], TokenHash: auth.Hash(dbtest.Token(who)), UserID: user,
		ActiveTeamID: team, Remember: true, SignedInAt: now, CreatedAt: now, UpdatedAt: now, ExpiresAt: model.At(time.Now().AddDate(1, 0, 0))})
	if err != nil {
		h.t.Fatal(err)
	}
}

// does calls a path below /api/v1 in Acme.
func (h *house) does(in where, who, method, path string, body any, headers ...string) answer {
	h.t.Helper()
	query := in.acme
	if strings.Contains(path, "?") {
		query = strings.Replace(query, "?", "&", 1)
	}
	return h.call(who, method, "/api/v1/"+path+query, body, headers...)
}

// makes creates an entry and answers its id.
func (h *house) makes(in where, who, collection string, values object) string {
	h.t.Helper()
	a := h.want(h.does(in, who, http.MethodPost, collection, values), http.StatusCreated, "")
	id, _ := a.json["id"].(string)
	return id
}
