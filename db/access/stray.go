package access

import (
	"strings"

	"gatehouse/db/fault"
)

// Addresses that carry the organization where they should not, or do not where
// they should, are led to the form in use.

const named = "/o/"

// Strays are the pages without an organization before them, and an organization
// without the slash of its dashboard.
func (choose) Strays(sections []string) []string {
	patterns := []string{"/", named + ":organization"}
	for _, s := range sections {
		patterns = append(patterns, "/"+s, "/"+s+"/*")
	}
	return patterns
}

// Canonical puts the session's default organization in front.
func (c choose) Canonical(address string, scope Scope) (string, bool, error) {
	inside := strings.HasPrefix(address, named)
	switch {
	case !scope.Member() && inside:
		return "", false, fault.NotFoundOf("organization")
	case !scope.Member():
		return "", false, fault.ChooseOrganization()
	case inside:
		path, query := cutQuery(address)
		return path + "/" + query, true, nil
	}
	return c.Prefix(scope.organization.Slug) + address, false, nil
}

// Strays are all addresses that name an organization.
func (pin) Strays([]string) []string {
	return []string{named + ":organization", named + ":organization/*"}
}

// Canonical takes the organization's name away, if it is the right one.
func (pin) Canonical(address string, scope Scope) (string, bool, error) {
	path, query := cutQuery(address)
	rest, ok := strings.CutPrefix(path, named+scope.organization.Slug)
	if !ok || scope.organization.Slug == "" || rest != "" && rest[0] != '/' || strings.HasPrefix(rest, "//") {
		return "", false, fault.NotFoundOf("page")
	}
	if rest == "" {
		rest = "/"
	}
	return rest + query, true, nil
}

func cutQuery(address string) (path, query string) {
	if at := strings.IndexByte(address, '?'); at >= 0 {
		return address[:at], address[at:]
	}
	return address, ""
}
