package content

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"gatehouse/db/content/wordpress"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

func itoa(n int) string { return strconv.Itoa(n) }

// item decides about one item.
func (p *plan) item(i *wordpress.Item) {
	counted := p.count(Counted{Line: i.Line, Type: i.Type, ID: i.ID, Name: i.Title})
	at := p.leaves(i, counted)
	if at == nil {
		return
	}
	in := &incoming{at: len(p.account.Items) - 1, parent: i.Parent, arrival: Arrival{Line: i.Line, Values: schema.Values{}, Names: map[string][]string{}}}
	counted.Collection = at.c.Name
	p.called(at, in, counted, i)
	p.dated(in, counted, i)
	p.text(at, in, counted, i)
	p.written(at, in, counted, i)
	p.labelled(at, in, counted, i)
	p.rest(counted, i)
	at.rows = append(at.rows, in)
	if i.ID != "" && p.items[i.ID] == nil {
		p.items[i.ID] = in
	}
}

// leaves says why an item stays out, or answers where it goes.
func (p *plan) leaves(i *wordpress.Item, counted *Counted) *goal {
	switch {
	case i.Type == "attachment":
		counted.leave(wordpress.IsMedia, "url", i.File)
	case i.Type == "nav_menu_item":
		counted.leave(wordpress.IsMenu)
	case i.Type == "revision":
		counted.leave(wordpress.IsRevision)
	case i.Type == "wp_block":
		counted.leave(wordpress.IsReusable)
	case slices.Contains(designs, i.Type):
		counted.leave(wordpress.IsDesign, "type", i.Type)
	case slices.Contains(internals, i.Type):
		counted.leave(wordpress.IsInternal, "type", i.Type)
	case i.Status == "trash":
		counted.leave(wordpress.IsTrash)
	case i.Status == "auto-draft":
		counted.leave(wordpress.IsBeginning)
	default:
		at := p.placeOf(i.Type)
		if at == nil {
			counted.leave(wordpress.NoCollection, "type", i.Type)
		}
		return at
	}
	return nil
}

// called gives the entry a title and an address.
func (p *plan) called(at *goal, in *incoming, counted *Counted, i *wordpress.Item) {
	slug := schema.Slug(i.Slug)
	title := i.Title
	if title == "" {
		if title = strings.TrimSpace(strings.ReplaceAll(i.Slug, "-", " ")); title == "" {
			title = "Untitled"
		}
		first, size := utf8.DecodeRuneInString(title)
		title = string(unicode.ToUpper(first)) + title[size:]
		counted.say(wordpress.TitleMade, "title", title)
	}
	p.set(at.title, in.arrival.Values, counted, title)
	switch {
	case i.Slug == "":
		if slug = schema.Slug(i.Title); slug == "" {
			slug = "untitled-" + i.ID
		}
		counted.say(wordpress.SlugMade, "slug", slug)
	case slug == "":
		slug = schema.Slug(at.c.Singular + " " + i.ID)
	}
	if i.Slug != "" && slug != i.Slug {
		counted.say(wordpress.SlugChanged, "from", i.Slug, "to", slug)
	}
	in.arrival.Values[at.slug.Name] = p.free(at, counted, strings.Trim(slug, "-"))
}

// dated decides whether the entry is public, and keeps its dates.
func (p *plan) dated(in *incoming, counted *Counted, i *wordpress.Item) {
	if !i.Date.IsZero() {
		in.when = model.At(i.Date)
	}
	if in.when <= p.now {
		in.arrival.CreatedAt = in.when
	}
	switch {
	case i.Protected && (i.Status == "publish" || i.Status == "future"):
		counted.say(wordpress.WasPassword)
	case i.Status == "future", i.Status == "publish" && in.when > p.now:
		counted.say(wordpress.WasScheduled, "date", in.when.String())
	case i.Status == "publish":
		counted.Published, in.arrival.Publish, in.arrival.PublishedAt = true, true, in.when
		if in.when.IsZero() {
			counted.say(wordpress.DateMissing)
		}
	case i.Status == "private":
		counted.say(wordpress.WasPrivate)
	case i.Status == "pending":
		counted.say(wordpress.WasPending)
	case i.Status != "draft":
		counted.say(wordpress.WasOther, "status", i.Status)
	}
	if i.Zoneless && in.arrival.Publish {
		counted.say(wordpress.DateGuessed, "date", in.when.String())
	}
}

// text writes the content as Markdown, and the excerpt as a summary.
func (p *plan) text(at *goal, in *incoming, counted *Counted, i *wordpress.Item) {
	content, remarks := p.x.Markdown(i)
	counted.Remarks = append(counted.Remarks, remarks...)
	in.arrival.Values[at.body.Name], in.arrival.Problems = at.body.Parse([]string{content}, schema.ParseContext{})
	for n := range in.arrival.Problems {
		in.arrival.Problems[n].Field = at.body.Name
	}
	switch excerpt := wordpress.Plain(i.Excerpt); {
	case at.summary != nil:
		p.set(at.summary, in.arrival.Values, counted, excerpt)
	case excerpt != "":
		counted.say(wordpress.SummaryDropped)
	}
}

// written says who wrote it.
func (p *plan) written(at *goal, in *incoming, counted *Counted, i *wordpress.Item) {
	who := p.people[i.Author]
	switch {
	case i.Author == "":
	case at.author == nil, who.points == "" && at.author.Type == schema.TypeRelation:
		counted.say(wordpress.AuthorDropped, "name", who.name)
	case at.author.Type == schema.TypeRelation:
		in.arrival.Names[at.author.Name] = []string{who.points}
	default:
		p.set(at.author, in.arrival.Values, counted, who.name)
	}
}

// labelled points to the categories and tags.
func (p *plan) labelled(at *goal, in *incoming, counted *Counted, i *wordpress.Item) {
	for _, domain := range []string{"category", "post_tag"} { // an entry that lost all of them is to lose all of them
		if f := at.holder(domain); f != nil {
			in.arrival.Names[f.Name] = []string{}
		}
	}
	dropped := map[string][]string{}
	for _, l := range i.Terms {
		f := at.holder(l.Domain)
		points := p.terms[labelled{l.Domain, l.Slug}]
		if points == "" {
			points = p.terms[labelled{l.Domain, l.Name}]
		}
		switch {
		case l.Domain == "post_format":
			counted.say(wordpress.WasFormat, "name", l.Name)
		case l.Domain == "category" && l.Slug == "uncategorized":
		case f == nil || points == "" || !f.Many && len(in.arrival.Names[f.Name]) > 0:
			dropped[l.Domain] = append(dropped[l.Domain], l.Name)
		case !slices.Contains(in.arrival.Names[f.Name], points):
			in.arrival.Names[f.Name] = append(in.arrival.Names[f.Name], points)
		}
	}
	for _, l := range i.Terms {
		if names := dropped[l.Domain]; len(names) > 0 {
			counted.say(wordpress.TermsDropped, "type", l.Domain, "names", strings.Join(names, ", "))
			delete(dropped, l.Domain)
		}
	}
}

// rest says what else WordPress knew.
func (p *plan) rest(counted *Counted, i *wordpress.Item) {
	if i.Sticky {
		counted.say(wordpress.WasSticky)
	}
	if i.Order != 0 {
		counted.say(wordpress.OrderDropped, "order", itoa(i.Order))
	}
	if picture, ok := p.x.Attachment(i.Picture); ok {
		counted.say(wordpress.PictureDropped, "url", picture.File)
	}
	if i.Comments > 0 {
		counted.say(wordpress.CommentsDropped, "count", itoa(i.Comments))
	}
	if len(i.Fields) > 0 {
		names := slices.Compact(slices.Sorted(slices.Values(i.Fields)))
		counted.say(wordpress.FieldsDropped, "count", itoa(len(names)), "names", shorten(strings.Join(names, ", "), 200))
	}
}

// set puts a text into a field, shortened where it does not fit: a name or a
// summary is not worth an entry.
func (p *plan) set(f *schema.Field, values schema.Values, counted *Counted, text string) {
	value, problems := f.Parse([]string{text}, schema.ParseContext{})
	if len(problems) > 0 {
		value = nil
	}
	if said, ok := value.(string); ok {
		if wrong := f.Check(said); len(wrong) > 0 && wrong[0].Code == fault.ProblemTooLong {
			longest, _ := strconv.Atoi(wrong[0].Params["max"])
			value = shorten(said, longest)
			code := wordpress.SummaryShort
			if f.Type == schema.TypeText {
				code = wordpress.TitleShortened
			}
			counted.say(code, "max", wrong[0].Params["max"])
		}
	}
	values[f.Name] = value
}
