package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/db/content/wordpress"
	"gatehouse/views/page"
)

const smallExport = `<?xml version="1.0" encoding="UTF-8"?>
<rss xmlns:wp="http://wordpress.org/export/1.2/" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Small</title><wp:wxr_version>1.2</wp:wxr_version>
<item><title>Hello</title><content:encoded><![CDATA[<script>x()</script>Text]]></content:encoded><wp:post_id>1</wp:post_id><wp:post_name>hello</wp:post_name>
<wp:status>publish</wp:status><wp:post_date_gmt>2020-01-02 03:04:05</wp:post_date_gmt><wp:post_type>post</wp:post_type></item>
<item><title>Picture</title><wp:post_id>2</wp:post_id><wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type></item>
</channel></rss>
`

func TestImportWordPressTellsPeopleAndPrograms(t *testing.T) {
	folder := t.TempDir()
	bootstrapped(t, folder)
	if err := os.WriteFile(filepath.Join(folder, "small.xml"), []byte(smallExport), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(more ...string) (string, error) {
		out, _, err := command(t, folder, "", nil, append([]string{"import", "wordpress", "small.xml", "--organization", "acme"}, more...)...)
		return out, err
	}
	for _, c := range []struct {
		more []string
		want []string
	}{
		{[]string{"--dry-run"}, []string{"1 created, 0 updated, 0 unchanged, 0 refused, 1 left out: 1 changes would be made"}},
		{[]string{"--strict"}, []string{
			`small.xml:4: post "Hello" goes in. A script in the text is left out.`,
			`small.xml:6: file "Picture" stays out. Pictures and other files arrive with a later import`, "1 left out: 1 changes\n",
		}},
		{nil, []string{"0 created, 0 updated, 1 unchanged, 0 refused, 1 left out: 0 changes\n"}},
	} {
		out, err := run(c.more...)
		if err != nil {
			t.Fatal(err, out)
		}
		for _, want := range c.want {
			if !strings.Contains(out, want) {
				t.Errorf("%v: %q is missing in\n%s", c.more, want, out)
			}
		}
	}
	out, err := run("--json")
	var account struct {
		Counts map[string]int
		Items  []struct {
			Type, Fate, Slug string
			Reason           *struct{ Code string }
		}
	}
	if err != nil || json.Unmarshal([]byte(out), &account) != nil || account.Counts["unchanged"] != 1 || len(account.Items) != 2 ||
		account.Items[0].Slug != "hello" || account.Items[1].Reason == nil || account.Items[1].Reason.Code != wordpress.IsMedia {
		t.Errorf("%v in %s", err, out)
	}
	if err := os.WriteFile(filepath.Join(folder, "small.xml"), []byte(strings.Replace(smallExport, "</item>", "", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, errs, err := command(t, folder, "", nil, "import", "wordpress", "small.xml", "--organization", "acme")
	if err == nil || !strings.Contains(errs, "small.xml:7: The file breaks off or is damaged here") {
		t.Errorf("a damaged file: %v, %s", err, errs)
	}
}

func TestEveryRemarkHasItsSentence(t *testing.T) {
	for _, code := range wordpress.Codes() {
		if text := page.WordPressText(code, nil); strings.Contains(text, "("+code+")") {
			t.Errorf("%s has no sentence", code)
		}
	}
}
