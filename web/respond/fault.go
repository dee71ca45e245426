package respond

import (
	"errors"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/fault"
)

// statuses is the only table from fault to HTTP status.
var statuses = map[fault.Kind]int{
	fault.Internal:        http.StatusInternalServerError,
	fault.Unauthenticated: http.StatusUnauthorized,
	fault.Forbidden:       http.StatusForbidden,
	fault.NotFound:        http.StatusNotFound,
	fault.Gone:            http.StatusGone,
	fault.Invalid:         http.StatusBadRequest,
	fault.Conflict:        http.StatusConflict,
	fault.Stale:           http.StatusPreconditionFailed,
	fault.Precondition:    http.StatusPreconditionRequired,
	fault.TooLarge:        http.StatusRequestEntityTooLarge,
	fault.Unsupported:     http.StatusUnsupportedMediaType,
	fault.Limited:         http.StatusTooManyRequests,
	fault.Unavailable:     http.StatusServiceUnavailable,
	fault.Choose:          http.StatusBadRequest,
}

// Status is the HTTP status of a fault for programs. Browsers get 422 for an
// invalid form, see FormStatus.
func Status(f *fault.Fault) int {
	if f.Code == fault.CodeMethodNotAllowed { // of no kind that a use case could have
		return http.StatusMethodNotAllowed
	}
	return statuses[f.Kind]
}

// FormStatus is the status of a form that comes back filled: htmx and browsers
// show a 422 like any page.
func FormStatus(f *fault.Fault) int {
	if f.Kind == fault.Invalid {
		return http.StatusUnprocessableEntity
	}
	return Status(f)
}

// Fault finds the fault in any error of a request, Echo's own included.
func Fault(err error) *fault.Fault {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return fault.New(fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge).Because(err)
	}
	var coder echo.HTTPStatusCoder
	if errors.As(err, &coder) {
		switch status := coder.StatusCode(); {
		case status == http.StatusNotFound:
			return fault.NotFoundOf("page")
		case status == http.StatusMethodNotAllowed:
			return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeMethodNotAllowed)
		case status == http.StatusRequestEntityTooLarge:
			return fault.New(fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge)
		case status == http.StatusUnsupportedMediaType:
			return fault.New(fault.Unsupported, fault.LayerValidation, fault.CodeUnsupportedMedia)
		case status < 500:
			return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalid).Because(err)
		}
	}
	return fault.As(err)
}
