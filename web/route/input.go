package route

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v5"

	"gatehouse/db/fault"
)

// Limits of forms and queries.
const (
	maxFields = 600
	maxValue  = 1 << 20
)

// Query reads the query of a request: only the named parameters, each at most
// once. Anything else is 400 naming it and what is allowed.
func Query(c *echo.Context, allowed ...string) (url.Values, error) {
	values, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil {
		return nil, parameter(fault.CodeInvalidParameter, "query", nil)
	}
	for name, given := range values {
		switch {
		case !slices.Contains(allowed, name):
			return nil, parameter(fault.CodeUnknownParameter, name, allowed)
		case len(given) > 1:
			return nil, parameter(fault.CodeInvalidParameter, name, nil).With("reason", "repeated")
		case !clean(given[0]):
			return nil, parameter(fault.CodeInvalidParameter, name, nil).With("reason", "text")
		}
	}
	return values, nil
}

func parameter(code, name string, allowed []string) *fault.Fault {
	f := fault.New(fault.Invalid, fault.LayerValidation, code).With("parameter", name)
	if len(allowed) > 0 {
		f = f.With("allowed", strings.Join(allowed, ", "))
	}
	return f
}

// Form reads a posted form. The path is never part of it. Fails with
// BODY_TOO_LARGE or VALIDATION_FAILED.
func Form(c *echo.Context) (url.Values, error) {
	r := c.Request()
	if r.PostForm == nil {
		if _, err := c.FormValues(); err != nil {
			if f := fault.As(err); f.Kind != fault.Internal {
				return nil, f
			}
			return nil, fault.InvalidInput(fault.NewProblem("", fault.ProblemFormat)).Because(err)
		}
	}
	values := r.PostForm
	if len(values) > maxFields {
		return nil, fault.InvalidInput(fault.NewProblem("", fault.ProblemTooMany, "max", strconv.Itoa(maxFields)))
	}
	for name, given := range values {
		for _, v := range given {
			if len(v) > maxValue || !clean(v) || !clean(name) {
				return nil, fault.InvalidInput(fault.NewProblem(name, fault.ProblemText))
			}
		}
	}
	return values, nil
}

func clean(s string) bool { return utf8.ValidString(s) && !strings.ContainsRune(s, 0) }
