package cms_test

import (
	"context"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/db/org"
	"gatehouse/web/webtest"
)

const posts = "/o/acme/content/posts"

// written creates a post and gives its address.
func written(t *testing.T, b *webtest.Browser, values ...string) string {
	t.Helper()
	a := b.Submit(b.Get(posts+"/new"), "#entry", values...)
	if !strings.HasPrefix(a.Address, posts+"/ent_") {
		t.Fatalf("not saved: %d %s %s", a.StatusCode, a.Address, clip(a.Page.Find("main").Text()))
	}
	path, _, _ := strings.Cut(a.Address, "?")
	return path
}

func TestFromFirstWordToTrashAndBack(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	with(t, ada.Get("/o/acme/"), "Write your first post")
	with(t, ada.Get(posts), "No posts yet", "New post")

	entry := written(t, ada, "title", "Autumn programme", "summary", "Nine evenings", "content", "# Light\n\nand *lamps*")
	editor := ada.Get(entry)
	with(t, editor, "Autumn programme", "autumn-programme", "Draft", "All changes saved")
	with(t, ada.Get(posts), "Autumn programme", "/autumn-programme", "1–1 of 1", "Draft")

	expect(t, ada.Still().Submit(editor, "#entry", "title", "Autumn programme 2026", "_do", "publish"), http.StatusSeeOther, entry)
	editor = ada.Get(entry)
	with(t, editor, "Published.", "Live", "Visitors see this since", "Change address", "Save and publish")
	if nothing := editor.Page.Find("#entry button.main"); nothing.Length() > 0 {
		t.Errorf("a live entry without changes asks for %q", clip(nothing.Text()))
	}
	if enter := editor.Page.Find("#entry button[type=submit]").First().AttrOr("value", ""); enter != "save" {
		t.Errorf("Enter in a field presses %q", enter)
	}
	ada.Submit(editor, "#entry", "summary", "Nine evenings of light", "_do", "save")
	with(t, ada.Get(entry), "Live, with changes", "Publish changes", "What visitors see")
	with(t, ada.Get(posts+"?status=changed"), "Autumn programme 2026", "Live, edited")
	with(t, ada.Get("/o/acme/"), "Autumn programme 2026", "Changed lately", "1 not published")

	expect(t, ada.Still().Post(entry+"/publication/removal"), http.StatusSeeOther, entry)
	with(t, ada.Get(entry), "no longer visible")
	with(t, ada.Get(entry+"/trash"), "Move “Autumn programme 2026” to the trash?")
	expect(t, ada.Still().Post(entry+"/trash"), http.StatusSeeOther, posts)
	with(t, ada.Get(posts), "is in the trash", "Undo", "No posts yet")
	with(t, ada.Get(posts+"/trash"), "Autumn programme 2026", "Delete for good")
	trashed := ada.Get(entry)
	with(t, trashed, "This lies in the trash")
	if trashed.Page.Find("#entry textarea").Length() > 0 {
		t.Error("an entry in the trash can be written in")
	}
	expect(t, ada.Still().Post(entry+"/trash/removal"), http.StatusSeeOther, entry)
	with(t, ada.Get(posts), "Autumn programme 2026")
	ada.Post(entry + "/trash")
	with(t, ada.Get(entry+"/removal"), "Delete “Autumn programme 2026” for good?")
	expect(t, ada.Still().Post(entry+"/removal"), http.StatusSeeOther, posts+"/trash")
	expect(t, ada.Get(entry), http.StatusNotFound, "")
}

func TestARefusedFormKeepsEverything(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	form := ada.Get(posts + "/new")
	a := ada.Submit(form, "#entry", "title", "", "summary", strings.Repeat("long ", 40), "content", "kept & safe")
	expect(t, a, http.StatusUnprocessableEntity, "")
	with(t, a, "kept &amp; safe", "Not saved yet", "Use at most 160 characters", `href="#field-title"`, `href="#field-summary"`, "data-unsaved")
	if a.Page.Find("#field-summary").AttrOr("aria-invalid", "") != "true" {
		t.Error("the field does not say that it is wrong")
	}
	with(t, ada.Get(posts), "No posts yet")

	part := ada.Do(http.MethodPost, posts+"/checks/summary", strings.NewReader(url.Values{"summary": {strings.Repeat("x", 170)}}.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"}, "Hx-Request": {"true"}, "Hx-Request-Type": {"partial"},
	})
	with(t, part, `id="slot-summary"`, "Use at most 160 characters")
	without(t, part, "<html")
	written(t, ada, "title", "Taken")
	with(t, ada.Post(posts+"/checks/slug", "slug", "taken"), "is taken already")
	preview := ada.Post(posts+"/preview?field=content", "content", "# Hi\n\nHey <script>x</script> *you*")
	with(t, preview, "<h1>Hi</h1>", "<em>you</em>")
	without(t, preview, "<script>x")
}

func TestTwoPeopleOneEntry(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
	entry := written(t, ada, "title", "Opening hours", "summary", "Daily", "content", "Nine to five")
	adas, bos := ada.Get(entry), bo.Get(entry)

	bo.Submit(bos, "#entry", "summary", "Daily except Monday", "_do", "save")
	ada.Still().Submit(adas, "#entry", "content", "Ten to five", "_do", "save")
	merged := ada.Get(entry)
	with(t, merged, "Ten to five", "Daily except Monday", "Changes of Bo Marsh were kept beside yours: Summary")

	bos = bo.Get(entry)
	ada.Submit(merged, "#entry", "title", "Opening hours in winter", "_do", "save")
	conflict := bo.Submit(bos, "#entry", "title", "Hours, opening", "content", "Eleven to five", "_do", "publish")
	expect(t, conflict, http.StatusConflict, "")
	with(t, conflict, "Opening hours in winter", "Hours, opening", "Ada Lindqvist saved this", "Content", "Publish what I chose")
	with(t, ada.Get(entry), "Ten to five", "Opening hours in winter")

	again := bo.Submit(conflict, "#editor form[data-editor]", "_do", "publish", "_keep.title", "")
	expect(t, again, http.StatusConflict, "")
	with(t, again, "Choose one of the two", "Hours, opening", "Eleven to five")

	expect(t, bo.Still().Submit(again, "#editor form[data-editor]", "_keep.title", "mine", "_mine.title", "Hours in winter", "_do", "save"), http.StatusSeeOther, entry)
	with(t, ada.Get(entry), "Hours in winter", "Eleven to five", "Daily except Monday")
}

func TestTrashedWhileWriting(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
	entry := written(t, bo, "title", "Guided tours")
	bos := bo.Get(entry)
	ada.Post(entry + "/trash")
	a := bo.Submit(bos, "#entry", "summary", "written meanwhile", "_do", "save")
	expect(t, a, http.StatusConflict, "")
	with(t, a, "Moved to the trash meanwhile", "written meanwhile", "Save as new")
	copied := bo.Submit(a, "#entry", "_do", "copy")
	with(t, copied, "written meanwhile", "New post")
	adas := ada.Get(entry + "/revisions")
	expect(t, adas, http.StatusOK, "")
}

func TestListFiltersSearchesSortsAndPages(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	for _, title := range []string{"Alpha stone", "Beta stone", "Gamma leaf"} {
		written(t, ada, "title", title)
	}
	found := ada.Get(posts + "?search=stone")
	with(t, found, "Alpha stone", "Beta stone", "1–2 of 2")
	without(t, found, "Gamma leaf")
	none := ada.Get(posts + "?search=nowhere")
	with(t, none, "Nothing matches", "the text contains “nowhere”", "Clear")

	form := ada.Get(posts + "?_filter=title")
	applied := ada.Submit(form, "form.filter", "_op", "like", "_value", "leaf")
	if applied.Address != posts+"?title.like=leaf" {
		t.Errorf("the filter leads to %s", applied.Address)
	}
	with(t, applied, "Gamma leaf", "contains leaf", "Remove filter Title")
	without(t, applied, "Alpha stone")

	first := ada.Get(posts + "?sort=title&limit=2")
	with(t, first, "Alpha stone", "Beta stone", "1–2 of 3", "Older")
	without(t, first, "Gamma leaf")
	older := first.Page.Find("a[rel=next]").AttrOr("href", "")
	second := ada.Get(older)
	with(t, second, "Gamma leaf", "3–3 of 3", "Newer")
	with(t, s.As(dbtest.Bo).Get(older), "Gamma leaf", "3–3 of 3")

	columns := ada.Submit(first, "form.columns-menu", "_column", "createdBy")
	with(t, columns, "Created by", "Ada Lindqvist")
	if !strings.Contains(columns.Address, "fields=createdBy") {
		t.Errorf("the columns are not in %s", columns.Address)
	}
	wrong := ada.Get(posts + "?nonsense=1")
	expect(t, wrong, http.StatusBadRequest, "")
	with(t, wrong, "nonsense", "Show all")

	part := ada.Do(http.MethodGet, posts+"?search=leaf", nil, http.Header{"Hx-Request": {"true"}, "Hx-Request-Type": {"partial"}})
	with(t, part, `id="list"`, "Gamma leaf")
	without(t, part, "<html", `class="rail"`)
}

func TestManyAtOnce(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	var ids []string
	for range 4 {
		entry := written(t, ada, "title", "Stone")
		ids = append(ids, entry[strings.LastIndex(entry, "/")+1:])
	}
	written(t, ada, "title", "Leaf")
	list := ada.Get(posts)
	data := webtest.Form(list.Page.Find("#bulk"))
	data["id"], data["_do"] = ids[:2], []string{"publish"}
	with(t, ada.Send(posts+"/batch", data), "2 posts published.")

	found := ada.Get(posts + "?search=stone&limit=2")
	all := webtest.Form(found.Page.Find("#bulk"))
	all.Set("_do", "publish")
	all.Set("_all", "true")
	asked := ada.Send(posts+"/batch", all)
	with(t, asked, "Publish 4 posts?", "the text contains “stone”")
	done := ada.Submit(asked, "main form.form")
	with(t, done, "2 posts published, 2 skipped: 2 were so already.")
	if strings.Contains(done.Page.Find("tr:contains(Leaf)").Text(), "Live") {
		t.Error("what did not match was changed")
	}
	with(t, ada.Send(posts+"/batch", url.Values{"_do": {"trash"}}), "Nothing was ticked")
	expect(t, s.As(dbtest.Bo).Send(posts+"/batch", url.Values{"_do": {"trash"}, "id": ids[:1]}), http.StatusForbidden, "")
}

func TestHistoryShowsWordsAndRestores(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	entry := written(t, ada, "title", "Nine evenings of light")
	ada.Submit(ada.Get(entry), "#entry", "title", "Nine nights of light", "_do", "save")
	history := ada.Get(entry + "/revisions")
	with(t, history, "Version 1", "Version 2", "Newest", "Ada Lindqvist")
	revision := ada.Get(entry + "/revisions/2")
	with(t, revision, "<del>evenings </del>", "<ins>nights </ins>")
	old := ada.Get(entry + "/revisions/1?against=now")
	with(t, old, "Restore this version", "<ins>nights </ins>")
	expect(t, ada.Still().Post(entry+"/revisions/1/restoration"), http.StatusSeeOther, entry)
	with(t, ada.Get(entry), "Nine evenings of light", "Version 1 is back")
	expect(t, ada.Get(entry+"/revisions/99"), http.StatusNotFound, "")
	expect(t, ada.Get(entry+"/revisions/x"), http.StatusNotFound, "")
}

func TestASingletonIsItsForm(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	const settings = "/o/acme/content/site-settings"
	a := ada.Get(settings)
	with(t, a, "Site settings", "Not saved yet")
	expect(t, ada.Still().Submit(a, "#entry", "title", "Museum Feldkirch", "_do", "publish"), http.StatusSeeOther, settings)
	with(t, ada.Get(settings), "Museum Feldkirch", "Published.")
	bo := s.As(dbtest.Bo).Get(settings)
	with(t, bo, "Museum Feldkirch", "You can read this, but not change it")
	expect(t, s.As(dbtest.Bo).Post(settings, "title", "x", "_do", "save"), http.StatusForbidden, "")
}

func TestRelationsAreSearchedWithoutScripts(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	author := ada.Submit(ada.Get("/o/acme/content/authors/new"), "#entry", "name", "Vera Winter")
	id := regexp.MustCompile(`ent_\w{26}`).FindString(author.Address)
	asked := ada.Submit(ada.Get(posts+"/new"), "#entry", "title", "Typed already", "_ask.author", "vera", "_find", "author")
	expect(t, asked, http.StatusOK, "")
	with(t, asked, "Typed already", "Vera Winter", id)
	entry := written(t, ada, "title", "By Vera", "author", id)
	with(t, ada.Get(posts), "Vera Winter")
	with(t, ada.Get(entry), "Vera Winter", "checked")
	filtered := ada.Get(posts + "?author.in=" + id)
	with(t, filtered, "By Vera", "Author: <b>Vera Winter</b>")
	with(t, ada.Get("/o/acme/content/posts/candidates/author?_ask.author=ver"), "Vera Winter")
}

func TestAFormComesBackAfterSigningIn(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	entry := written(t, ada, "title", "Before")
	form := webtest.Form(ada.Get(entry).Page.Find("#entry"))
	form.Set("title", "After <b>")
	nobody := s.Browser().Send(entry, form)
	expect(t, nobody, http.StatusUnauthorized, "")
	back := s.Browser()
	page := back.Send(entry, form)
	a := back.Submit(page, "form:has(input[type=password])", "email", "ada@example.com", "password", dbtest.Password)
	expect(t, a, http.StatusOK, "")
	with(t, a, "After &lt;b&gt;", "are back. They are not saved yet", "data-unsaved")
	with(t, ada.Get(entry), "Before")
	expect(t, back.Still().Submit(a, "#entry", "_do", "save"), http.StatusSeeOther, entry)
	with(t, ada.Get(entry), "After &lt;b&gt;")
}

func TestNobodyElsesEntries(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada := s.As(dbtest.Ada)
	entry := written(t, ada, "title", "Acme only")
	id := entry[strings.LastIndex(entry, "/")+1:]
	globex := "/o/globex/content/posts/"
	random := model.NewID(model.EntryID)
	for _, path := range []string{"", "/revisions", "/revisions/1", "/trash", "/removal"} {
		theirs, none := ada.Get(globex+id+path), ada.Get(globex+random+path)
		expect(t, theirs, http.StatusNotFound, "")
		expect(t, none, http.StatusNotFound, "")
		without(t, theirs, "Acme only")
	}
	expect(t, ada.Post(globex+id, "title", "x", "revision", "1"), http.StatusNotFound, "")
	e, err := s.Content.Find(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), "posts", id)
	if err != nil || e.Revision != 1 {
		t.Errorf("the entry changed: %v %v", e.Revision, err)
	}
}

func TestTheRightIsGoneButTheTextIsNot(t *testing.T) {
	s := installed(t, webtest.Options{})
	ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
	entry := written(t, ada, "title", "Opening hours")
	form, fresh := bo.Get(entry), bo.Get(posts+"/new")
	members, err := s.Org.Members(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), org.Filter{})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range members {
		if m.UserID == dbtest.Bo {
			if _, err := s.Org.ChangeRole(context.Background(), s.Scope(dbtest.Ada, dbtest.Acme), m.ID, "member"); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, a := range []webtest.Answer{
		bo.Submit(form, "#entry", "summary", "still here", "_do", "save"),
		bo.Submit(fresh, "#entry", "title", "New", "summary", "still here", "_do", "save"),
	} {
		expect(t, a, http.StatusForbidden, "")
		with(t, a, "You may no longer change this", "still here")
		if a.Page.Find("#entry button[name=_do]").Length() > 0 {
			t.Error("saving is offered")
		}
	}
	read := bo.Get(entry)
	with(t, read, "You can read this, but not change it", "Opening hours")
	without(t, bo.Get(posts), "New post", "Move to the trash")
	expect(t, bo.Get(posts+"/new"), http.StatusForbidden, "")
	expect(t, bo.Post(entry+"/publication"), http.StatusForbidden, "")
}

func TestTheSameScreensInTheOnlyOrganization(t *testing.T) {
	s := installed(t, webtest.Options{Selection: access.Pin(dbtest.Acme, false)})
	ada := s.As(dbtest.Ada)
	a := ada.Submit(ada.Get("/content/posts/new"), "#entry", "title", "Here")
	if !strings.HasPrefix(a.Address, "/content/posts/ent_") {
		t.Fatalf("saved at %s", a.Address)
	}
	without(t, ada.Get("/content/posts"), "/o/acme", "Switch organization")
	form := webtest.Form(a.Page.Find("#entry"))
	form.Set("title", "Back")
	back := s.Browser()
	page := back.Send(a.Address, form)
	with(t, back.Submit(page, "form:has(input[type=password])", "email", "ada@example.com", "password", dbtest.Password), "Back", "are back. They are not saved yet")
}
