package content

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// importBatch is how many files share a transaction.
const importBatch = 50

// ImportMarkdown brings a folder of Markdown files into a collection. A file is
// found again by its slug, so that a second run changes nothing. Authors, tags
// and other targets of relations are found by name or created. A file with a date
// is published with it, unless it says draft: true. Files with mistakes stay out
// and are reported, the rest goes in; with Strict nothing does. The error is about
// the import as a whole: ACCESS_ROLE_REQUIRED, NOT_FOUND, a folder that cannot be
// read.
func (s *Store) ImportMarkdown(ctx context.Context, scope access.Scope, collection string, files fs.FS, o ImportOptions) (ImportReport, error) {
	report := ImportReport{Related: map[string]int{}, Ignored: map[string]int{}}
	im, err := s.importing(scope, collection)
	if err != nil {
		return report, err
	}
	names, err := markdownFiles(files)
	if err != nil {
		return report, err
	}
	var articles []*article
	bySlug := map[string]string{}
	for _, name := range names {
		a, wrong := im.shelf.read(files, name)
		if len(wrong) == 0 && bySlug[a.slug] != "" {
			wrong = []ImportFailure{{File: name, Line: 1, Reason: "has the slug " + a.slug + " of " + bySlug[a.slug]}}
		}
		if report.Failures = append(report.Failures, wrong...); len(wrong) > 0 {
			continue
		}
		bySlug[a.slug] = name
		articles = append(articles, a)
	}
	if o.Strict && len(report.Failures) > 0 {
		return report, nil
	}
	byDate(articles)
	if err := im.find(ctx, articles); err != nil {
		return report, err
	}
	size, done := importBatch, 0
	if o.Strict {
		size = max(len(articles), 1)
	}
	for batch := range slices.Chunk(articles, size) {
		if err := im.store(ctx, &report, batch, o.Strict); err != nil {
			return report, err
		}
		if done += len(batch); o.Progress != nil {
			o.Progress(done, len(articles))
		}
	}
	return report, nil
}

// importing holds what an import knows about the database.
type importing struct {
	s       *Store
	r       *reach
	shelf   shelf
	targets map[string]*reach            // by relation field
	known   map[string]map[string]string // ids by collection and folded name
}

func (s *Store) importing(scope access.Scope, collection string) (*importing, error) {
	r, err := s.reach(scope, collection, schema.Create)
	if err != nil {
		return nil, err
	}
	for _, needed := range []access.Decision{r.update, r.publish} {
		if err := needed.Fault(); err != nil {
			return nil, err
		}
	}
	im := &importing{s: s, r: r, targets: map[string]*reach{}, known: map[string]map[string]string{}}
	if im.shelf, err = shelfOf(r.c); err != nil {
		return nil, err
	}
	for _, f := range r.c.Relations() {
		target, err := s.Collection(scope, f.To)
		if err != nil {
			return nil, err
		}
		im.targets[f.Name] = reachOf(scope, target, schema.Create)
		im.known[target.Name] = map[string]string{}
	}
	return im, nil
}

// find looks up all names that the articles mention.
func (im *importing) find(ctx context.Context, articles []*article) error {
	wanted := map[string]map[string]bool{}
	for _, a := range articles {
		for field, names := range a.relations {
			if wanted[field] == nil {
				wanted[field] = map[string]bool{}
			}
			for _, name := range names {
				wanted[field][fold(name)] = true
			}
		}
	}
	for field, names := range wanted {
		r := im.targets[field]
		display := r.c.DisplayField()
		if display == nil {
			continue
		}
		e := im.s.d.Field(draftSide, display.Name, db.Text)
		for part := range slices.Chunk(slices.Sorted(maps.Keys(names)), mostIDs) {
			rows, err := db.Select[model.Entry](im.s.outside, r.rows).Columns("id").
				Expr(e.SQL+" AS ?", append(slices.Clone(e.Args), db.Ident(draftSide))...).
				Where("?TableAlias.collection = ?", r.c.Name).Where("?TableAlias.archived_at IS NULL").
				Where("lower("+e.SQL+") IN (?)", append(slices.Clone(e.Args), db.List(part))...).
				Order("?TableAlias.id DESC").All(ctx) // the oldest wins
			if err != nil {
				return err
			}
			for _, row := range rows {
				im.known[r.c.Name][fold(string(row.Values))] = row.ID
			}
		}
	}
	return nil
}

// fold is a name as both databases compare it without case.
func fold(name string) string { return lowerASCII(strings.TrimSpace(name)) }

// tally is what one transaction did; it counts only when it commits.
type tally struct {
	created, updated, unchanged int
	related                     map[string]int
	known                       map[string]map[string]string
}

func (im *importing) tally() *tally {
	t := &tally{related: map[string]int{}, known: map[string]map[string]string{}}
	for collection, names := range im.known {
		t.known[collection] = maps.Clone(names)
	}
	return t
}

func (im *importing) commit(report *ImportReport, t *tally, articles ...*article) {
	report.Created, report.Updated, report.Unchanged = report.Created+t.created, report.Updated+t.updated, report.Unchanged+t.unchanged
	for name, n := range t.related {
		report.Related[name] += n
	}
	im.known = t.known
	for _, a := range articles {
		report.Notes = append(report.Notes, a.notes...)
		for _, name := range a.ignored {
			report.Ignored[name]++
		}
	}
}

// store writes a batch in one transaction. When a file of it is refused, each
// gets its own, so that the others go in; strict imports give up instead.
func (im *importing) store(ctx context.Context, report *ImportReport, batch []*article, strict bool) error {
	var at *article
	try := func(articles ...*article) error {
		t := im.tally()
		err := im.s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			for _, at = range articles {
				if err := im.one(ctx, im.s.in(tx), t, at); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			im.commit(report, t, articles...)
		}
		return err
	}
	err := try(batch...)
	if refused := (*fault.Fault)(nil); err == nil || !errors.As(err, &refused) || refused.Kind == fault.Unavailable {
		return err
	}
	if strict {
		report.Failures = append(report.Failures, at.refused(err)...)
		return nil
	}
	for _, a := range batch {
		var refused *fault.Fault
		switch err := try(a); {
		case errors.As(err, &refused):
			report.Failures = append(report.Failures, a.refused(err)...)
		case err != nil:
			return err
		}
	}
	return nil
}

func (a *article) refused(err error) []ImportFailure {
	f := fault.As(err)
	if out := a.failures(f.Problems); len(out) > 0 {
		return out
	}
	return []ImportFailure{{File: a.file, Line: 1, Reason: "refused: " + f.Code}}
}

// one writes one article inside a transaction.
func (im *importing) one(ctx context.Context, s *Store, t *tally, a *article) error {
	values := a.values.Clone()
	for field, names := range a.relations {
		value, err := im.resolve(ctx, s, t, field, names)
		if err != nil {
			return err
		}
		values[field] = value
	}
	slug := s.d.Condition(draftSide, access.Condition{Field: im.shelf.slug.Name, Operator: access.Equals, Values: []any{a.slug}})
	by, _ := im.r.rows.Ownership() // create says what is wrong
	existing, err := s.others(im.r, spot{owner: by.OwnerID, team: by.TeamID}, draftSide).Columns("id").Where(slug.SQL, slug.Args...).Limit(1).All(ctx)
	if err != nil {
		return err
	}
	if len(existing) == 0 {
		t.created++
		_, err := s.create(ctx, im.r, a.id, values, CreateOptions{Publish: a.publish, PublishedAt: a.at})
		return err
	}
	result, err := s.updateByID(ctx, im.r, existing[0].ID, values, UpdateOptions{Publish: a.publish, PublishedAt: a.at})
	if result.Changed {
		t.updated++
	} else {
		t.unchanged++
	}
	return err
}

// resolve turns names into the value of a relation, creating what is missing.
func (im *importing) resolve(ctx context.Context, s *Store, t *tally, field string, names []string) (any, error) {
	r := im.targets[field]
	var ids []string
	for _, name := range names {
		id := t.known[r.c.Name][fold(name)]
		if id == "" {
			var err error
			if id, err = im.add(ctx, s, t, r, field, name); err != nil {
				return nil, err
			}
			t.known[r.c.Name][fold(name)] = id
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	f, _ := im.r.c.Field(field)
	switch {
	case len(ids) == 0:
		return nil, nil
	case f.Many:
		return ids, nil
	}
	return ids[0], nil
}

// add creates a target that has nothing but a name.
func (im *importing) add(ctx context.Context, s *Store, t *tally, r *reach, field, name string) (string, error) {
	display := r.c.DisplayField()
	if display == nil || r.asked.Refused() || r.rows.Organization() != im.r.rows.Organization() {
		return "", fault.InvalidInput(fault.NewProblem(field, fault.ProblemMissing, "value", name))
	}
	value, problems := display.Parse([]string{name}, schema.ParseContext{})
	if len(problems) > 0 {
		return "", fault.InvalidInput(fault.NewProblem(field, problems[0].Code))
	}
	e, err := s.create(ctx, r, model.NewID(model.EntryID), schema.Values{display.Name: value}, CreateOptions{Publish: !r.publish.Refused()})
	if err != nil {
		var refused *fault.Fault
		if errors.As(err, &refused) && len(refused.Problems) > 0 {
			return "", fault.InvalidInput(fault.NewProblem(field, refused.Problems[0].Code, "value", name)).Because(err)
		}
		return "", err
	}
	t.related[r.c.Name]++
	return e.ID, nil
}
