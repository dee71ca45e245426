package content

import (
	"context"
	"errors"
	"io/fs"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// ImportMarkdown brings a folder of Markdown files into a collection. A file is
// found again by its slug, so that a second run changes nothing. Authors, tags
// and other targets of relations are found by name or created. A file with a date
// is published with it, unless it says draft: true. Files with mistakes stay out
// and are reported, the rest goes in; with Strict nothing does. The error is about
// the import as a whole: ACCESS_ROLE_REQUIRED, NOT_FOUND, a folder that cannot be
// read.
func (s *Store) ImportMarkdown(ctx context.Context, scope access.Scope, collection string, files fs.FS, o ImportOptions) (ImportReport, error) {
	report := ImportReport{Related: map[string]int{}, Ignored: map[string]int{}}
	shelf, err := s.shelf(scope, collection)
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
		a, wrong := shelf.read(files, name)
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
	c := &carrier{s: s, scope: scope, strict: o.Strict, then: func(a *arrivals, first int64, rows []*landing) {
		report.Related = a.names.made
		for i, l := range rows {
			report.count(articles[int(first)+i], l)
		}
		if o.Progress != nil {
			o.Progress(int(first)+len(rows), len(articles))
		}
	}}
	err = c.carry(ctx, []delivery{{
		collection: collection, rules: ArrivalRules{Key: shelf.slug.Name, CreateMissing: true},
		rows: func(yield func(Arrival) bool) {
			for _, a := range articles {
				if !yield(Arrival{ID: a.id, Line: 1, Values: a.values, Names: a.relations, Publish: a.publish, PublishedAt: a.at}) {
					return
				}
			}
		},
	}})
	if errors.Is(err, errRefused) {
		report.Created, report.Updated, report.Unchanged, report.Related = 0, 0, 0, map[string]int{}
		err = nil
	}
	return report, err
}

// shelf asks whether the scope may import, and where the parts of a file go.
func (s *Store) shelf(scope access.Scope, collection string) (shelf, error) {
	r, err := s.reach(scope, collection, schema.Create)
	if err != nil {
		return shelf{}, err
	}
	for _, needed := range []access.Decision{r.update, r.publish} {
		if err := needed.Fault(); err != nil {
			return shelf{}, err
		}
	}
	return shelfOf(r.c)
}

// count notes what became of a file.
func (r *ImportReport) count(a *article, l *landing) {
	switch l.fate {
	case Created:
		r.Created++
	case Updated:
		r.Updated++
	case Unchanged:
		r.Unchanged++
	case Refused:
		r.Failures = append(r.Failures, a.failures(l.problems)...)
		return
	case Left: // is no fate of files
	}
	r.Notes = append(r.Notes, a.notes...)
	for _, name := range a.ignored {
		r.Ignored[name]++
	}
}
