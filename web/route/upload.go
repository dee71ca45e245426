package route

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/fault"
)

// Upload is a posted form with one file.
type Upload struct {
	Values url.Values // everything else
	Name   string     // of the file, as the browser says
	Data   []byte     // nil without a file
}

// uploadTime is how long a browser may take to send a file.
const uploadTime = 10 * time.Minute

// IsUpload reports whether a request brings a form with files. Such a form is
// read once, by ReadUpload, and travels nowhere else.
func IsUpload(r *http.Request) bool {
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return err == nil && kind == "multipart/form-data"
}

// ReadUpload reads a form with one file named field, of at most most bytes. Fails
// with BODY_TOO_LARGE, after taking the rest from the browser so that it hears the
// answer, UNSUPPORTED_MEDIA_TYPE and VALIDATION_FAILED.
func ReadUpload(c *echo.Context, field string, most int64) (Upload, error) {
	r := c.Request()
	u := Upload{Values: url.Values{}}
	if !IsUpload(r) {
		return u, fault.New(fault.Unsupported, fault.LayerValidation, fault.CodeUnsupportedMedia).With("want", "multipart/form-data")
	}
	_ = http.NewResponseController(c.Response()).SetReadDeadline(time.Now().Add(uploadTime)) // where it cannot be set, the server's holds
	parts, err := r.MultipartReader()
	if err != nil {
		return u, unreadable(err)
	}
	left := most
	for range maxFields {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return u, nil
		}
		if err != nil {
			return u, unreadable(err)
		}
		data, err := io.ReadAll(io.LimitReader(part, left+1))
		if err != nil {
			return u, unreadable(err)
		}
		if left -= int64(len(data)); left < 0 {
			_, _ = io.Copy(io.Discard, io.LimitReader(r.Body, 4*most))
			return u, fault.New(fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge).With("max", strconv.FormatInt(most, 10))
		}
		switch name := part.FormName(); {
		case name == field && part.FileName() != "":
			u.Name, u.Data = part.FileName(), data
		case name == field: // no file was chosen
		default:
			u.Values.Add(name, string(data))
		}
	}
	return u, unreadable(nil)
}

func unreadable(err error) error {
	return fault.InvalidInput(fault.NewProblem("", fault.ProblemFormat)).Because(err)
}
