package webtest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"gatehouse/db/dbtest"
)

// Browser is a browser without scripts: it keeps cookies, follows redirects and
// sends what a browser sends about origins.
type Browser struct {
	t      testing.TB
	base   string
	client *http.Client
}

// Browser is a new one that nobody is signed in with.
func (s *Server) Browser() *Browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return &Browser{t: s.t, base: s.URL, client: &http.Client{Jar: jar, Timeout: 30 * time.Second}}
}

// As is a browser with the session of a seeded person.
func (s *Server) As(userID string) *Browser {
	b := s.Browser()
	u, err := url.Parse(s.URL)
	if err != nil {
		s.t.Fatal(err)
	}
	b.client.Jar.SetCookies(u, []*http.Cookie{{
		Name: "gatehouse.session_token", Value: url.QueryEscape(s.Sessions.Signed(dbtest.Token(userID))), Path: "/",
	}})
	return b
}

// Still stops following redirects.
func (b *Browser) Still() *Browser {
	client := *b.client
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &Browser{t: b.t, base: b.base, client: &client}
}

// Answer is what came back, read to its end.
type Answer struct {
	*http.Response

	Address string // path and query after redirects
	Body    string
	Page    *goquery.Document
}

// Get opens an address.
func (b *Browser) Get(address string) Answer { return b.Do(http.MethodGet, address, nil, nil) }

// Post sends a form; values are name, value pairs.
func (b *Browser) Post(address string, values ...string) Answer {
	form := url.Values{}
	for i := 0; i+1 < len(values); i += 2 {
		form.Add(values[i], values[i+1])
	}
	return b.Send(address, form)
}

// Send sends a form.
func (b *Browser) Send(address string, form url.Values) Answer {
	return b.Do(http.MethodPost, address, strings.NewReader(form.Encode()), http.Header{
		"Content-Type": {"application/x-www-form-urlencoded"},
	})
}

// Submit fills in the form on a page that matches the selector and sends it as a
// browser would; values replace what the form holds.
func (b *Browser) Submit(page Answer, selector string, values ...string) Answer {
	b.t.Helper()
	form := page.Page.Find(selector).First()
	if form.Length() == 0 {
		b.t.Fatalf("%s has no form %s", page.Address, selector)
	}
	data := Form(form)
	for i := 0; i+1 < len(values); i += 2 {
		data.Set(values[i], values[i+1])
	}
	action, _ := form.Attr("action")
	if action == "" {
		action = page.Address
	}
	if method, _ := form.Attr("method"); !strings.EqualFold(method, "post") {
		path, _, _ := strings.Cut(action, "?")
		return b.Get(path + "?" + data.Encode())
	}
	return b.Send(action, data)
}

// Do sends a request.
func (b *Browser) Do(method, address string, body io.Reader, header http.Header) Answer {
	b.t.Helper()
	r, err := http.NewRequest(method, b.base+address, body)
	if err != nil {
		b.t.Fatal(err)
	}
	for name, values := range header {
		r.Header[name] = values
	}
	if method != http.MethodGet {
		r.Header.Set("Origin", b.base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	return b.read(b.client.Do(r))
}

func (b *Browser) read(response *http.Response, err error) Answer {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	a := Answer{Response: response, Address: response.Request.URL.RequestURI(), Body: string(raw)}
	if a.Page, err = goquery.NewDocumentFromReader(strings.NewReader(a.Body)); err != nil {
		b.t.Fatal(err)
	}
	return a
}

// Form is what a form would send as it stands, without its buttons.
func Form(form *goquery.Selection) url.Values {
	data := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, field *goquery.Selection) {
		name, _ := field.Attr("name")
		if _, disabled := field.Attr("disabled"); disabled {
			return
		}
		switch goquery.NodeName(field) {
		case "textarea":
			data.Add(name, strings.TrimPrefix(field.Text(), "\n"))
		case "select":
			chosen := field.Find("option[selected]")
			if _, many := field.Attr("multiple"); chosen.Length() == 0 && !many {
				chosen = field.Find("option").First()
			}
			chosen.Each(func(_ int, option *goquery.Selection) {
				data.Add(name, option.AttrOr("value", option.Text()))
			})
		default:
			kind := field.AttrOr("type", "text")
			_, checked := field.Attr("checked")
			if kind == "submit" || kind == "button" || (kind == "checkbox" || kind == "radio") && !checked {
				return
			}
			data.Add(name, field.AttrOr("value", map[bool]string{true: "on"}[kind == "checkbox"]))
		}
	})
	return data
}
