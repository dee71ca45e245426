package browsertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"gatehouse/web/webtest"
)

// Pictures of the main screens, for eyes: written only where somebody asks for them.
func TestScreenshots(t *testing.T) {
	folder := os.Getenv("GATEHOUSE_SCREENSHOTS")
	if folder == "" {
		return
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		t.Fatal(err)
	}
	m := furnish(t, webtest.Options{Host: "localhost"})
	only := os.Getenv("GATEHOUSE_SCREEN")
	for _, s := range screens {
		if only != "" && only != s.name {
			continue
		}
		for _, theme := range []string{"light", "dark"} {
			for _, width := range []int64{390, 1024, 1440} {
				t.Run(fmt.Sprintf("%s-%d-%s", s.name, width, theme), func(t *testing.T) {
					p := show(t, m, s, width, theme)
					shot, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
					p.must(err)
					name := filepath.Join(folder, fmt.Sprintf("%s-%d-%s.png", s.name, width, theme))
					p.must(os.WriteFile(name, shot, 0o600))
				})
			}
		}
	}
}

// show opens a screen as whoever sees it, in a profile of its own.
func show(t *testing.T, m museum, s screen, width int64, theme string) *tab {
	t.Helper()
	var p *tab
	switch {
	case s.who == "":
		_, p = visit(t, m.Server, true)
	case strings.Contains(s.who, "@"):
		_, p = visit(t, m.Server, true)
		p.open("/sign-in")
		signIn(p, s.who)
	default:
		_, p = as(t, m.Server, s.who, true)
	}
	height := int64(900)
	if width < 760 {
		height = 844
	}
	p.name = fmt.Sprint(width, " ", theme)
	p.size(width, height)
	p.theme(theme)
	s.show(p, m)
	p.settle()
	return p
}
