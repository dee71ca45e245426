package content

import (
	"context"
	"maps"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/schema"
)

// authors decides about everybody who wrote something. Who is there already, by
// slug or by name, is pointed to and stays as they are.
func (p *plan) authors(ctx context.Context) error {
	type author struct {
		line        int
		login, name string
	}
	var all []author
	for _, a := range p.x.Authors {
		all = append(all, author{a.Line, a.Login, a.Name})
	}
	logins := map[string]string{} // as they are listed, by how they are written here and there
	for _, a := range all {
		logins[a.login], logins[schema.Slug(a.login)] = a.login, a.login
	}
	delete(logins, "")
	same := map[string]string{}
	for _, i := range p.x.Items { // exports before WXR 1.1 list nobody
		if i.Author == "" || logins[i.Author] != "" {
			continue
		}
		if listed := logins[schema.Slug(i.Author)]; listed != "" {
			same[i.Author] = listed
			continue
		}
		logins[i.Author], logins[schema.Slug(i.Author)] = i.Author, i.Author
		delete(logins, "")
		all = append(all, author{i.Line, i.Author, wordpress.WithoutAddress(i.Author)})
	}
	at := p.authorPlace()
	var words []string
	for _, a := range all {
		words = append(words, schema.Slug(a.name), a.name)
	}
	known, err := p.known(ctx, at, words)
	if err != nil {
		return err
	}
	for _, a := range all {
		counted := p.count(Counted{Line: a.line, Type: "author", Name: a.name})
		if at == nil {
			counted.leave(wordpress.NoAuthors)
			p.people[a.login] = person{name: a.name}
			continue
		}
		p.people[a.login] = person{a.name, p.name(at, counted, a.name, schema.Slug(a.name), known, nil)}
	}
	for login, listed := range same {
		p.people[login] = p.people[listed]
	}
	return nil
}

// authorPlace is where the authors of posts and pages are.
func (p *plan) authorPlace() *goal {
	for _, kind := range []string{"post", "page"} {
		if at := p.placeOf(kind); at != nil && at.author != nil && at.author.Type == schema.TypeRelation {
			return p.target(at.author)
		}
	}
	return nil
}

// present is an entry that is there already.
type present struct{ id, slug string }

// known asks which names and slugs are there already.
func (p *plan) known(ctx context.Context, at *goal, words []string) (map[string]present, error) {
	if at == nil {
		return nil, nil
	}
	shared := newTargets()
	shared.open(at.c.Name)
	a, r := &arrivals{s: p.s, r: at.r, names: shared}, reachOf(p.scope, at.c, schema.List)
	for n, word := range words {
		words[n] = fold(word)
	}
	words = slices.DeleteFunc(words, func(word string) bool { return word == "" || !cleanText(word) })
	slices.Sort(words)
	if err := a.lookUp(ctx, r, slices.Compact(words)); err != nil {
		return nil, err
	}
	slugs := map[string]string{}
	for ids := range slices.Chunk(slices.Collect(maps.Keys(shared.ids[at.c.Name])), mostIDs) {
		rows, err := p.s.texts(r, p.s.d, at.slug, func(string) db.Expr {
			return db.Expr{SQL: "?TableAlias.id IN (?)", Args: []any{db.List(ids)}}
		}).All(ctx)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			slugs[row.ID] = string(row.Values)
		}
	}
	found := map[string]present{}
	for word, id := range shared.named[at.c.Name] {
		if slugs[id] != "" { // without a slug it could not be found again
			found[word] = present{id, slugs[id]}
		}
	}
	return found, nil
}

// name plans an entry that has a name, and answers by what others point to it. One
// that is there already arrives without values, so that it stays as it is: an
// import that goes on must have the rows that it had when it began.
func (p *plan) name(at *goal, counted *Counted, name, slug string, known map[string]present, more schema.Values) string {
	counted.Collection = at.c.Name
	in := &incoming{at: len(p.account.Items) - 1, arrival: Arrival{Line: counted.Line, Values: schema.Values{}, Names: map[string][]string{}}}
	at.rows = append(at.rows, in)
	for _, word := range []string{slug, name} {
		there := known[fold(word)]
		if word == "" || there.id == "" || p.taken[at][there.slug] {
			continue
		}
		p.taken[at][slug], p.taken[at][there.slug] = true, true
		if there.slug != slug {
			counted.say(wordpress.FoundByName, "name", name)
		}
		in.arrival.Key, counted.Slug = there.slug, there.slug
		return there.id
	}
	slug = p.free(at, counted, slug)
	maps.Copy(in.arrival.Values, more)
	p.set(at.title, in.arrival.Values, counted, name)
	in.arrival.Publish = true
	if slug == "" {
		return name
	}
	in.arrival.Values[at.slug.Name] = slug
	return slug
}

// free is a slug that nothing else of the file has in its place.
func (p *plan) free(at *goal, counted *Counted, slug string) string {
	if slug == "" || !p.taken[at][slug] {
		p.taken[at][slug] = true
		counted.Slug = slug
		return slug
	}
	stem := slug[:min(len(slug), 90)]
	for n := 2; ; n++ {
		if next := strings.TrimRight(stem, "-") + "-" + itoa(n); !p.taken[at][next] {
			p.taken[at][next] = true
			counted.say(wordpress.SlugDoubled, "from", slug, "to", next)
			counted.Slug = next
			return next
		}
	}
}

// fieldsOf are the names under which a collection may keep a taxonomy.
func fieldsOf(domain string) []string {
	switch domain {
	case "category":
		return []string{"categories", "category", "tags"}
	case "post_tag":
		return []string{"tags", "tag"}
	}
	return []string{domain, domain + "s"}
}

// holder is the relation in which entries of a place keep a taxonomy.
func (at *goal) holder(domain string) *schema.Field {
	for _, name := range fieldsOf(domain) {
		if f, ok := at.c.Field(name); ok && f.Type == schema.TypeRelation {
			return f
		}
	}
	return nil
}

// labels decides about categories, tags and the words of other taxonomies.
func (p *plan) labels(ctx context.Context) error {
	all := slices.Clone(p.x.Terms)
	listed := map[labelled]bool{}
	for _, t := range all {
		listed[labelled{t.Domain, t.Slug}], listed[labelled{t.Domain, t.Name}] = true, true
	}
	for _, i := range p.x.Items { // what items name and no list does
		for _, l := range i.Terms {
			slugged, named := labelled{l.Domain, l.Slug}, labelled{l.Domain, l.Name}
			if l.Domain != "nav_menu" && l.Domain != "post_format" && !listed[slugged] && !listed[named] {
				listed[slugged], listed[named] = l.Slug != "", true
				all = append(all, wordpress.Term{Line: i.Line, Domain: l.Domain, Slug: l.Slug, Name: l.Name})
			}
		}
	}
	words := map[*goal][]string{}
	for _, t := range all {
		if at := p.termPlace(t.Domain); at != nil {
			words[at] = append(words[at], schema.Slug(t.Slug), t.Name)
		}
	}
	known := map[*goal]map[string]present{}
	for at, list := range words {
		var err error
		if known[at], err = p.known(ctx, at, list); err != nil {
			return err
		}
	}
	same := map[*goal]map[string]wordpress.Term{}
	for _, t := range all {
		p.term(t, known, same)
	}
	return nil
}

// termPlace is where the words of a taxonomy go, by what posts have.
func (p *plan) termPlace(domain string) *goal {
	for _, kind := range []string{"post", "page"} {
		if at := p.placeOf(kind); at != nil {
			if f := at.holder(domain); f != nil {
				return p.target(f)
			}
		}
	}
	return nil
}

func (p *plan) term(t wordpress.Term, known map[*goal]map[string]present, same map[*goal]map[string]wordpress.Term) {
	counted := p.count(Counted{Line: t.Line, Type: t.Domain, Name: t.Name})
	at := p.termPlace(t.Domain)
	switch {
	case t.Domain == "nav_menu":
		counted.leave(wordpress.IsMenu)
		return
	case t.Domain == "post_format":
		counted.leave(wordpress.IsFormat)
		return
	case strings.HasPrefix(t.Domain, "wp_"):
		counted.leave(wordpress.IsDesign, "type", t.Domain)
		return
	case t.Domain == "category" && t.Slug == "uncategorized":
		counted.leave(wordpress.IsDefault)
		return
	case at == nil:
		counted.leave(wordpress.NoTaxonomy, "type", t.Domain)
		return
	}
	slug := schema.Slug(t.Slug)
	if slug == "" {
		slug = schema.Slug(t.Name)
	}
	if same[at] == nil {
		same[at] = map[string]wordpress.Term{}
	}
	key := slug
	if key == "" {
		key = fold(t.Name)
	}
	if other, met := same[at][key]; met && (other.Domain != t.Domain || fold(other.Name) == fold(t.Name)) {
		counted.leave(wordpress.IsSame, "name", other.Name, "type", other.Domain)
		p.terms[labelled{t.Domain, t.Slug}] = p.terms[labelled{other.Domain, other.Slug}]
		p.terms[labelled{t.Domain, t.Name}] = p.terms[labelled{t.Domain, t.Slug}]
		return
	}
	same[at][key] = t
	if t.Domain == "category" && at.c.Name == "tags" {
		counted.say(wordpress.CategoryIsTag)
	}
	values := schema.Values{}
	if t.Description != "" {
		if f := at.description(); f != nil {
			p.set(f, values, counted, t.Description)
		} else {
			counted.say(wordpress.DetailsDropped)
		}
	}
	points := p.name(at, counted, t.Name, slug, known[at], values)
	if t.Parent != "" {
		in := at.rows[len(at.rows)-1]
		switch above := p.terms[labelled{t.Domain, t.Parent}]; {
		case at.parent == nil || above == "":
			counted.say(wordpress.LevelDropped, "parent", t.Parent)
		case in.arrival.Key == nil:
			in.arrival.Names[at.parent.Name] = []string{above}
		}
	}
	p.terms[labelled{t.Domain, t.Slug}], p.terms[labelled{t.Domain, t.Name}] = points, points
}

// description is where an entry that has a name tells more.
func (at *goal) description() *schema.Field {
	for _, name := range []string{"description", "summary", "bio"} {
		if f, ok := at.c.Field(name); ok && (f.Type == schema.TypeTextarea || f.Type == schema.TypeText) {
			return f
		}
	}
	return nil
}
