package browsertest

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"

	"gatehouse/db/dbtest"
)

// chromium is one browser for the whole test process; nil until a test needs it.
var chromium struct {
	sync.Mutex
	ctx  context.Context
	stop func()
	err  error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if chromium.stop != nil {
		chromium.stop()
	}
	os.Exit(code)
}

// program is the browser's path, "" when there is none.
func program() string {
	if given := os.Getenv("GATEHOUSE_TEST_CHROMIUM"); given != "" {
		return given
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"} {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	return ""
}

// browser starts Chromium once, with a profile of its own, or leaves the test out.
func browser(t testing.TB) context.Context {
	t.Helper()
	name := program()
	if name == "" {
		dbtest.LeaveOut(t, dbtest.NeedBrowser, "no Chromium: GATEHOUSE_TEST_CHROMIUM names none and none is on the PATH")
	}
	chromium.Lock()
	defer chromium.Unlock()
	if chromium.ctx == nil && chromium.err == nil {
		chromium.ctx, chromium.stop, chromium.err = start(name)
	}
	if chromium.err != nil {
		t.Fatal(chromium.err)
	}
	return chromium.ctx
}

func start(name string) (context.Context, func(), error) {
	folder, err := os.MkdirTemp("", "gatehouse-browser-") // what Chromium leaves behind goes with it
	if err != nil {
		return nil, nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(name),
		chromedp.UserDataDir(filepath.Join(folder, "profile")),
		chromedp.Env("TMPDIR="+folder),
		chromedp.Flag("headless", cmp.Or(os.Getenv("GATEHOUSE_TEST_HEADLESS"), "new")),
		chromedp.DisableGPU,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-features", "Translate,OptimizationHints,MediaRouter,AutofillServerCommunication,PasswordLeakDetection"),
		chromedp.Flag("lang", "en-GB"),
		chromedp.WindowSize(1440, 900),
	)
	if os.Getuid() == 0 {
		options = append(options, chromedp.NoSandbox)
	}
	allocator, endAllocator := chromedp.NewExecAllocator(context.Background(), options...)
	ctx, end := chromedp.NewContext(allocator)
	stop := func() {
		end()
		endAllocator()
		_ = os.RemoveAll(folder)
	}
	if err := chromedp.Do(ctx); err != nil {
		stop()
		return nil, nil, fmt.Errorf("start %s: %w", name, err)
	}
	return ctx, stop, nil
}
