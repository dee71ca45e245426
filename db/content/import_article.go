package content

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gatehouse/db/content/markdown"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// article is one file on its way into a collection, before anything is asked of
// the database.
type article struct {
	id        string // of the entry, when it is created
	file      string
	slug      string
	values    schema.Values
	relations map[string][]string // names of targets by field, in order
	publish   bool
	at        model.Time
	lines     map[string]int // where each field comes from
	notes     []ImportFailure
	ignored   []string
}

// shelf is the fields of a collection that the parts of a file go to.
type shelf struct {
	c                 *schema.Collection
	slug, title, body *schema.Field
}

var errNoSlug = errors.New("the collection has no slug field, by which files would be found again")

func shelfOf(c *schema.Collection) (shelf, error) {
	s := shelf{c: c, title: c.DisplayField()}
	for i := range c.Fields {
		f := &c.Fields[i]
		switch {
		case f.Type == schema.TypeSlug && s.slug == nil:
			s.slug = f
		case f.Type == schema.TypeMarkdown && (s.body == nil || s.body.Type != schema.TypeMarkdown),
			f.Type == schema.TypeTextarea && f.Name == "content" && s.body == nil:
			s.body = f
		}
	}
	if s.slug == nil {
		return s, errNoSlug
	}
	return s, nil
}

// aliases are fields that a key of front matter may mean, in this order, when
// none is called as the key itself.
var aliases = map[string][]string{
	"by": {"author", "authors"}, "author": {"authors"}, "authors": {"author"},
	"tag": {"tags"}, "keywords": {"tags"}, "category": {"categories"}, "categories": {"category", "tags"},
	"description": {"summary", "excerpt"}, "excerpt": {"summary"},
}

// markdownFiles lists the Markdown files of a folder and below, in order.
func markdownFiles(files fs.FS) (names []string, err error) {
	err = fs.WalkDir(files, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		hidden := strings.HasPrefix(entry.Name(), ".") && name != "."
		switch {
		case entry.IsDir() && hidden:
			return fs.SkipDir
		case entry.IsDir() || hidden:
			return nil
		case path.Ext(name) == ".md" || path.Ext(name) == ".markdown":
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

// read turns a file into an article, or says why not.
func (s shelf) read(files fs.FS, name string) (*article, []ImportFailure) {
	fail := func(line int, reason string) []ImportFailure {
		return []ImportFailure{{File: name, Line: line, Reason: reason}}
	}
	data, err := fs.ReadFile(files, name)
	if err != nil {
		return nil, fail(0, "cannot be read: "+err.Error())
	}
	doc, err := markdown.Parse(data)
	var mistake *markdown.Mistake
	if errors.As(err, &mistake) {
		return nil, fail(mistake.Line, mistake.Reason)
	}
	a := &article{file: name, values: schema.Values{}, relations: map[string][]string{}, lines: map[string]int{}}
	base := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if base == "index" && path.Dir(name) != "." {
		base = path.Base(path.Dir(name))
	}
	a.values[s.slug.Name] = schema.Slug(base)
	var wrong []ImportFailure
	draft := false
	for _, key := range doc.Keys {
		if reason := s.take(a, key, &draft); reason != "" {
			wrong = append(wrong, ImportFailure{File: name, Line: key.Line, Reason: reason})
		}
	}
	a.publish = !a.at.IsZero() && !draft
	if doc.Body != "" {
		switch {
		case s.body == nil:
			wrong = append(wrong, fail(1, "the collection has no Markdown field for the text")...)
		default:
			value, problems := s.body.Parse([]string{doc.Body}, schema.ParseContext{})
			a.values[s.body.Name] = value
			wrong = append(wrong, a.failures(problems)...)
		}
	}
	a.slug, _ = a.values[s.slug.Name].(string)
	if a.slug == "" {
		return a, append(wrong, fail(1, "the file's name gives no slug; add one as \"slug: …\"")...)
	}
	return a, append(wrong, s.judge(a)...)
}

// take reads one key of front matter into the article.
func (s shelf) take(a *article, key markdown.Key, draft *bool) (reason string) {
	f := s.field(key.Name)
	switch {
	case f == nil && (key.Name == "date" || key.Name == "publishedAt" || key.Name == "published"):
		if len(key.Values) == 0 {
			return ""
		}
		at, ok := moment(key.Values[0])
		if !ok {
			return key.Name + ": " + strconv.Quote(key.Values[0]) + " is no date such as 2024-01-31 or 2024-01-31T09:00:00Z"
		}
		a.at = at
		return ""
	case f == nil && key.Name == "draft":
		*draft = len(key.Values) > 0 && key.Values[0] == "true"
		return ""
	case f == nil:
		a.ignored = append(a.ignored, key.Name)
		return ""
	case key.Other:
		return key.Name + ": a value or a list of values is wanted"
	}
	a.lines[f.Name] = key.Line
	switch {
	case f.Type == schema.TypeRelation:
		names := key.Values
		if key.Name == "by" || key.Name == "author" || key.Name == "authors" {
			names = markdown.People(names)
		} else if !key.List && f.Many && len(names) == 1 {
			names = markdown.Items(names[0])
		}
		if !f.Many && len(names) > 1 {
			a.notes = append(a.notes, ImportFailure{File: a.file, Line: key.Line,
				Reason: f.Name + " holds one entry: left out " + strings.Join(names[1:], ", ")})
			names = names[:1]
		}
		a.relations[f.Name] = names
		return ""
	case !f.Plural() && len(key.Values) > 1:
		key.Values = []string{strings.Join(key.Values, ", ")}
	}
	value, problems := f.Parse(key.Values, schema.ParseContext{})
	if len(problems) > 0 {
		return reasonOf(problems[0])
	}
	a.values[f.Name] = value
	return ""
}

// field is where a key of front matter belongs.
func (s shelf) field(name string) *schema.Field {
	if f, ok := s.c.Field(name); ok {
		return f
	}
	if name == "title" {
		return s.title
	}
	for _, alias := range aliases[name] {
		if f, ok := s.c.Field(alias); ok {
			return f
		}
	}
	return nil
}

// judge checks what can be checked without the database, so that nothing of a bad
// file is begun. Plain text that is too long for its field is shortened with a
// note: it is a teaser, and the whole text is there.
func (s shelf) judge(a *article) []ImportFailure {
	var wrong []fault.Problem
	values := s.c.Fill(a.values)
	for i := range s.c.Fields {
		f := &s.c.Fields[i]
		if f.Type == schema.TypeRelation {
			if f.Required && len(a.relations[f.Name]) == 0 {
				wrong = append(wrong, fault.NewProblem(f.Name, fault.ProblemRequired))
			}
			continue
		}
		problems := f.Check(values[f.Name])
		if len(problems) > 0 && problems[0].Code == fault.ProblemTooLong && f.Type == schema.TypeTextarea {
			longest, _ := strconv.Atoi(problems[0].Params["max"])
			a.values[f.Name] = shorten(values.Text(f.Name), longest)
			a.notes = append(a.notes, ImportFailure{File: a.file, Line: a.line(f.Name),
				Reason: reasonOf(problems[0]) + "; shortened"})
			continue
		}
		wrong = append(wrong, problems...)
	}
	return a.failures(wrong)
}

func (a *article) line(field string) int { return max(a.lines[field], 1) }

func (a *article) failures(problems []fault.Problem) []ImportFailure {
	var out []ImportFailure
	for _, p := range problems {
		out = append(out, ImportFailure{File: a.file, Line: a.line(p.Field), Reason: reasonOf(p)})
	}
	return out
}

// shorten cuts between words and ends with an ellipsis.
func shorten(text string, longest int) string {
	if utf8.RuneCountInString(text) <= longest || longest < 2 {
		return text
	}
	cut := string([]rune(text)[:longest-1])
	if at := strings.LastIndexAny(cut, " \n"); at > len(cut)/2 {
		cut = cut[:at]
	}
	return strings.TrimRight(cut, " \n,;:.") + "…"
}

// moment reads the dates that front matter is written with.
func moment(s string) (model.Time, bool) {
	if at, ok := parseTime(s, time.UTC); ok {
		return at, true
	}
	for _, layout := range []string{"2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 MST", "2006-01-02 15:04:05", "2006-01-02 15:04", time.RFC1123Z, time.RFC1123} {
		if at, err := time.Parse(layout, s); err == nil && at.Year() > 0 {
			return model.At(at), true
		}
	}
	return 0, false
}

// reasonOf is a problem as a sentence for whoever runs the import.
func reasonOf(p fault.Problem) string {
	what := map[string]string{
		fault.ProblemRequired: "is required", fault.ProblemTooLong: "has " + p.Params["length"] + " characters, at most " + p.Params["max"] + " fit",
		fault.ProblemTooShort: "is too short: at least " + p.Params["min"], fault.ProblemTooMany: "has too many items: at most " + p.Params["max"],
		fault.ProblemTaken: "is taken by another entry: " + p.Params["value"], fault.ProblemOption: "is none of " + p.Params["options"],
		fault.ProblemType: "is not of the type " + p.Params["want"], fault.ProblemFormat: "is not written as " + p.Params["want"],
		fault.ProblemMissing: "points to an entry that does not exist: " + p.Params["value"],
	}[p.Code]
	if what == "" {
		what = "is not allowed (" + p.Code + ")"
	}
	return strings.TrimSpace(p.Field + " " + what)
}

// byDate puts the oldest first, so that the newest are the last changed. What one
// transaction writes has one time, so the ids decide the order among them.
func byDate(articles []*article) {
	slices.SortStableFunc(articles, func(a, b *article) int { return cmp.Compare(a.at, b.at) })
	ids := make([]string, len(articles))
	for i := range ids {
		ids[i] = model.NewID(model.EntryID)
	}
	slices.Sort(ids)
	for i, a := range articles {
		a.id = ids[i]
	}
}
