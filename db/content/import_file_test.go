package content_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// upload keeps a file that must be readable.
func (h *house) upload(scope access.Scope, collection, name, text string) content.Import {
	h.t.Helper()
	im, err := h.Upload(ctx, scope, collection, name, []byte(text))
	if err != nil {
		h.t.Fatalf("upload %s: %v, %+v", name, err, fault.As(err).Problems)
	}
	return im
}

// set changes the settings of an upload.
func (h *house) set(scope access.Scope, im content.Import, change func(*content.ImportSettings)) {
	h.t.Helper()
	change(&im.Settings)
	if err := h.SetImport(ctx, scope, im.Collection, im.ID, im.Settings); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) previewed(scope access.Scope, im content.Import) content.Preview {
	h.t.Helper()
	p, err := h.PreviewImport(ctx, scope, im.Collection, im.ID)
	if err != nil || len(p.Problems) > 0 {
		h.t.Fatalf("preview: %v, %+v", err, p.Problems)
	}
	return p
}

func (h *house) run(scope access.Scope, im content.Import) content.Import {
	h.t.Helper()
	done, err := h.RunImport(ctx, scope, im.Collection, im.ID, content.RunOptions{})
	if err != nil || done.Status != model.ImportDone {
		h.t.Fatalf("run: %s, %v", done.Status, err)
	}
	return done
}

func (h *house) undo(scope access.Scope, im content.Import) content.Import {
	h.t.Helper()
	undone, err := h.UndoImport(ctx, scope, im.Collection, im.ID)
	if err != nil || undone.Status != model.ImportUndone {
		h.t.Fatalf("undo: %s, %v", undone.Status, err)
	}
	return undone
}

// told are the bad rows as "line column code".
func told(bad []content.BadRow) (lines []string) {
	for _, row := range bad {
		for _, p := range row.Problems {
			lines = append(lines, fmt.Sprintf("%d %s %s", row.Line, p.Column, p.Problem.Code))
		}
	}
	return lines
}

func TestTenThousandRowsWithSevenBadOnes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		wheel := h.published(h.ada, "products", schema.Values{"name": "Wheel", "sku": "W-1", "price": 3.5})
		old := h.published(h.ada, "products", schema.Values{"name": "Old name", "sku": "N-17", "stage": "done"})
		h.made(h.ada, "products", schema.Values{"name": "Taken", "sku": "T-1"})
		before := h.dump("products")

		var b strings.Builder
		b.WriteString("\ufeffArticle;name;sku;price;stage;parts;labels\r\n")
		bad := map[int]string{
			500:  `500;"Not a number";N-500;cheap;idea;;`,
			1500: `1500;"Never closed;N-1500;1;idea;;`,
			3333: `3333;"` + strings.Repeat("long", 300) + `";N-3333;1;idea;;`,
			5000: `5000;Twice;N-4999;1;idea;;`,
			6500: `6500;Taken already;T-1;1;idea;;`,
			7777: `7777;Unknown part;N-7777;1;idea;Wheel|Windmill;`,
			9000: `9000;No such stage;N-9000;1;later;;`,
		}
		line, want := 2, []string{}
		columns := map[int]string{500: "price format", 1500: " quoting", 3333: "name too_long", 5000: "sku duplicate",
			6500: "sku taken", 7777: "parts missing", 9000: "stage option"}
		for i := 1; i <= 10_000; i++ {
			switch {
			case bad[i] != "":
				want = append(want, fmt.Sprintf("%d %s", line, columns[i]))
				b.WriteString(bad[i] + "\r\n")
			case i%100 == 1: // a text of two lines, and the line numbers go on from there
				fmt.Fprintf(&b, "%d;\"Part\n%d \"\"new\"\"\";N-%d;%d.5;done;Wheel;a|b\r\n", i, i, i, i%40)
				line++
			default:
				fmt.Fprintf(&b, "%d;Part %d;N-%d;%d;idea;W-1 ;\r\n", i, i, i, i%40)
			}
			line++
		}
		text := strings.ReplaceAll(b.String(), ";W-1 ;", ";Wheel;")
		im := h.upload(h.ada, "products", "parts.csv", text)
		if im.Settings.Key != "sku" || im.Settings.Columns["Article"] != "" || im.Settings.Columns["stage"] != "stage" {
			t.Fatalf("guessed %+v", im.Settings)
		}
		h.set(h.ada, im, func(s *content.ImportSettings) { s.Key = "" })
		p := h.previewed(h.ada, im)
		// Without a key the entry that has N-17 is in the way too.
		if p.Total != 10_000 || p.Counts[content.Refused] != 8 || p.Counts[content.Created] != 9_992 {
			t.Errorf("without a key: %v", p.Counts)
		}
		h.set(h.ada, im, func(s *content.ImportSettings) { s.Key, s.Publish = "id", "no" })
		if p, err := h.PreviewImport(ctx, h.ada, "products", im.ID); err != nil || len(p.Problems) != 2 {
			t.Errorf("bad settings: %+v, %v", p.Problems, err)
		}
		h.set(h.ada, im, func(s *content.ImportSettings) { s.Key, s.Publish = "", content.PublishAll })
		start := time.Now()
		p = h.previewed(h.ada, im)
		t.Logf("preview %v", time.Since(start))

		text = strings.Replace(text, "17;Part 17;N-17;", "17;Part 17;N-x17;", 1)
		im = h.upload(h.ada, "products", "parts.csv", text)
		h.set(h.ada, im, func(s *content.ImportSettings) { s.Key, s.Publish = "", content.PublishAll })
		p = h.previewed(h.ada, im)
		if got := told(p.Bad); !slices.Equal(got, want) || p.Counts[content.Created] != 9_993 {
			t.Errorf("told\n%v, wanted\n%v; %v", got, want, p.Counts)
		}
		if !slices.Equal(h.dump("products"), before) {
			t.Error("a preview wrote")
		}
		_, err := h.RunImport(ctx, h.ada, "products", im.ID, content.RunOptions{Strict: true})
		mustFail(t, "strict", err, fault.CodeInvalid)
		if !slices.Equal(h.dump("products"), before) {
			t.Error("a strict import left something behind")
		}
		start = time.Now()
		done := h.run(h.ada, im)
		t.Logf("import %v", time.Since(start))
		if done.Created != 9_993 || done.Refused != 7 || done.Updated+done.Unchanged != 0 || done.Position != 10_000 {
			t.Errorf("done %+v", done)
		}
		refused, err := h.RefusedRows(ctx, h.ada, "products", im.ID)
		if err != nil || !slices.Equal(told(refused), want) {
			t.Errorf("refused %v, %v", told(refused), err)
		}
		found, err := h.List(ctx, h.visitor, "products", content.Query{Filters: []content.Filter{{Field: "sku", Operator: content.Eq, Values: []string{"N-101"}}}})
		if err != nil || len(found.Entries) != 1 || found.Entries[0].Value("name") != `Part 101 "new"` ||
			!slices.Equal(found.Entries[0].Values().Items("parts"), []string{wheel.ID}) {
			t.Errorf("imported %+v, %v", found.Entries, err)
		}
		if again, err := h.RunImport(ctx, h.ada, "products", im.ID, content.RunOptions{}); err != nil || again.Created != 9_993 {
			t.Errorf("a second run: %+v, %v", again, err)
		}
		start = time.Now()
		undone := h.undo(h.ada, im)
		t.Logf("undo %v", time.Since(start))
		if len(undone.Report.Kept) != 0 || !slices.Equal(h.dump("products"), before) {
			t.Errorf("after undo %d kept; now %d rows, before %d", len(undone.Report.Kept), len(h.dump("products")), len(before))
		}
		_ = old
	})
}
