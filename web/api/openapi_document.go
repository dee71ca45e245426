package api

import (
	"bytes"
	"encoding/json"
)

// Document is an OpenAPI 3.1 document, as far as ours needs one.
type Document struct {
	OpenAPI    string             `json:"openapi"`
	Info       Info               `json:"info"`
	Servers    []Server           `json:"servers"`
	Tags       []Tag              `json:"tags"`
	Paths      Ordered[*PathItem] `json:"paths"`
	Components Components         `json:"components"`
}

// Info says what is described.
type Info struct {
	Title       string  `json:"title"`
	Description string  `json:"description"`
	License     License `json:"license"`
	Version     string  `json:"version"`
}

// License is that of the program.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

// Server is where the API answers.
type Server struct {
	URL string `json:"url"`
}

// Tag groups operations: one per collection.
type Tag struct {
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Label       string `json:"x-label,omitempty"`
}

// PathItem is the operations of one address by method.
type PathItem struct {
	Get    *Operation `json:"get,omitempty"`
	Post   *Operation `json:"post,omitempty"`
	Patch  *Operation `json:"patch,omitempty"`
	Delete *Operation `json:"delete,omitempty"`
}

// Operation is one call.
type Operation struct {
	Tags        []string              `json:"tags"`
	Summary     string                `json:"summary"`
	Description string                `json:"description,omitempty"`
	OperationID string                `json:"operationId"`
	Parameters  []*Parameter          `json:"parameters,omitempty"`
	RequestBody *RequestBody          `json:"requestBody,omitempty"`
	Responses   Ordered[*Response]    `json:"responses"`
	Security    []map[string][]string `json:"security"`
	Method      string                `json:"-"`
	Path        string                `json:"-"`
	Example     any                   `json:"-"` // of the body
}

// Parameter is one name of a query, a path or a header.
type Parameter struct {
	Ref         string `json:"$ref,omitempty"`
	Name        string `json:"name,omitempty"`
	In          string `json:"in,omitempty"`
	Description string `json:"description,omitempty"`
	Required    bool   `json:"required,omitempty"`
	Style       string `json:"style,omitempty"`
	Explode     *bool  `json:"explode,omitempty"`
	Schema      Schema `json:"schema,omitempty"`
}

// RequestBody is what a call brings.
type RequestBody struct {
	Required bool           `json:"required,omitempty"`
	Content  Ordered[Media] `json:"content"`
}

// Media is a body of one media type.
type Media struct {
	Schema  Schema `json:"schema"`
	Example any    `json:"example,omitempty"`
}

// Response is one answer. Codes are those its error can have.
type Response struct {
	Ref         string           `json:"$ref,omitempty"`
	Description string           `json:"description,omitempty"`
	Headers     Ordered[*Header] `json:"headers,omitempty"`
	Content     Ordered[Media]   `json:"content,omitempty"`
	Codes       []Code           `json:"x-codes,omitempty"`
}

// Code is one way of being refused.
type Code struct {
	Layer       string `json:"layer"`
	Code        string `json:"code"`
	Description string `json:"description"`
}

// Header is a header of an answer.
type Header struct {
	Ref         string `json:"$ref,omitempty"`
	Description string `json:"description,omitempty"`
	Required    bool   `json:"required,omitempty"` // the answer always has it
	Schema      Schema `json:"schema,omitempty"`
}

// Components are what several operations share.
type Components struct {
	Schemas         Ordered[Schema]     `json:"schemas"`
	Responses       Ordered[*Response]  `json:"responses"`
	Parameters      Ordered[*Parameter] `json:"parameters"`
	Headers         Ordered[*Header]    `json:"headers"`
	SecuritySchemes Ordered[Schema]     `json:"securitySchemes"`
}

// Schema is a JSON Schema. Its members are written in alphabetical order, those
// of Ordered values in theirs.
type Schema map[string]any

// Ordered is a JSON object whose members keep the order they were added in.
type Ordered[T any] []Member[T]

// Member is one member of an Ordered.
type Member[T any] struct {
	Name  string
	Value T
}

// Get finds a member.
func (o Ordered[T]) Get(name string) (value T, ok bool) {
	for _, m := range o {
		if m.Name == name {
			return m.Value, true
		}
	}
	return value, false
}

// Add adds a member unless there is one of that name.
func (o *Ordered[T]) Add(name string, value T) {
	if _, there := o.Get(name); !there {
		*o = append(*o, Member[T]{name, value})
	}
}

// MarshalJSON implements json.Marshaler.
func (o Ordered[T]) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	out.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := e.Encode(m.Name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := e.Encode(m.Value); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// Operations lists all calls in their order.
func (d *Document) Operations() []*Operation {
	var all []*Operation
	for _, path := range d.Paths {
		for _, o := range []*Operation{path.Value.Get, path.Value.Post, path.Value.Patch, path.Value.Delete} {
			if o != nil {
				all = append(all, o)
			}
		}
	}
	return all
}

// Parameter is the parameter itself, where it is only referred to.
func (d *Document) Parameter(p *Parameter) *Parameter {
	if found, ok := d.Components.Parameters.Get(after(p.Ref)); ok {
		return found
	}
	return p
}

// Response is the answer itself, where it is only referred to.
func (d *Document) Response(r *Response) *Response {
	if found, ok := d.Components.Responses.Get(after(r.Ref)); ok {
		return found
	}
	return r
}

// Header is the header itself, where it is only referred to.
func (d *Document) Header(h *Header) *Header {
	if found, ok := d.Components.Headers.Get(after(h.Ref)); ok {
		return found
	}
	return h
}

// Schema is the schema itself, where it is only referred to.
func (d *Document) Schema(s Schema) Schema {
	ref, _ := s["$ref"].(string)
	if found, ok := d.Components.Schemas.Get(after(ref)); ok {
		return found
	}
	return s
}

// after is the name a reference ends with.
func after(ref string) string {
	for i := len(ref) - 1; i >= 0; i-- {
		if ref[i] == '/' {
			return ref[i+1:]
		}
	}
	return ref
}
