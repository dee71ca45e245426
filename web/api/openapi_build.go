package api

import (
	"slices"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/link"
)

// Description is what a document says beside the collections.
type Description struct {
	Title  string
	Server string // the base URL
	Cookie string // the name of the session cookie
	// Chooses says that several organizations are served and calls name theirs.
	Chooses bool
	// RequirePrecondition says that PATCH must name the revision it changes.
	RequirePrecondition bool
}

// reader is for whom the API is described: what they may do in a collection, and
// by what they may filter and sort it.
type reader struct {
	may     func(c *schema.Collection, op schema.Operation) bool
	mayAct  func(rule *access.Rule) bool
	sees    func(f *schema.Field) bool // its values are not masked
	queries func(c *schema.Collection) content.Queries
	listens bool // to the stream of events
	staff   bool // of the platform
}

// everything describes all that anybody may do.
func everything() reader {
	return reader{
		may:     func(c *schema.Collection, op schema.Operation) bool { return c.Rule(op) != nil },
		mayAct:  func(rule *access.Rule) bool { return rule != nil },
		sees:    func(*schema.Field) bool { return true },
		queries: content.AllQueries,
		listens: true,
		staff:   true,
	}
}

// publicly describes what nobody in particular may do.
func publicly() reader {
	return reader{
		may: func(c *schema.Collection, op schema.Operation) bool {
			rule := c.Rule(op)
			return op != schema.Preview && rule != nil && admitsNobody(*rule)
		},
		mayAct:  func(rule *access.Rule) bool { return rule != nil && admitsNobody(*rule) },
		sees:    func(f *schema.Field) bool { return !f.MaskedInQueries(access.Scope{}) },
		queries: func(c *schema.Collection) content.Queries { return content.QueriesOf(access.Scope{}, c) },
	}
}

// within describes what the scope's actor may do with at least some entries.
func within(scope access.Scope) reader {
	return reader{
		may: func(c *schema.Collection, op schema.Operation) bool {
			return (op != schema.Preview || scope.Member()) && !scope.Over(c.Firewall).Decide(c.Rule(op)).Refused()
		},
		mayAct:  func(rule *access.Rule) bool { return !scope.Decide(rule).Refused() },
		sees:    func(f *schema.Field) bool { return !f.MaskedInQueries(scope) },
		queries: func(c *schema.Collection) content.Queries { return content.QueriesOf(scope, c) },
		listens: scope.Member(),
		staff:   scope.Actor().UserRole() == auth.RoleAdmin,
	}
}

// Describe is the document of the whole API, whoever may do what.
func Describe(registry *schema.Registry, d Description) *Document {
	return describeTo(registry, d, everything())
}

func describeTo(registry *schema.Registry, d Description, r reader) *Document {
	b := &builder{Description: d, reader: r, registry: registry, document: &Document{
		OpenAPI: "3.1.0",
		Info: Info{
			Title: d.Title, Version: "1", License: License{Name: "MIT", Identifier: "MIT"},
			Description: "Entries of the collections below, as JSON. The document is generated from the definitions that answer the calls, " +
				"and names only what the caller may do.\n\n" +
				"A session or a key may make 600 reading and 600 writing calls a minute, an address 1200 calls. A body is JSON; with " +
				"Authorization or x-api-key it may also be sent as text/plain or without a type, as browsers send a string.\n\n" +
				"Values that were saved under an older definition are answered as they were saved. Visitors get published values only.",
		},
		Servers: []Server{{URL: d.Server}},
	}}
	b.collections = registry.For("").All()
	b.shared()
	b.ownCalls()
	b.events()
	b.organizations()
	for _, c := range b.collections {
		b.collection(c)
	}
	return b.document
}

// builder makes a document.
type builder struct {
	Description
	reader

	registry    *schema.Registry
	document    *Document
	collections []*schema.Collection
}

// shared adds the components that do not depend on collections.
func (b *builder) shared() {
	text := Schema{"type": "string"}
	c := &b.document.Components
	b.sharedSchemas()
	c.Parameters = Ordered[*Parameter]{
		{"organizationId", &Parameter{Name: organizationParameter, In: "query", Schema: text, Description: b.organizationSentence()}},
		{"id", &Parameter{Name: "id", In: "path", Required: true, Schema: text, Description: "The id of an entry."}},
		{"revisionNumber", &Parameter{Name: "revision", In: "path", Required: true, Schema: Schema{"type": "integer", "minimum": 1}, Description: "The number of a revision."}},
		{"ifNoneMatch", &Parameter{Name: "If-None-Match", In: "header", Schema: text, Description: "An ETag of an earlier answer: 304 when it still holds."}},
		{"ifAbsent", &Parameter{Name: "If-None-Match", In: "header", Schema: Schema{"type": "string", "const": "*"}, Description: "With *: only if it was never saved, 412 otherwise."}},
		{"idempotencyKey", &Parameter{
			Name: keyHeader, In: "header", Schema: Schema{"type": "string", "pattern": "^[!-~]+$", "maxLength": longestKey},
			Description: "A name of the caller's for this request. Sent again with the same request within 24 hours it changes nothing and answers what was answered first; a refused request is not kept and may be sent again.",
		}},
		{"ifMatch", &Parameter{Name: "If-Match", In: "header", Schema: text, Description: "The ETag of the entry as it was seen: 412 when it is at another revision."}},
	}
	c.Headers = Ordered[*Header]{
		{"RequestId", &Header{Description: "Names the request in the server's log.", Required: true, Schema: text}},
		{"ETag", &Header{Description: "Of one entry strong: its revision and a checksum. Of lists weak.", Required: true, Schema: text}},
		{"Location", &Header{Description: "The address of the new entry.", Required: true, Schema: Schema{"type": "string", "format": "uri-reference"}}},
		{"RetryAfter", &Header{Description: "Seconds to wait.", Required: true, Schema: Schema{"type": "integer", "minimum": 1}}},
		{"Authenticate", &Header{Description: "Bearer.", Required: true, Schema: text}},
		{"RateLimitPolicy", &Header{Description: "What counts the call and its limit: q calls within w seconds. Absent where limits are off.", Schema: text}},
		{"RateLimit", &Header{Description: "What is left: r calls for t seconds.", Schema: text}},
		{"IdempotencyReplayed", &Header{Description: "The request was answered before with the same idempotency key, and this is that answer.", Schema: Schema{"type": "string", "const": "true"}}},
	}
	c.SecuritySchemes = Ordered[Schema]{
		{"session", Schema{"type": "apiKey", "in": "cookie", "name": b.Cookie, "description": "The cookie of a signed-in browser."}},
		{"bearer", Schema{"type": "http", "scheme": "bearer", "description": "A session token or an API key."}},
		{"key", Schema{"type": "apiKey", "in": "header", "name": "x-api-key", "description": "An API key."}},
	}
}

func (b *builder) organizationSentence() string {
	if b.Chooses {
		return "The organization the call is for. Keys know theirs; sessions have a default one."
	}
	return "This installation works in one organization; another one is refused."
}

// secured are the ways to say who calls; for a rule that nobody in particular can
// pass, none is one of them.
func secured(rule *access.Rule) []map[string][]string {
	ways := []map[string][]string{{"session": {}}, {"bearer": {}}, {"key": {}}}
	if rule != nil && admitsNobody(*rule) {
		ways = append([]map[string][]string{{}}, ways...)
	}
	return ways
}

// call is an operation in the making.
type call struct {
	c           *schema.Collection
	rule        *access.Rule
	kind        string // list, get, create …; names the operation and its refusals
	method      string
	path        []string // below /api/v1
	summary     string
	description string
}

// operation adds a call, with what all have.
func (b *builder) operation(k call) *Operation {
	o := &Operation{
		Tags: []string{k.c.Name}, Summary: k.summary, Description: k.description,
		OperationID: strings.ToLower(pascal(k.c.Name)[:1]) + pascal(k.c.Name)[1:] + strings.ToUpper(k.kind[:1]) + k.kind[1:],
		Security:    secured(k.rule),
	}
	b.place(o, k.method, template(k.path...))
	for _, segment := range k.path {
		if name, found := strings.CutPrefix(segment, "{"); found {
			if name = strings.TrimSuffix(name, "}"); name == "revision" {
				name = "revisionNumber"
			}
			o.Parameters = append(o.Parameters, parameter(name))
		}
	}
	o.Parameters = append(o.Parameters, parameter(organizationParameter))
	if k.method != "GET" {
		o.Parameters = append(o.Parameters, parameter("idempotencyKey"))
	}
	return o
}

// template is an address whose names in braces stay as they are.
func template(segments ...string) string { return link.API() + "/" + strings.Join(segments, "/") }

func (b *builder) place(o *Operation, method, path string) {
	o.Method, o.Path = method, path
	item, ok := b.document.Paths.Get(path)
	if !ok {
		item = &PathItem{}
		b.document.Paths.Add(path, item)
	}
	switch method {
	case "GET":
		item.Get = o
	case "POST":
		item.Post = o
	case "PATCH":
		item.Patch = o
	case "DELETE":
		item.Delete = o
	}
}

func parameter(name string) *Parameter { return &Parameter{Ref: "#/components/parameters/" + name} }

// answers adds a successful answer; headers are names of components.
func (o *Operation) answers(status, said string, body Schema, headers ...string) {
	r := &Response{Description: said, Headers: Ordered[*Header]{{"X-Request-Id", header("RequestId")}}}
	limited(&r.Headers)
	if o.Method != "GET" {
		r.Headers.Add(replayedHeader, header("IdempotencyReplayed"))
	}
	for _, name := range headers {
		r.Headers.Add(name, header(name))
	}
	if body != nil {
		r.Content = Ordered[Media]{{contentType, Media{Schema: body}}}
	}
	o.Responses.Add(status, r)
}

// limited adds the headers of the limits on calls.
func limited(headers *Ordered[*Header]) {
	headers.Add("RateLimit-Policy", header("RateLimitPolicy"))
	headers.Add("RateLimit", header("RateLimit"))
}

// succeeds adds the answer that says nothing but that it is done.
func (b *builder) succeeds(o *Operation, said string) {
	b.document.Components.Schemas.Add("Success", Schema{
		"type": "object", "required": []string{"success"}, "properties": Ordered[Schema]{{"success", Schema{"type": "boolean", "const": true}}},
	})
	o.answers("200", said, reference("Success"))
}

// brings says what the body of a call is.
func (o *Operation) brings(body Schema, required bool, example any) {
	o.Example = example
	o.RequestBody = &RequestBody{Required: required, Content: Ordered[Media]{{contentType, Media{Schema: body, Example: example}}}}
}

// ownCalls are those of the API itself.
func (b *builder) ownCalls() {
	b.document.Tags = append(b.document.Tags, Tag{Name: "schema", Description: "What the API says about itself.", Label: "API"})
	o := &Operation{
		Tags: []string{"schema"}, Summary: "What the caller may see and do", OperationID: "schema", Security: secured(&access.Rule{Public: true}),
		Description: "The collections, their fields and the operations that the caller's role allows, for building forms and lists.",
		Parameters:  []*Parameter{parameter(organizationParameter), parameter("ifNoneMatch")},
	}
	b.place(o, "GET", template("schema"))
	o.answers("200", "The collections that the caller may use.", shownSchemaOfSchema(), "ETag")
	o.answers("304", "As before.", nil, "ETag")
	b.refused(o, "Schema", slices.Concat(codesOfAll)...)
}
