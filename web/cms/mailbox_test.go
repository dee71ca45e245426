package cms_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/web/cms"
	"gatehouse/web/outbound"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

func mailbox(t *testing.T, mails ...outbound.Message) http.Handler {
	t.Helper()
	p := &cms.Pages{Site: "Newsroom", Dev: true, Mailbox: outbound.NewMailbox(), Sessions: session.New(session.Options{Key: []byte("key"), Prefix: "gatehouse"})}
	for _, m := range mails {
		if err := p.Mailbox.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	e := echo.New()
	e.HTTPErrorHandler = func(c *echo.Context, err error) { _ = c.String(respond.Status(respond.Fault(err)), err.Error()) }
	e.Use(func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			c.Response().Header().Set("Content-Security-Policy", "default-src 'none'")
			return next(c)
		}
	})
	site := route.New(e, nil).Section("", nil, func(*echo.Context) access.Asked { return access.Asked{} })
	site.Get("/dev/mailbox", route.Open(p.CaughtMails))
	site.Get("/dev/mailbox/:mail", route.Open(p.CaughtMail))
	site.Get("/dev/mailbox/:mail/body", route.Open(p.CaughtMailBody))
	return e
}

func get(t *testing.T, h http.Handler, target, accept string) *httptest.ResponseRecorder {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, target, nil)
	r.Header.Set("Accept", accept)
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

var caughtMails = []outbound.Message{
	{To: "bo@example.com", Subject: "First <b>", Text: "Hello & goodbye:\nhttps://cms.example.com/reset-password?token=a&b=1\n\nBye", HTML: "<p>First</p><script>alert(1)</script>"},
	{To: "cy@example.com", Subject: "Second", Text: "no link", HTML: "<p>Second</p>"},
	{To: "bo@example.com", Subject: "Third", Text: "no link", HTML: "<p>Third</p>"},
}

func TestMailboxForPrograms(t *testing.T) {
	h := mailbox(t, caughtMails...)
	for target, subjects := range map[string]string{
		"/dev/mailbox": "First <b>,Second,Third", "/dev/mailbox?to=BO@example.com": "First <b>,Third", "/dev/mailbox?to=ada@example.com": "",
	} {
		w := get(t, h, target, "application/json")
		var mails []map[string]string
		if err := json.Unmarshal(w.Body.Bytes(), &mails); err != nil || w.Code != http.StatusOK || mails == nil {
			t.Fatalf("%s: %d %s", target, w.Code, w.Body)
		}
		var got []string
		for _, m := range mails {
			got = append(got, m["subject"])
			if _, err := time.Parse(time.RFC3339, m["at"]); err != nil || len(m) != 5 || m["to"] == "" || m["text"] == "" || m["html"] == "" {
				t.Errorf("%s: %v", target, m)
			}
		}
		if strings.Join(got, ",") != subjects {
			t.Errorf("%s: %q, wanted %q", target, got, subjects)
		}
	}
	for target, status := range map[string]int{
		"/dev/mailbox?from=bo@example.com": 400, "/dev/mailbox?to=a&to=b": 400, "/dev/mailbox/9": 404, "/dev/mailbox/x": 404, "/dev/mailbox/1?x=1": 400,
	} {
		if w := get(t, h, target, "application/json"); w.Code != status {
			t.Errorf("%s: %d, wanted %d", target, w.Code, status)
		}
	}
}

func TestMailboxForPeople(t *testing.T) {
	h := mailbox(t, caughtMails...)
	d, err := goquery.NewDocumentFromReader(get(t, h, "/dev/mailbox", "text/html,application/json;q=0.9").Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(d.Find("td.title a").Map(func(_ int, s *goquery.Selection) string { return s.Text() }), ","); got != "Third,Second,First <b>" {
		t.Errorf("listed %q", got)
	}
	w := get(t, h, d.Find("td.title a").Last().AttrOr("href", ""), "text/html")
	if policy := w.Header().Get("Content-Security-Policy"); policy != "default-src 'none'; frame-src 'self'" {
		t.Errorf("policy %q", policy)
	}
	if d, err = goquery.NewDocumentFromReader(w.Body); err != nil {
		t.Fatal(err)
	}
	if text := d.Find(".mail-text"); text.Text() != caughtMails[0].Text || text.Find("a").AttrOr("href", "") != "https://cms.example.com/reset-password?token=a&b=1" {
		html, _ := text.Html()
		t.Errorf("the text is shown as %s", html)
	}
	frame := d.Find("iframe")
	if _, ok := frame.Attr("sandbox"); !ok {
		t.Error("the frame is not shut in")
	}
	w = get(t, h, frame.AttrOr("src", ""), "text/html")
	if policy := w.Header().Get("Content-Security-Policy"); w.Body.String() != caughtMails[0].HTML || !strings.Contains(policy, "sandbox;") || !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "script-src") {
		t.Errorf("%q with policy %q", w.Body, policy)
	}
	if w := get(t, mailbox(t), "/dev/mailbox", "*/*"); !strings.Contains(w.Body.String(), "No mail yet") {
		t.Error("an empty mailbox says nothing")
	}
}
