package component

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"gatehouse/views/hx"
)

func draw(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var html strings.Builder
	if err := c.Render(hx.WithNonce(context.Background(), "n0nce"), &html); err != nil {
		t.Fatal(err)
	}
	document, err := goquery.NewDocumentFromReader(strings.NewReader(html.String()))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// inputs draws every kind of input from the same field.
func inputs(f Field) map[string]templ.Component {
	options := []Option{{Value: "a", Label: "A", Chosen: true}, {Value: "b", Label: "B", Detail: "more"}}
	return map[string]templ.Component{
		"Text": Text(f), "Headline": Headline(f), "Textarea": Textarea(f, 3), "Email": Email(f), "URL": URL(f),
		"Password": Password(f, ""), "Code": Code(f), "Number": Number(f, "1", "0", "9"), "Date": Date(f),
		"DateTime": DateTime(f, "Europe/Vienna"), "Slug": Slug(f, "/posts/", "title"), "Tags": Tags(f, []string{"x"}),
		"JSON": JSON(f), "File": File(f, "image/*", true), "Checkbox": Checkbox(f, true), "Switch": Switch(f, false),
		"Select": Select(f, options), "Markdown": Markdown(f, "/preview"),
		"Radios": Radios(f, options), "MultiSelect": MultiSelect(f, options),
		"RelationPicker": RelationPicker(f, Relation{Many: true, Chosen: options, Query: "q", Search: "/c", Ask: "ask", Find: "x", Noun: "authors"}),
	}
}

func TestEveryInputIsLabelledAndDescribed(t *testing.T) {
	f := Field{Name: "values.title", Label: "Title", Help: "Helps.", Problem: "Write a title."}
	for name, input := range inputs(f) {
		d := draw(t, input)
		control := d.Find("#field-values-title")
		if control.Length() != 1 {
			t.Errorf("%s: %d elements carry the field's id", name, control.Length())
			continue
		}
		if control.Is("fieldset") {
			if strings.TrimSpace(control.Find("legend").Text()) != "Title" {
				t.Errorf("%s: no legend", name)
			}
		} else {
			if d.Find(`label[for="field-values-title"]`).Length() != 1 {
				t.Errorf("%s: no label", name)
			}
			if control.AttrOr("aria-invalid", "") != "true" || control.AttrOr("name", "") != "values.title" {
				t.Errorf("%s: aria-invalid or name is missing", name)
			}
		}
		described := strings.Fields(control.AttrOr("aria-describedby", ""))
		if len(described) != 2 {
			t.Errorf("%s: described by %v", name, described)
		}
		for _, id := range described {
			if d.Find("#"+id).Length() != 1 {
				t.Errorf("%s: %s does not exist", name, id)
			}
		}
		d.Find("input[type=checkbox], input[type=radio]").Each(func(_ int, box *goquery.Selection) {
			if d.Find(`label[for="`+box.AttrOr("id", "-")+`"]`).Length() != 1 {
				t.Errorf("%s: a box without label", name)
			}
		})
	}
}

func TestInputsKeepToThePolicy(t *testing.T) {
	for name, input := range inputs(Field{Name: "n", Label: `<b>"&`, Value: `</textarea><script>alert(1)</script>"`}) {
		d := draw(t, input)
		if d.Find("script, [style], [onclick]").Length() > 0 {
			t.Errorf("%s: something the policy forbids, or an injection", name)
		}
		d.Find("*").Each(func(_ int, e *goquery.Selection) {
			for _, a := range e.Get(0).Attr {
				if strings.HasPrefix(a.Key, "hx-") && e.AttrOr("hx-nonce", "") != "n0nce" {
					t.Errorf("%s: %s without nonce", name, a.Key)
				}
			}
		})
	}
}

func TestProblemSummaryLeadsToFields(t *testing.T) {
	if draw(t, ProblemSummary("x", nil)).Find("body *").Length() != 0 {
		t.Error("drawn without problems")
	}
	d := draw(t, ProblemSummary("2 things", []Problem{{Field: "title", Label: "Title", Message: "Write one."}, {Message: "Too late."}}))
	if d.Find(`[role=alert][tabindex="-1"] a[href="#field-title"]`).Length() != 1 {
		t.Error("no focusable alert with a link to the field")
	}
}

func TestTheRest(t *testing.T) {
	moment := time.Date(2026, 10, 2, 9, 0, 5, 0, time.FixedZone("CEST", 7200))
	d := draw(t, templ.Join(
		Time(moment, "4 min ago", ""), Tile("MF", 3, "big"), Who(Person{Name: "Ada Lindqvist"}),
		Status(Scheduled, ""), Chip("status", "draft", "/x", "list"), Menu("m1", Action{Label: "More", Bare: true}),
		asked(), Pages(Pager{Text: "1–2", Newer: "/n", Older: "/o", Part: "list"}), PickCell("f", "id", "1", "Post"),
		Breadcrumb([]Crumb{{"Posts", "/p"}, {"One", ""}}), CopyField("c", "Link", "v"), PostButton("/s", Action{Label: "Sign out"}),
	))
	for what, selector := range map[string]string{
		"time":       `time[datetime="2026-10-02T07:00:05Z"][title*="09:00:05 CEST"]`,
		"tile":       `.tile.big[data-hue="3"][aria-hidden=true]`,
		"chip":       `.chip a[aria-label="Remove filter status: draft"][hx-nonce]`,
		"menu":       `button[popovertarget=m1][title=More] .heard`,
		"dialog":     `dialog[aria-labelledby=d-title] form[method=post][action="/trash"]`,
		"pager":      `nav a[rel=next][hx-get="/o"][href="/o"]`,
		"breadcrumb": `[aria-current=page]`,
		"sign out":   `form[method=post][action="/s"] button[type=submit]`,
	} {
		if d.Find(selector).Length() != 1 {
			t.Errorf("%s: nothing matches %s", what, selector)
		}
	}
}

// asked is a dialog as a page draws it.
func asked() templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		inner := Confirm(Confirmation{Text: "Sure?", Verb: "Move to trash", To: "/trash", Back: "/", Danger: true})
		return Dialog("d", "Move to trash?").Render(templ.WithChildren(ctx, inner), w)
	})
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Museum Feldkirch": "MF", "Ada": "AD", "ada b. lovelace": "AL", "": "?", "Ö": "Ö", "— x": "X"} {
		if got := Initials(name); got != want {
			t.Errorf("%q: %s, want %s", name, got, want)
		}
	}
}

func TestEveryNamedIconExists(t *testing.T) {
	named := regexp.MustCompile(`Icon\("([a-z0-9-]+)"\)|Icon: +"([a-z0-9-]+)"`)
	err := filepath.WalkDir("..", func(path string, entry os.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".templ") {
			return err
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		for _, m := range named.FindAllStringSubmatch(string(content), -1) {
			if _, err := os.Stat("../../static/lib/lucide/icons/" + m[1] + m[2] + ".svg"); err != nil {
				t.Errorf("%s names the icon %s, which is not in static/lib/lucide", path, m[1]+m[2])
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
