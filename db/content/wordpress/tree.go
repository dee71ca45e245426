package wordpress

import (
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

func textNode(text string) *html.Node { return &html.Node{Type: html.TextNode, Data: text} }

func node(name string, children ...*html.Node) *html.Node {
	n := &html.Node{Type: html.ElementNode, Data: name, DataAtom: atom.Lookup([]byte(name))}
	for _, c := range children {
		n.AppendChild(c)
	}
	return n
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name && a.Namespace == "" {
			return a.Val
		}
	}
	return ""
}

func replace(old, by *html.Node) {
	old.Parent.InsertBefore(by, old)
	old.Parent.RemoveChild(old)
}

func remove(n *html.Node) *html.Node {
	n.Parent.RemoveChild(n)
	return n
}

// wrap puts an element around everything inside a node.
func wrap(n *html.Node, name string) {
	if strings.TrimSpace(textOf(n)) == "" {
		return
	}
	inner := node(name)
	for n.FirstChild != nil {
		c := n.FirstChild
		n.RemoveChild(c)
		inner.AppendChild(c)
	}
	n.AppendChild(inner)
}

// all are the elements below a node, of some names or of any.
func all(n *html.Node, names ...string) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && (len(names) == 0 || slices.Contains(names, c.Data)) {
			out = append(out, c)
		}
	}
	return out
}

func texts(n *html.Node) []*html.Node {
	var out []*html.Node
	for c := range n.Descendants() {
		if c.Type == html.TextNode {
			out = append(out, c)
		}
	}
	return out
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for _, t := range texts(n) {
		b.WriteString(t.Data)
	}
	return b.String()
}

func within(n *html.Node, names ...string) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(names, p.Data) {
			return true
		}
	}
	return false
}

func ancestors(n *html.Node, names ...string) (count int) {
	for p := n.Parent; p != nil; p = p.Parent {
		if slices.Contains(names, p.Data) {
			count++
		}
	}
	return count
}

func hasBlocks(n *html.Node) bool {
	return slices.ContainsFunc(all(n), func(c *html.Node) bool { return blocks[c.Data] })
}
