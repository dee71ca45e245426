package cms

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/api"
)

// curl is a call of the API for the organization of a scope.
func (p *Pages) curl(scope access.Scope, method string, query url.Values, body string, segments ...string) string {
	if query == nil {
		query = url.Values{}
	}
	if p.Gate.Selection().Offers() {
		query.Set(organizationParameter, scope.OrganizationID())
	}
	return page.Curl(method, p.BaseURL+link.With(link.API(segments...), query), body, true)
}

// curlOfList is the same list, from its beginning. Days are those of the person's
// zone, which a program does not have: they become moments.
func (p *Pages) curlOfList(scope access.Scope, c *schema.Collection, l listing) string {
	query, here := url.Values{}, zone(scope)
	own := ""
	if v := c.DefaultView(); v != nil {
		own = v.Name
	}
	if l.through != own {
		query.Set(link.ViewParameter, l.through)
	}
	if l.search != "" {
		query.Set("search", l.search)
	}
	if l.sort != "" {
		query.Set("sort", l.sort)
	}
	if l.status != content.AnyStatus {
		query.Set("status", string(l.status))
	}
	if l.limit > 0 {
		query.Set("limit", strconv.Itoa(l.limit))
	}
	for _, f := range l.query(c, here).Filters {
		name := f.Field
		if f.Operator != content.Eq {
			name += "." + string(f.Operator)
		}
		values := strings.Join(f.Values, ",")
		if day, err := time.ParseInLocation(time.DateOnly, values, here); err == nil && moment(c, f.Field) {
			values = day.UTC().Format(time.RFC3339)
		}
		query.Set(name, values)
	}
	return p.curl(scope, http.MethodGet, query, "", c.Name)
}

// curlOfEntry reads an entry, creates a new one, or takes it out of the trash.
func (p *Pages) curlOfEntry(scope access.Scope, c *schema.Collection, e content.Entry) string {
	switch {
	case c.Singleton:
		return p.curl(scope, http.MethodGet, nil, "", c.Name)
	case e.ID == "":
		body, err := json.Marshal(api.Example(c, schema.Create))
		if err != nil {
			return ""
		}
		return p.curl(scope, http.MethodPost, nil, string(body), c.Name)
	case e.Archived():
		return p.curl(scope, http.MethodPost, nil, "", c.Name, e.ID, "restoration")
	}
	return p.curl(scope, http.MethodGet, nil, "", c.Name, e.ID)
}
