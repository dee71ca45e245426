package api

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"sync"

	"github.com/labstack/echo/v5"

	"gatehouse/db/content"
	"gatehouse/db/fault"
)

const contentType = "application/json"

// largestKept is the largest buffer that waits for the next answer.
const largestKept = 1 << 20

var buffers = sync.Pool{New: func() any { b := make([]byte, 0, 16<<10); return &b }}

// written answers with the JSON that write appends, built in a pooled buffer.
func written(c *echo.Context, status int, write func(dst []byte) []byte, tag func(body []byte) string) error {
	return shaped(c, status, nil, write, tag)
}

// shaped is written for entries of a shape, whose expanded relations may be too much.
func shaped(c *echo.Context, status int, s *shape, write func(dst []byte) []byte, tag func(body []byte) string) error {
	b, _ := buffers.Get().(*[]byte)
	*b = write((*b)[:0])
	defer func() {
		if cap(*b) <= largestKept {
			buffers.Put(b)
		}
	}()
	if s != nil && s.expanse != nil && s.expanse.over {
		return wrong(expandParameter, "fewer entries or relations, because the answer would be larger than 8 MiB")
	}
	h := c.Response().Header()
	if tag != nil {
		etag := tag(*b)
		h.Set("ETag", etag)
		if r := c.Request(); reads(r) && len(r.Header["If-None-Match"]) > 0 && matches(r.Header["If-None-Match"], etag) {
			c.Response().WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(*b)))
	return c.Blob(status, contentType, *b)
}

// cached says who may keep an answer: nobody but the caller, and only to ask
// whether it is still good.
func cached(c *echo.Context, at place) {
	h := c.Response().Header()
	if at.scope.Actor().Known() {
		h.Set("Cache-Control", "private, no-cache")
	} else {
		h.Set("Cache-Control", "no-cache")
	}
	h.Add("Vary", "Authorization, X-Api-Key, Cookie")
}

// entry answers with one bare entry and its tag.
func (at place) entry(c *echo.Context, s *shape, e *content.Entry) error {
	cached(c, at)
	return shaped(c, http.StatusOK, s,
		func(dst []byte) []byte { return s.append(dst, e) },
		func(body []byte) string { return strongTag(e.Revision, body) })
}

// shown turns the entry inside a fault into what its details answer.
func (at place) shown(err error) error {
	var f *fault.Fault
	if !errors.As(err, &f) {
		return err
	}
	if e, ok := f.Details.(content.Entry); ok {
		f.Details = json.RawMessage(at.shape(nil).append(nil, &e))
	}
	return err
}
