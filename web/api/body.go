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
	if len(read) > 0 && !isJSON(r.Header) {
		return nil, fault.New(fault.Unsupported, fault.LayerValidation, fault.CodeUnsupportedMedia)
	}
	return read, nil
}

func isJSON(h http.Header) bool {
	if encoding := h.Get("Content-Encoding"); encoding != "" && encoding != "identity" {
		return false
	}
	kind, parameters, err := mime.ParseMediaType(h.Get("Content-Type"))
	charset, named := parameters["charset"]
	return err == nil && kind == contentType && (!named || strings.EqualFold(charset, "utf-8"))
}

// input reads the values of an entry.
func (at place) input(c *echo.Context, allowRevision bool) (schema.Input, error) {
	if err := refuseIdempotency(c); err != nil {
		return schema.Input{}, err
	}
	read, err := body(c)
	if err != nil {
		return schema.Input{}, err
	}
	return at.collection.DecodeJSON(read, allowRevision)
}

// refuseIdempotency refuses a promise that is not kept yet.
func refuseIdempotency(c *echo.Context) error {
	if c.Request().Header.Get("Idempotency-Key") == "" {
		return nil
	}
	return unknown("Idempotency-Key", []string{"If-Match", "If-None-Match"}).With("reason", "later")
}

// noInput reads the body of a call that takes none but the revision it saw.
func noInput(c *echo.Context) (schema.Input, error) {
	if err := refuseIdempotency(c); err != nil {
		return schema.Input{}, err
	}
	read, err := body(c)
	if err != nil || len(read) == 0 {
		return schema.Input{}, err
	}
	return schema.Fields(nil).DecodeJSON(read, true)
}

// base is the revision a write is for: that of If-Match, or the one named in the
// body, which must not differ. Without either everything goes, unless required.
func base(c *echo.Context, named *int64, required bool) (content.Base, error) {
	tag := strings.TrimSpace(strings.Join(c.Request().Header.Values("If-Match"), ","))
	switch {
	case tag == "*" && !required, tag == "":
		switch {
		case named != nil:
			return content.IfRevision(*named), nil
		case required:
			return content.Base{}, fault.New(fault.Precondition, fault.LayerValidation, fault.CodePreconditionNeeded)
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
