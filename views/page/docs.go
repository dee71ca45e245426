package page

import (
	"strings"

	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// DocsTitle names the place.
const DocsTitle = "API"

// Docs is the description of the API: all groups, and one of them in full.
type Docs struct {
	Frame  layout.Frame
	For    string // the organization it is written for, "" for the public
	SignIn string // address of the sign-in page, "" for those who are signed in
	JSON   string // address of the document
	Groups []DocsGroup
	Group  *DocsGroup // the one in full
	Codes  []DocsCode // of all calls, on the first page
}

// DocsGroup is a collection.
type DocsGroup struct {
	Name, Label, Text, Href string
	Calls                   []DocsCall
}

// DocsCall is one operation.
type DocsCall struct {
	ID, Method, Path, Title, Text string
	Public                        bool
	Parameters                    []DocsName
	Filters                       []DocsName // those parameters that are filters
	Body                          []DocsName
	Example, Curl                 string
	Answers                       []DocsAnswer
	Try                           string // where the form is sent, "" for calls that write
	Inputs, More                  []DocsInput
	Answer                        *DocsTried
}

// DocsName is a parameter or a member of a body.
type DocsName struct {
	Name, Where, Type, Text string
	Required                bool
}

// DocsAnswer is a status with its headers and codes.
type DocsAnswer struct {
	Status, Text, Headers string
	Codes                 []DocsCode
}

// DocsCode is one way of being refused.
type DocsCode struct{ Layer, Code, Text string }

// DocsInput is one input of the form that tries a call.
type DocsInput struct {
	Name, Label, Value string
	Options            []component.Option // a choice instead of text
	Required           bool
}

// DocsTried is what a call answered.
type DocsTried struct {
	Address string
	Status  string
	Headers string
	Body    string
	Cut     bool
}

func (v Docs) title() string {
	if v.Group != nil {
		return v.Group.Label
	}
	return DocsTitle
}

func (v Docs) text() string {
	if v.For != "" {
		return "What your role in " + v.For + " may read and write, as JSON."
	}
	return "What everybody may read and write here, as JSON."
}

func (c DocsCall) verb() string { return strings.ToLower(c.Method) }
