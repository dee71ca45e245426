package cms

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/api"
)

// write turns the document into what the page shows. organization is the one
// that calls name, "" where none is needed or known.
func (d *docs) write(organization string, here url.Values) {
	for _, tag := range d.document.Tags {
		g := page.DocsGroup{Name: tag.Name, Label: tag.Label, Text: tag.Description, Href: link.With(link.DocsOf(tag.Name), here)}
		for _, o := range d.document.Operations() {
			if slices.Contains(o.Tags, tag.Name) {
				d.operations[o.OperationID] = o
				g.Calls = append(g.Calls, d.call(o, organization, g.Href))
			}
		}
		d.v.Groups = append(d.v.Groups, g)
	}
}

func (d *docs) call(o *api.Operation, organization, href string) page.DocsCall {
	v := page.DocsCall{
		ID: o.OperationID, Method: o.Method, Path: o.Path, Title: o.Summary, Text: o.Description,
		Public: slices.ContainsFunc(o.Security, func(way map[string][]string) bool { return len(way) == 0 }),
	}
	seen := false
	for _, p := range o.Parameters {
		shared := p.Ref != ""
		p = d.document.Parameter(p)
		name := page.DocsName{Name: p.Name, Where: p.In, Type: typeOf(d.document, p.Schema), Text: p.Description, Required: p.Required}
		filter := seen && !shared // filters follow the parameter "status"
		seen = seen || p.Name == "status"
		if filter {
			v.Filters = append(v.Filters, name)
		} else {
			v.Parameters = append(v.Parameters, name)
		}
		if o.Method != "GET" || p.In == "header" {
			continue
		}
		in := input(p)
		if p.Name == organizationParameter {
			in.Value = organization
		}
		if filter {
			v.More = append(v.More, in)
		} else {
			v.Inputs = append(v.Inputs, in)
		}
	}
	if o.RequestBody != nil {
		media, _ := o.RequestBody.Content.Get("application/json")
		v.Body = members(d.document, media.Schema)
	}
	body := ""
	if o.Example != nil {
		if pretty, err := json.MarshalIndent(o.Example, "", "  "); err == nil {
			v.Example = string(pretty)
		}
		if flat, err := json.Marshal(o.Example); err == nil {
			body = string(flat)
		}
	}
	address := d.base + o.Path
	switch {
	case organization == "" && d.chooses && o.OperationID != "schema":
		address += "?" + organizationParameter + "=ORGANIZATION_ID"
	case organization != "":
		address += "?" + organizationParameter + "=" + url.QueryEscape(organization)
	}
	v.Curl = page.Curl(o.Method, address, body, !v.Public)
	for _, answer := range o.Responses {
		r := d.document.Response(answer.Value)
		out := page.DocsAnswer{Status: answer.Name, Text: r.Description, Codes: codesOf(r.Codes)}
		var headers []string
		for _, h := range r.Headers {
			headers = append(headers, h.Name)
		}
		out.Headers = strings.Join(headers, ", ")
		v.Answers = append(v.Answers, out)
	}
	if o.Method == "GET" && !streams(o) {
		v.Try = href
	}
	return v
}

// streams reports whether a call goes on answering, so that nobody can wait for
// the end of it.
func streams(o *api.Operation) bool {
	ok, _ := o.Responses.Get(strconv.Itoa(http.StatusOK))
	if ok == nil {
		return false
	}
	_, is := ok.Content.Get(api.Streaming)
	return is
}

func codesOf(codes []api.Code) []page.DocsCode {
	var out []page.DocsCode
	for _, c := range codes {
		out = append(out, page.DocsCode{Layer: c.Layer, Code: c.Code, Text: c.Description})
	}
	return out
}

// codes are those of all calls.
func (d *docs) codes() []page.DocsCode {
	var out []page.DocsCode
	for _, r := range d.document.Components.Responses {
		for _, c := range codesOf(r.Value.Codes) {
			if !slices.Contains(out, c) {
				out = append(out, c)
			}
		}
	}
	slices.SortFunc(out, func(a, b page.DocsCode) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// input is a choice where the values are known.
func input(p *api.Parameter) page.DocsInput {
	in := page.DocsInput{Name: p.Name, Label: p.Name, Required: p.Required}
	values, _ := p.Schema["enum"].([]string)
	if p.Schema["type"] == "boolean" {
		values = []string{"true", "false"}
	}
	if len(values) > 0 {
		in.Options = []component.Option{{Label: "–"}}
		for _, v := range values {
			in.Options = append(in.Options, component.Option{Value: v, Label: v})
		}
	}
	return in
}

// keep fills the form with what was asked, for those who get the whole page.
func (d *docs) keep(call *page.DocsCall) {
	for _, list := range [][]page.DocsInput{call.Inputs, call.More} {
		for i := range list {
			given := d.query.Get(list[i].Name)
			if d.query.Has(list[i].Name) {
				list[i].Value = given
			}
			for n := range list[i].Options {
				list[i].Options[n].Chosen = list[i].Options[n].Value == given
			}
		}
	}
}

// members are those of a body.
func members(d *api.Document, s api.Schema) []page.DocsName {
	s = d.Schema(s)
	properties, _ := s["properties"].(api.Ordered[api.Schema])
	required, _ := s["required"].([]string)
	var out []page.DocsName
	for _, m := range properties {
		text, _ := m.Value["description"].(string)
		if title, ok := m.Value["title"].(string); ok && text == "" {
			text = title
		}
		out = append(out, page.DocsName{Name: m.Name, Type: typeOf(d, m.Value), Text: text, Required: slices.Contains(required, m.Name)})
	}
	return out
}

// typeOf is a schema in a few words.
func typeOf(d *api.Document, s api.Schema) string {
	s = d.Schema(s)
	words := "anything"
	switch kind := s["type"].(type) {
	case string:
		words = kind
	case []string:
		words = strings.Join(kind, " or ")
	}
	if items, ok := s["items"].(api.Schema); ok {
		words += " of " + typeOf(d, items)
	} else if items, ok := s["items"].(map[string]any); ok {
		words += " of " + typeOf(d, items)
	}
	if values, ok := s["enum"].([]string); ok && len(values) <= 12 {
		words += ": " + strings.Join(values, ", ")
	}
	for _, limit := range []struct{ name, text string }{
		{"format", "%v"}, {"minimum", "from %v"}, {"maximum", "to %v"}, {"minLength", "at least %v characters"},
		{"maxLength", "at most %v characters"}, {"maxItems", "at most %v"}, {"default", "default %v"},
	} {
		if value, ok := s[limit.name]; ok {
			words += ", " + fmt.Sprintf(limit.text, value)
		}
	}
	return words
}

func cleanText(s string) bool { return utf8.ValidString(s) && strings.IndexByte(s, 0) < 0 }
