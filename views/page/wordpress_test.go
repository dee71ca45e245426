package page_test

import (
	"strings"
	"testing"

	"gatehouse/views/page"
)

func TestWordPressText(t *testing.T) {
	for _, c := range []struct {
		code   string
		params map[string]string
		want   string
	}{
		{"script-dropped", map[string]string{"count": "1"}, "A script in the text is left out."},
		{"script-dropped", map[string]string{"count": "3"}, "3 scripts in the text are left out."},
		{"slug-changed", map[string]string{"from": "вокруг", "to": "vokrug"}, "The address “вокруг” is written “vokrug”."},
		{"is-trash", nil, "It was in the trash."},
	} {
		if got := page.WordPressText(c.code, c.params); got != c.want {
			t.Errorf("%s: %s", c.code, got)
		}
	}
	if got := page.WordPressText("nobody-knows", nil); !strings.Contains(got, "nobody-knows") {
		t.Error(got)
	}
	if page.WordPressKind("post_tag") != "tag" || page.WordPressKind("my_type") != "my type" {
		t.Error("kinds")
	}
}
