package browsertest

import (
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/org"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// museum is Acme as a house one could believe in: people of every role, authors,
// tags, teams, keys, and posts in every state.
type museum struct {
	*webtest.Server
	post, draft, changed content.Entry
	loans                []content.Entry // asked for, and two in the house
	team                 org.Team
	invitation           string
}

type exhibit struct {
	title, summary, author, by string
	tags                       []string
	state                      string // live, draft, changed
	ago                        time.Duration
}

const day = 24 * time.Hour

var exhibits = []exhibit{
	{"Guided tours in plain language", "Every first Sunday at eleven.", "Ines Prado", dbtest.Bo, []string{"Families"}, "live", 200 * day},
	{"A letter from the tower keeper", "Found behind the clock, dated 1871.", "Bo Marsh", dbtest.Bo, []string{"Collection"}, "live", 130 * day},
	{"The café has a new kitchen", "Soup from eleven, cake until it is gone.", "Ada Lindqvist", dbtest.Ada, nil, "live", 96 * day},
	{"Members’ evening in June", "", "Ada Lindqvist", dbtest.Ada, []string{"Events"}, "live", 75 * day},
	{"How we photograph glass", "Light from behind, never from the front.", "Bo Marsh", dbtest.Bo, []string{"Behind the scenes"}, "draft", 61 * day},
	{"The lost railway station", "A model, 1:87, built from three photographs.", "Ines Prado", dbtest.Bo, []string{"Exhibitions", "Collection"}, "live", 47 * day},
	{"Three new benches for the courtyard", "", "Bo Marsh", dbtest.Bo, nil, "live", 33 * day},
	{"Summer school: drawing like 1890", "Ten places, no experience needed.", "Ines Prado", dbtest.Ada, []string{"Families", "Events"}, "live", 26 * day},
	{"What a conservator does all winter", "Dust, patience and a very small brush.", "Bo Marsh", dbtest.Bo, []string{"Behind the scenes", "Collection"}, "changed", 19 * day},
	{"Loans to Bregenz and Zürich", "Four paintings are travelling until March.", "Ada Lindqvist", dbtest.Ada, []string{"Collection"}, "live", 12 * day},
	{"Annual report 2026", "", "", dbtest.Ada, nil, "draft", 9 * day},
	{"New in the collection: the Rankweil altarpiece", "A donation, forty years in an attic, and what came to light.", "Ines Prado", dbtest.Bo, []string{"Collection", "Exhibitions", "Behind the scenes", "Events"}, "live", 6 * day},
	{"Opening hours over the holidays", "Closed on the 24th and 25th, open until eight on all other days.", "Bo Marsh", dbtest.Bo, nil, "changed", 28 * time.Hour},
	{"Volunteers wanted for the lantern walk", "Two hours, warm soup, a jar to take home.", "Ada Lindqvist", dbtest.Ada, []string{"Events", "Families"}, "draft", 3 * time.Hour},
	{"Autumn programme: nine evenings of light", "Nine evenings between the river and the old station.", "Ada Lindqvist", dbtest.Ada, []string{"Exhibitions", "Families"}, "live", 4 * time.Minute},
}

const article = "When the days draw in, the house stays open longer. From 2 October the courtyard gate will not close before ten.\n\n" +
	"## Lantern walk along the Ill\n\nWe begin where the town begins: at the water. Bring a jar; we bring *wire, wax and string*.\n\n" +
	"- Meet at the mill at half past six\n- Children walk free\n\n> The river knows the way.\n"

// loans is a collection with views, actions and fields that not everybody sees.
const loans = `
loans:
  label: Loans
  singular: Loan
  description: Works that other houses have lent us, or borrow from us.
  display: title
  icon: scroll-text
  firewall: organization
  fields:
    title:   {type: text, required: true, max: 200, list: true, search: true}
    lender:  {type: text, list: true, search: true}
    stage:   {type: select, options: [{value: asked, label: Asked for}, {value: here, label: In the house}, {value: back, label: Returned}], default: asked, list: true}
    due:     {type: date, list: true}
    insured: {type: number, label: Insured value, decimals: 0, mask: {type: redact, show: {roles: [admin+], or: owner}}}
    number:  {type: text, label: Inventory number}
    notes:   {type: markdown}
  access:
    list:    {roles: [member+]}
    get:     {roles: [member+]}
    create:  {roles: [editor+]}
    update:  {or: [{roles: [admin+]}, {roles: [editor], record: {createdBy: {equals: $ctx.userId}}}]}
    delete:  {roles: [admin+]}
    publish: {roles: [admin+]}
  guards: {protected: {stage: [receive, giveBack]}, immutable: [number]}
  views:
    desk:      {label: At the desk, fields: [title, lender, due], filterable: [stage, due], sortable: [due, title]}
    calendar:  {label: Due dates, fields: [title, due], sort: due}
    insurance: {label: Insurance, fields: [title, lender, insured], access: {roles: [admin+]}}
  actions:
    receive:
      label: Receive
      icon: check
      access: {roles: [editor+]}
      input:
        condition: {type: select, label: Condition, options: [sound, worn, damaged], required: true}
        due:       {type: date, label: To be returned by}
        report:    {type: textarea, label: Report, max: 400, help: What the conservator has seen.}
      set: {due: $input.due, notes: $input.report}
      transition: {field: stage, from: [asked], to: here}
      confirm: The work is in the house from now on, and the lender hears of it.
    giveBack:
      label: Give back
      access: {roles: [editor+]}
      transition: {field: stage, from: [here], to: back}
      confirm: The work leaves the house. This cannot be taken back.
      destructive: true
    remind: {label: Remind lenders, icon: mail, standalone: true, access: {roles: [editor+]}, input: {words: {type: textarea, label: A word to them, required: true}}, confirm: Everybody who waits for a work hears from us.}
`

// furnish builds the museum; its address is /o/museum.
func furnish(t *testing.T, o webtest.Options) museum {
	t.Helper()
	if o.Collections == nil {
		o.Collections = dbtest.BuiltInAnd(t, loans)
	}
	m := museum{Server: scripted(t, o)}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx, ada := t.Context(), m.Scope(dbtest.Ada, dbtest.Acme)
	name, slug, hue := "Museum Feldkirch", "museum", 12
	_, err := m.Org.Update(ctx, ada, org.Update{Name: &name, Slug: &slug, Hue: &hue})
	must(err)
	press := "Harbour Press"
	_, err = m.Org.Update(ctx, m.Scope(dbtest.Cy, dbtest.Globex), org.Update{Name: &press})
	must(err)
	for _, p := range []struct{ name, email, role string }{{"Noor Haddad", "noor@example.com", "admin"}, {"Ines Prado", "ines@example.com", "member"}} {
		_, err := m.Org.AddPerson(ctx, ada, auth.PersonInput{Name: p.name, Email: p.email, Password: dbtest.Password}, p.role)
		must(err)
	}
	invited, err := m.Org.Invite(ctx, ada, org.InviteInput{Addresses: []string{"lena.vogel@example.com"}, Role: "editor"})
	must(err)
	m.invitation = invited[0].InvitationID
	m.team, err = m.Org.CreateTeam(ctx, ada, "Exhibitions")
	must(err)
	must(m.Org.AddTeamMember(ctx, ada, m.team.ID, dbtest.Bo))
	_, _, err = m.Auth.CreateKey(ctx, ada, auth.KeyInput{Name: "Website", Role: "member"})
	must(err)

	ids := map[string]string{}
	for _, name := range []string{"Ada Lindqvist", "Bo Marsh", "Ines Prado"} {
		ids[name] = entry(t, m.Server, dbtest.Ada, dbtest.Acme, "authors", schema.Values{"name": name}, true).ID
	}
	for _, name := range []string{"Exhibitions", "Families", "Collection", "Behind the scenes", "Events"} {
		ids[name] = entry(t, m.Server, dbtest.Ada, dbtest.Acme, "tags", schema.Values{"name": name}, true).ID
	}
	for _, e := range exhibits {
		m.hang(t, e, ids)
	}
	for i, l := range []struct{ title, lender, due string }{
		{"Altarpiece of Saint Nicholas", "Parish of Rankweil", "2026-12-20"}, {"Portrait of a clockmaker", "Bregenz City Museum", "2027-01-31"},
		{"Two bells, cast 1742", "Private collection, Zürich", "2027-03-01"},
	} {
		by := []string{dbtest.Ada, dbtest.Bo, dbtest.Ada}[i]
		made := entry(t, m.Server, by, dbtest.Acme, "loans", schema.Values{"title": l.title, "lender": l.lender, "due": l.due, "insured": 12000.0 * float64(i+1), "number": "L 2026/" + l.due[5:7]}, false)
		if i > 0 {
			_, err = m.Content.Act(ctx, ada, "loans", made.ID, "receive", func(*schema.Action) (schema.Values, content.Base, error) {
				return schema.Values{"condition": "sound", "due": l.due}, content.Base{}, nil
			})
			must(err)
		}
		m.loans = append(m.loans, made)
	}
	trashed := entry(t, m.Server, dbtest.Ada, dbtest.Acme, "posts", schema.Values{"title": "An old announcement"}, false)
	_, err = m.Content.Trash(ctx, ada, "posts", trashed.ID, content.Base{})
	must(err)
	return m
}

// hang writes one post as its author would, and sets its clock back.
func (m *museum) hang(t *testing.T, e exhibit, ids map[string]string) {
	t.Helper()
	values := schema.Values{"title": e.title, "summary": e.summary, "content": article}
	if e.author != "" {
		values["author"] = ids[e.author]
	}
	var tags []string
	for _, name := range e.tags {
		tags = append(tags, ids[name])
	}
	values["tags"] = tags
	made := entry(t, m.Server, e.by, dbtest.Acme, "posts", values, e.state != "draft")
	scope := m.Scope(e.by, dbtest.Acme)
	if e.state == "changed" {
		result, err := m.Content.Update(t.Context(), scope, "posts", made.ID, schema.Values{"summary": e.summary + " Updated."}, content.UpdateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		made = result.Entry
	}
	then := model.At(time.Now().Add(-e.ago))
	if _, err := db.Update[model.Entry](m.DB, scope.Within(access.OrganizationWide())).Set("updated_at = ?", then).Set("published_at = CASE WHEN published_at IS NULL THEN NULL ELSE ? END", then).Where("id = ?", made.ID).Do(t.Context()); err != nil {
		t.Fatal(err)
	}
	switch e.state {
	case "draft":
		m.draft = made
	case "changed":
		m.changed = made
	default:
		m.post = made
	}
}
