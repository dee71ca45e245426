package respond

import (
	"strings"

	"gatehouse/db/fault"
)

// said is what the API says about a code. Words in braces are the fault's
// parameters; a part in brackets is left out when one of its parameters is empty.
type said struct{ sentence, hint string }

// sentences are the API's words for every code; the set is closed.
var sentences = map[string]said{
	fault.CodeInternal:    {"Something went wrong on the server.", "Quote the request id when you report this."},
	fault.CodeUnavailable: {"The server cannot answer this now.", "Try again in a moment."},

	fault.CodeUnauthenticated: {"This needs a signed-in caller.", "Send a session cookie, Authorization: Bearer TOKEN, or x-api-key: KEY."},
	fault.CodeBadCredential:   {"The credential is not valid.", "It may have expired or been revoked, or several were sent at once. Sign in again or use another key."},
	fault.CodeRateLimited:     {"Too many requests.", "Wait as many seconds as Retry-After says."},
	fault.CodeForeignOrigin:   {"Requests from this origin are not accepted.", "Add the origin to trustedOrigins, or call without cookies and with a bearer token."},

	fault.CodeChooseOrganization: {"The request names no organization.", "Add ?organizationId=… or activate an organization in the session."},
	fault.CodeNotFound:           {"There is no such {thing}.", ""},
	fault.CodeFirewallNotFound:   {"There is no such entry.", "It may have been deleted, or belong to another organization."},
	fault.CodeNotAMember:         {"You are not a member of the organization[ {organization}].", "Ask one of its admins for an invitation."},
	fault.CodeCrossTenant:        {"This credential or installation works in another organization.", "Leave organizationId out, or name the right one."},
	fault.CodeTeamRequired:       {"Several teams could own the new entry.", "Activate one team in the session."},

	fault.CodeRoleRequired:     {"Your role does not allow this.", "An admin of the organization can change your role."},
	fault.CodeConditionFailed:  {"The rule does not allow this for this entry.", ""},
	fault.CodeWrongState:       {"The entry's state does not allow this[: it is {state}][: {field} is {current}].", "[It has to be one of: {allowed}.]"},
	fault.CodeTransitionLost:   {"Somebody else changed the entry's state first.", "Read the entry again."},
	fault.CodeFixed:            {"This installation works in one fixed organization.", ""},
	fault.CodeCreateNotAllowed: {"Creating organizations is not allowed here.", ""},
	fault.CodeSignUpDisabled:   {"Signing up is not possible here.", "Ask for an invitation."},

	fault.CodeSystemManaged: {"Only the system writes the field {field}.", "Leave it out."},
	fault.CodeImmutable:     {"The field {field} cannot be changed after the entry was created.", "Leave it out."},
	fault.CodeProtected:     {"The field {field} is written by actions only.", "Call the action instead."},
	fault.CodeNotWritable:   {"The field {field} cannot be written here.", "Leave it out."},
	fault.CodeMasked:        {"The field {field} is masked from you, so you cannot change it.", "Leave it out."},

	fault.CodeInvalid:            {"The input has problems.", "See details.problems."},
	fault.CodeInvalidJSON:        {"The body is not a JSON object that can be read.", "Send one JSON object in UTF-8, without NUL, each name once."},
	fault.CodeUnknownField:       {"There is no field {field}.", "[Did you mean {nearest}? ][Allowed are: {allowed}.]"},
	fault.CodeUnknownParameter:   {"There is no parameter {parameter}.", "[Did you mean {nearest}? ][Allowed are: {allowed}.]"},
	fault.CodeInvalidParameter:   {"The parameter {parameter} is not valid.", "[Wanted: {want}. ][Did you mean {nearest}? ][Allowed are: {allowed}.]"},
	fault.CodeInvalidCursor:      {"The cursor is not valid for this list.", "Use nextCursor of an answer to the same query, or start again without one."},
	fault.CodeTooLarge:           {"The body is too large.", "At most 1 MiB is accepted."},
	fault.CodeUnsupportedMedia:   {"The body's media type is not accepted.", "Send Content-Type: application/json, not compressed."},
	fault.CodeMethodNotAllowed:   {"This address does not take this method.", "[Allowed are: {allowed}.]"},
	fault.CodePreconditionNeeded: {"The request must name the revision it changes.", "Send If-Match with the entry's ETag, or its revision in the body."},
	fault.CodeIdempotencyReused:  {"The idempotency key was used for another request.", "Make a new key for each request."},

	fault.CodeConflict: {"Somebody else saved the entry in the meantime.", "details.current is the entry as it is now. Merge, and send its revision."},
	fault.CodeStale:    {"The entry is at another revision than If-Match names.", "details.current is the entry as it is now. Merge, and send its ETag."},
	fault.CodeUnique:   {"Another entry has this value already.", ""},
	fault.CodeInUse:    {"Other entries still point to it.", "Change or delete them first."},

	fault.CodeBadPassword:        {"Invalid email or password.", ""},
	fault.CodeWrongPassword:      {"Invalid password.", ""},
	fault.CodeUserExists:         {"User already exists. Use another email.", ""},
	fault.CodeTokenInvalid:       {"Invalid token.", ""},
	fault.CodeTokenUsed:          {"The token was used already.", ""},
	fault.CodeTokenExpired:       {"The token has expired.", ""},
	fault.CodeNotFresh:           {"The session is not fresh.", "Sign in again."},
	fault.CodeTwoFactorRequired:  {"A second factor is required.", "Set one up for your account, or sign in with it."},
	fault.CodeNoChallenge:        {"The question for the second factor has expired.", "Sign in again."},
	fault.CodeInvalidCode:        {"Invalid code.", ""},
	fault.CodeInvalidRecovery:    {"Invalid backup code.", ""},
	fault.CodeTooManyAttempts:    {"Too many attempts.", "Sign in again for a new question."},
	fault.CodeFactorLocked:       {"The account's second factor is locked for a while.", "Wait as long as Retry-After says."},
	fault.CodeOTPExpired:         {"The code has expired.", "Ask for a new one."},
	fault.CodeTOTPEnabled:        {"An authenticator is set up already.", "Switch the second factor off first."},
	fault.CodeTOTPOff:            {"There is no authenticator.", "Set one up first."},
	fault.CodeNoCeremony:         {"Challenge not found.", "Begin again."},
	fault.CodeBadRegistration:    {"Failed to verify registration.", ""},
	fault.CodeBadAssertion:       {"Authentication failed.", ""},
	fault.CodePasskeyNotFound:    {"Passkey not found.", ""},
	fault.CodeTwoFactorOff:       {"There is no second factor.", "Set one up first."},
	fault.CodeBanned:             {"You have been banned from this application.", ""},
	fault.CodeProveFirst:         {"The email address is not verified.", "Open the link in the mail that was sent to it."},
	fault.CodeAnotherPerson:      {"The link belongs to another account.", "Sign out, or open it where that account is signed in."},
	fault.CodeSetupDone:          {"The installation is set up already.", ""},
	fault.CodeLastOwner:          {"You cannot leave the organization as the only owner.", "Make somebody else an owner first."},
	fault.CodeAlreadyMember:      {"User is already a member of this organization.", ""},
	fault.CodeInvitationExists:   {"User is already invited to this organization.", ""},
	fault.CodeInvitationNotFound: {"Invitation not found.", ""},
	fault.CodeInvitationExpired:  {"The invitation has expired.", ""},
	fault.CodeInvitationUsed:     {"The invitation was answered already.", ""},
	fault.CodeNotTheRecipient:    {"You are not the recipient of the invitation.", ""},
	fault.CodeEmailNotVerified:   {"Email verification required before accepting or rejecting invitation.", ""},
	fault.CodeRoleNotFound:       {"Role not found.", ""},
	fault.CodeRoleTooHigh:        {"You are not allowed to grant this role.", ""},
	fault.CodeSlugTaken:          {"Organization slug already taken.", ""},
	fault.CodeMembershipLimit:    {"Organization membership limit reached.", ""},

	fault.CodeConfirmationMismatch: {"The confirmation does not match.", ""},
}

// problems are the API's words for problems with one field.
var problems = map[string]string{
	fault.ProblemRequired:  "is required",
	fault.ProblemTooLong:   "is too long[: at most {max} characters]",
	fault.ProblemTooShort:  "is too short[: at least {min}]",
	fault.ProblemTooBig:    "is too big[: at most {max}]",
	fault.ProblemTooSmall:  "is too small[: at least {min}]",
	fault.ProblemDecimals:  "has too many digits after the point[: at most {max}]",
	fault.ProblemType:      "is of the wrong type[: {want} wanted]",
	fault.ProblemFormat:    "has the wrong form[: {want} wanted]",
	fault.ProblemOption:    "is not one of the options[: {options}]",
	fault.ProblemPattern:   "does not match the pattern[ {pattern}]",
	fault.ProblemTaken:     "is taken by another entry",
	fault.ProblemMissing:   "points to an entry that does not exist[: {value}]",
	fault.ProblemTooMany:   "has too many items[: at most {max}]",
	fault.ProblemDuplicate: "is there twice",
	fault.ProblemCommon:    "is too common",
	fault.ProblemSame:      "must differ",
	fault.ProblemMismatch:  "does not match[ {want}]",
	fault.ProblemText:      "is not valid text",
	fault.ProblemQuoting:   "has a quotation mark that does not fit",
	fault.ProblemWordPress: "is no export of WordPress that can be read[: line {line}]",
	fault.ProblemColumns:   "has {columns} columns instead of {want}",
	fault.ProblemEncoding:  "is not UTF-8[ in line {line}]",
	fault.ProblemRows:      "has rows with mistakes",

	fault.CodeUnknownField:     "is not a field",
	fault.CodeUnknownParameter: "is not a parameter",
	fault.CodeSystemManaged:    "is written by the system only",
	fault.CodeImmutable:        "cannot be changed after the entry was created",
	fault.CodeProtected:        "is written by actions only",
	fault.CodeNotWritable:      "cannot be written here",
	fault.CodeMasked:           "is masked from you and cannot be changed",
}

// Sentence is what the API says about a fault in English, and how to mend it.
func Sentence(f *fault.Fault) (sentence, hint string) {
	s, ok := sentences[f.Code]
	if !ok {
		return "The request was refused: " + f.Code + ".", ""
	}
	switch reason := f.Params["reason"]; {
	case f.Code == fault.CodeInvalidParameter && reason == "repeated":
		s = said{"The parameter {parameter} is there more than once.", "Name it once."}
	case f.Code == fault.CodeRateLimited && reason == "streams":
		s = said{"Too many streams are open.", "Close one of them, or wait as many seconds as Retry-After says."}
	case f.Code == fault.CodeInvalidJSON && reason == fault.ProblemDuplicate:
		s.sentence = "The name {field} is there twice."
	}
	return fill(s.sentence, f.Params), strings.TrimSpace(fill(s.hint, f.Params))
}

// ProblemSentence is what the API says about one field.
func ProblemSentence(p fault.Problem) string {
	words, ok := problems[p.Code]
	if !ok {
		words = "is not valid"
	}
	subject := p.Field
	if subject == "" {
		subject = "The input"
	}
	return subject + " " + fill(words, p.Params) + "."
}

// fill puts parameters into a template and drops bracketed parts that lack one.
func fill(template string, params map[string]string) string {
	var out strings.Builder
	for template != "" {
		before, rest, bracketed := strings.Cut(template, "[")
		text, _ := braces(before, params)
		out.WriteString(text)
		if !bracketed {
			break
		}
		part, after, _ := strings.Cut(rest, "]")
		if text, complete := braces(part, params); complete {
			out.WriteString(text)
		}
		template = after
	}
	return out.String()
}

func braces(text string, params map[string]string) (filled string, complete bool) {
	complete = true
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(text, "{")
		out.WriteString(before)
		if !found {
			return out.String(), complete
		}
		name, after, _ := strings.Cut(rest, "}")
		value := params[name]
		complete = complete && value != ""
		out.WriteString(value)
		text = after
	}
}
