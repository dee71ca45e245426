package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// patience is how long a tab waits for what must come.
const patience = 15 * time.Second

// visitor is a browser profile of its own: its cookies, its tabs.
type visitor struct {
	t       *testing.T
	server  *webtest.Server
	ctx     context.Context
	scripts bool
}

// tab is one page a visitor has open.
type tab struct {
	name    string
	t       *testing.T
	ctx     context.Context
	base    string
	scripts bool
	watch   *watch
}

// visit opens a profile with one tab.
func visit(t *testing.T, s *webtest.Server, scripts bool) (*visitor, *tab) {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser(t), chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	v := &visitor{t: t, server: s, ctx: ctx, scripts: scripts}
	return v, v.prepare(ctx)
}

// as opens a profile with the session of a seeded person.
func as(t *testing.T, s *webtest.Server, userID string, scripts bool) (*visitor, *tab) {
	t.Helper()
	v, page := visit(t, s, scripts)
	value := url.QueryEscape(s.Sessions.Signed(dbtest.Token(userID)))
	page.must(call(page, network.SetCookie, network.SetCookieParams{Name: "gatehouse.session_token", Value: value, URL: s.URL, Path: "/"}))
	return v, page
}

// tab opens a further tab of the same profile.
func (v *visitor) tab() *tab {
	v.t.Helper()
	ctx, cancel := chromedp.NewContext(v.ctx)
	v.t.Cleanup(cancel)
	return v.prepare(ctx)
}

// spy tells the console about violations, for reports that the browser keeps to itself.
const spy = `document.addEventListener("securitypolicyviolation", e =>
	console.error("policy violation: " + e.violatedDirective + " " + e.blockedURI + " " + e.sample))`

func (v *visitor) prepare(ctx context.Context) *tab {
	v.t.Helper()
	p := &tab{t: v.t, ctx: ctx, base: v.server.URL, scripts: v.scripts, watch: newWatch(v.server.URL)}
	p.must(chromedp.Do(ctx))
	p.must(chromedp.Listen(ctx, p.watch.see))
	p.must(call(p, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: spy}))
	p.must(call(p, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: !v.scripts}))
	p.size(1440, 900)
	go p.answerDialogs()
	v.t.Cleanup(p.judge)
	return p
}

// call sends one command of the protocol and drops its result.
func call[P, R any](p *tab, command cdp.Command[P, R], params P) error {
	_, err := chromedp.Call(p.ctx, command, params)
	return err
}

// answerDialogs says yes to the browser's questions; what was asked can be looked up.
func (p *tab) answerDialogs() {
	for {
		select {
		case <-p.ctx.Done():
			return
		case <-p.watch.dialogs:
			_ = call(p, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // the tab may be closing
		}
	}
}

// close judges and closes the tab before its test ends.
func (p *tab) close() {
	p.t.Helper()
	p.judge()
	p.watch.Lock()
	p.watch.faults = nil
	p.watch.Unlock()
	p.must(chromedp.Cancel(p.ctx))
}

// judge fails the test for what must not have happened in the tab.
func (p *tab) judge() {
	p.watch.Lock()
	faults := slices.Clone(p.watch.faults)
	p.watch.Unlock()
	for _, f := range faults {
		p.t.Errorf("%s", f)
	}
	folder := os.Getenv("GATEHOUSE_SCREENSHOTS")
	if !p.t.Failed() || folder == "" || p.ctx.Err() != nil {
		return
	}
	if shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot()); err == nil {
		name := filepath.Join(folder, "failed-"+strings.NewReplacer("/", "-", " ", "-").Replace(p.t.Name())+".png")
		_ = os.WriteFile(name, shot, 0o600)
	}
}

// allow says which refusals this journey expects.
func (p *tab) allow(statuses ...int64) {
	p.watch.Lock()
	defer p.watch.Unlock()
	p.watch.allowed = append(p.watch.allowed, statuses...)
}

func (p *tab) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// eval asks the page; the answer comes as JSON.
func eval[T any](p *tab, expression string) (T, error) {
	var out T
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("JSON.stringify("+expression+" ?? null)"))
	if err != nil {
		return out, err
	}
	return out, json.Unmarshal([]byte(text), &out)
}

// ask is eval that must succeed.
func ask[T any](p *tab, expression string) T {
	p.t.Helper()
	out, err := eval[T](p, expression)
	if err != nil {
		p.t.Fatalf("%s: %v", expression, err)
	}
	return out
}

// open goes to an address and waits until all is there.
func (p *tab) open(address string) {
	p.t.Helper()
	if !strings.HasPrefix(address, "http") {
		address = p.base + address
	}
	ctx, cancel := context.WithTimeout(p.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, chromedp.Navigate(address)); err != nil {
		p.t.Fatalf("open %s: %v", address, err)
	}
	p.settle()
}

// settle waits until the page is loaded and nothing is under way.
func (p *tab) settle() {
	p.t.Helper()
	quiet := 0
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		state, err := eval[string](p, "document.readyState")
		if err == nil && state == "complete" && p.watch.idle() {
			if quiet++; quiet == 4 {
				return
			}
			continue
		}
		quiet = 0
	}
	p.t.Fatalf("%s does not come to rest", p.where())
}

// back goes one step back in the history.
func (p *tab) back() {
	p.t.Helper()
	_, err := chromedp.Run(p.ctx, chromedp.Evaluate[*struct{}]("void history.back()", chromedp.EvalIgnoreExceptions))
	p.must(err)
	time.Sleep(100 * time.Millisecond)
	p.settle()
}

// where is the path and query in the address bar.
func (p *tab) where() string {
	at, _ := eval[string](p, "location.pathname + location.search")
	return at
}

// until waits for a condition in the page.
func (p *tab) until(what, condition string) {
	p.t.Helper()
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(30 * time.Millisecond) {
		var yes bool
		if yes, err = eval[bool](p, "Boolean("+condition+")"); err == nil && yes {
			return
		}
	}
	p.t.Fatalf("at %s never: %s (%v)\n%s", p.where(), what, err, p.text())
}

// arrives waits for an address; the query counts only when wanted has one.
func (p *tab) arrives(wanted string) {
	p.t.Helper()
	expression := "location.pathname"
	if strings.Contains(wanted, "?") {
		expression += " + location.search"
	}
	p.until("address "+wanted, fmt.Sprintf("%s === %q && document.readyState === 'complete'", expression, wanted))
	p.settle()
}

// sees waits for a text on the page.
func (p *tab) sees(texts ...string) {
	p.t.Helper()
	for _, text := range texts {
		p.until("text "+text, fmt.Sprintf("document.body.innerText.replace(/\\s+/g, ' ').includes(%q)", text))
	}
}

// misses fails when a text is on the page.
func (p *tab) misses(texts ...string) {
	p.t.Helper()
	shown := p.text()
	for _, text := range texts {
		if strings.Contains(shown, text) {
			p.t.Errorf("%s shows %q", p.where(), text)
		}
	}
}

func (p *tab) text() string {
	text, _ := eval[string](p, "document.body.innerText.replace(/[^\\S\\n]+/g, ' ')")
	return text
}

func (p *tab) value(selector string) string {
	p.t.Helper()
	return ask[string](p, fmt.Sprintf("document.querySelector(%q)?.value", selector))
}

// size sets the window's width and height.
func (p *tab) size(width, height int64) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.EmulateViewport(width, height)))
}

// theme is what the visitor's system prefers: light or dark.
func (p *tab) theme(name string) {
	p.t.Helper()
	p.must(call(p, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: name}, {Name: "prefers-reduced-motion", Value: "reduce"},
	}}))
}

// type writes into what has the focus.
func (p *tab) write(text string) {
	p.t.Helper()
	p.must(call(p, input.InsertText, input.InsertTextParams{Text: text}))
}
