package browsertest

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
)

// request is one exchange a tab had with the server.
type request struct {
	Method string
	Path   string // path and query
	Part   bool   // htmx asked for a part
	Type   network.ResourceType
	Status int64
	Bytes  float64 // as transferred, heads included
}

// watch is what happened in a tab: its requests, and what must not have happened.
type watch struct {
	sync.Mutex
	base     string
	allowed  []int64
	flying   map[network.RequestID]int
	requests []request
	faults   []string
	dialogs  chan *page.EventJavascriptDialogOpening
	asked    []string // questions of the browser, as when a changed form is left
}

func newWatch(base string) *watch {
	return &watch{base: base, flying: map[network.RequestID]int{}, dialogs: make(chan *page.EventJavascriptDialogOpening, 8)}
}

func (w *watch) fault(format string, args ...any) {
	w.faults = append(w.faults, fmt.Sprintf(format, args...))
}

// see is called for every event of the tab, in its reading loop.
func (w *watch) see(event any) {
	w.Lock()
	defer w.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.sent(e)
	case *network.EventResponseReceived:
		if at, ok := w.flying[e.RequestID]; ok {
			w.requests[at].Status = e.Response.Status
			w.answered(e.Response.Status, w.requests[at])
		}
	case *network.EventLoadingFinished:
		if at, ok := w.flying[e.RequestID]; ok {
			w.requests[at].Bytes = e.EncodedDataLength
			delete(w.flying, e.RequestID)
		}
	case *network.EventLoadingFailed:
		if at, ok := w.flying[e.RequestID]; ok {
			// htmx gives up a request that a newer one replaces; leaving a page gives up its own.
			if !e.Canceled && e.ErrorText != "net::ERR_ABORTED" {
				w.fault("%s %s failed: %s %s", w.requests[at].Method, w.requests[at].Path, e.ErrorText, e.BlockedReason)
			}
			delete(w.flying, e.RequestID)
		}
	case *log.EventEntryAdded:
		w.logged(e.Entry)
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += " " + e.ExceptionDetails.Exception.Description
		}
		w.fault("exception: %s", text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError || e.Type == runtime.ConsoleAPICalledTypeWarning || e.Type == runtime.ConsoleAPICalledTypeAssert {
			w.fault("console: %s", spoken(e.Args))
		}
	case *page.EventJavascriptDialogOpening:
		w.asked = append(w.asked, string(e.Type)+" "+e.Message)
		select {
		case w.dialogs <- e:
		default:
		}
	}
}

func (w *watch) sent(e *network.EventRequestWillBeSent) {
	u, err := url.Parse(e.Request.URL)
	if e.Type == network.ResourceTypeEventSource { // it never ends
		return
	}
	if err != nil || u.Scheme == "data" || u.Scheme == "blob" || u.Scheme == "about" {
		return
	}
	if !strings.HasPrefix(e.Request.URL, w.base) {
		w.fault("a request to elsewhere: %s", e.Request.URL)
	}
	part := headerOf(e.Request.Headers, "HX-Request") == "true"
	if e.RedirectResponse != nil {
		if at, ok := w.flying[e.RequestID]; ok {
			part = w.requests[at].Part // the headers go along, though they are not reported again
			w.requests[at].Status = e.RedirectResponse.Status
			w.requests[at].Bytes = e.RedirectResponse.EncodedDataLength
		}
	}
	w.flying[e.RequestID] = len(w.requests)
	w.requests = append(w.requests, request{
		Method: e.Request.Method, Path: u.RequestURI(), Type: e.Type, Part: part,
	})
}

func (w *watch) answered(status int64, r request) {
	if status >= 400 && !slices.Contains(w.allowed, status) {
		w.fault("%s %s answered %d", r.Method, r.Path, status)
	}
}

// logged judges what the browser itself writes to the console: policy violations
// are here, and failed loads, which answered already judges.
func (w *watch) logged(e *log.Entry) {
	if e.Level != log.EntryLevelError && e.Level != log.EntryLevelWarning {
		return
	}
	if e.Source == log.EntrySourceNetwork && strings.Contains(e.Text, "responded with a status of") {
		return
	}
	w.fault("%s: %s (%s:%d)", e.Source, e.Text, e.URL, e.LineNumber)
}

func headerOf(headers network.Headers, name string) string {
	for key, value := range headers {
		if strings.EqualFold(key, name) {
			return fmt.Sprint(value)
		}
	}
	return ""
}

func spoken(args []*runtime.RemoteObject) string {
	var out []string
	for _, a := range args {
		if len(a.Value) > 0 {
			out = append(out, string(a.Value))
		} else {
			out = append(out, a.Description)
		}
	}
	return strings.Join(out, " ")
}

func (w *watch) idle() bool {
	w.Lock()
	defer w.Unlock()
	return len(w.flying) == 0
}

func (w *watch) mark() int {
	w.Lock()
	defer w.Unlock()
	return len(w.requests)
}

// since are the requests after a mark.
func (w *watch) since(mark int) []request {
	w.Lock()
	defer w.Unlock()
	return slices.Clone(w.requests[mark:])
}
