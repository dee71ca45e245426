package route

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// Recognize says who makes a request: the zero Actor for nobody, AUTH_INVALID
// for an explicit credential that is bad.
type Recognize func(c *echo.Context) (access.Actor, error)

// Read decodes the input of a call strictly into a value of the handler's type.
type Read func(c *echo.Context, into any) error

// Table registers routes together with their policies.
type Table struct {
	echo     *echo.Echo
	gate     *access.Gate
	pending  *Policy
	policies []Policy
}

// New makes the table of an Echo and becomes its doorkeeper.
func New(e *echo.Echo, gate *access.Gate) *Table {
	t := &Table{echo: e, gate: gate}
	e.OnAddRoute = t.Admit
	return t
}

// Admit is Echo's OnAddRoute: it refuses every route that did not come through
// an adapter of this package.
func (t *Table) Admit(r echo.Route) error {
	if p := t.pending; p == nil || p.Method != r.Method || p.Path != r.Path {
		return fmt.Errorf("route %s %s declares no policy", r.Method, r.Path)
	}
	for _, name := range t.pending.Parameters {
		if !kinds[name] {
			return fmt.Errorf("route %s %s: nobody knows what :%s is", r.Method, r.Path, name)
		}
	}
	return nil
}

// Policies lists all routes in the order of registration.
func (t *Table) Policies() []Policy { return slices.Clone(t.policies) }

// Section is a part of the table whose routes share a prefix and the way to
// recognise callers.
type Section struct {
	table     *Table
	prefix    string
	recognize Recognize
	asked     func(c *echo.Context) access.Asked
	read      Read
}

// Section starts a part of the table. asked reads what a request says about its
// organization.
func (t *Table) Section(prefix string, recognize Recognize, asked func(c *echo.Context) access.Asked) *Section {
	return &Section{table: t, prefix: prefix, recognize: recognize, asked: asked}
}

// Reading is the section whose handlers are told what a call says.
func (s *Section) Reading(read Read) *Section {
	inner := *s
	inner.read = read
	return &inner
}

// In is the section below a further prefix.
func (s *Section) In(prefix string) *Section {
	inner := *s
	inner.prefix += prefix
	return &inner
}

// Get registers a route that reads; HEAD comes with it.
func (s *Section) Get(path string, h Handler) { s.Add(http.MethodGet, path, h) }

// Post registers a route that writes.
func (s *Section) Post(path string, h Handler) { s.Add(http.MethodPost, path, h) }

// Patch registers a route that writes.
func (s *Section) Patch(path string, h Handler) { s.Add(http.MethodPatch, path, h) }

// Delete registers a route that writes.
func (s *Section) Delete(path string, h Handler) { s.Add(http.MethodDelete, path, h) }

// Add registers a route. A refused one is a mistake of the program and stops it.
func (s *Section) Add(method, path string, h Handler) {
	policy := Policy{
		Method: method, Path: s.prefix + path, Who: h.who, Role: h.role,
		Parameters: parameters(s.prefix + path), Writes: method != http.MethodGet && method != http.MethodHead,
	}
	t := s.table
	t.pending = &policy
	defer func() { t.pending = nil }()
	if _, err := t.echo.AddRoute(echo.Route{Method: method, Path: policy.Path, Handler: named(h.adapt(s))}); err != nil {
		panic(err)
	}
	t.policies = append(t.policies, policy)
}

// named keeps addresses that name something by what is no text from being looked
// up: there is no such thing, and databases take NUL as an error.
func named(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		for _, p := range c.PathValues() {
			if !clean(p.Value) {
				return fault.NotFoundOf("page")
			}
		}
		return next(c)
	}
}

func parameters(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if name, ok := strings.CutPrefix(segment, ":"); ok {
			names = append(names, name)
		} else if segment == "*" {
			names = append(names, segment)
		}
	}
	return names
}
