package web_test

import (
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/web/route"
)

var update = flag.Bool("update", false, "rewrite testdata/authz.golden; then read its diff line by line")

const golden = "testdata/authz.golden"

const goldenHead = `# Who gets what from every route: the answers to the people below, in this order.
# The object a path names is Acme's. Forms are posted with a body that would do.
#
#   anonymous  stranger (in no organization)  neighbour (owner of Globex only)  member editor admin owner (of Acme)
#
# A number is the status; "sign" and "gate" are redirects to the sign-in page and to the choice of an organization.
# "choose" is an installation of many organizations, "pin" one that works in Acme; "-" has no such route.
# Written by: go test ./web -run Walk -update. A line that changes is a decision: review it.
`

// walkers are the columns of the golden file.
var walkers = []string{anonymous, stranger, neighbour, member, editor, admin, owner}

// walk is every route asked by everybody in one kind of installation.
type walk struct {
	*estate
	rows   *rows
	prefix string
	known  map[string]bool     // patterns of the installation where people choose
	only   string              // the organization of an installation where they do not
	kept   map[string][]string // all rows of an organization by slug
}

func TestWalk(t *testing.T) {
	lines := map[string][2]string{}
	var order []string
	known := map[string]bool{}
	for i, selection := range []access.Selection{access.Choose(), access.Pin(dbtest.Acme, false)} {
		e := build(t, dbtest.OpenSQLite(t))
		if i == 1 {
			e = e.restart(t, selection)
		}
		w := &walk{estate: e, rows: newRows(t, e), prefix: selection.Pattern(), known: known}
		if i == 1 {
			w.only = dbtest.Acme
		}
		w.rows.keep()
		w.kept = map[string][]string{}
		for _, o := range []side{e.acme, e.globex} {
			w.kept[o.slug] = w.rows.of(e.DB, o.organization, o.only()...)
		}
		for _, p := range e.Web.Routes() {
			key := w.key(p)
			if i == 0 {
				known[key] = true
			}
			for _, v := range variants(p, e.acme) {
				labelled := strings.TrimSpace(key + " " + v.label)
				if _, ok := lines[labelled]; !ok {
					order = append(order, labelled)
					lines[labelled] = [2]string{"-", "-"}
				}
				both := lines[labelled]
				both[i] = w.line(t, p, v)
				lines[labelled] = both
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return strings.Compare(section(a), section(b)) })
	var b strings.Builder
	b.WriteString(goldenHead)
	last := ""
	for _, key := range order {
		if s := section(key); s != last {
			b.WriteString("\n")
			last = s
		}
		method, path, _ := strings.Cut(key, " ")
		fmt.Fprintf(&b, "%-6s %-82s choose: %-34s | pin: %s\n", method, path, lines[key][0], lines[key][1])
	}
	compare(t, b.String())
}

// section groups the lines by where they are.
func section(key string) string {
	path := strings.Fields(key)[1]
	switch {
	case strings.HasPrefix(path, "/o/:organization/"):
		return "2" + strings.Split(path, "/")[3]
	case strings.HasPrefix(path, "/api/"):
		return "3"
	case strings.HasPrefix(path, "/auth/"):
		return "3auth"
	case strings.HasPrefix(path, "/dev/"):
		return "4"
	}
	return "1"
}

func compare(t *testing.T, got string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if d := difference(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("who may do what has changed (- reviewed, + now); review it, then go test ./web -run Walk -update\n%s", d)
	}
}

// key names a route as the installation where people choose does, so that both
// forms of a page stand on one line.
func (w *walk) key(p route.Policy) string {
	if w.prefix == "" {
		if inside := p.Method + " " + access.Choose().Pattern() + p.Path; w.known[inside] {
			return inside
		}
	}
	return p.Method + " " + p.Path
}

// line asks one route as everybody.
func (w *walk) line(t *testing.T, p route.Policy, v variant) string {
	t.Helper()
	var words []string
	for _, person := range walkers {
		words = append(words, w.word(t, p, v, person))
	}
	if got, want := w.word(t, p, v, staff), words[1]; p.Who != route.Staff && got != want {
		t.Errorf("%s %s: a platform role changes the answer to somebody outside from %s to %s", p.Method, p.Path, want, got)
	}
	return strings.TrimSpace(strings.Join(words, " "))
}

// word asks one route as one person, in a world nobody has touched.
func (w *walk) word(t *testing.T, p route.Policy, v variant, person string) string {
	t.Helper()
	mine, theirs := w.acme, w.globex
	steps, err := steps(p, v, mine, theirs)
	if err != nil {
		t.Fatal(err)
	}
	r := request{person: person, method: p.Method, target: target(steps, own), body: bodyOf(p, v, mine)}
	query := v.query
	if program(p.Path) && !bodied(p.Path) && w.prefix != "" {
		query = "organizationId=" + mine.organization
	}
	if query != "" {
		r.target += "?" + query
	}
	answer := w.do(r)
	if answer.Code >= http.StatusInternalServerError {
		t.Errorf("%s %s as %s: %d\n%s", r.method, r.target, name(person), answer.Code, answer.Body)
	}
	for _, o := range w.closed(p, person) {
		if leak := leaked(answer, o.secret, o.name(w.only)); leak != "" {
			t.Errorf("%s %s as %s leaks %s", r.method, r.target, name(person), leak)
		}
	}
	if w.rows.changed() {
		if !p.Writes {
			t.Errorf("%s %s as %s: reading wrote to the database", r.method, r.target, name(person))
		}
		for _, o := range w.closed(p, person) {
			if d := difference(w.kept[o.slug], w.rows.of(w.DB, o.organization, o.only()...)); d != "" {
				t.Errorf("%s %s as %s changed %s\n%s", r.method, r.target, name(person), o.slug, d)
			}
		}
		w.rows.restore()
	}
	return word(answer)
}

// closed are the organizations that the person must neither see nor change by
// the route.
func (w *walk) closed(p route.Policy, person string) []side {
	switch {
	case p.Who == route.Staff && person == staff:
		return nil // names of organizations, and nothing of what is in them
	case slices.Contains(w.acme.only(), person):
		return []side{w.globex}
	case capabilities.MatchString(p.Path):
		return nil
	case person == neighbour:
		return []side{w.acme}
	}
	return []side{w.acme, w.globex}
}

func word(answer *httptest.ResponseRecorder) string {
	to, err := url.Parse(answer.Header().Get("Location"))
	switch {
	case err != nil:
		return "bad"
	case answer.Code == http.StatusSeeOther && to.Path == "/sign-in":
		return "sign"
	case answer.Code == http.StatusSeeOther && to.Path == "/organizations":
		return "gate"
	}
	return fmt.Sprintf("%-4d", answer.Code)
}

func name(person string) string {
	if person == anonymous {
		return "anonymous"
	}
	return strings.TrimLeft(strings.TrimPrefix(person, "usr_"), "0")
}
