package content

import (
	"context"
	"maps"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// targets are the entries that relations of arriving entries may point to, as far
// as they have been asked for. Collections that arrive together share one.
type targets struct {
	ids   map[string]map[string]bool   // by collection: those that are there
	named map[string]map[string]string // by collection: ids by folded slug or label
	asked map[string]map[string]bool   // by collection: looked for, whether found or not
	fresh map[string]*newcomer         // by id: not there yet
	made  map[string]int               // by collection: how many had to be made
}

// newcomer is an entry that is made when the first good row points to it.
type newcomer struct {
	r      *reach
	values schema.Values
}

func newTargets() *targets {
	return &targets{
		ids: map[string]map[string]bool{}, named: map[string]map[string]string{}, asked: map[string]map[string]bool{},
		fresh: map[string]*newcomer{}, made: map[string]int{},
	}
}

func (n *targets) open(collection string) {
	if n.ids[collection] == nil {
		n.ids[collection], n.named[collection], n.asked[collection] = map[string]bool{}, map[string]string{}, map[string]bool{}
	}
}

// fold is a name as both databases compare it without case.
func fold(name string) string { return lowerASCII(strings.TrimSpace(name)) }

// look asks the database for what rows name, once per name. It works outside the
// transaction of the rows, which is in one organization.
func (a *arrivals) look(ctx context.Context, rows []*landing) error {
	a.names.open(a.r.c.Name)
	for _, f := range a.r.c.Relations() {
		target, err := a.s.Collection(a.r.scope, f.To)
		if err != nil {
			return err
		}
		a.names.open(f.To)
		asked, ids, words := a.names.asked[f.To], []string(nil), []string(nil)
		for _, l := range rows {
			for _, item := range l.Names[f.Name] {
				item = fold(item)
				if asked[item] || !cleanText(item) {
					continue
				}
				asked[item] = true
				if model.IsID(model.EntryID, item) {
					ids = append(ids, item)
				} else {
					words = append(words, item)
				}
			}
		}
		for part := range slices.Chunk(ids, mostIDs) {
			found, err := a.s.existing(ctx, a.s.d, a.r.scope, f, part)
			if err != nil {
				return err
			}
			maps.Copy(a.names.ids[f.To], found)
		}
		if err := a.lookUp(ctx, a.s.targets(a.r.scope, target), words); err != nil {
			return err
		}
	}
	return nil
}

// lookUp finds entries by label and by slug among those the caller may read. Of
// several with one label it is the oldest, and a slug counts more than a label.
func (a *arrivals) lookUp(ctx context.Context, r *reach, words []string) error {
	if r.asked.Refused() || len(words) == 0 {
		return nil
	}
	fields := []*schema.Field{r.c.DisplayField()}
	for i := range r.c.Fields {
		if r.c.Fields[i].Type == schema.TypeSlug {
			fields = append(fields, &r.c.Fields[i])
		}
	}
	for _, f := range fields {
		if f == nil || f.MaskedInQueries(r.scope) {
			continue
		}
		for part := range slices.Chunk(words, mostIDs) {
			rows, err := a.s.texts(r, a.s.d, f, func(side string) db.Expr {
				e := a.s.d.Field(side, f.Name, db.Text)
				return db.Expr{SQL: "lower(" + e.SQL + ") IN (?)", Args: append(slices.Clone(e.Args), db.List(part))}
			}).Order("?TableAlias.id DESC").All(ctx)
			if err != nil {
				return err
			}
			for _, row := range rows {
				a.names.named[r.c.Name][fold(string(row.Values))] = row.ID
				a.names.ids[r.c.Name][row.ID] = true
			}
		}
	}
	return nil
}

// point turns names into the values of relations.
func (a *arrivals) point(l *landing, values schema.Values) {
	for _, f := range a.r.c.Relations() {
		items, given := l.Names[f.Name]
		if !given {
			continue
		}
		var ids []string
		for _, item := range items {
			id := a.target(l, f, item)
			if id != "" && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		switch {
		case len(ids) == 0:
			values[f.Name] = nil
		case f.Many:
			values[f.Name] = ids
		case len(ids) > 1:
			l.refuse(fault.NewProblem(f.Name, fault.ProblemTooMany, "max", "1"))
		default:
			values[f.Name] = ids[0]
		}
	}
}

// target is the id that an item means. An id that nobody has stays as it is: the
// entry may have pointed there before.
func (a *arrivals) target(l *landing, f *schema.Field, item string) string {
	folded := fold(item)
	if model.IsID(model.EntryID, folded) {
		return folded
	}
	id := a.names.named[f.To][folded]
	if id == "" {
		var p *fault.Problem
		if id, p = a.newcomer(f, item); p != nil {
			l.refuse(*p)
			return ""
		}
	}
	if a.names.fresh[id] != nil && !slices.Contains(l.fresh, id) {
		l.fresh = append(l.fresh, id)
	}
	return id
}

// newcomer plans an entry that has nothing but a name.
func (a *arrivals) newcomer(f *schema.Field, name string) (id string, p *fault.Problem) {
	missing := fault.NewProblem(f.Name, fault.ProblemMissing, "value", name)
	c, err := a.s.Collection(a.r.scope, f.To)
	if err != nil || !a.rules.CreateMissing {
		return "", &missing
	}
	r, display := reachOf(a.r.scope, c, schema.Create), c.DisplayField()
	if display == nil || r.asked.Refused() || r.rows.Organization() != a.r.rows.Organization() {
		return "", &missing
	}
	value, problems := display.Parse([]string{name}, schema.ParseContext{})
	values := schema.Values{display.Name: value}
	if len(problems) == 0 {
		problems = c.Check(c.Fill(values))
	}
	if len(problems) > 0 {
		problems[0].Field = f.Name
		return "", &problems[0]
	}
	id = model.NewID(model.EntryID)
	a.names.fresh[id] = &newcomer{r: r, values: values}
	a.names.named[f.To][fold(name)] = id
	return id, nil
}

// there reports whether a target may be pointed to.
func (a *arrivals) there(f *schema.Field, id string) bool {
	return a.names.ids[f.To][id] || a.names.fresh[id] != nil
}

// introduce lets later rows point to an entry that has arrived.
func (a *arrivals) introduce(l *landing) {
	collection := a.r.c.Name
	a.names.ids[collection][l.row.ID] = true
	name := func(f *schema.Field) {
		if text, ok := l.after[f.Name].(string); ok {
			a.names.named[collection][fold(text)] = l.row.ID
		}
	}
	if f := a.r.c.DisplayField(); f != nil && !f.MaskedInQueries(a.r.scope) {
		if text, ok := l.after[f.Name].(string); ok && a.names.named[collection][fold(text)] == "" {
			name(f)
		}
	}
	for i := range a.r.c.Fields {
		if a.r.c.Fields[i].Type == schema.TypeSlug {
			name(&a.r.c.Fields[i])
		}
	}
}

// make creates the targets that good rows need. It answers their ids, which are
// no longer fresh once the transaction is over.
func (a *arrivals) make(ctx context.Context, s *Store, rows []*landing) (made []string, err error) {
	for _, l := range rows {
		for _, id := range l.fresh {
			n := a.names.fresh[id]
			if l.fate == Refused || n == nil || slices.Contains(made, id) {
				continue
			}
			if _, err := s.create(ctx, n.r, id, n.values, CreateOptions{Publish: !n.r.publish.Refused()}); err != nil {
				return nil, err
			}
			made = append(made, id)
		}
	}
	return made, nil
}

// settled says that targets were made for good.
func (n *targets) settled(made []string) {
	for _, id := range made {
		collection := n.fresh[id].r.c.Name
		n.ids[collection][id] = true
		n.made[collection]++
		delete(n.fresh, id)
	}
}
