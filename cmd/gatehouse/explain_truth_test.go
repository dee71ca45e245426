package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/org"
	"gatehouse/db/schema"
)

// court is the whole program over a world, with people of many kinds and entries
// of each collection in every state.
type court struct {
	t       *testing.T
	p       *Program
	url     string
	prefix  string
	query   string
	people  []witness
	entries map[string][]string
}

type witness struct {
	email, id, cookie, token string
	member                   bool
}

// triples is how many (person, action, entry) are tried.
const triples = 60

// What the command says of a person, an action and an entry is what the page says,
// and it is what happens: through the API and through the pages.
func TestExplanationsAreTrue(t *testing.T) {
	for _, mode := range []string{"choose", "bound"} {
		t.Run(mode, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				c := convene(t, w, mode == "bound")
				random := rand.New(rand.NewPCG(7, 11))
				compared, allowed := 0, 0
				for compared < triples {
					collection := pick(random, c.p.registry.For("").All())
					who := pick(random, c.people)
					id, operation := pick(random, c.entries[collection.Name]), pick(random, operations(collection))
					if lone(collection, operation) {
						id = ""
					}
					said := c.explain(who, collection.Name, operation, id)
					if c.page(who, collection.Name, operation, id, said) {
						compared++
					}
					if said.Allowed {
						allowed++
					}
					c.happens(who, collection, operation, id, said, random.IntN(2) == 0)
				}
				if allowed < triples/5 || allowed > triples*4/5 {
					t.Errorf("%d of %d are allowed: that tells little", allowed, compared)
				}
			})
		})
	}
}

func pick[T any](random *rand.Rand, list []T) T { return list[random.IntN(len(list))] }

func operations(c *schema.Collection) []string {
	names := []string{
		"list", "get", "get", "create", "update", "update", "update", "publish", "publish", "unpublish", "delete",
		content.Restoration, content.Removal, schema.Duplicate,
	}
	for _, v := range c.Views {
		names = append(names, content.ThroughView+v.Name)
	}
	for _, a := range c.Actions {
		names = append(names, a.Name, a.Name)
	}
	return names
}

func lone(c *schema.Collection, operation string) bool {
	a, ok := c.Action(operation)
	return operation == "list" || operation == "create" || strings.HasPrefix(operation, content.ThroughView) || ok && a.Standalone
}

func convene(t *testing.T, w *dbtest.World, bound bool) *court {
	t.Helper()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	listener := httptest.NewUnstartedServer(nil)
	from := Sources{File: "testdata/explained.yaml", Environ: []string{"GATEHOUSE_RATE_LIMITS=off", "GATEHOUSE_DEV=true"}}
	if bound {
		from.Environ = append(from.Environ, "GATEHOUSE_PINNED_ORGANIZATION_ID="+dbtest.Acme)
	}
	config, err := LoadConfig(from)
	must(err)
	config.BaseURL = "http://" + listener.Listener.Addr().String()
	p := &Program{config: config, log: slog.New(slog.DiscardHandler), key: []byte(strings.Repeat("k", 40)), db: w.DB, registry: schema.NewRegistry(config.Collections)}
	must(p.join(t.Context(), false))
	t.Cleanup(p.auth.Close)
	server := p.server()
	listener.Config.Handler = server
	listener.Start()
	t.Cleanup(listener.Close)
	c := &court{t: t, p: p, url: config.BaseURL, prefix: "/o/acme", query: "organizationId=" + dbtest.Acme, entries: map[string][]string{}}
	if bound {
		c.prefix, c.query = "", ""
	}

	for _, m := range []struct{ name, role, platform string }{
		{"mel", "member", ""}, {"aud", "author", "support"}, {"rev", "reviewer", ""}, {"adm", "admin", ""}, {"eve", "editor", "support"}, {"sup", "member", "support"},
	} {
		_, err := p.org.AddPerson(t.Context(), c.scope(dbtest.Ada), auth.PersonInput{Name: m.name, Email: m.name + "@example.com", Password: dbtest.Password}, m.role)
		must(err)
		if m.platform != "" {
			_, err = p.auth.SetRole(t.Context(), m.name+"@example.com", m.platform)
			must(err)
		}
	}
	c.seat("ada@example.com", "bo@example.com", "mel@example.com", "aud@example.com", "rev@example.com", "adm@example.com", "eve@example.com", "sup@example.com", "cy@example.com")
	for _, team := range []struct{ name, members string }{{"Hall", "aud adm mel bo"}, {"Attic", "bo eve"}} {
		made, err := p.org.CreateTeam(t.Context(), c.scope(dbtest.Ada), team.name)
		must(err)
		for name := range strings.FieldsSeq(team.members) {
			must(p.org.AddTeamMember(t.Context(), c.scope(dbtest.Ada), made.ID, c.named(name).id))
		}
	}
	c.furnish(config.Collections)
	return c
}

func (c *court) named(name string) witness {
	return c.people[slices.IndexFunc(c.people, func(w witness) bool { return strings.HasPrefix(w.email, name+"@") })]
}

// seat signs people in, as the sign-in page does.
func (c *court) seat(emails ...string) {
	c.t.Helper()
	members, err := c.p.org.Members(c.t.Context(), c.scope(dbtest.Ada), org.Filter{})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, email := range emails {
		w := witness{email: email}
		client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		r, _ := http.NewRequest(http.MethodPost, c.url+"/sign-in", strings.NewReader(url.Values{"email": {email}, "password": {dbtest.Password}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", c.url)
		a, err := client.Do(r)
		if err != nil {
			c.t.Fatal(err)
		}
		_ = a.Body.Close()
		for _, cookie := range a.Cookies() {
			if strings.HasSuffix(cookie.Name, "session_token") {
				w.cookie = cookie.Name + "=" + cookie.Value
				raw, _ := url.QueryUnescape(cookie.Value)
				w.token, _, _ = strings.Cut(raw, ".")
			}
		}
		if w.token == "" {
			c.t.Fatalf("%s cannot sign in: %d", email, a.StatusCode)
		}
		for _, m := range members {
			if m.Email == email {
				w.member, w.id = true, m.UserID
			}
		}
		c.people = append(c.people, w)
	}
}

func (c *court) scope(userID string) access.Scope {
	c.t.Helper()
	actor, err := c.p.gate.Recognize(c.t.Context(), access.Credential{Secret: dbtest.Token(userID)})
	if err != nil {
		c.t.Fatal(err)
	}
	scope, err := c.p.gate.Enter(c.t.Context(), actor, access.Asked{ID: dbtest.Acme})
	if err != nil {
		c.t.Fatal(err)
	}
	return scope
}

// furnish writes entries of different people past the rules.
func (c *court) furnish(collections []schema.Collection) {
	c.t.Helper()
	open := slices.Clone(collections)
	for i := range open {
		anybody := &access.Rule{Public: true}
		open[i].Access = map[schema.Operation]*access.Rule{}
		for _, op := range schema.Operations() {
			open[i].Access[op] = anybody
		}
		open[i].Guards = schema.Guards{}
	}
	store := content.New(c.p.db, schema.NewRegistry(open), content.Options{Key: c.p.key})
	for i := range open {
		name := open[i].Name
		for n := range 24 {
			who := []string{"ada", "bo", "aud", "mel", "adm", "rev"}[n%6]
			if name == "desks" {
				who = []string{"aud", "eve", "mel", "adm"}[n%4] // of one team each
			}
			actor, err := c.p.gate.Recognize(c.t.Context(), access.Credential{Secret: c.named(who).token})
			if err != nil {
				c.t.Fatal(err)
			}
			scope, err := c.p.gate.Enter(c.t.Context(), actor, access.Asked{ID: dbtest.Acme})
			if err != nil {
				c.t.Fatal(err)
			}
			values := schema.Values{"title": fmt.Sprint(name, " ", n)}
			if _, ok := open[i].Field("stage"); ok {
				values["stage"] = []string{"open", "closed"}[n/2%2]
			}
			if _, ok := open[i].Field("size"); ok {
				values["size"] = float64(n % 5)
			}
			e, err := store.Create(c.t.Context(), scope, name, values, content.CreateOptions{Publish: n%3 > 0})
			if err == nil && n%5 == 4 {
				_, err = store.Trash(c.t.Context(), scope, name, e.ID, content.Base{})
			}
			if err != nil {
				c.t.Fatalf("%s of %s: %v", name, who, err)
			}
			c.entries[name] = append(c.entries[name], e.ID)
		}
		c.entries[name] = append(c.entries[name], "ent_00000000000000000000000000")
	}
}

// explain is what the command says.
func (c *court) explain(who witness, collection, operation, id string) explained {
	c.t.Helper()
	var out bytes.Buffer
	cmd := explainCommand(nil)
	cmd.Writer = &out
	cmd.Action = c.p.explain
	what := collection
	if id != "" {
		what += "/" + id
	}
	if err := cmd.Run(c.t.Context(), []string{"explain", "--as", who.email, "--organization", "acme", "--action", operation, "--json", what}); err != nil {
		c.t.Fatalf("explain %s as %s with %s: %v", operation, who.email, what, err)
	}
	var said explained
	if err := json.Unmarshal(out.Bytes(), &said); err != nil {
		c.t.Fatalf("%v: %s", err, out.String())
	}
	return said
}

// page compares the sentence with the one in the interface; false where there is
// none: for those who are not in the organization.
func (c *court) page(who witness, collection, operation, id string, said explained) bool {
	c.t.Helper()
	address := c.prefix + "/content/" + collection
	if id != "" {
		address += "/" + id
	}
	status, body := c.do(who, http.MethodGet, address+"/why?action="+url.QueryEscape(operation), "", "")
	page, err := goquery.NewDocumentFromReader(strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	note := page.Find("#why .note .text")
	if !who.member {
		if note.Length() > 0 || status < 400 {
			c.t.Errorf("%s is no member and gets %d %s", who.email, status, note.Text())
		}
		return false
	}
	note.Find("b").Remove()
	if got := strings.Join(strings.Fields(note.Text()), " "); got != said.Sentence {
		c.t.Errorf("%s %s %s/%s:\nthe command says %q\nthe page says    %q", who.email, operation, collection, id, said.Sentence, got)
	}
	return true
}

func (c *court) do(who witness, method, address, body, kind string) (int, string) {
	c.t.Helper()
	r, err := http.NewRequest(method, c.url+address, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if strings.HasPrefix(address, "/api/") {
		r.Header.Set("Authorization", "Bearer "+who.token)
	} else {
		r.Header.Set("Cookie", who.cookie)
		r.Header.Set("Origin", c.url)
	}
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	a, err := client.Do(r)
	if err != nil {
		c.t.Fatal(err)
	}
	defer func() { _ = a.Body.Close() }()
	text, err := io.ReadAll(a.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return a.StatusCode, string(text)
}

// decided is the status of the decision order for a code.
var decided = map[string]int{
	fault.CodeRoleRequired: http.StatusForbidden, fault.CodeFirewallNotFound: http.StatusNotFound, fault.CodeConditionFailed: http.StatusForbidden,
	fault.CodeWrongState: http.StatusConflict, fault.CodeTeamRequired: http.StatusBadRequest,
}

// happens does it, and holds the answer against what was said.
func (c *court) happens(who witness, collection *schema.Collection, operation, id string, said explained, page bool) {
	c.t.Helper()
	var status int
	var body, code string
	how := "the API"
	if operation == "update" && page { // the form is the editor's, which shows the entry
		page = c.explain(who, collection.Name, "get", id).Allowed || !said.Allowed
	}
	if operation == content.Removal && page { // pages delete for good from the trash only
		page = c.explain(who, collection.Name, "delete", id).Allowed != said.Allowed || !said.Allowed
	}
	if address, form, ok := c.form(collection, operation, id); page && ok && who.member {
		how = "the page"
		status, body = c.do(who, http.MethodPost, c.prefix+"/content/"+collection.Name+address, form.Encode(), "application/x-www-form-urlencoded")
	} else {
		method, address, text := call(collection, operation, id)
		if c.query != "" {
			if strings.Contains(address, "?") {
				address += "&" + c.query
			} else {
				address += "?" + c.query
			}
		}
		kind := ""
		if text != "" {
			kind = "application/json"
		}
		status, body = c.do(who, method, "/api/v1/"+collection.Name+address, text, kind)
		var refused struct {
			Code string `json:"code"`
		}
		_ = json.Unmarshal([]byte(body), &refused)
		code = refused.Code
	}
	what := fmt.Sprintf("%s: %s %s/%s, said to be %v %s (%s), through %s: %d %s", who.email, operation, collection.Name, id, said.Allowed, said.Code, said.Sentence, how, status, code)
	done := status < 400
	switch {
	case done != said.Allowed:
		c.t.Errorf("%s\n%.300s", what, body)
	case done || !who.member: // whoever is outside is told so, whatever the rule says
	case how == "the page" && status == http.StatusUnprocessableEntity && decided[said.Code] == http.StatusBadRequest: // of a form
	case how == "the page" && operation == "update" && strings.Contains(said.Sentence, "lies in the trash") && status == http.StatusConflict: // a page keeps the text
	case decided[said.Code] == 0 || status != decided[said.Code]:
		c.t.Errorf("%s, want %d", what, decided[said.Code])
	case how == "the API" && code != said.Code:
		c.t.Errorf("%s, want %s", what, said.Code)
	}
}
