package wordpress

import (
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// What no export has, and what would only be there to exhaust us.
const (
	deepest      = 32
	mostElements = 20_000  // inside one element of the channel
	mostParts    = 200_000 // of the channel
)

// element is one child of the channel with everything in it.
type element struct {
	name     string // such as wp:post_id, whatever prefix and version the file uses
	line     int
	attrs    map[string]string
	text     strings.Builder
	children []*element
}

// nameOf brings a name to the prefixes of the documentation.
func nameOf(n xml.Name) string {
	switch space := strings.TrimSuffix(n.Space, "/"); {
	case n.Space == "":
		return n.Local
	case n.Space == "excerpt", strings.Contains(space, "wordpress.org/export/") && strings.HasSuffix(space, "/excerpt"):
		return "excerpt:" + n.Local
	case n.Space == "wp", strings.Contains(space, "wordpress.org/export/"):
		return "wp:" + n.Local
	case n.Space == "content", strings.HasSuffix(space, "purl.org/rss/1.0/modules/content"):
		return "content:" + n.Local
	case n.Space == "dc", strings.HasSuffix(space, "purl.org/dc/elements/1.1"):
		return "dc:" + n.Local
	default:
		return n.Space + ":" + n.Local
	}
}

// file reads elements and knows where they are.
type file struct {
	d     *xml.Decoder
	depth int
}

// token is the next one that means something.
func (f *file) token() (xml.Token, error) {
	for {
		line, _ := f.d.InputPos()
		token, err := f.d.Token()
		switch token := token.(type) {
		case xml.StartElement:
			if f.depth++; f.depth > deepest {
				return nil, wrong(line, TooDeep, "max", "32")
			}
		case xml.EndElement:
			f.depth--
		case xml.Directive:
			return nil, wrong(line, DocumentType)
		case xml.Comment, xml.ProcInst:
			_ = token
			continue
		}
		return token, f.explain(line, err)
	}
}

// explain turns what the decoder says into a Mistake.
func (f *file) explain(line int, err error) error {
	var syntax *xml.SyntaxError
	var mistake *Mistake
	switch {
	case err == nil, errors.Is(err, io.EOF):
		return err
	case errors.As(err, &mistake):
		mistake.Line = line
		return mistake
	case errors.As(err, &syntax):
		return wrong(syntax.Line, NotXML, "detail", syntax.Msg)
	}
	return err
}

// whole reads an element that has just begun to its end.
func (f *file) whole(start xml.StartElement) (*element, error) {
	line, _ := f.d.InputPos()
	root := begin(start, line)
	open, count := []*element{root}, 1
	for len(open) > 0 {
		token, err := f.token()
		if err != nil {
			return nil, err
		}
		current := open[len(open)-1]
		switch token := token.(type) {
		case xml.StartElement:
			line, _ := f.d.InputPos()
			if count++; count > mostElements {
				return nil, wrong(line, TooMany, "max", "20000")
			}
			child := begin(token, line)
			current.children = append(current.children, child)
			open = append(open, child)
		case xml.CharData:
			current.text.Write(token)
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
	return root, nil
}

func begin(start xml.StartElement, line int) *element {
	e := &element{name: nameOf(start.Name), line: line}
	if len(start.Attr) > 0 {
		e.attrs = make(map[string]string, len(start.Attr))
		for _, a := range start.Attr {
			e.attrs[a.Name.Local] = a.Value
		}
	}
	return e
}

// raw is the text of a child as it is written.
func (e *element) raw(name string) string {
	for _, child := range e.children {
		if child.name == name {
			return child.text.String()
		}
	}
	return ""
}

// value is the text of a child without the space around it.
func (e *element) value(name string) string { return strings.TrimSpace(e.raw(name)) }
