package email_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"gatehouse/views/email"
)

func view(values map[string]string) email.View {
	return email.View{Site: "Acme Newsroom", To: "cy@example.com", URL: "https://cms.example.com/here?token=abc&x=1", Values: values}
}

func compose(t *testing.T, message string, v email.View) (subject, text, markup string) {
	t.Helper()
	m, ok := email.Compose(message, v)
	if !ok {
		t.Fatalf("no text for %s", message)
	}
	var b bytes.Buffer
	if err := m.HTML.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return m.Subject, m.Text, b.String()
}

// seen is what a person reads of the HTML.
func seen(t *testing.T, markup string) string {
	t.Helper()
	root, err := html.Parse(strings.NewReader(markup))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			b.WriteString(n.Data + " ")
		}
	}
	return b.String()
}

func TestMessages(t *testing.T) {
	for message, c := range map[string]struct {
		values  map[string]string
		subject string
		says    []string
	}{
		"invitation": {
			map[string]string{"id": "inv_1", "organization": "Museum Feldkirch", "hue": "3", "inviter": "Ada", "role": "editor", "expires": "2026-08-10T14:05:00.000Z"},
			"Ada invites you to Museum Feldkirch",
			[]string{"Ada", "Museum Feldkirch", "Editor", "publish content", "Monday 10 August 2026, 14:05 UTC", "cy@example.com"},
		},
		"invitation-request": {
			map[string]string{"organization": "Acme", "slug": "acme", "email": "bo@example.com"},
			"bo@example.com asks for a new invitation to Acme",
			[]string{"bo@example.com", "Acme"},
		},
		"reset-password": {
			map[string]string{"name": "Bo", "expires": "2026-08-10T14:05:00.000Z"},
			"Set a new password for Acme Newsroom",
			[]string{"Hello Bo,", "cy@example.com", "14:05 UTC"},
		},
		"verify-email": {
			map[string]string{"name": "Bo"},
			"Confirm your address for Acme Newsroom",
			[]string{"Hello Bo,", "cy@example.com"},
		},
		"password-changed": {
			map[string]string{"name": "Bo", "address": "192.0.2.7", "at": "2026-08-10T14:05:00.000Z"},
			"Your password for Acme Newsroom was changed",
			[]string{"Hello Bo,", "192.0.2.7", "Monday 10 August 2026, 14:05 UTC"},
		},
	} {
		t.Run(message, func(t *testing.T) {
			v := view(c.values)
			subject, text, markup := compose(t, message, v)
			if subject != c.subject {
				t.Errorf("subject %q, wanted %q", subject, c.subject)
			}
			read := seen(t, markup)
			for _, words := range append(c.says, v.URL, v.Site) {
				if !strings.Contains(text, words) {
					t.Errorf("the text does not say %q:\n%s", words, text)
				}
				if !strings.Contains(read, words) {
					t.Errorf("the HTML does not say %q:\n%s", words, read)
				}
			}
			if !strings.Contains(markup, `href="https://cms.example.com/here?token=abc&amp;x=1"`) {
				t.Error("the HTML has no link")
			}
			for _, never := range []string{"<img", "<script", "src=", "url(", "<link", "%!"} {
				if strings.Contains(markup, never) {
					t.Errorf("the HTML contains %s", never)
				}
			}
		})
	}
}

func TestUnknownMessage(t *testing.T) {
	if _, ok := email.Compose("nothing", view(nil)); ok {
		t.Error("composed a message that does not exist")
	}
}

func TestEveryRoleIsSaid(t *testing.T) {
	for role, words := range map[string]string{
		"owner": "deleting the organization", "admin": "manage members", "editor": "publish content", "member": "see",
		"archivist": "the role “archivist”", "admin,archivist": "manage members",
	} {
		_, text, _ := compose(t, "invitation", view(map[string]string{"organization": "Acme", "inviter": "Ada", "role": role}))
		if !strings.Contains(text, words) {
			t.Errorf("%s: the text does not say %q:\n%s", role, words, text)
		}
	}
}

// Names come from people, who may be up to something.
func TestNamesStayNames(t *testing.T) {
	hostile := "Acme\r\nBcc: everybody@example.com\u2028<script>alert(1)</script>\x00\u202e"
	subject, text, markup := compose(t, "invitation", view(map[string]string{"organization": hostile, "inviter": hostile, "role": "member", "hue": `1" onload="x`}))
	if strings.ContainsAny(subject, "\r\n\x00\u2028\u202e") {
		t.Errorf("subject %q", subject)
	}
	if strings.Contains(text, "\nBcc:") || strings.Contains(text, "\r") {
		t.Errorf("a line of its own in the text:\n%s", text)
	}
	if strings.Contains(markup, "<script") || strings.Contains(markup, "onload") {
		t.Errorf("markup of a name in the HTML:\n%s", markup)
	}
	long, _, _ := compose(t, "invitation", view(map[string]string{"organization": strings.Repeat("ä", 5000), "inviter": "Ada", "role": "member"}))
	if len([]rune(long)) > 120 {
		t.Errorf("a subject of %d letters", len([]rune(long)))
	}
}

func TestTheTileHasTheOrganizationsColour(t *testing.T) {
	_, _, markup := compose(t, "invitation", view(map[string]string{"organization": "Museum Feldkirch", "inviter": "Ada", "role": "member", "hue": "0"}))
	if !strings.Contains(markup, `bgcolor="#a04c69"`) || !strings.Contains(markup, ">MF<") {
		t.Error("no tile of Museum Feldkirch")
	}
}
