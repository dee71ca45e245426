package content_test

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
)

// The oracle answers what CONTRACT 5 and 6 say of one person and one row, naively:
// row by row in memory, with nothing of the code it judges but plain values.

// facts are what a rule may ask of a person.
type facts struct {
	name       string
	id         string // "" is nobody
	userRole   string
	roles      []string // none: no member
	teams      []string
	activeTeam string
	pinned     bool // the installation works in this organization only
}

func (p facts) member() bool { return len(p.roles) > 0 }

// team is the active one; one of another organization counts as none.
func (p facts) team() string {
	if slices.Contains(p.teams, p.activeTeam) {
		return p.activeTeam
	}
	return ""
}

// truth is one row as it was written.
type truth struct {
	id, team, owner, createdBy string
	draft, live                schema.Values // live nil: not published
	archivedAt                 int64         // 0: not in the trash
	createdAt, updatedAt       int64
	publishedAt                int64
	revision, liveRevision     int64
}

func (t truth) status() string {
	if t.live != nil {
		return "published"
	}
	return "draft"
}

// condition is one comparison of a record part, with the logic of the README: an
// absent value equals nothing but null, and is neither less nor greater.
func (p facts) condition(c access.Condition, value func(string) any) (holds, known bool) {
	have := value(c.Field)
	var wanted []any
	for _, v := range c.Values {
		switch v {
		case "$ctx.userId":
			v = p.id
		case "$ctx.activeTeamId":
			v = p.team()
		case "$ctx.activeOrgId":
			v = "the organization"
		}
		if v == "" {
			return false, false
		}
		wanted = append(wanted, v)
	}
	switch c.Operator {
	case access.Equals, access.In:
		return slices.Contains(wanted, have), true
	case access.NotEquals, access.NotIn:
		return !slices.Contains(wanted, have), true
	default: // an order
	}
	var order int
	switch h := have.(type) {
	case float64:
		order = cmp.Compare(h, must[float64](wanted[0]))
	case string:
		order = cmp.Compare(h, must[string](wanted[0]))
	default:
		return false, true
	}
	switch c.Operator {
	case access.LessThan:
		return order < 0, true
	case access.LessThanOrEqual:
		return order <= 0, true
	case access.GreaterThan:
		return order > 0, true
	default:
		return order >= 0, true
	}
}

// passes asks a whole rule. record answers one condition.
func (p facts) passes(r access.Rule, everybodys bool, record func(access.Condition) bool) bool {
	if len(r.Or) > 0 {
		return slices.ContainsFunc(r.Or, func(b access.Rule) bool { return p.passes(b, everybodys, record) })
	}
	if len(r.And) > 0 {
		return !slices.ContainsFunc(r.And, func(b access.Rule) bool { return !p.passes(b, everybodys, record) })
	}
	if !r.Public && len(r.Roles) == 0 && len(r.UserRole) == 0 && !p.member() {
		return false
	}
	if len(r.Roles) > 0 && !slices.ContainsFunc(r.Roles, func(role string) bool { return slices.Contains(p.roles, role) }) {
		return false
	}
	if len(r.UserRole) > 0 && (!slices.Contains(r.UserRole, p.userRole) || !p.member() && !p.pinned && !everybodys) {
		return false
	}
	return !slices.ContainsFunc(r.Record, func(c access.Condition) bool { return !record(c) })
}

// some asks a rule for rows nobody knows.
func (p facts) some(r access.Rule, everybodys bool) bool {
	return p.passes(r, everybodys, func(c access.Condition) bool {
		_, known := p.condition(c, func(string) any { return nil })
		return known
	})
}

// world is a collection with its rows and rules.
type world struct {
	name                         string
	kind                         access.Isolation
	optional                     bool
	unclosed                     bool // its firewall leaves rows out whose stage is closed
	rows                         []truth
	list, get, preview, publish_ access.Rule
}

func (w *world) everybodys() bool { return w.kind == access.Exception }

func (w *world) reaches(p facts, t truth) bool {
	if w.unclosed && t.draft["stage"] == "closed" {
		return false
	}
	switch w.kind {
	case access.ByTeam:
		if p.team() != "" {
			return t.team == p.team()
		}
		return slices.Contains(p.teams, t.team)
	case access.ByOwner:
		admin := slices.Contains(p.roles, "admin") || slices.Contains(p.roles, "owner")
		return w.optional && admin || p.id != "" && t.owner == p.id
	default:
		return true
	}
}

// reader reads a row's fields on one of its sides.
func reader(t truth, values schema.Values) func(string) any {
	text := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	return func(field string) any {
		switch field {
		case "createdBy":
			return text(t.createdBy)
		case "teamId":
			return text(t.team)
		case "status":
			return t.status()
		}
		return values[field]
	}
}

// seen is the side of a row that a person sees, nil for none.
func (w *world) seen(p facts, t truth) (values schema.Values, draft bool) {
	if !w.reaches(p, t) {
		return nil, false
	}
	if p.member() && w.admits(p, w.preview, t, t.draft) {
		return t.draft, true
	}
	if t.live != nil && t.archivedAt == 0 {
		return t.live, false
	}
	return nil, false
}

func (w *world) admits(p facts, r access.Rule, t truth, values schema.Values) bool {
	return p.passes(r, w.everybodys(), func(c access.Condition) bool {
		holds, known := p.condition(c, reader(t, values))
		return holds && known
	})
}

// masked says whether "note", shown to admins and whoever made the entry, is
// hidden.
func (w *world) masked(p facts, t truth) bool {
	owner := t.owner
	if owner == "" {
		owner = t.createdBy
	}
	return w.tries(p) && (p.id == "" || p.id != owner)
}

func (w *world) tries(p facts) bool {
	return !slices.Contains(p.roles, "admin") && !slices.Contains(p.roles, "owner")
}

// matches asks one row for a query, by the rule r.
func (w *world) matches(p facts, r access.Rule, t truth, q content.Query) bool {
	values, draft := w.seen(p, t)
	if values == nil || (t.archivedAt != 0) != (q.Status == content.TrashStatus) || !w.admits(p, r, t, values) {
		return false
	}
	switch {
	case q.Status == content.DraftStatus && (t.live != nil || !draft),
		q.Status == content.PublishedStatus && t.live == nil,
		q.Status == content.ChangedStatus && (t.live == nil || !draft || t.revision == t.liveRevision):
		return false
	}
	text := strings.ToLower(values.Text("title") + "\n" + values.Text("text"))
	if q.View == "card" {
		text = strings.ToLower(values.Text("title")) // it shows nothing else that is searched
	}
	for _, word := range strings.Fields(strings.ToLower(q.Search)) {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return !slices.ContainsFunc(q.Filters, func(f content.Filter) bool { return !filtered(f, reader(t, values)) })
}

func filtered(f content.Filter, value func(string) any) bool {
	have, first := value(f.Field), f.Values[0]
	if items, plural := have.([]string); plural || f.Field == "tags" {
		has := slices.ContainsFunc(f.Values, func(v string) bool { return slices.Contains(items, v) })
		switch f.Operator {
		case content.Ne, content.NotIn:
			return !has
		case content.Null:
			return (len(items) == 0) == (first == "true")
		default:
			return has
		}
	}
	written := func(v string) any {
		switch f.Field {
		case "size":
			n, _ := strconv.ParseFloat(v, 64)
			return n
		case "done":
			return v == "true"
		}
		return v
	}
	is := slices.ContainsFunc(f.Values, func(v string) bool { return written(v) == have })
	switch f.Operator {
	case content.Null:
		return (have == nil) == (first == "true")
	case content.Eq, content.In:
		return is
	case content.Ne, content.NotIn:
		return !is
	case content.Like:
		s, _ := have.(string)
		return strings.Contains(strings.ToLower(s), strings.ToLower(first))
	default: // an order
	}
	if have == nil {
		return false
	}
	order := compared(have, written(first))
	return f.Operator == content.Lt && order < 0 || f.Operator == content.Lte && order <= 0 ||
		f.Operator == content.Gt && order > 0 || f.Operator == content.Gte && order >= 0
}

// compared orders two values; absent ones come first.
func compared(a, b any) int {
	switch {
	case a == nil && b == nil:
		return 0
	case a == nil:
		return -1
	case b == nil:
		return 1
	}
	switch a := a.(type) {
	case string:
		return cmp.Compare(a, must[string](b))
	case float64:
		return cmp.Compare(a, must[float64](b))
	case int64:
		return cmp.Compare(a, must[int64](b))
	case bool:
		return cmp.Compare(strconv.FormatBool(a), strconv.FormatBool(must[bool](b)))
	}
	return 0
}

// expected are the ids that a list must answer, in order.
func (w *world) expected(p facts, r access.Rule, q content.Query) []string {
	var rows []truth
	for _, t := range w.rows {
		if w.matches(p, r, t, q) {
			rows = append(rows, t)
		}
	}
	sort := q.Sort
	if len(sort) == 0 {
		sort = []schema.SortKey{{Field: "updatedAt", Descending: true}}
		if q.Status == content.TrashStatus {
			sort[0].Field = "archivedAt"
		}
	}
	sort = append(slices.Clone(sort), schema.SortKey{Field: "id", Descending: sort[len(sort)-1].Descending})
	at := func(n int64) any {
		if n == 0 {
			return nil
		}
		return n
	}
	of := func(t truth, field string) any {
		values, draft := w.seen(p, t)
		switch field {
		case "id":
			return t.id
		case "archivedAt":
			return at(t.archivedAt)
		case "createdAt":
			return at(t.createdAt)
		case "publishedAt":
			return at(t.publishedAt)
		case "updatedAt":
			if draft {
				return at(t.updatedAt)
			}
			return at(t.publishedAt)
		case "revision":
			if draft {
				return t.revision
			}
			return t.liveRevision
		}
		return reader(t, values)(field)
	}
	slices.SortFunc(rows, func(a, b truth) int {
		for _, k := range sort {
			order := compared(of(a, k.Field), of(b, k.Field))
			if k.Descending {
				order = -order
			}
			if order != 0 {
				return order
			}
		}
		return 0
	})
	ids := []string{}
	for _, t := range rows {
		ids = append(ids, t.id)
	}
	return ids
}

// must is a value of the type that the field's kind promises.
func must[T any](v any) T {
	t, ok := v.(T)
	if !ok {
		panic(fmt.Sprintf("%v is a %T", v, v))
	}
	return t
}
