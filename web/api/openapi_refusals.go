package api

import (
	"net/http"
	"slices"
	"strconv"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/web/respond"
)

// fromRefusal says how a code comes about: its kind decides the status.
type fromRefusal struct {
	kind  fault.Kind
	layer fault.Layer
	code  string
}

// refusals are the codes that calls of the API can be refused with, in the order
// in which the questions are asked.
var refusals = []fromRefusal{
	{fault.Unauthenticated, fault.LayerAuthentication, fault.CodeUnauthenticated},
	{fault.Unauthenticated, fault.LayerAuthentication, fault.CodeBadCredential},
	{fault.Forbidden, fault.LayerAuthentication, fault.CodeForeignOrigin},
	{fault.Limited, fault.LayerAuthentication, fault.CodeRateLimited},

	{fault.Choose, fault.LayerAccess, fault.CodeChooseOrganization},
	{fault.Forbidden, fault.LayerAccess, fault.CodeCrossTenant},
	{fault.Forbidden, fault.LayerAccess, fault.CodeNotAMember},
	{fault.Forbidden, fault.LayerAccess, fault.CodeRoleRequired},
	{fault.Forbidden, fault.LayerAccess, fault.CodeConditionFailed},
	{fault.Conflict, fault.LayerAccess, fault.CodeWrongState},
	{fault.Conflict, fault.LayerAccess, fault.CodeTransitionLost},
	{fault.NotFound, fault.LayerFirewall, fault.CodeNotFound},
	{fault.NotFound, fault.LayerFirewall, fault.CodeFirewallNotFound},
	{fault.Invalid, fault.LayerFirewall, fault.CodeTeamRequired},

	{fault.Invalid, fault.LayerGuards, fault.CodeSystemManaged},
	{fault.Invalid, fault.LayerGuards, fault.CodeImmutable},
	{fault.Invalid, fault.LayerGuards, fault.CodeProtected},
	{fault.Invalid, fault.LayerGuards, fault.CodeNotWritable},
	{fault.Invalid, fault.LayerGuards, fault.CodeMasked},

	{fault.Invalid, fault.LayerValidation, fault.CodeUnknownParameter},
	{fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter},
	{fault.Invalid, fault.LayerValidation, fault.CodeInvalidCursor},
	{fault.Invalid, fault.LayerValidation, fault.CodeInvalidJSON},
	{fault.Invalid, fault.LayerValidation, fault.CodeUnknownField},
	{fault.Invalid, fault.LayerValidation, fault.CodeInvalid},
	{fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge},
	{fault.Unsupported, fault.LayerValidation, fault.CodeUnsupportedMedia},
	{fault.Precondition, fault.LayerValidation, fault.CodePreconditionNeeded},
	{fault.Conflict, fault.LayerValidation, fault.CodeIdempotencyReused},

	{fault.Conflict, fault.LayerDatabase, fault.CodeConflict},
	{fault.Conflict, fault.LayerDatabase, fault.CodeUnique},
	{fault.Conflict, fault.LayerDatabase, fault.CodeInUse},
	{fault.Stale, fault.LayerDatabase, fault.CodeStale},
	{fault.Internal, fault.LayerDatabase, fault.CodeInternal},
	{fault.Unavailable, fault.LayerDatabase, fault.CodeUnavailable},
}

// inGeneral stands for sentences that name what a request got wrong.
var inGeneral = map[string]string{
	fault.CodeNotFound:         "There is no such organization for this caller.",
	fault.CodeUnknownParameter: "A parameter is not known.",
	fault.CodeInvalidParameter: "A parameter is not valid.",
	fault.CodeUnknownField:     "A field is not known.",
	fault.CodeSystemManaged:    "A field is written by the system only.",
	fault.CodeImmutable:        "A field cannot be changed after the entry was created.",
	fault.CodeProtected:        "A field is written by actions only.",
	fault.CodeNotWritable:      "A field cannot be written here.",
	fault.CodeMasked:           "A field is masked from the caller, who cannot change it.",
}

// statusSentences are what refusals mean in one sentence.
var statusSentences = map[int]string{
	http.StatusBadRequest:            "The request is not understood or its input is not valid.",
	http.StatusUnauthorized:          "The credential is missing or not valid.",
	http.StatusForbidden:             "The caller may not do this.",
	http.StatusNotFound:              "There is no such thing for this caller.",
	http.StatusConflict:              "Somebody else was faster, or other entries stand in the way.",
	http.StatusPreconditionFailed:    "The entry is at another revision than If-Match names.",
	http.StatusRequestEntityTooLarge: "The body is larger than 1 MiB.",
	http.StatusUnsupportedMediaType:  "The body is not application/json.",
	http.StatusPreconditionRequired:  "The request must name the revision it changes.",
	http.StatusTooManyRequests:       "Too many requests.",
	http.StatusInternalServerError:   "Something went wrong on the server.",
	http.StatusServiceUnavailable:    "The server cannot answer now.",
}

// codesOfAll are those of every call.
var codesOfAll = []string{
	fault.CodeBadCredential, fault.CodeRateLimited, fault.CodeInvalidParameter, fault.CodeUnknownParameter,
	fault.CodeCrossTenant, fault.CodeInternal, fault.CodeUnavailable,
}

// codesOfRule are those that the questions of authentication, organization and
// role have for an operation under the rule.
func (b *builder) codesOfRule(rule *access.Rule) []string {
	codes := slices.Clone(codesOfAll)
	if b.Chooses {
		codes = append(codes, fault.CodeChooseOrganization, fault.CodeUnauthenticated, fault.CodeNotFound)
	}
	if !admitsEverybody(rule) {
		codes = append(codes, fault.CodeUnauthenticated, fault.CodeRoleRequired)
		if !b.Chooses {
			codes = append(codes, fault.CodeNotAMember)
		}
	}
	return codes
}

// codesOfEntry are those of a call on one entry.
func codesOfEntry(rule *access.Rule) []string {
	if conditional(rule) {
		return []string{fault.CodeFirewallNotFound, fault.CodeConditionFailed}
	}
	return []string{fault.CodeFirewallNotFound}
}

// The codes that writing adds.
var codesOfWrites = []string{
	fault.CodeForeignOrigin, fault.CodeInvalidJSON, fault.CodeUnknownField, fault.CodeSystemManaged, fault.CodeInvalid,
	fault.CodeTooLarge, fault.CodeUnsupportedMedia, fault.CodeIdempotencyReused,
}

// codesOfRevisions are those of writes that may name the revision they are for.
func (b *builder) codesOfRevisions() []string {
	codes := []string{fault.CodeConflict, fault.CodeStale}
	if b.RequirePrecondition {
		codes = append(codes, fault.CodePreconditionNeeded)
	}
	return codes
}

func codesOfGuards(c *schema.Collection, op schema.Operation) []string {
	var codes []string
	g := c.Guards
	if op != schema.Create && len(g.Immutable) > 0 {
		codes = append(codes, fault.CodeImmutable)
	}
	if len(g.Protected) > 0 {
		codes = append(codes, fault.CodeProtected)
	}
	if op == schema.Create && g.Createable != nil || op != schema.Create && g.Updatable != nil {
		codes = append(codes, fault.CodeNotWritable)
	}
	if op == schema.Update && slices.ContainsFunc(c.Fields, func(f schema.Field) bool { return f.Mask != nil }) {
		codes = append(codes, fault.CodeMasked)
	}
	if slices.ContainsFunc(c.Fields, func(f schema.Field) bool { return f.Unique }) {
		codes = append(codes, fault.CodeUnique)
	}
	if len(c.Firewall.Where) > 0 {
		codes = append(codes, fault.CodeConditionFailed)
	}
	return codes
}

// admitsEverybody reports whether the rule refuses nobody at all.
func admitsEverybody(r *access.Rule) bool {
	if r == nil {
		return false
	}
	if len(r.Or) > 0 {
		return slices.ContainsFunc(r.Or, func(branch access.Rule) bool { return admitsEverybody(&branch) })
	}
	if len(r.And) > 0 {
		return !slices.ContainsFunc(r.And, func(branch access.Rule) bool { return !admitsEverybody(&branch) })
	}
	return r.Public && len(r.UserRole) == 0 && len(r.Record) == 0
}

// conditional reports whether the rule depends on the entry.
func conditional(r *access.Rule) bool {
	if r == nil {
		return false
	}
	deep := func(branch access.Rule) bool { return conditional(&branch) }
	return len(r.Record) > 0 || slices.ContainsFunc(r.Or, deep) || slices.ContainsFunc(r.And, deep)
}

// refused adds the answers for the codes to an operation, shared under the kind
// of call where they are the same.
func (b *builder) refused(o *Operation, kind string, codes ...string) {
	for _, status := range b.statuses() {
		var found []Code
		headers := Ordered[*Header]{{"X-Request-Id", header("RequestId")}}
		for _, r := range refusals {
			if slices.Contains(codes, r.code) && statusOf(r) == status {
				sentence, ok := inGeneral[r.code]
				if !ok {
					sentence, _ = respond.Sentence(fault.New(r.kind, r.layer, r.code))
				}
				found = append(found, Code{Layer: string(r.layer), Code: r.code, Description: sentence})
			}
		}
		if len(found) == 0 {
			continue
		}
		limited(&headers)
		switch status {
		case http.StatusUnauthorized:
			headers.Add("WWW-Authenticate", header("Authenticate"))
		case http.StatusTooManyRequests:
			headers.Add("Retry-After", header("RetryAfter"))
			headers.Add("X-Retry-After", header("RetryAfter"))
		}
		r := &Response{Description: statusSentences[status], Headers: headers, Codes: found, Content: Ordered[Media]{{contentType, Media{Schema: refusalSchema(found)}}}}
		o.Responses.Add(strconv.Itoa(status), b.share(kind, strconv.Itoa(status), r))
	}
}

func statusOf(r fromRefusal) int { return respond.Status(fault.New(r.kind, r.layer, r.code)) }

func (b *builder) statuses() []int {
	var all []int
	for _, r := range refusals {
		if status := statusOf(r); !slices.Contains(all, status) {
			all = append(all, status)
		}
	}
	slices.Sort(all)
	return all
}

// refusalSchema narrows the envelope to the codes of one answer.
func refusalSchema(codes []Code) Schema {
	var names, layers []string
	for _, c := range codes {
		names = append(names, c.Code)
		if !slices.Contains(layers, c.Layer) {
			layers = append(layers, c.Layer)
		}
	}
	return Schema{"allOf": []Schema{reference("Error"), {
		"type": "object", "properties": Ordered[Schema]{
			{"layer", Schema{"type": "string", "enum": layers}}, {"code", Schema{"type": "string", "enum": names}},
		},
	}}}
}

// share keeps equal answers once, named after the first kind of call that has
// them.
func (b *builder) share(kind, status string, r *Response) *Response {
	same := func(m Member[*Response]) bool {
		return slices.Equal(m.Value.Codes, r.Codes) && m.Value.Description == r.Description
	}
	responses := &b.document.Components.Responses
	if i := slices.IndexFunc(*responses, same); i >= 0 {
		return &Response{Ref: "#/components/responses/" + (*responses)[i].Name}
	}
	name := kind + status
	for n := 2; ; n++ {
		if _, taken := responses.Get(name); !taken {
			break
		}
		name = kind + status + "-" + strconv.Itoa(n)
	}
	responses.Add(name, r)
	return &Response{Ref: "#/components/responses/" + name}
}

func header(name string) *Header { return &Header{Ref: "#/components/headers/" + name} }

func reference(name string) Schema { return Schema{"$ref": "#/components/schemas/" + name} }
