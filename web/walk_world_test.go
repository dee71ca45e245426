package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
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
	"gatehouse/web/realtime"
	"gatehouse/web/webtest"
)

// The people of the walk, from outside inwards. Nobody of Acme belongs to Globex,
// and nobody has a platform role; staff has nothing else.
const (
	anonymous = ""
	stranger  = "usr_0000000000000000000stranger"
	neighbour = dbtest.Cy // owner of Globex only
	member    = "usr_000000000000000000000member"
	editor    = "usr_000000000000000000000ed1t0r"
	admin     = "usr_0000000000000000000000adm1n"
	owner     = "usr_0000000000000000000000vwner"
	staff     = "usr_0000000000000000000000staff"
)

// Words that every text of one side contains and nothing else does. What an
// organization has published is for everybody; the rest is for its members.
const (
	acmeSecret   = "quokka"
	globexSecret = "zebrafish"
	published    = "-for-everybody"
)

// side is one organization with one object of every kind.
type side struct {
	organization, slug, secret string

	entry, draft, trashed, author, tag string
	member, memberUser                 string
	invitation, team, teamMember       string
	key, keySecret                     string // an organization key that may do what an admin may
	waiting, imported                  string // a file that was uploaded, and one that was brought in
	attic                              string // an organization that its owner deleted
	userSession                        string // a second session of its owner
	device, passkey                    string // a trusted browser and a passkey of its owner
}

// briefly lets streams end by themselves at once: who may open one is asked here,
// and a recorder never goes away.
var briefly = realtime.Pace{Heartbeat: time.Second, Patience: time.Second, Life: time.Millisecond}

// estate is a world in which Acme and Globex both have everything.
type estate struct {
	*webtest.Server

	acme, globex side
}

func newPerson(t testing.TB, w *dbtest.World, id, name, role string) {
	t.Helper()
	ctx, now := context.Background(), model.At(time.Now())
	user := model.User{
		ID: id, Name: name, Email: strings.ToLower(strings.ReplaceAll(name, " ", ".")) + "@example.com",
		EmailVerified: true, Role: role, CreatedAt: now, UpdatedAt: now,
	}
	account := model.Account{
		ID: model.NewID(model.AccountID), UserID: id, ProviderID: "credential", AccountID: id,
		Password: dbtest.PasswordHash, CreatedAt: now, UpdatedAt: now,
	}
	for _, row := range []model.PlatformRow{&user, &account} {
		if err := db.AddPlatform(ctx, w.DB, row); err != nil {
			t.Fatal(err)
		}
	}
	newSession(t, w, id, dbtest.Token(id))
}

// newSession signs somebody in just now and answers the session's id.
func newSession(t testing.TB, w *dbtest.World, userID, token string) string {
	t.Helper()
	now := model.At(time.Now())
	row := model.Session{
		ID: model.NewID(model.SessionID), TokenHash: auth.Hash(token), UserID: userID, Remember: true,
		SignedInAt: now, SeenAt: now, CreatedAt: now, UpdatedAt: now, ExpiresAt: now.Add(7 * 24 * time.Hour),
	}
	if err := db.AddPlatform(context.Background(), w.DB, &row); err != nil {
		t.Fatal(err)
	}
	return row.ID
}

// newFactors gives somebody a trusted browser and a passkey that signs nobody in.
func newFactors(t testing.TB, w *dbtest.World, userID string) (device, passkey string) {
	t.Helper()
	now := model.At(time.Now())
	d := model.TrustedDevice{
		ID: model.NewID(model.DeviceID), UserID: userID, SecretHash: auth.Hash("device of " + userID), CreatedAt: now, UsedAt: now, ExpiresAt: now.Add(time.Hour),
	}
	k := model.Passkey{ID: model.NewID(model.PasskeyID), UserID: userID, Name: "Key", CredentialID: userID, Credential: "{}", CreatedAt: now}
	for _, row := range []model.PlatformRow{&d, &k} {
		if err := db.AddPlatform(context.Background(), w.DB, row); err != nil {
			t.Fatal(err)
		}
	}
	// The person's sessions have proven it: what is asked here is whose it is.
	if _, err := db.UpdatePlatform[model.Session](w.DB).Set("factor = ?", auth.FactorPasskey).Where("user_id = ?", userID).Do(context.Background()); err != nil {
		t.Fatal(err)
	}
	return d.ID, k.ID
}

func newMember(t testing.TB, w *dbtest.World, scope access.Scope, userID, role string) string {
	t.Helper()
	now := model.At(time.Now())
	row := model.Member{ID: model.NewID(model.MemberID), UserID: userID, Role: role, CreatedAt: now, UpdatedAt: now}
	if err := db.Add(context.Background(), w.DB, scope.Within(access.OrganizationWide()), &row); err != nil {
		t.Fatal(err)
	}
	return row.ID
}

// build fills a world through the stores, served so that people choose.
func build(t testing.TB, w *dbtest.World) *estate {
	t.Helper()
	ctx := context.Background()
	e := &estate{Server: webtest.Start(t, w, webtest.Options{Pace: briefly})}
	newPerson(t, w, stranger, "Sue Stranger", "user")
	newPerson(t, w, staff, "Pat Platform", "admin")
	for id, name := range map[string]string{member: "Mo", editor: "Ed", admin: "Ann", owner: "Olga"} {
		newPerson(t, w, id, name+" "+acmeSecret, "user")
	}
	founder := w.Scope(dbtest.Ada, dbtest.Acme)
	for id, role := range map[string]string{member: "member", editor: "editor", admin: "admin", owner: "owner"} {
		newMember(t, w, founder, id, role)
	}
	secretName := "Cy " + globexSecret
	if _, err := db.UpdatePlatform[model.User](w.DB).Set("name = ?", secretName).Set("email = ?", "cy."+globexSecret+"@example.com").
		Set("updated_at = ?", model.At(time.Now())).Where("id = ?", neighbour).Do(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := db.UpdatePlatform[model.Session](w.DB).Set("signed_in_at = ?", model.At(time.Now())).Where("id <> ''").Do(ctx); err != nil {
		t.Fatal(err)
	}
	e.acme = e.furnish(t, owner, dbtest.Acme, "acme", acmeSecret)
	e.globex = e.furnish(t, neighbour, dbtest.Globex, "globex", globexSecret)
	return e
}

// furnish gives an organization one object of every kind, made by its owner.
func (e *estate) furnish(t testing.TB, by, organizationID, slug, secret string) side {
	t.Helper()
	ctx := context.Background()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("furnish %s: %v", slug, err)
		}
	}
	scope := e.Scope(by, organizationID)
	o := side{organization: organizationID, slug: slug, secret: secret}

	name := nameOf(slug, secret)
	_, err := e.Org.Update(ctx, scope, org.Update{Name: &name})
	must(err)

	create := func(collection string, values schema.Values, live bool) string {
		t.Helper()
		entry, err := e.Content.Create(ctx, scope, collection, values, content.CreateOptions{Publish: live})
		must(err)
		return entry.ID
	}
	o.author = create("authors", schema.Values{"name": "Author " + secret}, false)
	o.tag = create("tags", schema.Values{"name": "Tag " + secret}, false)
	o.entry = create("posts", schema.Values{"title": "Post" + published, "slug": "post" + published, "content": "Text" + published}, true)
	_, err = e.Content.Update(ctx, scope, "posts", o.entry, schema.Values{
		"title": "Post " + secret, "content": "Text " + secret, "author": o.author, "tags": []string{o.tag},
	}, content.UpdateOptions{})
	must(err)
	o.draft = create("posts", schema.Values{"title": "Draft " + secret, "summary": secret, "author": o.author}, false)
	o.trashed = create("posts", schema.Values{"title": "Trash " + secret}, false)
	_, err = e.Content.Trash(ctx, scope, "posts", o.trashed, content.Base{})
	must(err)
	create("pages", schema.Values{"title": "Page " + secret, "content": secret}, false)

	waiting, err := e.Content.Upload(ctx, scope, "posts", "waiting-"+secret+".csv", []byte("title\nWaiting "+secret+"\n"))
	must(err)
	imported, err := e.Content.Upload(ctx, scope, "posts", "imported-"+secret+".csv", []byte("title,content\nImported "+secret+","+secret+"\n"))
	must(err)
	_, err = e.Content.RunImport(ctx, scope, "posts", imported.ID, content.RunOptions{})
	must(err)
	o.waiting, o.imported = waiting.ID, imported.ID

	o.memberUser = model.NewID(model.UserID)
	newPerson(t, e.World, o.memberUser, "Vic "+secret, "user")
	o.member = newMember(t, e.World, scope, o.memberUser, "member")
	invited, err := e.Org.Invite(ctx, scope, org.InviteInput{Addresses: []string{"iris." + secret + "@example.com"}, Role: "member"})
	must(err)
	o.device, o.passkey = newFactors(t, e.World, by)
	o.invitation = invited[0].InvitationID
	team, err := e.Org.CreateTeam(ctx, scope, "Team "+secret)
	must(err)
	o.team = team.ID
	must(e.Org.AddTeamMember(ctx, scope, o.team, o.memberUser))
	row, err := db.Select[model.TeamMember](e.DB, scope.Within(access.OrganizationWide())).Where("team_id = ?", o.team).One(ctx)
	must(err)
	o.teamMember = row.ID
	secretKey, key, err := e.Auth.CreateKey(ctx, scope, auth.KeyInput{Name: "Key " + secret, Role: "admin"})
	must(err)
	o.key, o.keySecret = key.ID, secretKey

	attic, err := e.Org.Create(ctx, e.Actor(by), org.Input{Name: "Attic " + secret, Slug: slug + "-attic"})
	must(err)
	o.attic = attic.ID
	must(e.Org.Delete(ctx, e.Scope(by, attic.ID), attic.Slug))
	o.userSession = newSession(t, e.World, by, "second-token-of-"+by)
	_, err = db.UpdatePlatform[model.Session](e.DB).Set("active_organization_id = NULL").Where("user_id = ?", by).Do(ctx)
	must(err)
	return o
}

func nameOf(slug, secret string) string { return strings.ToUpper(slug[:1]) + slug[1:] + " " + secret }

// restart serves the same database with another selection.
func (e *estate) restart(t testing.TB, selection access.Selection) *estate {
	t.Helper()
	return &estate{Server: webtest.Start(t, e.World, webtest.Options{Selection: selection, Pace: briefly}), acme: e.acme, globex: e.globex}
}

// request is what somebody asks the server.
type request struct {
	person, method, target, body string
	header                       http.Header
}

func (e *estate) do(r request) *httptest.ResponseRecorder {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	sent := httptest.NewRequestWithContext(ctx, r.method, r.target, strings.NewReader(r.body))
	sent.Host = strings.TrimPrefix(e.URL, "http://")
	sent.RemoteAddr = "127.0.0.1:4711"
	for name, values := range r.header {
		sent.Header[name] = values
	}
	if r.method != http.MethodGet {
		sent.Header.Set("Origin", e.URL)
		sent.Header.Set("Sec-Fetch-Site", "same-origin")
		if sent.Header.Get("Content-Type") == "" {
			sent.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			if program(r.target) {
				sent.Header.Set("Content-Type", "application/json")
			}
		}
	}
	if r.person != anonymous {
		sent.AddCookie(&http.Cookie{Name: "gatehouse.session_token", Value: url.QueryEscape(e.Sessions.Signed(dbtest.Token(r.person)))})
	}
	answer := httptest.NewRecorder()
	e.Handler.ServeHTTP(answer, sent)
	return answer
}

func program(target string) bool {
	return strings.HasPrefix(target, "/api/") || strings.HasPrefix(target, "/auth/")
}

// bodied reports whether a program's call names its organization in the body or the
// session, not in the query.
func bodied(target string) bool { return strings.HasPrefix(target, "/auth/") }
