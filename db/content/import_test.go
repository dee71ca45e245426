package content_test

import (
	"fmt"
	"io/fs"
	"os"
	"slices"
	"testing"
	"testing/fstest"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

func (h *house) imports(files fs.FS, o content.ImportOptions) content.ImportReport {
	h.t.Helper()
	report, err := h.ImportMarkdown(ctx, h.ada, "posts", files, o)
	if err != nil {
		h.t.Fatal(err)
	}
	return report
}

func TestImportMarkdown(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		known := h.published(h.ada, "tags", schema.Values{"name": "Harbour"})
		var progress []int
		first := h.imports(os.DirFS("testdata/posts"), content.ImportOptions{Progress: func(done, total int) { progress = append(progress, done, total) }})
		if first.Created != 5 || first.Updated != 0 || first.Unchanged != 0 || len(first.Failures) != 0 {
			t.Fatalf("first run %+v", first)
		}
		if first.Related["authors"] != 2 || first.Related["tags"] != 2 || first.Ignored["template"] != 1 || !slices.Equal(progress, []int{5, 5}) {
			t.Errorf("first run %+v, progress %v", first, progress)
		}
		if len(first.Notes) != 2 || first.Notes[0].File != "nested/deep/index.md" || first.Notes[0].Line != 5 || first.Notes[1].Line != 4 {
			t.Errorf("notes %+v", first.Notes)
		}
		got := h.titles(h.visitor, "posts", content.Query{Sort: []schema.SortKey{{Field: "publishedAt"}}})
		if !slices.Equal(got, []string{"Deep water", "Tides: a short table", "The lighthouse keeper's notebook"}) {
			t.Errorf("published %v", got)
		}
		if got := h.titles(h.ada, "posts", content.Query{}); got[0] != "Unfinished" {
			t.Errorf("not the newest last: %v", got)
		}
		page, err := h.List(ctx, h.visitor, "posts", content.Query{Filters: []content.Filter{{Field: "slug", Values: []string{"lighthouse"}}}})
		if err != nil || len(page.Entries) != 1 {
			t.Fatal(page, err)
		}
		e := page.Entries[0]
		related, err := h.Related(ctx, h.visitor, "posts", page.Entries, nil)
		if err != nil || related[e.Values().Text("author")].Label != "Marta Quill" || related[known.ID].Label != "Harbour" {
			t.Errorf("related %v, %v", related, err)
		}
		if e.PublishedAt.String() != "2021-03-04T00:00:00.000Z" || e.Value("content") != "# Evening\n\nThe lamp is lit at *dusk*, never later." {
			t.Errorf("imported %s at %s", e.Raw, e.PublishedAt)
		}
		if got := h.titles(h.visitor, "posts", content.Query{Search: "dusk"}); len(got) != 1 {
			t.Errorf("search finds %v", got)
		}

		second := h.imports(os.DirFS("testdata/posts"), content.ImportOptions{})
		if second.Created != 0 || second.Updated != 0 || second.Unchanged != 5 || len(second.Related) != 0 {
			t.Errorf("second run %+v", second)
		}
		third := h.imports(fstest.MapFS{"lighthouse.md": {Data: []byte("---\ntitle: Renamed\ndate: 2021-03-05\n---\nNew.\n")}}, content.ImportOptions{})
		if third.Updated != 1 {
			t.Errorf("third run %+v", third)
		}
		if e, err = h.Get(ctx, h.visitor, "posts", e.ID); err != nil || e.Value("title") != "Renamed" || e.PublishedAt.String() != "2021-03-05T00:00:00.000Z" {
			t.Errorf("after the third run %s, %v", e.Raw, err)
		}
		_, err = h.ImportMarkdown(ctx, h.visitor, "posts", os.DirFS("testdata/posts"), content.ImportOptions{})
		mustFail(t, "a visitor", err, fault.CodeUnauthenticated)
		_, err = h.ImportMarkdown(ctx, h.ada, "posts", os.DirFS("testdata/none"), content.ImportOptions{})
		if err == nil {
			t.Error("a folder that is not there was imported")
		}
	})
}

func TestImportReportsBadFiles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		strict := h.imports(os.DirFS("testdata/bad"), content.ImportOptions{Strict: true})
		if strict.Created != 0 || len(strict.Failures) != 4 {
			t.Errorf("strict %+v", strict)
		}
		if n, _, err := h.Count(ctx, h.ada, "posts", content.Query{}); err != nil || n != 0 {
			t.Errorf("strict left %d, %v", n, err)
		}
		report := h.imports(os.DirFS("testdata/bad"), content.ImportOptions{})
		var got []string
		for _, f := range report.Failures {
			got = append(got, fmt.Sprintf("%s:%d", f.File, f.Line))
		}
		slices.Sort(got)
		if want := []string{"author.md:3", "date.md:3", "plain.md:1", "title.md:1", "yaml.md:3"}; report.Created != 1 || !slices.Equal(got, want) {
			t.Errorf("created %d, failures %+v", report.Created, report.Failures)
		}
		if n, _, err := h.Count(ctx, h.ada, "authors", content.Query{}); err != nil || n != 0 {
			t.Errorf("%d authors of files that stayed out, %v", n, err)
		}
		same := h.imports(fstest.MapFS{
			"a.md": {Data: []byte("---\ntitle: A\n---\n")}, "b/a.md": {Data: []byte("---\ntitle: B\n---\n")}, "✓.md": {Data: []byte("---\ntitle: C\n---\n")},
		}, content.ImportOptions{})
		if same.Created != 1 || len(same.Failures) != 2 {
			t.Errorf("same slug %+v", same)
		}
	})
}
