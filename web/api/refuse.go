package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/fault"
	"gatehouse/web/respond"
)

// envelope is how the API says no.
type envelope struct {
	Error     string      `json:"error"`
	Layer     fault.Layer `json:"layer"`
	Code      string      `json:"code"`
	Details   any         `json:"details"`
	Hint      *string     `json:"hint"`
	RequestID string      `json:"requestId,omitempty"`
}

// problem is one message about one field in the details.
type problem struct {
	Field   string            `json:"field"`
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Params  map[string]string `json:"params,omitempty"`
}

// Refuse answers a fault in the API's envelope.
func (a *API) Refuse(c *echo.Context, f *fault.Fault) error {
	h := c.Response().Header()
	if f.Code == fault.CodeMethodNotAllowed && tooDeep(c.Request().URL.Path) {
		h.Del("Allow")
		f = fault.NotFoundOf("page")
	}
	switch {
	case f.Code == fault.CodeMethodNotAllowed:
		if own := a.ownAllow(c); own != nil {
			f = own
		}
		if f.Params["allowed"] != "" {
			h.Set("Allow", f.Params["allowed"])
		} else if allow := h.Get("Allow"); strings.Contains(allow, http.MethodGet) && !strings.Contains(allow, http.MethodHead) {
			h.Set("Allow", allow+", "+http.MethodHead) // comes with GET, but the router does not say so
		}
	case f.Kind == fault.Unauthenticated:
		h.Set("WWW-Authenticate", "Bearer")
	}
	if f.RetryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(f.RetryAfter))
		h.Set("X-Retry-After", strconv.Itoa(f.RetryAfter))
	}
	h.Set("Cache-Control", "no-store")
	said := describe(f)
	said.RequestID = respond.RequestID(c)
	encoded, err := json.Marshal(said)
	if err != nil {
		return err
	}
	h.Del("ETag")
	return written(c, respond.Status(f), func(dst []byte) []byte { return append(dst, encoded...) }, nil)
}

// tooDeep reports whether an address lies below every action: a last parameter of
// the router takes whatever follows.
func tooDeep(path string) bool {
	return strings.Count(path, "/") > 5 && !strings.Contains(path, "/revisions/")
}

// ownAllow is the exact refusal of a method at a collection's address, where the
// router knows only what all collections together take.
func (a *API) ownAllow(c *echo.Context) *fault.Fault {
	rest, ok := strings.CutPrefix(c.Request().URL.Path, "/api/v1/")
	if !ok || strings.Contains(rest, "/") {
		return nil
	}
	if collection, ok := a.Registry.For("").Get(rest); ok {
		return notAllowed(collection)
	}
	return nil
}

// describe is a fault in the words of the API. Internal ones say nothing.
func describe(f *fault.Fault) envelope {
	sentence, hint := respond.Sentence(f)
	e := envelope{Error: sentence, Layer: f.Layer, Code: f.Code}
	if hint != "" {
		e.Hint = &hint
	}
	if f.Layer == "" {
		e.Layer = fault.LayerDatabase
	}
	if respond.Status(f) >= http.StatusInternalServerError {
		return e
	}
	details := map[string]any{}
	for name, value := range f.Params {
		switch {
		case value == "" || name == "reason":
		case name == "allowed":
			details[name] = strings.Split(value, ", ")
		default:
			details[name] = value
		}
	}
	if problems := problemsOf(f); len(problems) > 0 {
		details["problems"] = problems
	}
	switch shown := f.Details.(type) {
	case json.RawMessage:
		details["current"] = shown
	case failed:
		shown.into(details)
	}
	if len(details) > 0 {
		e.Details = details
	}
	return e
}

func problemsOf(f *fault.Fault) []problem {
	var problems []problem
	for _, p := range f.Problems {
		problems = append(problems, problem{Field: p.Field, Code: p.Code, Message: respond.ProblemSentence(p), Params: p.Params})
	}
	return problems
}
