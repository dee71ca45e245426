package content

import (
	"cmp"
	"context"
	"slices"

	"gatehouse/db/access"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// plan is what becomes of an export: the account of it, and what goes into which
// collection, targets of relations before what points to them.
type plan struct {
	s       *Store
	scope   access.Scope
	x       *wordpress.Export
	now     model.Time
	account *Account
	places  map[string]*goal // by post type
	targets []*goal          // of authors and terms
	order   []*goal

	people map[string]person   // by login
	terms  map[labelled]string // the id or slug to point to, by domain and slug or name
	taken  map[*goal]map[string]bool
	items  map[string]*incoming // by ID in WordPress
}

// goal is a collection that something of the export goes into.
type goal struct {
	shelf
	r    *reach
	rows []*incoming

	author, parent, summary *schema.Field
}

// incoming is one entry of a goal, on its way in.
type incoming struct {
	at      int // in the account
	arrival Arrival
	when    model.Time
	parent  string // the ID in WordPress of what it lies below
	level   int    // how many are above it
}

type person struct{ name, points string }

type labelled struct{ domain, name string }

// designs are the post types by which WordPress keeps its own looks.
var designs = []string{"wp_navigation", "wp_template", "wp_template_part", "wp_global_styles", "wp_font_family", "wp_font_face", "custom_css"}

// internals are those by which it keeps notes to itself.
var internals = []string{"customize_changeset", "oembed_cache", "user_request"}

// planned decides about everything in the export and writes nothing. Fails with
// ACCESS_ROLE_REQUIRED, naming the collection, when the scope may not create,
// update and publish in every collection that something would go into.
func (s *Store) planned(ctx context.Context, scope access.Scope, x *wordpress.Export) (*plan, error) {
	p := &plan{
		s: s, scope: scope, x: x, now: s.d.Now(), places: map[string]*goal{}, people: map[string]person{}, terms: map[labelled]string{},
		taken: map[*goal]map[string]bool{}, items: map[string]*incoming{},
		account: &Account{Site: x.Title, Version: x.Version, Counts: map[Fate]int{}},
	}
	if x.Repaired > 0 {
		p.account.Notes = append(p.account.Notes, wordpress.Say(wordpress.Repaired, "count", itoa(x.Repaired), "line", itoa(x.Line)))
	}
	if err := p.authors(ctx); err != nil {
		return nil, err
	}
	if err := p.labels(ctx); err != nil {
		return nil, err
	}
	for n := range x.Items {
		p.item(&x.Items[n])
	}
	for _, at := range p.order {
		p.arrange(at)
	}
	p.order = slices.DeleteFunc(slices.Concat(p.targets, p.order), func(at *goal) bool { return len(at.rows) == 0 })
	for _, at := range p.order {
		if err := at.allowed(scope); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// allowed refuses whoever may not do there all that an import does.
func (p *goal) allowed(scope access.Scope) error {
	for _, needed := range []access.Decision{p.r.asked, p.r.update, p.r.publish} {
		if err := needed.Fault(); err != nil {
			if !scope.Actor().Known() {
				return fault.SignIn()
			}
			return fault.As(err).With("collection", p.c.Name)
		}
	}
	return nil
}

// count adds something to the account and answers where.
func (p *plan) count(c Counted) *Counted {
	p.account.Items = append(p.account.Items, c)
	return &p.account.Items[len(p.account.Items)-1]
}

// placeOf is the collection that entries of a name go into: posts for post, page
// or pages for page. It is nil when there is none with title, slug and text.
func (p *plan) placeOf(kind string) *goal {
	if at, known := p.places[kind]; known {
		return at
	}
	p.places[kind] = nil
	for _, name := range []string{kind + "s", kind} {
		c, err := p.s.Collection(p.scope, name)
		if err != nil || c.Singleton {
			continue
		}
		at := p.open(c)
		if at != nil && at.body != nil {
			p.places[kind] = at
			p.order = append(p.order, at)
			return at
		}
	}
	return nil
}

// open looks at a collection; nil has no title or no slug.
func (p *plan) open(c *schema.Collection) *goal {
	fields, err := shelfOf(c)
	if err != nil || fields.title == nil {
		return nil
	}
	at := &goal{shelf: fields, r: reachOf(p.scope, c, schema.Create)}
	at.author, at.summary = at.field("author"), at.field("excerpt")
	if f, ok := c.Field("parent"); ok && f.Type == schema.TypeRelation && f.To == c.Name && !f.Many {
		at.parent = f
	}
	p.taken[at] = map[string]bool{}
	return at
}

// target is the place that a relation leads to.
func (p *plan) target(f *schema.Field) *goal {
	for _, at := range p.targets {
		if at.c.Name == f.To {
			return at
		}
	}
	c, err := p.s.Collection(p.scope, f.To)
	if err != nil || c.Singleton {
		return nil
	}
	at := p.open(c)
	if at != nil {
		p.targets = append(p.targets, at)
	}
	return at
}

// arrange puts what others lie below first, and then the oldest.
func (p *plan) arrange(at *goal) {
	for _, in := range at.rows {
		p.hang(at, in)
	}
	for _, in := range at.rows {
		for above := p.items[in.parent]; above != nil; above = p.items[above.parent] {
			in.level++
		}
	}
	slices.SortStableFunc(at.rows, func(a, b *incoming) int { return cmp.Or(cmp.Compare(a.level, b.level), cmp.Compare(a.when, b.when)) })
}

// hang finds what an entry lies below. What would lie below itself is cut off, so
// that nothing goes round.
func (p *plan) hang(at *goal, in *incoming) {
	if in.parent == "" {
		return
	}
	counted := &p.account.Items[in.at]
	first := p.items[in.parent]
	if first == nil || !slices.Contains(at.rows, first) {
		counted.say(wordpress.ParentMissing, "id", in.parent)
		in.parent = ""
		return
	}
	above := &p.account.Items[first.at]
	if at.parent == nil {
		counted.say(wordpress.ParentDropped, "name", above.Name)
		in.parent = ""
		return
	}
	seen := map[*incoming]bool{}
	for up := first; up != nil && !seen[up]; up = p.items[up.parent] {
		if seen[up] = true; up == in {
			counted.say(wordpress.ParentCycle, "name", above.Name)
			in.parent = ""
			return
		}
	}
	in.arrival.Names[at.parent.Name] = []string{above.Slug}
}

// deliveries are the rows as carriers take them.
func (p *plan) deliveries(details map[string]any) []delivery {
	var out []delivery
	for _, at := range p.order {
		out = append(out, delivery{
			collection: at.c.Name, rules: ArrivalRules{Key: at.slug.Name, Details: details},
			rows: func(yield func(Arrival) bool) {
				for _, in := range at.rows {
					if !yield(in.arrival) {
						return
					}
				}
			},
		})
	}
	return out
}
