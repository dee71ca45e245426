package wordpress_test

import (
	"bytes"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"gatehouse/db/content/wordpress"
)

func museum(t *testing.T) *wordpress.Export {
	t.Helper()
	f, err := os.Open("../testdata/wordpress/museum.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	x, err := wordpress.Read(f)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func byID(t *testing.T, x *wordpress.Export, id string) *wordpress.Item {
	t.Helper()
	at := slices.IndexFunc(x.Items, func(i wordpress.Item) bool { return i.ID == id })
	if at < 0 {
		t.Fatalf("no item %s", id)
	}
	return &x.Items[at]
}

func TestRead(t *testing.T) {
	x := museum(t)
	if x.Version != "1.2" || x.Title != "Harbour Museum" || x.URL != "https://museum.example" || x.Repaired != 0 {
		t.Errorf("channel %q %q %q", x.Version, x.Title, x.URL)
	}
	if len(x.Authors) != 2 || x.Authors[0].Name != "Marta Quill" || x.Authors[1].Login != "bo@example.org" || x.Authors[1].Name != "bo" {
		t.Errorf("authors %+v", x.Authors)
	}
	var terms []string
	for _, term := range x.Terms {
		terms = append(terms, term.Domain+":"+term.Slug+"<"+term.Parent)
	}
	if want := []string{"category:news<", "category:harbour-life<news", "category:uncategorized<", "post_tag:tide<", "post_tag:news<", "nav_menu:main<"}; !slices.Equal(terms, want) {
		t.Errorf("terms %v", terms)
	}
	first := byID(t, x, "1")
	if first.Title != "Opening hours & tides" || first.Slug != "opening-hours" || !first.Sticky || first.Comments != 2 || first.Hidden != 2 ||
		!slices.Equal(first.Fields, []string{"rating"}) || first.Picture != "20" || len(first.Terms) != 3 || first.Line != 28 {
		t.Errorf("first %+v", first)
	}
	if got := byID(t, x, "11").Slug; got != "вокруг" {
		t.Errorf("slug %q", got)
	}
	if !byID(t, x, "7").Protected || byID(t, x, "16").Parent != "15" || byID(t, x, "16").Order != 3 {
		t.Error("password, parent or order is lost")
	}
	if a, ok := x.Attachment("21"); !ok || a.File != "https://museum.example/files/heron.jpg" {
		t.Errorf("attachment %+v", a)
	}
}

func TestDates(t *testing.T) {
	x := museum(t)
	for id, want := range map[string]string{
		"1": "2021-03-04T08:00:00Z",
		"3": "2022-01-01T09:00:00Z", // in the site's time, an hour before UTC as the others show
	} {
		if i := byID(t, x, id); i.Date.Format("2006-01-02T15:04:05Z07:00") != want || i.Zoneless != (id == "3") {
			t.Errorf("%s: %s, zoneless %v", id, i.Date, i.Zoneless)
		}
	}
	x = read(t, item(`<pubDate>Tue, 02 Jan 2007 10:00:00 +0100</pubDate>`)+item(`<wp:post_date>0000-00-00 00:00:00</wp:post_date><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>`)+
		item(`<wp:post_date>2007-05-01 10:00:00</wp:post_date>`))
	if got := x.Items[0].Date.String(); got != "2007-01-02 09:00:00 +0000 UTC" {
		t.Errorf("pubDate %s", got)
	}
	if !x.Items[1].Date.IsZero() {
		t.Errorf("no date is %s", x.Items[1].Date)
	}
	if got := x.Items[2]; got.Date.Hour() != 10 || !got.Zoneless {
		t.Errorf("without any zone %s", got.Date)
	}
}

const head = `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:excerpt="http://wordpress.org/export/1.0/excerpt/" xmlns:wp="http://wordpress.org/export/1.0/"><channel><wp:wxr_version>1.0</wp:wxr_version>`

func item(inside string) string { return "\n<item>" + inside + "</item>" }

func file(inside string) string { return head + inside + "</channel></rss>\n" }

func read(t *testing.T, inside string) *wordpress.Export {
	t.Helper()
	x, err := wordpress.Read(strings.NewReader(file(inside)))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestOlderFormats(t *testing.T) {
	x := read(t, item(`<title>A</title><category><![CDATA[News]]></category><category domain="category" nicename="news"><![CDATA[News]]></category><category domain="tag" nicename="x"><![CDATA[X]]></category>`))
	got := x.Items[0]
	if got.Type != "post" || len(got.Terms) != 2 || got.Terms[0] != (wordpress.Label{Domain: "category", Slug: "news", Name: "News"}) || got.Terms[1].Domain != "post_tag" {
		t.Errorf("%+v", got)
	}
	undeclared := `<rss><channel><wp:wxr_version>1.1</wp:wxr_version><item><wp:post_id>4</wp:post_id><content:encoded>x</content:encoded></item></channel></rss>`
	if x, err := wordpress.Read(strings.NewReader(undeclared)); err != nil || x.Version != "1.1" || x.Items[0].ID != "4" || x.Items[0].Content != "x" {
		t.Errorf("prefixes without namespace: %+v, %v", x, err)
	}
}

func TestSplitSections(t *testing.T) {
	x := read(t, item(`<content:encoded><![CDATA[a ]]]]><![CDATA[> b]]> &amp; &nbsp;c</content:encoded>`))
	if got := x.Items[0].Content; got != "a ]]> b & \u00a0c" {
		t.Errorf("%q", got)
	}
}

func TestForbiddenCharacters(t *testing.T) {
	source := file(item("\n<title>a\x0bb\xffc</title>"))
	for name, r := range map[string]io.Reader{"whole": strings.NewReader(source), "byte by byte": iotest.OneByteReader(strings.NewReader(source))} {
		x, err := wordpress.Read(r)
		if err != nil || x.Items[0].Title != "ab\ufffdc" || x.Repaired != 2 || x.Line != 3 {
			t.Errorf("%s: %+v, %v", name, x, err)
		}
	}
}

func TestEncodings(t *testing.T) {
	latin, err := charmap.ISO8859_1.NewEncoder().String(strings.Replace(file(item("<title>Café</title>")), "UTF-8", "ISO-8859-1", 1))
	if err != nil {
		t.Fatal(err)
	}
	wide, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(strings.Replace(file(item("<title>Café</title>")), "UTF-8", "UTF-16", 1))
	if err != nil {
		t.Fatal(err)
	}
	for name, source := range map[string]string{"latin": latin, "utf-16": wide, "mark": "\xef\xbb\xbf" + file(item("<title>Café</title>"))} {
		if x, err := wordpress.Read(strings.NewReader(source)); err != nil || x.Items[0].Title != "Café" {
			t.Errorf("%s: %+v, %v", name, x, err)
		}
	}
}

func TestMistakes(t *testing.T) {
	for name, c := range map[string]struct {
		source string
		line   int
		code   string
	}{
		"nothing":       {"", 1, wordpress.NotWordPress},
		"text":          {"hello", 1, wordpress.NotWordPress},
		"another":       {"<html><body/></html>", 1, wordpress.NotWordPress},
		"a feed":        {"<rss><channel><item/></channel></rss>", 1, wordpress.NotWordPress},
		"unclosed":      {head + "\n\n<item>\n<title>x</item>", 4, wordpress.NotXML},
		"cut off":       {head + "\n<item><title>x", 2, wordpress.NotXML},
		"entity":        {file(item("&nobody;")), 2, wordpress.NotXML},
		"document type": {"<?xml version=\"1.0\"?>\n<!DOCTYPE r [<!ENTITY a \"aaaa\">]>\n<rss/>", 2, wordpress.DocumentType},
		"deep":          {file("\n" + strings.Repeat("<a>", 40)), 2, wordpress.TooDeep},
		"wide":          {file("\n<item>" + strings.Repeat("<a/>", 30_000) + "</item>"), 2, wordpress.TooMany},
		"coding":        {`<?xml version="1.0" encoding="klingon"?><rss/>`, 1, wordpress.UnknownCoding},
		"version":       {strings.Replace(file(""), "n>1.0<", "n>\n2.0<", 1), 1, wordpress.UnknownFormat},
	} {
		_, err := wordpress.Read(strings.NewReader(c.source))
		var m *wordpress.Mistake
		if !errors.As(err, &m) || m.Code != c.code || m.Line != c.line {
			t.Errorf("%s: %#v, %v", name, m, err)
		}
	}
}

func TestTooLarge(t *testing.T) {
	endless := io.MultiReader(strings.NewReader(head), repeat("<item></item>\n"))
	_, err := wordpress.Read(endless)
	var m *wordpress.Mistake
	if !errors.As(err, &m) || m.Code != wordpress.TooLarge && m.Code != wordpress.TooMany {
		t.Errorf("%v", err)
	}
	_, err = wordpress.Read(io.MultiReader(strings.NewReader(head+"<item><title>"), repeat(strings.Repeat("x", 4096))))
	if !errors.As(err, &m) || m.Code != wordpress.TooLarge {
		t.Errorf("%v", err)
	}
}

type repeat string

func (r repeat) Read(p []byte) (int, error) { return copy(p, r), nil }

func TestReaderFails(t *testing.T) {
	broken := errors.New("the wire is cut")
	_, err := wordpress.Read(io.MultiReader(bytes.NewReader([]byte(head)), iotest.ErrReader(broken)))
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}

func TestPlain(t *testing.T) {
	for source, want := range map[string]string{
		"a <em>b</em>c\n d":                          "a bc d",
		"x &lt; y &amp;amp; z":                       "x < y &amp; z",
		"<p>one</p><p>two<br>three</p>":              "one two three",
		"a<script>alert(1)</script>b":                "ab",
		"1 < 2":                                      "1 < 2",
		"Ends with ~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>": "Ends with ~`!@#$%^&*()-_=+{}[]/\\;:'\"?,.>",
	} {
		if got := wordpress.Plain(source); got != want {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
}
