package api

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// maxBody is the largest body of a call.
const maxBody = 1 << 20

// body reads a JSON body. Fails with BODY_TOO_LARGE and UNSUPPORTED_MEDIA_TYPE.
func body(c *echo.Context) ([]byte, error) {
	r := c.Request()
	read, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
		return nil, fault.New(fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge)
	}
	if err != nil {
		return nil, err
	}
	if len(read) > 0 && !isJSON(r) {
		return nil, fault.New(fault.Unsupported, fault.LayerValidation, fault.CodeUnsupportedMedia)
	}
	return read, nil
}

// isJSON reports whether a body may be read. Browsers call a string text/plain:
// that, and no type at all, is taken from those who say in a header who they are,
// which no form of another site can do.
func isJSON(r *http.Request) bool {
	if encoding := r.Header.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return false
	}
	given := r.Header.Get("Content-Type")
	kind, parameters, err := mime.ParseMediaType(given)
	if charset, named := parameters["charset"]; named && !strings.EqualFold(charset, "utf-8") {
		return false
	}
	named := r.Header.Get("Authorization") != "" || r.Header.Get("X-Api-Key") != ""
	return err == nil && kind == contentType || named && (given == "" || err == nil && kind == "text/plain")
}

// read reads the body of a call and remembers it.
func (at *place) read(c *echo.Context) (err error) {
	at.sent, err = body(c)
	return err
}

// input reads the values of an entry.
func (at *place) input(c *echo.Context, allowRevision bool) (schema.Input, error) {
	if err := at.read(c); err != nil {
		return schema.Input{}, err
	}
	return at.collection.DecodeJSON(at.sent, allowRevision)
}

// noInput reads the body of a call that takes none but the revision it saw.
func (at *place) noInput(c *echo.Context) (schema.Input, error) {
	if err := at.read(c); err != nil || len(at.sent) == 0 {
		return schema.Input{}, err
	}
	return schema.Fields(nil).DecodeJSON(at.sent, true)
}

// base is the revision a write is for: that of If-Match, or the one named in the
// body, which must not differ; If-None-Match: * is for what is not there yet.
// Without any everything goes, unless required.
func base(c *echo.Context, named *int64, required bool) (content.Base, error) {
	h := c.Request().Header
	tag := strings.TrimSpace(strings.Join(h.Values("If-Match"), ","))
	if none := strings.TrimSpace(strings.Join(h.Values("If-None-Match"), ",")); none != "" {
		switch {
		case none != "*":
			return content.Base{}, wrong("If-None-Match", "* on calls that write")
		case tag != "" || named != nil:
			return content.Base{}, wrong("If-None-Match", "neither If-Match nor a revision beside it")
		}
		return content.IfAbsent(), nil
	}
	switch {
	case tag == "*" && !required, tag == "":
		switch {
		case named != nil:
			return content.IfRevision(*named), nil
		case required:
			return content.Base{}, needed()
		}
		return content.Base{}, nil
	case tag == "*", strings.Contains(tag, ","):
		return content.Base{}, wrong("If-Match", "the ETag of one revision")
	}
	revision := revisionOf(tag)
	if named != nil && *named != revision {
		return content.Base{}, fault.InvalidInput(fault.NewProblem("revision", fault.ProblemMismatch, "want", "the revision of If-Match"))
	}
	return content.IfMatch(revision), nil
}

// unconditional refuses conditions that a call cannot judge.
func unconditional(c *echo.Context, want string) error {
	for _, name := range []string{"If-Match", "If-None-Match"} {
		if c.Request().Header.Get(name) != "" {
			return wrong(name, want)
		}
	}
	return nil
}

func needed() *fault.Fault {
	return fault.New(fault.Precondition, fault.LayerValidation, fault.CodePreconditionNeeded)
}
