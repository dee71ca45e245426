package browsertest

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gatehouse/web/webtest"
)

//go:embed testdata/axe/axe.min.js
var axe string

// violation is one rule of WCAG that a page breaks.
type violation struct {
	ID, Impact, Help string
	Nodes            []struct {
		HTML           string
		FailureSummary string
	}
}

// axe-core finds nothing on any page, in either theme, narrow and wide.
func TestAccessible(t *testing.T) {
	m := furnish(t, webtest.Options{Host: "localhost"})
	for _, s := range screens {
		t.Run(s.name, func(t *testing.T) {
			for _, width := range []int64{390, 1440} {
				p := show(t, m, s, width, "light")
				p.size(width, 2400) // nothing lies under a bar that sticks to the edge
				p.accessible(width, "light")
				p.theme("dark")
				p.until("the colours at rest", "document.getAnimations().length === 0")
				p.accessible(width, "dark")
				if wider := ask[float64](p, "document.documentElement.scrollWidth - innerWidth"); wider > 0 {
					t.Errorf("%d: the page is %v px wider than the window", width, wider)
				}
				p.close()
			}
		})
	}
}

func (p *tab) accessible(width int64, theme string) {
	p.t.Helper()
	for _, v := range p.violations() {
		for _, n := range v.Nodes {
			p.t.Errorf("%d %s: %s (%s) %s\n  %.240s\n  %s", width, theme, v.ID, v.Impact, v.Help, n.HTML, strings.ReplaceAll(n.FailureSummary, "\n", "\n  "))
		}
	}
}

// violations runs axe with the rules of WCAG 2.2 A and AA and its good practices.
func (p *tab) violations() []violation {
	p.t.Helper()
	if !ask[bool](p, "typeof axe === 'object'") {
		p.must(chromedp.Do(p.ctx, chromedp.Func(func(ctx context.Context, target *chromedp.Target) error {
			_, err := chromedp.Evaluate[*struct{}]("void (() => {"+axe+"\n})()", chromedp.EvalIgnoreExceptions)(ctx, target)
			return err
		})))
	}
	const run = `axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] })
		.then(r => JSON.stringify(r.violations.map(v => ({ ID: v.id, Impact: v.impact, Help: v.help, Nodes: v.nodes.map(n => ({ HTML: n.html, FailureSummary: n.failureSummary })) }))))`
	text, err := chromedp.Run(p.ctx, chromedp.Evaluate[string](run, chromedp.EvalAwaitPromise))
	p.must(err)
	var out []violation
	p.must(json.Unmarshal([]byte(text), &out))
	return out
}

func TestAxeIsWhatWasReleased(t *testing.T) {
	sums, err := os.ReadFile("testdata/axe/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for lines := bufio.NewScanner(bytes.NewReader(sums)); lines.Scan(); n++ {
		want, name, _ := strings.Cut(lines.Text(), "  ")
		file, err := os.ReadFile(filepath.Join("testdata/axe", name))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(file); hex.EncodeToString(sum[:]) != want {
			t.Errorf("%s has sha256 %x, recorded is %s", name, sum, want)
		}
	}
	if n != 3 {
		t.Error(fmt.Sprint(n, " files are recorded, want 3"))
	}
}
