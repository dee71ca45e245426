package respond

import (
	"bytes"
	"net/http"
	"sync"

	"github.com/a-h/templ"
	"github.com/labstack/echo/v5"

	"gatehouse/views/hx"
)

var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// WantsPart reports whether htmx asks for a piece of the page it already shows.
// A step back in the history and a boosted visit want the whole page.
func WantsPart(r *http.Request) bool {
	h := r.Header
	return h.Get("HX-Request") == "true" && h.Get("HX-Request-Type") != "full" &&
		h.Get("HX-Boosted") != "true" && h.Get("HX-History-Restore-Request") != "true"
}

// Page answers with the page, or with the part when htmx asks for one. A nil part
// means that the page has none.
func Page(c *echo.Context, status int, page, part templ.Component) error {
	chosen := page
	if part != nil && WantsPart(c.Request()) {
		chosen = part
	}
	b, _ := buffers.Get().(*bytes.Buffer)
	defer func() {
		if b.Cap() < 1<<20 {
			b.Reset()
			buffers.Put(b)
		}
	}()
	ctx := hx.WithNonce(c.Request().Context(), Nonce(c))
	if err := chosen.Render(ctx, b); err != nil {
		return err
	}
	h := c.Response().Header()
	h.Add("Vary", "HX-Request, HX-Request-Type, HX-Boosted, HX-History-Restore-Request, Cookie")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	return c.Blob(status, "text/html; charset=utf-8", b.Bytes())
}

// See sends the browser to another address of ours: 303 for a form, and htmx's
// redirect for a request of its own, because a fetch would follow the 303 and
// swap a whole page into a part.
func See(c *echo.Context, address string) error {
	if c.Request().Header.Get("HX-Request") == "true" {
		c.Response().Header().Set("HX-Redirect", address)
		return c.NoContent(http.StatusOK)
	}
	return c.Redirect(http.StatusSeeOther, address)
}

const nonceKey = "gatehouse.nonce"

// SetNonce remembers the nonce of this response's Content-Security-Policy.
func SetNonce(c *echo.Context, nonce string) { c.Set(nonceKey, nonce) }

// Nonce is the nonce of this response's Content-Security-Policy.
func Nonce(c *echo.Context) string {
	nonce, _ := c.Get(nonceKey).(string)
	return nonce
}

const requestIDKey = "gatehouse.request"

// SetRequestID remembers the id that the log and the visitor share.
func SetRequestID(c *echo.Context, id string) { c.Set(requestIDKey, id) }

// RequestID is the id that the log and the visitor share.
func RequestID(c *echo.Context) string {
	id, _ := c.Get(requestIDKey).(string)
	return id
}
