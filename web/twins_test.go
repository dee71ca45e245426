package web_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/web/route"
)

// capabilities are the routes whose id opens them by itself: whoever holds an
// invitation's id may read the invitation (“Copy link”).
var capabilities = regexp.MustCompile(`^/invitations/:invitation`)

// asker is somebody asking from their own side about the other one.
type asker struct {
	person       string
	mine, theirs side
}

func (e *estate) askers() []asker {
	return []asker{
		{owner, e.acme, e.globex},
		{neighbour, e.globex, e.acme},
		{stranger, e.globex, e.acme},
		{anonymous, e.acme, e.globex},
	}
}

// name is what everybody may know the organization by: nothing, unless it is the
// known one.
func (o side) name(known string) string {
	if o.organization != known {
		return ""
	}
	return nameOf(o.slug, o.secret)
}

// only lists the people who belong to an organization and to no other.
func (o side) only() []string {
	if o.slug == "acme" {
		return []string{member, editor, admin, owner, o.memberUser}
	}
	return []string{neighbour, o.memberUser}
}

// The other organization's objects answer exactly like objects that do not exist,
// and nothing happens to them.
func TestTwins(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		e := build(t, w)
		t.Run("choose", func(t *testing.T) { e.twins(t, "") })
		t.Run("pin", func(t *testing.T) { e.restart(t, access.Pin(dbtest.Acme, false)).twins(t, dbtest.Acme) })
	})
}

// twins asks all pairs. known is the organization that everybody knows of, because
// the installation works in it: its slug and name are no secret, its objects are.
func (e *estate) twins(t *testing.T, known string) {
	r := newRows(t, e)
	asked := 0
	for _, a := range e.askers() {
		before := r.of(e.DB, a.theirs.organization, a.theirs.only()...)
		if len(before) < 30 {
			t.Fatalf("%s has only %d rows", a.theirs.slug, len(before))
		}
		for _, pair := range slices.Concat(e.paths(t, a), e.carriers(a)) {
			if a.theirs.organization == known && pair.public(a.theirs) {
				continue
			}
			for _, outfit := range pair.outfits() {
				asked++
				pair.foreign.header, pair.missing.header = outfit, outfit
				answer := e.do(pair.foreign)
				what := fmt.Sprintf("%s %s %s as %s %v", pair.foreign.method, pair.foreign.target, pair.foreign.body, name(a.person), outfit)
				if d := difference(canonical(answer, pair.theirs), canonical(e.do(pair.missing), pair.none)); d != "" {
					t.Errorf("%s\ndiffers from %s %s (- somebody else's, + nobody's)\n%s", what, pair.missing.target, pair.missing.body, d)
				}
				if succeeded(answer) && !pair.passes || answer.Code >= http.StatusInternalServerError {
					t.Errorf("%s\nanswered %d", what, answer.Code)
				}
				if leak := leaked(answer, a.theirs.secret, a.theirs.name(known)); leak != "" {
					t.Errorf("%s\nleaks %s", what, leak)
				}
				if !r.mayHaveChanged(e.DB) {
					continue
				}
				if after := r.of(e.DB, a.theirs.organization, a.theirs.only()...); !slices.Equal(before, after) {
					t.Errorf("%s\nchanged %s\n%s", what, a.theirs.slug, difference(before, after))
					before = after
				}
			}
		}
	}
	if asked < 300 {
		t.Errorf("only %d pairs were asked", asked)
	}
	t.Logf("%d pairs", asked)
}

// succeeded is an answer with something in it, not a way to the sign-in page.
func succeeded(answer *httptest.ResponseRecorder) bool {
	return answer.Code < http.StatusMultipleChoices && answer.Header().Get("Hx-Redirect") == ""
}

// pair is a request for somebody else's object and the same for nobody's.
type pair struct {
	foreign, missing request
	theirs, none     []string // the words that differ and may be echoed
	passes           bool     // a success that says nothing is right
}

// public reports whether the pair names what everybody knows or may read where
// the organization is the only one.
func (p pair) public(o side) bool {
	return slices.Contains(p.theirs, o.slug) || slices.Contains(p.theirs, o.organization) ||
		p.foreign.method == http.MethodGet && strings.HasPrefix(p.foreign.target, "/api/v1/posts/"+o.entry) && !strings.HasSuffix(p.foreign.target, "/revisions")
}

// outfits are the ways to ask: a page and a part, or JSON.
func (p pair) outfits() []http.Header {
	if program(p.foreign.target) {
		return []http.Header{nil}
	}
	return []http.Header{nil, {"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}, "Hx-Current-Url": {"/"}}}
}

// paths are the pairs of all routes whose address names an object.
func (e *estate) paths(t *testing.T, a asker) (out []pair) {
	t.Helper()
	for _, p := range e.Web.Routes() {
		if capabilities.MatchString(p.Path) {
			continue
		}
		for _, v := range variants(p, a.mine) {
			steps, err := steps(p, v, a.mine, a.theirs)
			if err != nil {
				t.Fatal(err)
			}
			for _, swapped := range swaps(steps) {
				out = append(out, e.pairOf(p, v, a, steps, swapped))
			}
		}
	}
	return out
}

// swaps are the sets of parameters to point elsewhere: each alone, and all.
func swaps(steps []step) (out [][]int) {
	var all, behind []int
	for i, s := range steps {
		if s.kind == "" || s.words.own == s.words.foreign {
			continue
		}
		all = append(all, i)
		if s.kind != "organization" {
			behind = append(behind, i)
			out = append(out, []int{i})
		}
	}
	if len(behind) > 1 {
		out = append(out, behind)
	}
	if len(all) > len(behind) {
		out = append(out, all)
	}
	return out
}

func (e *estate) pairOf(p route.Policy, v variant, a asker, steps []step, swapped []int) pair {
	query := v.query
	if program(p.Path) && !bodied(p.Path) && e.Gate.Selection().Offers() {
		query = "organizationId=" + a.mine.organization
	}
	if query != "" {
		query = "?" + query
	}
	out := pair{}
	to := func(pick func(trio) string, echo *[]string) request {
		at := target(steps, func(i int, w trio) string {
			if !slices.Contains(swapped, i) {
				return w.own
			}
			*echo = append(*echo, pick(w))
			return pick(w)
		})
		return request{person: a.person, method: p.Method, target: at + query, body: bodyOf(p, v, a.mine)}
	}
	out.foreign = to(func(w trio) string { return w.foreign }, &out.theirs)
	out.missing = to(func(w trio) string { return w.missing }, &out.none)
	return out
}

// carriers are the pairs in which a query or a body names the object.
func (e *estate) carriers(a asker) (out []pair) {
	if a.person != owner && a.person != neighbour {
		return nil
	}
	in := e.Gate.Selection().Prefix(a.mine.slug)
	ask := func(method, target, body, theirs, none string, passes bool) {
		at := func(id string) request {
			return request{
				person: a.person, method: method, target: strings.ReplaceAll(target, "{id}", id), body: strings.ReplaceAll(body, "{id}", id),
			}
		}
		out = append(out, pair{foreign: at(theirs), missing: at(none), theirs: []string{theirs}, none: []string{none}, passes: passes})
	}
	noEntry, noOrganization := model.NewID(model.EntryID), model.NewID(model.OrganizationID)
	posts, api := in+"/content/posts", "/api/v1/posts"
	scoped := func(path string) string { return path + "?organizationId=" + a.mine.organization }

	ask("POST", "/organizations/active", "organizationId={id}", a.theirs.organization, noOrganization, false)
	ask("GET", posts+"?author={id}", "", a.theirs.author, noEntry, true)
	ask("GET", posts+"?tags.in={id}", "", a.theirs.tag, noEntry, true)
	ask("POST", posts, "title=Walk&author={id}", a.theirs.author, noEntry, false)
	ask("POST", posts, "title=Walk&tags={id}", a.theirs.tag, noEntry, false)
	ask("POST", posts+"/"+a.mine.entry, "title=Walk&author={id}", a.theirs.author, noEntry, false)
	ask("POST", posts+"/checks/author", "title=Walk&author={id}", a.theirs.author, noEntry, true)
	ask("POST", posts+"/batch", "_do=trash&id={id}", a.theirs.entry, noEntry, true)
	ask("POST", posts+"/batch", "_do=publish&id={id}", a.theirs.draft, noEntry, true)
	ask("POST", in+"/teams/"+a.mine.team+"/members", "userId={id}", a.theirs.memberUser, model.NewID(model.UserID), false)
	ask("POST", in+"/members/invitations", "addresses=x@example.com&role=member&teamId={id}", a.theirs.team, model.NewID(model.TeamID), false)

	ask("GET", scoped(api)+"&author={id}", "", a.theirs.author, noEntry, true)
	ask("GET", scoped(api)+"&id={id}", "", a.theirs.entry, noEntry, true)
	ask("POST", scoped(api), `{"title": "Walk", "author": "{id}"}`, a.theirs.author, noEntry, false)
	ask("POST", scoped(api), `{"title": "Walk", "tags": ["{id}"]}`, a.theirs.tag, noEntry, false)
	ask("PATCH", scoped(api+"/"+a.mine.entry), `{"author": "{id}"}`, a.theirs.author, noEntry, false)
	ask("PATCH", scoped(api+"/batch"), `{"records": [{"id": "{id}", "title": "Walk"}]}`, a.theirs.entry, noEntry, false)
	ask("PATCH", scoped(api+"/batch"), `{"records": [{"id": "{id}", "title": "Walk"}], "options": {"atomic": false}}`, a.theirs.entry, noEntry, true)
	ask("DELETE", scoped(api+"/batch"), `{"ids": ["{id}"]}`, a.theirs.entry, noEntry, false)

	// What somebody outside may not do answers alike for an organization that does
	// not exist. (What it has published is another matter: everybody may read it.)
	for _, write := range []struct{ method, path, body string }{
		{"POST", api, `{"title": "Walk"}`},
		{"PATCH", api + "/" + a.theirs.entry, `{"title": "Walk"}`},
		{"DELETE", api + "/" + a.theirs.entry, ""},
		{"POST", api + "/" + a.theirs.entry + "/publish", ""},
		{"GET", api + "/" + a.theirs.draft, ""},
		{"GET", api + "/" + a.theirs.entry + "/revisions", ""},
		{"PATCH", "/api/v1/site-settings", `{"title": "Walk"}`},
	} {
		ask(write.method, write.path+"?organizationId={id}", write.body, a.theirs.organization, noOrganization, false)
	}
	e.identityCarriers(a, ask)
	return out
}

var (
	requestIDs = regexp.MustCompile(`req_[0-9a-hjkmnp-tv-z]{26}`)
	parcels    = regexp.MustCompile(`(name="(?:parcel|_once)" value=")[^"]*`)
	times      = regexp.MustCompile(`<time[^>]*>[^<]*</time>`)
	nonces     = regexp.MustCompile(`'nonce-([A-Za-z0-9_-]+)'`)
)

// canonical is an answer line by line without what differs each time and without
// the echo of what was asked.
func canonical(answer *httptest.ResponseRecorder, echo []string) []string {
	header := answer.Header().Clone()
	header.Del("Date")
	var b strings.Builder
	fmt.Fprintf(&b, "%d\n", answer.Code)
	_ = header.Write(&b) // sorted; a builder does not fail
	b.WriteString(answer.Body.String())
	text := b.String()
	if nonce := nonces.FindStringSubmatch(text); nonce != nil {
		text = strings.ReplaceAll(text, nonce[1], "NONCE")
	}
	text = requestIDs.ReplaceAllString(text, "REQUEST")
	text = parcels.ReplaceAllString(text, "${1}PARCEL")
	text = times.ReplaceAllString(text, "TIME")
	for i, word := range echo {
		text = strings.ReplaceAll(text, word, fmt.Sprintf("ECHO%d", i))
	}
	return strings.Split(strings.ReplaceAll(text, "\r", ""), "\n")
}

// leaked is where an answer contains a secret word, apart from the phrases that
// anybody may read.
func leaked(answer *httptest.ResponseRecorder, secret string, open ...string) string {
	var b strings.Builder
	_ = answer.Header().Write(&b)
	b.WriteString(answer.Body.String())
	text := strings.ToLower(b.String())
	for _, phrase := range open {
		if phrase != "" {
			text = strings.ReplaceAll(text, strings.ToLower(phrase), "")
		}
	}
	at := strings.Index(text, secret)
	if at < 0 {
		return ""
	}
	return "…" + text[max(0, at-80):min(len(text), at+40)] + "…"
}

// A key of one organization reaches no other, whether it exists or not.
func TestKeysStayInTheirOrganization(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		e := build(t, w)
		r := newRows(t, e)
		before := r.of(e.DB, dbtest.Globex, e.globex.only()...)
		ask := func(method, target, body, organizationID string) (string, []string) {
			request := request{method: method, target: target + "?organizationId=" + organizationID, body: body, header: http.Header{"X-Api-Key": {e.acme.keySecret}}}
			answer := e.do(request)
			if answer.Code != http.StatusForbidden || code(answer) != "ACCESS_CROSS_TENANT_FORBIDDEN" {
				t.Errorf("%s %s: %d %s", method, request.target, answer.Code, answer.Body)
			}
			return leaked(answer, globexSecret), canonical(answer, []string{organizationID})
		}
		for _, p := range e.Web.Routes() {
			if !program(p.Path) || bodied(p.Path) || p.Path == "/api/v1/:collection" && p.Method == http.MethodPatch {
				continue
			}
			steps, err := steps(p, ordinary[0], e.globex, e.acme)
			if err != nil {
				t.Fatal(err)
			}
			at, body := target(steps, own), bodyOf(p, ordinary[0], e.globex)
			leak, theirs := ask(p.Method, at, body, dbtest.Globex)
			if _, none := ask(p.Method, at, body, model.NewID(model.OrganizationID)); leak != "" || difference(theirs, none) != "" {
				t.Errorf("%s %s with a key of Acme: leaks %q, differs\n%s", p.Method, at, leak, difference(theirs, none))
			}
		}
		if after := r.of(e.DB, dbtest.Globex, e.globex.only()...); !slices.Equal(before, after) {
			t.Errorf("keys of Acme changed Globex\n%s", difference(before, after))
		}
	})
}
