package betterauth

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/fault"
	"gatehouse/web/respond"
)

// Refusal is an answer other than success, in Better Auth's words. Without code and
// message the body is empty.
type Refusal struct {
	Status  int
	Code    string
	Message string
}

// Error implements error.
func (r *Refusal) Error() string { return r.Code + " " + r.Message }

// no refuses with a code and its message.
func no(status int, code string) *Refusal {
	return &Refusal{Status: status, Code: code, Message: messages[code]}
}

// because refuses with a code and a message of its own; Better Auth gives some
// refusals no code.
func because(status int, code, message string) *Refusal {
	return &Refusal{Status: status, Code: code, Message: message}
}

// instead answers a fault that has the code with a refusal, anything else as it is.
func instead(err error, code string, r *Refusal) error {
	if fault.Has(err, code) {
		return r
	}
	return err
}

// Refuse answers an error. It reports those that are nobody's mistake but ours.
func (a *API) Refuse(c *echo.Context, err error) (ours bool, failed error) {
	h := c.Response().Header()
	h.Del("Allow")
	h.Set("Cache-Control", "no-store")
	var r *Refusal
	if !errors.As(err, &r) {
		f := respond.Fault(err)
		r = refusalOf(f)
		if f.RetryAfter > 0 {
			h.Set("X-Retry-After", strconv.Itoa(f.RetryAfter))
		}
	}
	if r.Code == "" && r.Message == "" {
		h.Set("Content-Type", "application/json")
		return false, c.NoContent(r.Status)
	}
	body := map[string]string{"message": r.Message}
	if r.Code != "" {
		body["code"] = r.Code
	}
	return r.Status >= http.StatusInternalServerError, c.JSON(r.Status, body)
}

// status and code of the faults that mean the same wherever they occur; calls that
// know better say so themselves.
var refusals = map[string]struct {
	status int
	code   string
}{
	fault.CodeUnauthenticated:  {401, "UNAUTHORIZED"},
	fault.CodeBadCredential:    {401, "UNAUTHORIZED"},
	fault.CodeBadPassword:      {401, "INVALID_EMAIL_OR_PASSWORD"},
	fault.CodeWrongPassword:    {400, "INVALID_PASSWORD"},
	fault.CodeUserExists:       {422, "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL"},
	fault.CodeSignUpDisabled:   {400, "EMAIL_PASSWORD_SIGN_UP_DISABLED"},
	fault.CodeTokenInvalid:     {400, "INVALID_TOKEN"},
	fault.CodeTokenUsed:        {400, "INVALID_TOKEN"},
	fault.CodeTokenExpired:     {400, "INVALID_TOKEN"},
	fault.CodeNotFresh:         {403, "SESSION_NOT_FRESH"},
	fault.CodeBanned:           {403, "BANNED_USER"},
	fault.CodeProveFirst:       {403, "EMAIL_NOT_VERIFIED"},
	fault.CodeAnotherPerson:    {401, "INVALID_USER"},
	fault.CodeLastOwner:        {400, "YOU_CANNOT_LEAVE_THE_ORGANIZATION_AS_THE_ONLY_OWNER"},
	fault.CodeUnsupportedMedia: {415, "UNSUPPORTED_MEDIA_TYPE"},
	fault.CodeTooLarge:         {413, "PAYLOAD_TOO_LARGE"},
	fault.CodeInvalidJSON:      {400, "BAD_REQUEST"},
	fault.CodeUnavailable:      {503, "SERVICE_UNAVAILABLE"},
	fault.CodeInternal:         {500, "INTERNAL_SERVER_ERROR"},
}

func refusalOf(f *fault.Fault) *Refusal {
	switch {
	case f.Code == fault.CodeRateLimited:
		return because(http.StatusTooManyRequests, "", messages["TOO_MANY_REQUESTS"])
	case f.Code == fault.CodeNotFound, f.Code == fault.CodeMethodNotAllowed: // also a known path with another method
		return &Refusal{Status: http.StatusNotFound}
	case f.Code == fault.CodeInvalid:
		return invalid(f)
	}
	if r, ok := refusals[f.Code]; ok {
		return no(r.status, r.code)
	}
	sentence, _ := respond.Sentence(f)
	return because(respond.Status(f), f.Code, sentence)
}

// passwords are Better Auth's codes for what can be wrong with a new password.
var passwords = map[string]string{
	fault.ProblemTooShort: "PASSWORD_TOO_SHORT",
	fault.ProblemRequired: "PASSWORD_TOO_SHORT",
	fault.ProblemTooLong:  "PASSWORD_TOO_LONG",
	fault.ProblemCommon:   "PASSWORD_COMPROMISED",
	fault.ProblemSame:     "PASSWORD_IS_THE_SAME",
}

// invalid answers problems of the input: of a password or an address by the code
// Better Auth has for it, of anything else with the names of the fields.
func invalid(f *fault.Fault) *Refusal {
	var said []string
	for _, p := range f.Problems {
		switch code := passwords[p.Code]; {
		case p.Field == "password" && code != "":
			return no(http.StatusBadRequest, code)
		case p.Field == "email" && p.Code != fault.ProblemTaken:
			return no(http.StatusBadRequest, "INVALID_EMAIL")
		}
		said = append(said, "[body."+p.Field+"] "+respond.ProblemSentence(p))
	}
	return because(http.StatusBadRequest, "VALIDATION_ERROR", strings.Join(said, "; "))
}
