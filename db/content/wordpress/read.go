package wordpress

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Read reads a file. What is wrong with it is a *Mistake; any other error is the
// reader's.
func Read(r io.Reader) (*Export, error) {
	in, err := open(r)
	if err != nil {
		return nil, err
	}
	f := &file{d: xml.NewDecoder(in)}
	f.d.Entity = xml.HTMLEntity
	f.d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil } // open has decoded it
	x := &Export{}
	if err := f.channel(x); err != nil {
		return nil, err
	}
	x.Repaired, x.Line = in.repaired, in.first
	x.index()
	x.dates()
	return x, nil
}

// Looks reports whether a file looks like XML, which among the files that people
// import only exports are.
func Looks(data []byte) bool {
	data = bytes.TrimPrefix(data[:min(len(data), 16<<10)], []byte("\xef\xbb\xbf"))
	return bytes.HasPrefix(bytes.TrimLeft(data, " \t\r\n"), []byte("<")) || bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff"))
}

// channel reads the whole document: rss, in it a channel, in it what counts.
func (f *file) channel(x *Export) error {
	path, parts := []string(nil), 0
	for {
		line, _ := f.d.InputPos()
		token, err := f.token()
		if errors.Is(err, io.EOF) {
			return x.complete()
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.EndElement:
			path = path[:len(path)-1]
		case xml.StartElement:
			name := nameOf(token.Name)
			if len(path) == 0 && name != "rss" || len(path) == 1 && name != "channel" {
				return wrong(line, NotWordPress)
			}
			if len(path) < 2 {
				path = append(path, name)
				continue
			}
			if parts++; parts > mostParts {
				return wrong(line, TooMany, "max", "200000")
			}
			e, err := f.whole(token)
			if err != nil {
				return err
			}
			if err := x.take(e); err != nil {
				return err
			}
		}
	}
}

func (x *Export) complete() error {
	if x.Version == "" {
		return wrong(1, NotWordPress)
	}
	return nil
}

// take puts one element of the channel where it belongs.
func (x *Export) take(e *element) error {
	text := strings.TrimSpace(e.text.String())
	switch e.name {
	case "wp:wxr_version":
		if major, _, _ := strings.Cut(text, "."); major != "1" {
			return wrong(e.line, UnknownFormat, "version", text)
		}
		x.Version = text
	case "title":
		x.Title = Plain(text)
	case "wp:base_blog_url":
		x.URL = text
	case "link":
		if x.URL == "" {
			x.URL = text
		}
	case "wp:author":
		x.Authors = append(x.Authors, author(e))
	case "wp:category":
		x.Terms = append(x.Terms, Term{
			Line: e.line, Domain: "category", Slug: decoded(e.value("wp:category_nicename")), Name: Plain(e.value("wp:cat_name")),
			Parent: decoded(e.value("wp:category_parent")), Description: Plain(e.value("wp:category_description")),
		})
	case "wp:tag":
		x.Terms = append(x.Terms, Term{
			Line: e.line, Domain: "post_tag", Slug: decoded(e.value("wp:tag_slug")), Name: Plain(e.value("wp:tag_name")),
			Description: Plain(e.value("wp:tag_description")),
		})
	case "wp:term":
		x.term(Term{
			Line: e.line, Domain: e.value("wp:term_taxonomy"), Slug: decoded(e.value("wp:term_slug")), Name: Plain(e.value("wp:term_name")),
			Parent: decoded(e.value("wp:term_parent")), Description: Plain(e.value("wp:term_description")),
		})
	case "item":
		x.Items = append(x.Items, item(e))
	}
	return nil
}

// term adds a term of any taxonomy; some files name categories and tags
// twice, first as what they are.
func (x *Export) term(t Term) {
	if x.known == nil {
		x.known = map[[2]string]bool{}
		for _, k := range x.Terms {
			x.known[[2]string{k.Domain, k.Slug}] = true
		}
	}
	if key := [2]string{t.Domain, t.Slug}; !x.known[key] {
		x.known[key] = true
		x.Terms = append(x.Terms, t)
	}
}

// author reads who somebody is. A login or a name that is an e-mail address loses
// everything from the @ on, and nothing else of the address is kept.
func author(e *element) Author {
	a := Author{Line: e.line, Login: e.value("wp:author_login"), Name: Plain(e.value("wp:author_display_name"))}
	if a.Name == "" {
		a.Name = strings.TrimSpace(Plain(e.value("wp:author_first_name")) + " " + Plain(e.value("wp:author_last_name")))
	}
	if a.Name == "" {
		a.Name = a.Login
	}
	a.Name = WithoutAddress(a.Name)
	return a
}

// WithoutAddress takes the e-mail address out of a name that is one.
func WithoutAddress(name string) string {
	if local, domain, found := strings.Cut(name, "@"); found && strings.Contains(domain, ".") && !strings.ContainsAny(name, " \t") {
		return local
	}
	return name
}
