package content_test

import (
	"context"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

func museum(t testing.TB) string {
	t.Helper()
	data, err := os.ReadFile("testdata/wordpress/museum.xml")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func (h *house) wordpress(file string, o content.WordPressOptions) content.Account {
	h.t.Helper()
	account, err := h.ImportWordPress(ctx, h.ada, strings.NewReader(file), o)
	if err != nil {
		h.t.Fatal(err)
	}
	return account
}

// everything is the dump of the collections that an export goes into.
func (h *house) everything() (lines []string) {
	for _, collection := range []string{"posts", "pages", "authors", "tags"} {
		lines = append(lines, h.dump(collection)...)
	}
	return lines
}

// counted is the line of the account about an item, by its ID in WordPress or by
// type and name.
func counted(t testing.TB, a content.Account, id string) content.Counted {
	t.Helper()
	at := slices.IndexFunc(a.Items, func(c content.Counted) bool { return c.ID == id || c.ID == "" && c.Type+" "+c.Name == id })
	if at < 0 {
		t.Fatalf("nothing is said of %s", id)
	}
	return a.Items[at]
}

func codes(c content.Counted) string {
	var all []string
	for _, r := range c.Remarks {
		all = append(all, r.Code)
	}
	return strings.Join(all, " ")
}

func TestWordPressIsAccountedFor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		before := h.everything()
		dry := h.wordpress(museum(t), content.WordPressOptions{DryRun: true})
		if after := h.everything(); !slices.Equal(before, after) {
			t.Fatal("a dry run wrote something")
		}
		if list, err := h.Imports(ctx, h.ada, "posts"); err != nil || len(list) != 0 {
			t.Fatalf("a dry run left %v, %v", list, err)
		}
		a := h.wordpress(museum(t), content.WordPressOptions{})
		if len(a.Items) != 33 || a.Counts[content.Created] != 22 || a.Counts[content.Left] != 11 || len(a.Counts) != 2 || a.Site != "Harbour Museum" {
			t.Fatalf("%v of %d", a.Counts, len(a.Items))
		}
		for n, c := range a.Items {
			if other := dry.Items[n]; c.Fate != other.Fate || codes(c) != codes(other) || c.Slug != other.Slug {
				t.Errorf("foreseen %+v, became %+v", other, c)
			}
			if (c.Fate == content.Left) != (c.Reason != nil) || (c.Fate == content.Created) != (c.Entry != "") {
				t.Errorf("%+v", c)
			}
		}
		for id, want := range map[string]string{ // collection/slug, whether it is live, remarks
			"author Marta Quill":    "authors/marta-quill ",
			"author bo":             "authors/bo ",
			"category News":         "tags/news category-is-tag",
			"category Harbour life": "tags/harbour-life category-is-tag details-dropped level-dropped",
			"post_tag Tide":         "tags/tide ",
			"1":                     "posts/opening-hours live was-format was-sticky picture-dropped comments-dropped fields-dropped",
			"2":                     "posts/written-in-blocks live blocks-dropped",
			"3":                     "posts/untitled-3 title-made slug-made",
			"4":                     "posts/regatta was-scheduled",
			"5":                     "posts/keys was-private",
			"6":                     "posts/to-be-read was-pending",
			"7":                     "posts/members-evening was-password",
			"10":                    "posts/opening-hours-2 live slug-doubled",
			"11":                    "posts/vokrug live slug-changed",
			"12":                    "posts/post-12 live slug-changed",
			"13":                    "posts/hostile live form-dropped frame-linked link-dropped script-dropped shortcodes-kept summary-shortened",
			"14":                    "posts/a-name-that-does-not-end live title-shortened",
			"15":                    "pages/about live author-dropped",
			"16":                    "pages/team live author-dropped order-dropped",
			"17":                    "pages/left live author-dropped parent-cycle",
			"18":                    "pages/right live author-dropped",
			"19":                    "pages/orphan live author-dropped parent-missing",
		} {
			c := counted(t, a, id)
			live := ""
			if c.Published {
				live = "live "
			}
			if got := c.Collection + "/" + c.Slug + " " + live + codes(c); c.Fate != content.Created || got != want {
				t.Errorf("%s: %s, %s, want %s", id, c.Fate, got, want)
			}
		}
		for id, want := range map[string]string{
			"category Uncategorized": wordpress.IsDefault, "post_tag News": wordpress.IsSame, "nav_menu Main": wordpress.IsMenu, "8": wordpress.IsTrash,
			"9": wordpress.IsBeginning, "20": wordpress.IsMedia, "21": wordpress.IsMedia, "30": wordpress.IsMenu, "31": wordpress.IsRevision,
			"32": wordpress.NoCollection, "40": wordpress.IsReusable,
		} {
			if c := counted(t, a, id); c.Fate != content.Left || c.Reason == nil || c.Reason.Code != want {
				t.Errorf("%s: %+v", id, c)
			}
		}
		for _, c := range a.Items {
			if strings.Contains(c.Name, "@") || strings.Contains(c.Slug, "example-org") {
				t.Errorf("an address is told: %+v", c)
			}
		}
	})
}

func TestWordPressBecomesEntries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		bo := h.published(h.ada, "authors", schema.Values{"name": "Bo", "slug": "the-editor"})
		a := h.wordpress(museum(t), content.WordPressOptions{})
		if c := counted(t, a, "author bo"); c.Fate != content.Unchanged || c.Entry != bo.ID || codes(c) != wordpress.FoundByName {
			t.Errorf("who was there: %+v", c)
		}
		get := func(id string) content.Entry {
			c := counted(t, a, id)
			e, err := h.Get(ctx, h.ada, c.Collection, c.Entry)
			if err != nil {
				t.Fatal(id, err)
			}
			return e
		}
		first := get("1")
		if first.CreatedAt.String() != "2021-03-04T08:00:00.000Z" || first.PublishedAt != first.CreatedAt || first.Status != model.Published ||
			first.Value("title") != "Opening hours & tides" || first.Value("summary") != "When the doors open." {
			t.Errorf("%s created %s, published %s: %s", first.Status, first.CreatedAt, first.PublishedAt, first.Raw)
		}
		want := []string{counted(t, a, "category News").Entry, counted(t, a, "post_tag Tide").Entry}
		if tags, ok := first.Value("tags").([]string); !ok || !slices.Equal(tags, want) {
			t.Errorf("tags %v", tags)
		}
		if get("2").Value("author") != bo.ID || first.Value("author") != counted(t, a, "author Marta Quill").Entry {
			t.Error("authors are lost")
		}
		if tags, ok := get("2").Value("tags").([]string); !ok || len(tags) != 2 { // the tag News is the category News
			t.Errorf("tags %v", tags)
		}
		if draft := get("4"); draft.Status != model.Draft || draft.CreatedAt.String() > "2099" || !draft.PublishedAt.IsZero() {
			t.Errorf("what was to come is %s of %s", draft.Status, draft.CreatedAt)
		}
		if get("7").Status != model.Draft || get("5").Status != model.Draft {
			t.Error("what was protected is public")
		}
		long := get("14").Values().Text("title")
		if title := long; len([]rune(title)) > 200 || !strings.HasSuffix(title, "…") {
			t.Errorf("title %q", title)
		}
		if get("16").Value("parent") != get("15").ID || get("17").Value("parent") != nil || get("18").Value("parent") != get("17").ID || get("19").Value("parent") != nil {
			t.Error("pages do not lie where they lay")
		}
		if content := get("13").Values().Text("content"); strings.Contains(content, "alert") || !strings.Contains(content, "<https://www.youtube.com/watch?v=abc123>") {
			t.Errorf("content %s", content)
		}
		live := h.titles(h.visitor, "posts", content.Query{Sort: []schema.SortKey{{Field: "publishedAt"}}})
		if want = []string{"Opening hours & tides", "Written in blocks", "Opening hours again", "Вокруг маяка", "海の話", "Hostile", long}; !slices.Equal(live, want) {
			t.Errorf("visitors see %q", live)
		}
		if got := h.titles(h.visitor, "posts", content.Query{Search: "fleet"}); !slices.Equal(got, []string{"Written in blocks"}) {
			t.Errorf("search finds %q", got)
		}
	})
}

func TestWordPressAgainAndBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.published(h.ada, "tags", schema.Values{"name": "Tide"})
		about := h.published(h.ada, "pages", schema.Values{"title": "About us", "slug": "about", "content": "Mine."})
		before := h.everything()
		first := h.wordpress(museum(t), content.WordPressOptions{Name: "museum.xml"})
		if c := counted(t, first, "15"); c.Fate != content.Updated || c.Entry != about.ID {
			t.Errorf("what had the address: %+v", c)
		}
		between := h.everything()
		second := h.wordpress(museum(t), content.WordPressOptions{})
		if second.Counts[content.Unchanged] != 22 || second.Counts[content.Left] != 11 || len(second.Counts) != 2 {
			t.Errorf("second run %v", second.Counts)
		}
		if !slices.Equal(between, h.everything()) {
			t.Error("a second run changed something")
		}
		im, err := h.Import(ctx, h.ada, "posts", first.Import)
		if err != nil || im.Format != content.WordPress || im.Name != "museum.xml" || im.Created != 20 || im.Updated != 1 || !im.Undoable || len(im.Report.Account.Items) != 33 {
			t.Fatalf("%+v, %v", im, err)
		}
		undone := h.undo(h.ada, im)
		if len(undone.Report.Kept) != 0 || undone.Report.Account == nil {
			t.Errorf("kept %v", undone.Report.Kept)
		}
		if after := h.everything(); !slices.Equal(before, after) {
			t.Errorf("undone, but\n%s\nis not\n%s", strings.Join(after, "\n"), strings.Join(before, "\n"))
		}
	})
}

func TestWordPressThroughAnUpload(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		im := h.upload(h.bo, "pages", "export.xml", museum(t))
		p := h.previewed(h.bo, im)
		if p.Account == nil || p.Account.Counts[content.Created] != 22 || p.Total != 33 {
			t.Fatalf("%+v", p)
		}
		done := h.run(h.bo, im)
		if done.Report.Account == nil || done.Report.Account.Counts[content.Created] != 22 || done.Created != 22 {
			t.Errorf("%+v", done)
		}
		h.undo(h.bo, done)
		if lines := h.everything(); len(lines) != 0 {
			t.Errorf("left behind %v", lines)
		}
		for _, bad := range []struct{ file, line, code string }{
			{"<html></html>", "1", wordpress.NotWordPress},
			{strings.Replace(museum(t), "</item>", "</itm>", 1), "88", wordpress.NotXML},
		} {
			_, err := h.Upload(ctx, h.ada, "posts", "x.xml", []byte(bad.file))
			problem(t, bad.code, err, "file", fault.ProblemWordPress)
			if got := fault.As(err).Problems[0].Params; got["code"] != bad.code || got["line"] != bad.line {
				t.Errorf("%v", got)
			}
		}
	})
}

func TestWordPressStaysInItsOrganization(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.published(h.cy, "tags", schema.Values{"name": "Tide"})
		h.published(h.cy, "posts", schema.Values{"title": "Opening hours", "slug": "opening-hours"})
		theirs := func() []string {
			return slices.Concat(h.titles(h.cy, "posts", content.Query{}), h.titles(h.cy, "pages", content.Query{}), h.titles(h.cy, "authors", content.Query{}), h.titles(h.cy, "tags", content.Query{}))
		}
		before := theirs()
		a := h.wordpress(museum(t), content.WordPressOptions{})
		if a.Counts[content.Created] != 22 || !slices.Equal(theirs(), before) {
			t.Errorf("%v; the neighbour has %v, had %v", a.Counts, theirs(), before)
		}
		if _, err := h.Import(ctx, h.cy, "posts", a.Import); !fault.Is(err, fault.NotFound) {
			t.Errorf("the neighbour sees the import: %v", err)
		}
	})
}

func TestWordPressAsksEveryCollectionFirst(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.ImportWordPress(ctx, h.visitor, strings.NewReader(museum(t)), content.WordPressOptions{})
		mustFail(t, "a visitor", err, fault.CodeUnauthenticated)
		guarded := h.modelled("[admin+]")
		_, err = guarded.ImportWordPress(ctx, h.bo, strings.NewReader(museum(t)), content.WordPressOptions{})
		mustFail(t, "who may not write pages", err, fault.CodeRoleRequired)
		if got := fault.As(err).Params["collection"]; got != "pages" {
			t.Errorf("the collection is %q", got)
		}
		if lines := h.everything(); len(lines) != 0 {
			t.Errorf("and yet %v", lines)
		}
	})
}

// modelled is a store with a model of its own: categories in a collection with
// levels, exhibits, and pages that only some may write.
func (h *house) modelled(pages string) *content.Store {
	h.t.Helper()
	const rules = "access: {list: {roles: [PUBLIC]}, get: {roles: [PUBLIC]}, preview: {roles: [member+]}, create: {roles: ROLE}, update: {roles: ROLE}, publish: {roles: ROLE}, delete: {roles: ROLE}}"
	model := `
posts:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    slug: {type: slug, from: title, unique: true}
    text: {type: markdown}
    writer: {type: text}
    author: {type: text}
    categories: {type: relation, to: categories, many: true}
  EDITORS
pages:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    slug: {type: slug, from: title, unique: true}
    text: {type: markdown}
  PAGES
exhibits:
  display: title
  firewall: organization
  fields:
    title: {type: text, required: true}
    slug: {type: slug, from: title, unique: true}
    text: {type: markdown}
  EDITORS
categories:
  display: name
  firewall: organization
  fields:
    name: {type: text, required: true}
    slug: {type: slug, from: name, unique: true}
    description: {type: textarea}
    parent: {type: relation, to: categories}
  EDITORS
`
	model = strings.ReplaceAll(model, "EDITORS", strings.ReplaceAll(rules, "ROLE", "[editor+]"))
	model = strings.ReplaceAll(model, "PAGES", strings.ReplaceAll(rules, "ROLE", pages))
	registry := schema.NewRegistry(dbtest.Collections(h.t, model))
	ensure(h.t, h.World, registry)
	return content.New(h.DB, registry, content.Options{Key: []byte("key")})
}

func TestWordPressFollowsTheModel(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		s := h.modelled("[editor+]")
		a, err := s.ImportWordPress(ctx, h.bo, strings.NewReader(museum(t)), content.WordPressOptions{})
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]string{
			"author Marta Quill": "left ", "category Harbour life": "created ", "post_tag Tide": "left ", "32": "created author-dropped",
			"1": "created was-format terms-dropped summary-dropped was-sticky picture-dropped comments-dropped fields-dropped", "16": "created author-dropped order-dropped parent-dropped",
		} {
			got := strings.Fields(codes(counted(t, a, id)))
			slices.Sort(got)
			wanted := strings.Fields(want)
			slices.Sort(wanted[1:])
			if c := counted(t, a, id); string(c.Fate) != wanted[0] || !slices.Equal(got, wanted[1:]) {
				t.Errorf("%s: %s %v, want %s", id, c.Fate, got, want)
			}
		}
		life, err := s.Get(ctx, h.bo, "categories", counted(t, a, "category Harbour life").Entry)
		if err != nil || life.Value("parent") != counted(t, a, "category News").Entry || life.Value("description") != "All of it." {
			t.Errorf("%s, %v", life.Raw, err)
		}
		first, err := s.Get(ctx, h.bo, "posts", counted(t, a, "1").Entry)
		if err != nil || first.Value("author") != "Marta Quill" {
			t.Errorf("%s, %v", first.Raw, err)
		}
		again, err := s.ImportWordPress(ctx, h.bo, strings.NewReader(museum(t)), content.WordPressOptions{})
		if err != nil || again.Counts[content.Created]+again.Counts[content.Updated] != 0 {
			t.Errorf("second run %v, %v", again.Counts, err)
		}
	})
}

func TestWordPressMistakes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.ImportWordPress(ctx, h.ada, strings.NewReader("<rss>"), content.WordPressOptions{})
		var m *wordpress.Mistake
		if !errors.As(err, &m) || m.Code != wordpress.NotXML {
			t.Errorf("%v", err)
		}
		long := strings.Replace(museum(t), "Long.", strings.Repeat("long ", 120_000), 1)
		strict := h.wordpress(long, content.WordPressOptions{Strict: true})
		if !strict.Abandoned || strict.Counts[content.Refused] != 1 || len(h.everything()) != 0 {
			t.Errorf("strict: %v, abandoned %v", strict.Counts, strict.Abandoned)
		}
		rest := h.wordpress(long, content.WordPressOptions{})
		c := counted(t, rest, "14")
		if rest.Counts[content.Created] != 21 || c.Fate != content.Refused || len(c.Problems) != 1 || c.Problems[0].Field != "content" || c.Problems[0].Code != fault.ProblemTooLong {
			t.Errorf("%v, %+v", rest.Counts, c)
		}
	})
}

// An import that was interrupted goes on where it was, though everything before
// is there by then.
func TestWordPressGoesOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var b strings.Builder
		b.WriteString(museum(t)[:strings.Index(museum(t), "\t<item>")])
		for n := range 600 {
			b.WriteString("<item><title>Post " + strings.Repeat("i", n%7) + "</title><wp:post_id>" + string(rune('a'+n%26)) + "</wp:post_id><wp:status>publish</wp:status><wp:post_type>post</wp:post_type></item>\n")
		}
		b.WriteString("</channel></rss>")
		im := h.upload(h.ada, "posts", "export.xml", b.String())
		until, fails := context.WithCancel(ctx)
		defer fails()
		_, err := h.RunImport(until, h.ada, "posts", im.ID, content.RunOptions{Progress: func(done int64) {
			if done > 250 {
				fails()
			}
		}})
		if err == nil {
			t.Fatal("the run was not cut off")
		}
		side := h.ada.Within(access.OrganizationWide())
		if _, err := db.Update[model.Import](h.DB, side).Set("touched_at = ?", h.DB.Now().Add(-time.Hour)).Where("?TableAlias.id = ?", im.ID).Do(ctx); err != nil {
			t.Fatal(err)
		}
		if half, err := h.Import(ctx, h.ada, "posts", im.ID); err != nil || !half.Interrupted || half.Position == 0 || half.Position == 605 {
			t.Fatalf("%+v, %v", half, err)
		}
		done := h.run(h.ada, im)
		if done.Created != 605 || done.Report.Account.Counts[content.Created] != 605 || done.Refused != 0 {
			t.Errorf("%+v, %v", done, done.Report.Account.Counts)
		}
		h.undo(h.ada, done)
		if lines := h.everything(); len(lines) != 0 {
			t.Errorf("%d lines are left", len(lines))
		}
	})
}
