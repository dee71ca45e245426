package content_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/content/sheet"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

func (h *house) exportedFile(scope access.Scope, collection string, format sheet.Format) string {
	h.t.Helper()
	c, _ := h.registry.For("").Get(collection)
	var out bytes.Buffer
	_, err := h.ExportFile(ctx, scope, collection, content.Query{}, content.ExportOptions{Format: format, Append: func(dst []byte, e *content.Entry) []byte {
		dst = fmt.Appendf(dst, `{"id":%q,"status":%q`, e.ID, e.Status)
		return append(c.AppendJSON(dst, e.Raw, e.Show(scope)), '}')
	}}, &out)
	if err != nil {
		h.t.Fatal(err)
	}
	return out.String()
}

func TestWhatWasExportedComesBackWithoutAChange(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		other := h.published(h.ada, "products", schema.Values{"name": `a|b\c, "d"`, "sku": "-1"})
		for i, name := range []string{"=1+1", "+49", "-5", "@me", "'=x", "''", "＝1", "two\nlines", "tab\tin", `"quoted"`, "ünï 🦊", "a;b,c", " x ", "1e5", "TRUE"} {
			h.made(h.ada, "products", schema.Values{
				"name": strings.ReplaceAll(name, "\n", " "), "price": -1.5 * float64(i), "sold": i%2 == 0, "since": "2026-02-28", "seen": "2026-02-28T10:11:12.013Z",
				"colors": []string{"red", "blue"}, "labels": []string{"x|y", `back\slash`, "=z"}, "parts": []string{other.ID}, "cost": 7.0, "sku": name,
			})
		}
		h.published(h.ada, "posts", schema.Values{"title": "Post", "content": "\n=cmd()\n\n\tlines, \"quotes\"\n", "summary": "-"})
		for _, collection := range []string{"products", "posts"} {
			before := h.dump(collection)
			for _, format := range sheet.Formats() {
				text := h.exportedFile(h.ada, collection, format)
				im := h.upload(h.ada, collection, "x."+string(format), text)
				if im.Settings.Key != "id" {
					t.Fatalf("%s: key %q", format, im.Settings.Key)
				}
				p := h.previewed(h.ada, im)
				if p.Total == 0 || p.Counts[content.Unchanged] != p.Total {
					t.Errorf("%s of %s: %v, %v\n%s", format, collection, p.Counts, told(p.Bad), text)
				}
				if done := h.run(h.ada, im); done.Undoable || done.Updated != 0 {
					t.Errorf("%s of %s changed something: %+v", format, collection, done)
				}
			}
			if !slices.Equal(before, h.dump(collection)) {
				t.Errorf("%s is not as it was", collection)
			}
		}
		csv := h.exportedFile(h.ada, "products", sheet.CSV)
		for _, cell := range []string{",'=1+1,", ",'+49,", ",'-5,", ",'@me,", ",''=x,", ",'＝1,", ",-1.5,"} {
			if !strings.Contains(csv, cell) {
				t.Errorf("no %s in\n%s", cell, csv)
			}
		}
	})
}

func TestRowsAreJudgedLikeWrites(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		fixed := h.made(h.ada, "products", schema.Values{"name": "Fixed", "sku": "F", "code": "one", "cost": 5.0})
		foreign, err := h.Create(ctx, h.cy, "products", schema.Values{"name": "Globex", "sku": "G"}, content.CreateOptions{})
		if err != nil {
			t.Fatal(err)
		}
		theirs := h.made(h.bo, "mine", schema.Values{"title": "Bo's own"})
		closed := h.made(h.ada, "notes", schema.Values{"title": "Closed", "stage": "closed"})

		im := h.upload(h.ada, "products", "a.csv", "sku,code,name\nF,two,Fixed\nF2,two,New\n")
		if p := h.previewed(h.ada, im); !slices.Equal(told(p.Bad), []string{"2 code GUARD_IMMUTABLE"}) || p.Counts[content.Created] != 1 {
			t.Errorf("immutable: %v, %v", told(p.Bad), p.Counts)
		}
		// An id of the neighbour is treated as one that nobody has: the row is new.
		for name, id := range map[string]string{"foreign": foreign.ID, "missing": model.NewID(model.EntryID)} {
			im := h.upload(h.ada, "products", "b.csv", "id,name,parts\n"+id+",Mine now,"+id+"\n")
			if p := h.previewed(h.ada, im); !slices.Equal(told(p.Bad), []string{"2 parts missing"}) {
				t.Errorf("%s relation: %v", name, told(p.Bad))
			}
			im = h.upload(h.ada, "products", "b.csv", "id,name\n"+id+",Mine now\n")
			if done := h.run(h.ada, im); done.Created != 1 {
				t.Errorf("%s id: %+v", name, done)
			}
			if _, err := h.Get(ctx, h.ada, "products", id); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s id was taken over: %v", name, err)
			}
		}
		if e, err := h.Get(ctx, h.cy, "products", foreign.ID); err != nil || e.Value("name") != "Globex" {
			t.Errorf("the neighbour's entry: %s, %v", e.Raw, err)
		}
		im = h.upload(h.ada, "mine", "c.csv", "id,title\n"+theirs.ID+",Taken over\n")
		if done := h.run(h.ada, im); done.Created != 1 || done.Updated != 0 {
			t.Errorf("another owner's entry: %+v", done)
		}
		im = h.upload(h.ada, "notes", "d.csv", "id,title\n"+closed.ID+",Changed\n")
		if p := h.previewed(h.ada, im); !slices.Equal(told(p.Bad), []string{"2  ACCESS_CONDITION_FAILED"}) {
			t.Errorf("a rule about the entry: %v", told(p.Bad))
		}
		// Bo sees no costs: the column cannot be chosen for him.
		im = h.upload(h.bo, "products", "e.csv", "sku,cost\nF,9\n")
		if im.Settings.Columns["cost"] != "" {
			t.Errorf("a masked column was guessed: %v", im.Settings.Columns)
		}
		im.Settings.Columns["cost"] = "cost"
		if err := h.SetImport(ctx, h.bo, "products", im.ID, im.Settings); err != nil {
			t.Fatal(err)
		}
		if p, err := h.PreviewImport(ctx, h.bo, "products", im.ID); err != nil || len(p.Problems) != 1 || p.Problems[0].Code != fault.ProblemOption {
			t.Errorf("a masked column: %+v, %v", p.Problems, err)
		}
		if e, _ := h.Get(ctx, h.ada, "products", fixed.ID); e.Value("cost") != 5.0 {
			t.Errorf("the cost is %v", e.Value("cost"))
		}
		// Publishing is a right of its own.
		im = h.upload(h.bo, "notes", "f.csv", "title\nNote\n")
		h.set(h.bo, im, func(s *content.ImportSettings) { s.Publish = content.PublishAll })
		if p := h.previewed(h.bo, im); !slices.Equal(told(p.Bad), []string{"2  ACCESS_ROLE_REQUIRED"}) {
			t.Errorf("publishing: %v", told(p.Bad))
		}
		_, err = h.Upload(ctx, h.visitor, "products", "g.csv", []byte("name\nx\n"))
		mustFail(t, "a visitor", err, fault.CodeUnauthenticated)
		_, err = h.Upload(ctx, h.bo, "countries", "g.csv", []byte("name\nx\n"))
		mustFail(t, "a collection of the installation", err, fault.CodeRoleRequired)
		_, err = h.Import(ctx, h.bo, "products", h.upload(h.ada, "products", "h.csv", "name\nx\n").ID)
		mustFail(t, "somebody else's upload", err, fault.CodeFirewallNotFound)
	})
}

func TestUndoNamesWhatItLeaves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		tag := h.made(h.ada, "tags", schema.Values{"name": "Old"})
		var kept []content.Entry
		for i := range 3 {
			kept = append(kept, h.published(h.ada, "posts", schema.Values{"title": fmt.Sprintf("Post %d", i), "slug": fmt.Sprintf("p-%d", i), "tags": []string{tag.ID}}))
		}
		before := h.dump("posts")
		im := h.upload(h.ada, "posts", "x.csv", "slug,title,tags\np-0,Changed 0,New tag\np-1,Changed 1,Old|New tag\np-2,Changed 2,\nnew-1,New 1,New tag\nnew-2,New 2,\n")
		h.set(h.ada, im, func(s *content.ImportSettings) { s.CreateMissing, s.Publish = true, content.PublishAll })
		done := h.run(h.ada, im)
		if done.Created != 2 || done.Updated != 3 || done.Report.Related["tags"] != 1 {
			t.Fatalf("done %+v", done)
		}
		undone := h.undo(h.ada, im)
		if len(undone.Report.Kept) != 0 || !slices.Equal(before, h.dump("posts")) {
			t.Errorf("not as before: kept %v\n%s\n%s", undone.Report.Kept, strings.Join(before, "\n"), strings.Join(h.dump("posts"), "\n"))
		}
		if n, _, _ := h.Count(ctx, h.ada, "tags", content.Query{}); n != 1 {
			t.Errorf("%d tags are left", n)
		}
		_, err := h.UndoImport(ctx, h.ada, "posts", im.ID)
		mustFail(t, "a second undo", err, fault.CodeWrongState)

		im = h.upload(h.ada, "posts", "x.csv", "slug,title\np-0,Again 0\np-1,Again 1\nnew-1,New 1\nnew-2,New 2\n")
		h.run(h.ada, im)
		if _, err := h.Update(ctx, h.bo, "posts", kept[0].ID, schema.Values{"title": "Bo's"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		page, err := h.List(ctx, h.ada, "posts", content.Query{Filters: []content.Filter{{Field: "slug", Operator: content.Eq, Values: []string{"new-1"}}}})
		if err != nil || len(page.Entries) != 1 {
			t.Fatal(page, err)
		}
		if _, err := h.Update(ctx, h.bo, "posts", page.Entries[0].ID, schema.Values{"title": "Bo's, too"}, content.UpdateOptions{}); err != nil {
			t.Fatal(err)
		}
		undone = h.undo(h.ada, im)
		var reasons []string
		for _, k := range undone.Report.Kept {
			reasons = append(reasons, k.Label+" "+k.Reason)
		}
		if !slices.Equal(reasons, []string{"Bo's changed", "Bo's, too changed"}) {
			t.Errorf("kept %v", reasons)
		}
		if got := h.titles(h.ada, "posts", content.Query{Sort: []schema.SortKey{{Field: "slug"}}}); !slices.Equal(got, []string{"Bo's, too", "Bo's", "Post 1", "Post 2"}) {
			t.Errorf("left %v", got)
		}
	})
}

func TestAnImportRunsOnceAndExpires(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		im := h.upload(h.ada, "products", "x.csv", "name\n"+strings.Repeat("Twice\n", 600))
		answers := make(chan error, 2)
		for range 2 {
			go func() {
				_, err := h.RunImport(ctx, h.ada, "products", im.ID, content.RunOptions{})
				answers <- err
			}()
		}
		for range 2 {
			if err := <-answers; err != nil {
				t.Error(err)
			}
		}
		if n, _, err := h.Count(ctx, h.ada, "products", content.Query{}); err != nil || n != 600 {
			t.Errorf("%d products, %v", n, err)
		}
		old := h.upload(h.ada, "products", "y.csv", "name\nLate\n")
		later := model.At(time.Now().Add(content.UploadFor + time.Hour))
		if n, err := h.PurgeImports(ctx, later); err != nil || n != 1 {
			t.Errorf("purged %d, %v", n, err)
		}
		_, err := h.RunImport(ctx, h.ada, "products", old.ID, content.RunOptions{})
		mustFail(t, "an expired upload", err, fault.CodeFirewallNotFound)
		if list, err := h.Imports(ctx, h.ada, "products"); err != nil || len(list) != 1 || !list[0].Undoable {
			t.Errorf("imports %+v, %v", list, err)
		}
		side := h.ada.Within(access.OrganizationWide())
		if parts, err := db.Select[model.ImportPart](h.DB, side).All(ctx); err != nil || len(parts) != 0 {
			t.Errorf("%d parts of files are left, %v", len(parts), err)
		}
		for name, bad := range map[string]string{"nothing": " \n", "UTF-16": "\xff\xfea\x00", "Latin 1": "name\nM\xfcller\n", "twice": "name,name\nx,y\n", "no JSON": "[1"} {
			_, err := h.Upload(ctx, h.ada, "products", "", []byte(bad))
			mustFail(t, name, err, fault.CodeInvalid)
		}
		im = h.upload(h.ada, "products", "z.csv", "name\nNUL\x00in\n")
		if p := h.previewed(h.ada, im); !slices.Equal(told(p.Bad), []string{"2 name text"}) {
			t.Errorf("NUL: %v", told(p.Bad))
		}
	})
}
