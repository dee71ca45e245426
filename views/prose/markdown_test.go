package prose

import (
	"context"
	"strings"
	"testing"
)

func rendered(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	if err := Markdown(text).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestMarkdown(t *testing.T) {
	got := rendered(t, "# Hours\n\n*Open* [daily](https://example.com/x) | ~~no~~\n\n| a | b |\n|:--|--:|\n| 1 | 2 |\n")
	for _, want := range []string{"<h1>Hours</h1>", "<em>Open</em>", `href="https://example.com/x"`, "nofollow", "<del>no</del>", "<table>", `align="right"`} {
		if !strings.Contains(got, want) {
			t.Errorf("%q is missing in %s", want, got)
		}
	}
}

func TestNothingHarmfulIsLeft(t *testing.T) {
	for _, text := range []string{
		`<script>alert(1)</script>`,
		`<img src=x onerror=alert(1)>`,
		`[x](javascript:alert(1))`,
		`[x](JAVASCRIPT&colon;alert(1))`,
		`![x](data:text/html;base64,PHNjcmlwdD4=)`,
		`<div hx-post="/o/acme/settings/removal" data-hx-get="/x" class="button" id="main" style="position:fixed">x</div>`,
		"<a href='vbscript:x'>x</a>",
		"<form action=/sign-out method=post><button>x</button></form>",
		"<svg/onload=alert(1)>", "<iframe src=//evil.example></iframe>",
	} {
		got := strings.TrimPrefix(strings.ToLower(rendered(t, text)), `<div class="prose" hx-ignore>`)
		for _, bad := range []string{"<script", "onerror=", `href="javascript`, "hx-post=\"", "data-hx", "class=", "id=\"", "style=", "vbscript", "<form", "<svg", "<iframe", "text/html"} {
			if strings.Contains(got, bad) {
				t.Errorf("%s became %s", text, got)
			}
		}
	}
}
