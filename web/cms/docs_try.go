package cms

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/views/page"
	"gatehouse/web/api"
)

// longestAnswer is how much of an answer the documentation shows.
const longestAnswer = 64 << 10

// try asks the API what the form says, with the cookie of whoever sent it. Empty
// inputs are left out.
func (p *Pages) try(c *echo.Context, o *api.Operation, d *api.Document, given url.Values) *page.DocsTried {
	path, query := o.Path, url.Values{}
	for _, q := range o.Parameters {
		q = d.Parameter(q)
		value := given.Get(q.Name)
		switch {
		case q.In == "path":
			path = strings.ReplaceAll(path, "{"+q.Name+"}", url.PathEscape(value))
		case q.In == "query" && value != "":
			query.Set(q.Name, value)
		}
	}
	address := path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	tried := &page.DocsTried{Address: address}
	asked := c.Request()
	r, err := http.NewRequestWithContext(asked.Context(), http.MethodGet, address, http.NoBody)
	if err != nil {
		tried.Status, tried.Body = strconv.Itoa(http.StatusBadRequest), "This is no address."
		return tried
	}
	r.Host, r.RemoteAddr, r.RequestURI = asked.Host, asked.RemoteAddr, address
	for _, name := range []string{"Cookie", "User-Agent", "X-Forwarded-For"} {
		r.Header[name] = asked.Header.Values(name)
	}
	heard := &hearing{header: http.Header{}}
	p.Programs.ServeHTTP(heard, r)
	tried.Status = strconv.Itoa(heard.status) + " " + http.StatusText(heard.status)
	var headers []string
	for _, name := range []string{"Content-Type", "ETag", "Cache-Control", "Retry-After", "X-Request-Id"} {
		if value := heard.header.Get(name); value != "" {
			headers = append(headers, name+": "+value)
		}
	}
	tried.Headers = strings.Join(headers, "\n")
	body := heard.body.Bytes()
	var pretty bytes.Buffer
	if json.Indent(&pretty, body, "", "  ") == nil {
		body = pretty.Bytes()
	}
	if tried.Cut = len(body) > longestAnswer; tried.Cut {
		body = bytes.ToValidUTF8(body[:longestAnswer], nil)
	}
	tried.Body = string(body)
	return tried
}

// hearing keeps an answer in memory.
type hearing struct {
	header http.Header
	status int
	body   bytes.Buffer
}

// Header implements http.ResponseWriter.
func (h *hearing) Header() http.Header { return h.header }

// WriteHeader implements http.ResponseWriter.
func (h *hearing) WriteHeader(status int) {
	if h.status == 0 {
		h.status = status
	}
}

// Write implements http.ResponseWriter.
func (h *hearing) Write(b []byte) (int, error) {
	h.WriteHeader(http.StatusOK)
	return h.body.Write(b)
}
