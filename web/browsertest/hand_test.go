package browsertest

import (
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// point is where to press, or why not.
type point struct {
	X, Y float64
	Why  string
}

// spot finds the first element of the selector that is shown and carries the text,
// brings it into view and says where a hand would press it. Something lying over it
// is a reason not to.
const spot = `((selector, text) => {
	const said = e => [e.innerText, e.getAttribute("aria-label"), e.title, e.value].map(s => (s ?? "").replace(/\s+/g, " ").trim())
	const all = [...document.querySelectorAll(selector)].filter(e => !text || said(e).some(s => s.includes(text)))
	const shown = all.filter(e => e.checkVisibility({ visibilityProperty: true }) && !e.disabled && e.getClientRects().length)
	const exact = shown.find(e => said(e).includes(text)) ?? shown[0]
	if (!exact) return { X: 0, Y: 0, Why: all.length ? "not shown" : "not there" }
	exact.scrollIntoView({ block: "center", behavior: "instant" })
	const box = exact.getClientRects()[0]
	const [X, Y] = [box.x + box.width / 2, box.y + box.height / 2]
	const hit = document.elementFromPoint(X, Y)
	const mine = hit && (exact.contains(hit) || hit.contains(exact) && hit.closest("label") !== null || [...(exact.labels ?? [])].some(l => l.contains(hit)))
	return { X, Y, Why: mine ? "" : "covered by " + (hit ? hit.outerHTML.slice(0, 120) : "nothing") }
})(%q, %q)`

// reach waits until an element can be pressed.
func (p *tab) reach(selector, text string) point {
	p.t.Helper()
	var at point
	var err error
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if at, err = eval[point](p, fmt.Sprintf(spot, selector, text)); err == nil && at.Why == "" {
			return at
		}
	}
	p.t.Fatalf("at %s: %s %q: %s (%v)\n%s", p.where(), selector, text, at.Why, err, p.text())
	return at
}

// click presses the first shown element with that text (or label) and lets the page come to rest.
func (p *tab) click(selector, text string) {
	p.t.Helper()
	at := p.reach(selector, text)
	p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(at.X, at.Y)))
	time.Sleep(40 * time.Millisecond)
	p.settle()
}

// follow is click for what leads to a new document, which must come.
func (p *tab) follow(selector, text string) {
	p.t.Helper()
	p.leaving(func() { p.click(selector, text) })
}

// leaving waits for a new document after what the function does.
func (p *tab) leaving(do func()) {
	p.t.Helper()
	ask[bool](p, "document.documentElement.setAttribute('data-left', '') ?? true")
	do()
	p.until("a new page", "!document.documentElement.hasAttribute('data-left') && document.readyState === 'complete'")
	p.settle()
}

// fill replaces what is written in a field, as by selecting all and typing.
func (p *tab) fill(selector, text string) {
	p.t.Helper()
	at := p.reach(selector, "")
	p.must(chromedp.Do(p.ctx, chromedp.MouseClickXY(at.X, at.Y)))
	p.until("focus in "+selector, fmt.Sprintf("document.activeElement?.matches(%q)", selector))
	ask[bool](p, "document.activeElement.select?.() ?? true")
	p.write(text)
	if got := ask[string](p, "document.activeElement.value"); got != text {
		p.t.Fatalf("%s holds %q after writing %q", selector, got, text)
	}
}

// press sends keys, as "\t" for Tab and "\r" for Enter.
func (p *tab) press(keys string, modifiers ...chromedp.Modifier) {
	p.t.Helper()
	p.must(chromedp.Do(p.ctx, chromedp.KeyEvent(keys, chromedp.KeyModifiers(modifiers...))))
}

// tabTo goes with Tab alone until the focus is on an element of the selector with the text.
func (p *tab) tabTo(selector, text string) {
	p.t.Helper()
	const here = `(() => { const e = document.activeElement
		const said = [e.innerText, e.getAttribute("aria-label"), e.title].map(s => (s ?? "").replace(/\s+/g, " ").trim())
		return e.matches(%q) && (%q === "" || said.some(s => s.includes(%q))) })()`
	for range 150 {
		if ask[bool](p, fmt.Sprintf(here, selector, text, text)) {
			p.seen()
			return
		}
		p.press("\t")
	}
	p.t.Fatalf("at %s: Tab never reaches %s %q", p.where(), selector, text)
}

// seen fails when the focus cannot be seen: no outline, no ring, or off the screen.
func (p *tab) seen() {
	p.t.Helper()
	const look = `(() => { const e = document.activeElement, box = e.getBoundingClientRect()
		if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return "outside the window"
		for (let x = e, i = 0; x && i < 3; x = x.parentElement, i++) {
			const s = getComputedStyle(x)
			if (s.outlineStyle !== "none" && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== "none") return ""
			if (e.matches("input, textarea") && parseFloat(s.borderBottomWidth) > 0 && !/^rgba\(.*, 0\)$/.test(s.borderBottomColor)) return ""
		}
		return "no outline" })()`
	if why := ask[string](p, look); why != "" {
		p.t.Errorf("at %s the focus on %s cannot be seen: %s", p.where(), ask[string](p, "document.activeElement.outerHTML.slice(0, 160)"), why)
	}
}
