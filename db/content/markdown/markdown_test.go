package markdown_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/content/markdown"
)

func TestParse(t *testing.T) {
	doc, err := markdown.Parse([]byte("\xef\xbb\xbf---\r\ntitle: \"Go: a talk\"\r\n# a remark\r\ndate: 2020-01-02\r\nby:\r\n- Ann\r\n- Bo\r\ntags: [a, 'b c']\r\ndraft: true\r\nnothing:\r\nsummary: >-\r\n  two\r\n  lines\r\nmore: {a: 1}\r\n---\r\n\r\n# Body\r\n\r\n---\r\ntext\r\n"))
	if err != nil {
		t.Fatal(err)
	}
	keys := map[string]markdown.Key{}
	for _, k := range doc.Keys {
		keys[k.Name] = k
	}
	for name, want := range map[string]string{"title": "Go: a talk", "date": "2020-01-02", "by": "Ann|Bo", "tags": "a|b c", "draft": "true", "nothing": "", "summary": "two lines"} {
		if k, ok := keys[name]; !ok || strings.Join(k.Values, "|") != want || k.Other {
			t.Errorf("%s: %+v", name, k)
		}
	}
	if k := keys["by"]; !k.List || k.Line != 5 {
		t.Errorf("by: %+v", k)
	}
	if k := keys["more"]; !k.Other {
		t.Errorf("more: %+v", k)
	}
	if doc.Body != "# Body\n\n---\ntext" {
		t.Errorf("body %q", doc.Body)
	}
	if empty, err := markdown.Parse([]byte("---\n---\n")); err != nil || len(empty.Keys) != 0 || empty.Body != "" {
		t.Errorf("empty: %+v, %v", empty, err)
	}
}

func TestMistakes(t *testing.T) {
	for source, want := range map[string]struct {
		line   int
		reason string
	}{
		"":                                   {1, "does not begin"},
		"# Title\n":                          {1, "does not begin"},
		"---\ntitle: x\n":                    {1, "no end"},
		"---\ntitle: x\nby: [a\n---\n":       {3, "not YAML"},
		"---\ntitle: a: b\n---\n":            {2, "not YAML"},
		"---\na: 1\na: 2\n---\n":             {3, "not YAML"},
		"---\n- a\n- b\n---\n":               {2, "no list of names"},
		"---\ntitle: x\n---\nab\xffcd\n":     {4, "UTF-8"},
		"---\ntitle: x\n---\n\nnul \x00 x\n": {5, "NUL"},
	} {
		_, err := markdown.Parse([]byte(source))
		var m *markdown.Mistake
		if !errors.As(err, &m) || m.Line != want.line || !strings.Contains(m.Reason, want.reason) {
			t.Errorf("%q: %v, want line %d, %s", source, err, want.line, want.reason)
		}
	}
}

func TestPeople(t *testing.T) {
	for byline, want := range map[string][]string{
		"Ann Lee":                   {"Ann Lee"},
		"Ann Lee, for the web team": {"Ann Lee"},
		"Ann Lee and Bo T. Marsh, on behalf of X": {"Ann Lee", "Bo T. Marsh"},
		"Ann, Bo, and Cy":                         {"Ann", "Bo", "Cy"},
		"Ann and contributors":                    {"Ann"},
		"Ann, July 2011; updated by Bo, May 2013": {"Ann", "Bo"},
		"Ann (Acme) and Bo":                       {"Ann", "Bo"},
		"bell hooks":                              {"bell hooks"},
		"Ann; ann":                                {"Ann"},
	} {
		if got := markdown.People([]string{byline}); !slices.Equal(got, want) {
			t.Errorf("%q: %q", byline, got)
		}
	}
}
