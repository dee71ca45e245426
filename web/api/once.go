package api

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/content"
)

const (
	keyHeader      = "Idempotency-Key"
	replayedHeader = "Idempotency-Replayed"
	longestKey     = 255
)

// once does a write and answers it; with an idempotency key only the first time,
// and again what was answered then.
func (a *API) once(c *echo.Context, at place, do func(ctx context.Context, store *content.Store) (content.Reply, error)) error {
	ctx := c.Request().Context()
	key, err := at.key(c.Request())
	if err != nil {
		return err
	}
	var reply content.Reply
	again := false
	if key == "" {
		reply, err = do(ctx, a.Content)
	} else {
		reply, again, err = a.Content.Once(ctx, at.scope, at.collection.Name, content.Request{Key: key, Fingerprint: at.fingerprint(c.Request())}, do)
	}
	if err != nil {
		return err
	}
	h := c.Response().Header()
	if again {
		h.Set(replayedHeader, "true")
	}
	if reply.Location != "" {
		h.Set("Location", reply.Location)
	}
	if reply.ETag != "" {
		h.Set("ETag", reply.ETag)
		cached(c, at)
	}
	return written(c, reply.Status, func(dst []byte) []byte { return append(dst, reply.Body...) }, nil)
}

// key is the idempotency key of a write, "" without one. Nobody in particular has
// no keys of their own.
func (at place) key(r *http.Request) (string, error) {
	given := r.Header.Values(keyHeader)
	if len(given) == 0 {
		return "", nil
	}
	key := given[0]
	outside := func(r rune) bool { return r <= ' ' || r > '~' }
	if len(given) > 1 || key == "" || len(key) > longestKey || strings.ContainsFunc(key, outside) {
		return "", wrong(keyHeader, "1 to 255 visible ASCII characters, once")
	}
	if !at.scope.Actor().Known() {
		return "", wrong(keyHeader, "a caller with a credential")
	}
	return key, nil
}

// fingerprint is of everything that makes a write another one. The organization
// is no part of it: each has its own keys.
func (at place) fingerprint(r *http.Request) string {
	query := url.Values{}
	for name, given := range at.query {
		if name != organizationParameter {
			query[name] = given
		}
	}
	sum := sha256.New()
	for _, part := range []string{
		r.Method, r.URL.Path, query.Encode(), strings.Join(r.Header.Values("If-Match"), ","), strings.Join(r.Header.Values("If-None-Match"), ","),
	} {
		sum.Write([]byte(part))
		sum.Write([]byte{0})
	}
	sum.Write(at.sent)
	return base64.RawURLEncoding.EncodeToString(sum.Sum(nil))
}

// reply is the answer of a write with one entry, or the fault with the current
// entry as the caller may see it.
func (at place) reply(status int, e *content.Entry, err error) (content.Reply, error) {
	if err != nil {
		return content.Reply{}, at.shown(err)
	}
	body := at.shape(nil).append(nil, e)
	return content.Reply{Status: status, ETag: strongTag(e.Revision, body), Body: body}, nil
}

// located is reply with the address of the new entry.
func (at place) located(e *content.Entry, err error) (content.Reply, error) {
	reply, err := at.reply(http.StatusCreated, e, err)
	if err == nil {
		reply.Location = at.address(e)
	}
	return reply, err
}

// succeeded is the answer of a write that has nothing else to say.
func succeeded() content.Reply {
	return content.Reply{Status: http.StatusOK, Body: []byte(`{"success":true}`)}
}
