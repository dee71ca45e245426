// Package conform holds what a server answers to its own OpenAPI document, for
// tests.
//
// Nothing here decides what is right: web/api describes itself, and every answer
// that a test sees must have a status, headers, a code and a body that the
// description promises.
package conform

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"gatehouse/db/schema"
	"gatehouse/web/api"
)

// Conformance holds answers to a document: each must have a status, headers, a code
// and a body that the document promises, and no member that it does not name.
type Conformance struct {
	Document *api.Document

	t        testing.TB
	compiler *jsonschema.Compiler
	mutex    sync.Mutex
	compiled map[string]*jsonschema.Schema
}

// New holds answers to the whole document of a registry's collections.
func New(t testing.TB, registry *schema.Registry, d api.Description) *Conformance {
	t.Helper()
	c := &Conformance{t: t, Document: api.Describe(registry, d), compiled: map[string]*jsonschema.Schema{}}
	encoded, err := api.Encode(c.Document)
	if err != nil {
		t.Fatal(err)
	}
	read, err := jsonschema.UnmarshalJSON(strings.NewReader(string(encoded)))
	if err != nil {
		t.Fatal(err)
	}
	root, _ := read.(map[string]any)
	components, _ := root["components"].(map[string]any)
	strict(components["schemas"])
	c.compiler = jsonschema.NewCompiler()
	c.compiler.DefaultDraft(jsonschema.Draft2020)
	c.compiler.AssertFormat()
	if err := c.compiler.AddResource("https://document.example/", root); err != nil {
		t.Fatal(err)
	}
	return c
}

// strict refuses members that a schema does not name.
func strict(node any) {
	switch n := node.(type) {
	case map[string]any:
		if _, object := n["properties"].(map[string]any); object && n["type"] != nil && n["additionalProperties"] == nil {
			n["additionalProperties"] = false
		}
		for _, inner := range n {
			strict(inner)
		}
	case []any:
		for _, inner := range n {
			strict(inner)
		}
	}
}

// operation finds the call of the document that a request makes.
func (c *Conformance) operation(method, path string) *api.Operation {
	if method == http.MethodHead {
		method = http.MethodGet
	}
	var found *api.Operation
	for _, o := range c.Document.Operations() {
		if o.Method == method && fits(o.Path, path) && (found == nil || strings.Contains(found.Path, "{")) {
			found = o
		}
	}
	return found
}

func fits(template, path string) bool {
	want, have := strings.Split(template, "/"), strings.Split(path, "/")
	return slices.EqualFunc(want, have, func(w, h string) bool { return w == h || strings.HasPrefix(w, "{") && h != "" })
}

// Answer is what came back for a call.
type Answer struct {
	Status int
	Header http.Header
	Body   string
}

// Covers reports whether the document speaks of a path.
func Covers(path string) bool {
	return strings.HasPrefix(path, "/api/v1/") || strings.HasPrefix(path, "/admin/v1/")
}

// Check fails the test for an answer that the document does not promise.
func (c *Conformance) Check(method, address string, a Answer) {
	c.t.Helper()
	u, err := url.Parse(address)
	if err != nil || method == http.MethodOptions || !Covers(u.Path) {
		return
	}
	say := func(format string, args ...any) {
		c.t.Helper()
		c.t.Errorf("%s %s answered %d %s\nwhich the document does not know: "+format, append([]any{method, address, a.Status, a.Body}, args...)...)
	}
	o := c.operation(method, u.Path)
	if o == nil { // no such collection, no such call, or one that no rule allows
		if !slices.Contains([]int{400, 401, 403, 404, 405, 429}, a.Status) {
			say("there is no such call")
		}
		return
	}
	promised, ok := o.Responses.Get(strconv.Itoa(a.Status))
	if !ok {
		say("no such status")
		return
	}
	r := c.Document.Response(promised)
	for _, h := range r.Headers {
		if c.Document.Header(h.Value).Required && a.Header.Get(h.Name) == "" {
			say("the header %s is missing", h.Name)
		}
	}
	var said struct{ Code, Layer string }
	_ = json.Unmarshal([]byte(a.Body), &said) // what is no refusal has no code
	if len(r.Codes) > 0 && method != http.MethodHead && !slices.ContainsFunc(r.Codes, func(known api.Code) bool {
		return known.Code == said.Code && known.Layer == said.Layer
	}) {
		say("not one of the codes %v", r.Codes)
	}
	media, has := r.Content.Get("application/json")
	_, streams := r.Content.Get(api.Streaming)
	switch {
	case method == http.MethodHead:
	case streams:
		if a.Header.Get("Content-Type") != api.Streaming {
			say("its type is %q", a.Header.Get("Content-Type"))
		}
	case !has && a.Body != "":
		say("there is a body")
	case has && a.Header.Get("Content-Type") != "application/json":
		say("its type is %q", a.Header.Get("Content-Type"))
	case has:
		if err := c.valid(media.Schema, o, promised, a); err != nil {
			say("%v", err)
		}
	}
}

func (c *Conformance) valid(s api.Schema, o *api.Operation, promised *api.Response, a Answer) error {
	escape := strings.NewReplacer("~", "~0", "/", "~1")
	at, _ := s["$ref"].(string)
	switch {
	case at != "":
	case promised.Ref != "":
		at = promised.Ref + "/content/application~1json/schema"
	default:
		at = "#/paths/" + escape.Replace(o.Path) + "/" + strings.ToLower(o.Method) + "/responses/" + strconv.Itoa(a.Status) + "/content/application~1json/schema"
	}
	c.mutex.Lock()
	defer c.mutex.Unlock()
	compiled := c.compiled[at]
	if compiled == nil {
		var err error
		if compiled, err = c.compiler.Compile("https://document.example/" + strings.NewReplacer("{", "%7B", "}", "%7D").Replace(at)); err != nil {
			return err
		}
		c.compiled[at] = compiled
	}
	body, err := jsonschema.UnmarshalJSON(strings.NewReader(a.Body))
	if err != nil {
		return err
	}
	return compiled.Validate(body)
}

// Example says what is wrong with the example of a call's body.
func (c *Conformance) Example(o *api.Operation) error {
	if o.Example == nil {
		return nil
	}
	media, _ := o.RequestBody.Content.Get("application/json")
	encoded, err := json.Marshal(o.Example)
	if err != nil {
		return err
	}
	return c.valid(media.Schema, o, &api.Response{}, Answer{Body: string(encoded)})
}
