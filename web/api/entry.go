package api

import (
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

func systemMembers(c *schema.Collection) []string { return c.SystemMembers() }

// Appending writes entries as the API shows them to the scope; members nil is all.
func Appending(scope access.Scope, c *schema.Collection, members []string) func(dst []byte, e *content.Entry) []byte {
	return place{scope: scope, collection: c}.shape(members).append
}

// shape is how the entries of one answer are written.
type shape struct {
	scope      access.Scope
	collection *schema.Collection
	system     []string // the system's members
	chosen     []string // when not all members
	masks      bool     // the collection hides something from somebody
	expanded   map[string]*shape
	expanse    *expanse
}

// shape prepares the writing of entries; members nil is all.
func (at place) shape(members []string) *shape {
	c := at.collection
	s := &shape{scope: at.scope, collection: c, system: systemMembers(c), chosen: members}
	for i := range c.Fields {
		s.masks = s.masks || c.Fields[i].Mask != nil
	}
	if members == nil {
		return s
	}
	s.system = slices.DeleteFunc(s.system, func(name string) bool { return !slices.Contains(members, name) })
	return s
}

// append writes one entry, splicing the stored JSON.
func (s *shape) append(dst []byte, e *content.Entry) []byte {
	start := len(dst)
	for _, name := range s.system {
		dst = append(dst, `,"`...)
		dst = append(dst, name...)
		dst = append(dst, `":`...)
		dst = appendSystem(dst, e, name)
	}
	dst = s.collection.AppendExpanded(dst, e.Raw, s.show(e), s.target)
	if len(dst) == start {
		dst = append(dst, '{')
	} else {
		dst[start] = '{' // instead of the first comma
	}
	return append(dst, '}')
}

func plain(*schema.Field) schema.Show { return schema.Plain }

// show says how each field of the entry leaves. Without masks and choice it
// costs nothing.
func (s *shape) show(e *content.Entry) func(*schema.Field) schema.Show {
	show := plain
	if s.masks {
		show = e.Show(s.scope)
	}
	if s.chosen == nil && s.expanded == nil {
		return show
	}
	return func(f *schema.Field) schema.Show {
		how := show(f)
		switch {
		case s.chosen != nil && !slices.Contains(s.chosen, f.Name):
			return schema.Hidden
		case how == schema.Plain && s.expanded[f.Name] != nil:
			return schema.Expanded
		}
		return how
	}
}

// target writes what stands for an id in an expanded relation: the entry, or the
// id of one that the caller may not read.
func (s *shape) target(dst []byte, f *schema.Field, id string) []byte {
	e := s.expanse.targets[f.To][id]
	switch {
	case e == nil:
		return appendText(dst, id)
	case len(dst) > largestExpanded:
		s.expanse.over = true
		return append(dst, "null"...) // nobody will see it
	}
	return s.expanded[f.Name].append(dst, e)
}

func appendSystem(dst []byte, e *content.Entry, name string) []byte {
	switch name {
	case "id":
		return appendText(dst, e.ID)
	case "createdAt":
		return appendTime(dst, e.CreatedAt)
	case "createdBy":
		return appendText(dst, e.CreatedBy)
	case "updatedAt":
		return appendTime(dst, e.UpdatedAt)
	case "updatedBy":
		return appendText(dst, e.UpdatedBy)
	case "publishedAt":
		return appendTime(dst, e.PublishedAt)
	case "status":
		return appendText(dst, e.Status)
	case "revision":
		return strconv.AppendInt(dst, e.Revision, 10)
	case "organizationId":
		return appendText(dst, e.OrganizationID)
	case "ownerId":
		return appendText(dst, e.OwnerID)
	case "teamId":
		return appendText(dst, e.TeamID)
	}
	return append(dst, "null"...)
}

// appendText writes a string, null when empty. Ids and words of ours need no
// escape.
func appendText(dst []byte, s string) []byte {
	if s == "" {
		return append(dst, "null"...)
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			escaped, err := json.Marshal(s)
			if err != nil {
				return append(dst, "null"...)
			}
			return append(dst, escaped...)
		}
	}
	dst = append(dst, '"')
	dst = append(dst, s...)
	return append(dst, '"')
}

// appendTime writes a moment in model.Layout, null for never. Time.AppendFormat
// reads its layout anew at each call and would be a tenth of a list's time.
func appendTime(dst []byte, t model.Time) []byte {
	if t.IsZero() {
		return append(dst, "null"...)
	}
	at := t.Std()
	year, month, day := at.Date()
	if year < 0 || year > 9999 {
		return at.AppendFormat(dst, `"`+model.Layout+`"`)
	}
	hour, minute, second := at.Clock()
	dst = append(dst, '"')
	dst = digits(dst, year, 1000)
	dst = digits(append(dst, '-'), int(month), 10)
	dst = digits(append(dst, '-'), day, 10)
	dst = digits(append(dst, 'T'), hour, 10)
	dst = digits(append(dst, ':'), minute, 10)
	dst = digits(append(dst, ':'), second, 10)
	dst = digits(append(dst, '.'), at.Nanosecond()/int(time.Millisecond), 100)
	return append(dst, 'Z', '"')
}

func digits(dst []byte, n, unit int) []byte {
	for ; unit > 0; unit /= 10 {
		dst = append(dst, byte('0'+n/unit%10))
	}
	return dst
}
