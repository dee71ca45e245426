package wordpress_test

import (
	"slices"
	"strings"
	"testing"

	"gatehouse/db/content/wordpress"
)

func written(t *testing.T, content string) (string, []wordpress.Remark) {
	t.Helper()
	x := read(t, "<link>https://museum.example</link>")
	return x.Markdown(&wordpress.Item{Content: content})
}

func TestMarkdown(t *testing.T) {
	for content, want := range map[string]string{
		// paragraphs of the classic editor
		"one\ntwo\n\n<b>three</b>":                                 "one  \ntwo\n\n**three**",
		"a\r\n\r\nb":                                               "a\n\nb",
		"<p>kept\nas is</p>":                                       "kept  \nas is",
		"text\n<h2>Head</h2>\nmore\n&nbsp;\n\nend":                 "text\n\n## Head\n\nmore\n\nend",
		"before<!--more-->after":                                   "beforeafter",
		"one<!--nextpage-->two":                                    "one\n\n---\n\ntwo",
		"see\n<code>a\n  b</code>\nend":                            "see\n\n```\na\n  b\n```\n\nend",
		"<pre>\na\n\n\nb</pre>":                                    "```\na\n\n\nb\n```",
		"<blockquote>said\n\n<cite>Ann</cite></blockquote>":        "> said\n> \n> — Ann",
		"<blockquote><p>said</p><cite><br>Ann</cite></blockquote>": "> said\n>\n> — Ann",
		// what means something in Markdown
		"1. no list\n\n# no head\n\n*no* _no_ &lt;b&gt; &amp;lt;": "1\\. no list\n\n\\# no head\n\n\\*no* \\_no_ &lt;b&gt; &amp;lt;",
		"https://museum.example/a_b_c":                            "<https://museum.example/a_b_c>",
		"at https://museum.example/a, and":                        "at <https://museum.example/a>, and",
		// lists
		"<ul>\n<li>a\n<ol>\n<li>b</li>\n</ol>\n</li>\n<li>c</li>\n</ul>": "- a\n  1. b\n- c",
		"<ol start=\"9\"><li>a</li><li><p>b</p><p>c</p></li></ol>":       "9. a\n10. b\n\n    c",
		"<ul><li>a</li></ul><ul><li>b</li></ul>":                         "- a\n\n* b",
		"<dl><dt>Term</dt><dd>Meaning</dd></dl>":                         "**Term**\n\nMeaning",
		// pictures, links
		`<img src="/a b.jpg" alt="x [y]" title="x [y]">`:                                           `![x \[y\]](https://museum.example/a%20b.jpg)`,
		`<img src="data:x" data-src="//cdn.example/a.jpg">`:                                        `![](https://cdn.example/a.jpg)`,
		`<a href="/about" title="Us">about</a> <a href="#x">y</a>`:                                 `[about](https://museum.example/about "Us") y`,
		`[caption id="a" width="3"]<a href="/b"><img src="/a.jpg"></a> Low <i>water</i>[/caption]`: "[![](https://museum.example/a.jpg)](https://museum.example/b)\n\n*Low water*",
		// tables
		"<table><tr><th>a</th></tr><tr><td>b|c<br>d</td></tr></table>":                               "| a      |\n|--------|\n| b\\|c d |",
		"<table><tr><td colspan=\"99999\">a</td><td><ul><li>x</li><li>y</li></ul></td></tr></table>": "|   |      |\n|---|------|\n| a | x; y |",
		// small print
		"H<sub>2</sub>O, x<sup>10</sup>, <q>q</q>, <del>d</del>, <kbd>k</kbd>": "H₂O, x¹⁰, “q”, ~~d~~, `k`",
		// shortcodes
		"[embed]https://museum.example/v[/embed]": "<https://museum.example/v>",
		"[youtube abc]": "<https://www.youtube.com/watch?v=abc>",
		"[code language=\"php\"]a &lt; [gallery]\n\nb[/code]": "```php\na < [gallery]\n\nb\n```",
		"[[gallery]] and [sic]":                               "\\[gallery] and \\[sic]",
		"<code>[gallery]</code>":                              "`[gallery]`",
		// blocks
		"<!-- wp:paragraph -->\n<p>a</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:list -->\n<ul><!-- wp:list-item -->\n<li>b</li>\n<!-- /wp:list-item --></ul>\n<!-- /wp:list -->": "a\n\n- b",
		"<!-- wp:verse -->\n<pre class=\"wp-block-verse\">a\n  b</pre>\n<!-- /wp:verse -->":                                                                                  "a  \n\u00a0\u00a0b",
		"<!-- wp:details --><details><summary>More</summary><p>x</p></details><!-- /wp:details -->":                                                                          "**More**\n\nx",
		"<!-- wp:embed {\"url\":\"https://v.example/a_b\"} --><figure><div>\nhttps://v.example/a_b\n</div><figcaption>Film</figcaption></figure><!-- /wp:embed -->":          "<https://v.example/a_b>\n\n*Film*",
		"": "",
	} {
		want = strings.ReplaceAll(want, "> \n", ">\n")
		if got, _ := written(t, content); got != want {
			t.Errorf("%q became\n%q, want\n%q", content, got, want)
		}
	}
}

func TestRemarks(t *testing.T) {
	for content, want := range map[string]string{
		"<script>a()</script><script>b()</script>":             "script-dropped count=2",
		"<form><input></form>":                                 "form-dropped count=1",
		"<svg><path/></svg>":                                   "drawing-dropped count=1",
		"<iframe src=\"//player.vimeo.com/video/7\"></iframe>": "frame-linked count=1",
		"<video><source src=\"/a.mp4\"></video>":               "media-linked count=1",
		"<video></video>":                                      "media-dropped count=1",
		"<a href=\"JaVaScRiPt:x\">y</a>":                       "link-dropped count=1",
		"<!-- wp:archives /--><!-- wp:calendar {\"a\":1} /-->": "blocks-dropped names=archives, calendar",
		"<!-- wp:block {\"ref\":9} /-->":                       "reusable-missing count=1",
		"[form id=\"1\"] [other_one] [a]b[/a] [sic]":           "shortcodes-kept names=form, other_one, a",
		"[gallery]":                  "gallery-empty count=1",
		"a<!--nextpage-->b":          "page-breaks count=1",
		strings.Repeat("<div>", 600): "plain-text-only count=1",
		"nothing to <b>say</b>":      "",
	} {
		_, remarks := written(t, content)
		var got []string
		for _, r := range remarks {
			for name, value := range r.Params {
				got = append(got, r.Code+" "+name+"="+value)
			}
		}
		if strings.Join(got, "; ") != want {
			t.Errorf("%.60q: %v, want %s", content, got, want)
		}
	}
}

func TestNothingHarmfulIsWritten(t *testing.T) {
	for _, content := range []string{
		"<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href=\"javascript:alert(1)\">x</a>", "<a href=\" java\nscript:alert(1)\">x</a>",
		"<iframe src=\"javascript:alert(1)\"></iframe>", "<iframe srcdoc=\"<script>alert(1)</script>\"></iframe>", "<object data=\"data:text/html,x\"></object>",
		"[embed]javascript:alert(1)[/embed]", "[youtube \"><script>alert(1)</script>]", "[caption caption=\"<script>alert(1)</script>\"]<img src=x>[/caption]",
		"&lt;script&gt;alert(1)&lt;/script&gt;", "<!-- wp:embed {\"url\":\"javascript:alert(1)\"} /-->", "<style>@import 'x'</style>", "<math><mtext><script>alert(1)</script></mtext></math>",
		"<img src=\"data:text/html;base64,PHNjcmlwdD4=\">", "<svg/onload=alert(1)>", "<template><script>alert(1)</script></template>",
	} {
		got, _ := written(t, content)
		for _, bad := range []string{"<script", "](javascript", "](java", "onerror", "onload", "<iframe", "data:text", "<style", "@import", "<javascript"} {
			if strings.Contains(strings.ToLower(got), bad) {
				t.Errorf("%s became %s", content, got)
			}
		}
	}
}

// What is small stays small, whatever it repeats or nests.
func TestNothingGrowsWithoutEnd(t *testing.T) {
	for name, content := range map[string]string{
		"brackets":   strings.Repeat("[", 100_000),
		"quotations": strings.Repeat("<blockquote>", 400) + strings.Repeat("a<br>", 2000),
		"lists":      strings.Repeat("<ul><li>", 200) + strings.Repeat("a<br>", 2000),
		"spans":      "<table>" + strings.Repeat("<tr><td rowspan=99 colspan=99>a", 500) + "</table>",
		"padding":    "<table><tr><td>" + strings.Repeat("x", 20_000) + "</td></tr>" + strings.Repeat("<tr><td>a</td></tr>", 5000) + "</table>",
		"columns":    "<table><tr>" + strings.Repeat("<td>a</td>", 5000) + "</tr>" + strings.Repeat("<tr><td>a</td></tr>", 5000) + "</table>",
	} {
		if got, _ := written(t, content); len(got) > 40*len(content) {
			t.Errorf("%s: %d bytes became %d", name, len(content), len(got))
		}
	}
	x := read(t, item(`<wp:post_type>wp_block</wp:post_type><wp:post_id>1</wp:post_id><content:encoded><![CDATA[`+strings.Repeat(`<p>some text</p><!-- wp:block {"ref":1} /-->`, 40)+`]]></content:encoded>`))
	if got, _ := x.Markdown(&wordpress.Item{Content: `<!-- wp:block {"ref":1} /-->`}); len(got) > 8<<20 {
		t.Errorf("a block within itself became %d bytes", len(got))
	}
}

func TestOfTheMuseum(t *testing.T) {
	x := museum(t)
	got, remarks := x.Markdown(byID(t, x, "1"))
	want := `We open with the *morning* tide.  
Second line of it.

[![The harbour at low water](https://museum.example/files/harbour.jpg)](https://museum.example/harbour)

*The harbour, **low water***

- Monday
  - closed
- Tuesday

![Heron](https://museum.example/files/heron.jpg)

![The harbour](https://museum.example/files/harbour.jpg)

*The harbour*

<https://video.example/watch?v=a_b_c>`
	if got != want || len(remarks) != 0 {
		t.Errorf("%s\n%v", got, remarks)
	}
	got, remarks = x.Markdown(byID(t, x, "2"))
	want = "### Tables\n\n| Boat        | Length |\n|-------------|-------:|\n| Heron \\| II | 12 m   |\n\n*The fleet*\n\n```\nif tide < 2 {\n    close()\n}\n```\n\n" +
		"Depth¹ in H₂O.\n\nTickets cost **5**.\n\n---\n\n1. At the *old* pier."
	if got != want || !slices.ContainsFunc(remarks, wordpress.Say(wordpress.BlocksDropped, "names", "latest-posts").Is) {
		t.Errorf("%s\n%v", got, remarks)
	}
}
