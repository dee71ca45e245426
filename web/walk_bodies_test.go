package web_test

import (
	"net/http"
	"net/url"
	"strings"

	"gatehouse/db/dbtest"
	"gatehouse/web/route"
)

// variant is a request a route deserves to be asked apart from the ordinary one.
type variant struct {
	label string
	query string
	form  map[string]string
}

const newPassword = "a very different staple horse"

// forms are what writing pages are sent: enough that only permission decides. A
// page that is not here gets an empty form. The first variant is the ordinary one.
func forms(mine side) map[string][]variant {
	one := func(pairs ...string) []variant {
		form := map[string]string{}
		for i := 0; i+1 < len(pairs); i += 2 {
			form[pairs[i]] = pairs[i+1]
		}
		return []variant{{form: form}}
	}
	also := func(list []variant, label string, pairs ...string) []variant {
		return append(list, variant{label: label, form: one(pairs...)[0].form})
	}
	invitee := "new@example.com"
	return map[string][]variant{
		"/sign-in":                         one("email", "ada@example.com", "password", dbtest.Password),
		"/sign-up":                         one("name", "New", "email", invitee, "password", newPassword),
		"/forgot-password":                 one("email", "ada@example.com"),
		"/appearance":                      one("theme", "dark"),
		"/invitations/:invitation/account": one("name", "New", "password", newPassword),
		"/organizations":                   one("name", "Walked", "slug", "walked"),
		"/organizations/active":            one("organizationId", mine.organization),
		"/account/profile":                 one("name", "Walker", "timeZone", "Europe/Vienna"),
		"/sign-in/second-factor":           one("method", "totp", "code", "000000"),
		"/confirm/second-factor":           one("code", "000000"),
		"/account/two-factor":              one("password", dbtest.Password),
		"/account/two-factor/proof":        one("code", "000000"),
		"/account/two-factor/removal":      one("password", dbtest.Password),
		"/account/two-factor/codes":        one("password", dbtest.Password),
		"/account/passkeys/:passkey":       one("name", "Walk"),
		"/account/password":                one("currentPassword", dbtest.Password, "password", newPassword),
		"/confirm":                         one("password", dbtest.Password),

		"/content/:collection":                 {{form: map[string]string{"title": "Walk"}}, {label: singleton, form: map[string]string{"title": "Walk"}}},
		"/content/:collection/:entry":          one("title", "Walk", "revision", "2"),
		"/content/:collection/batch":           append(also(one("id", mine.draft, "_do", "publish"), "trash", "id", mine.draft, "_do", "trash"), variant{label: "all", form: map[string]string{"_all": "true", "_do": "trash"}}),
		"/content/:collection/preview":         {{query: "field=content", form: map[string]string{"content": "*walk*"}}},
		"/content/:collection/import":          one("text", "title\nWalked"),
		"/content/:collection/imports/:import": one("column-0", "title"),
		"/members/:member":                     also(one("role", "editor"), "role=owner", "role", "owner"),
		"/members/invitations":                 also(one("addresses", invitee, "role", "member"), "role=owner", "addresses", invitee, "role", "owner"),
		"/teams":                               one("name", "Walkers"),
		"/teams/:team":                         one("name", "Walkers"),
		"/teams/:team/members":                 one("userId", editor),
		"/api-keys":                            also(one("name", "Walk", "role", "member", "expiresAt", "90"), "role=owner", "name", "Walk", "role", "owner", "expiresAt", "90"),
		"/settings":                            one("name", "Walked"),
		"/settings/two-factor":                 one(),
		"/settings/removal":                    one("confirmation", mine.slug, "password", dbtest.Password),
	}
}

// ordinary is the variant of routes that have no other.
var ordinary = []variant{{}}

// variants are the requests a route is asked with.
func variants(p route.Policy, mine side) []variant {
	path := inside(p.Path)
	switch {
	case bodied(p.Path):
		return identityVariants(p, mine)
	case p.Writes && forms(mine)[path] != nil:
		return forms(mine)[path]
	case p.Path == "/api/v1/:collection", path == "/content/:collection":
		return []variant{{}, {label: singleton}}
	case strings.HasSuffix(path, "/members/why"):
		return []variant{{query: "action=invite"}}
	case strings.HasSuffix(path, "/why"):
		return []variant{{query: "action=update"}}
	}
	return ordinary
}

// singleton is the variant of a collection that is one entry.
const singleton = "site-settings"

// inside is a pattern without the organization.
func inside(pattern string) string { return strings.TrimPrefix(pattern, "/o/:organization") }

// bodyOf writes a variant as the body of a request.
func bodyOf(p route.Policy, v variant, mine side) string {
	switch {
	case !p.Writes:
		return ""
	case bodied(p.Path):
		return identityBody(p, v, mine)
	case program(p.Path):
		return programBody(p.Method, p.Path, mine)
	}
	form := url.Values{}
	for name, value := range v.form {
		form.Set(name, value)
	}
	return form.Encode()
}

func programBody(method, path string, mine side) string {
	const item = `{"title": "Walk"}`
	switch {
	case strings.HasSuffix(path, "/batch") && method == http.MethodPost:
		return `{"records": [` + item + `]}`
	case strings.HasSuffix(path, "/batch") && method == http.MethodPatch:
		return `{"records": [{"id": "` + mine.entry + `", "title": "Walk"}]}`
	case strings.HasSuffix(path, "/batch"):
		return `{"ids": ["` + mine.entry + `"]}`
	case method == http.MethodDelete, strings.HasSuffix(path, "publish"), strings.HasSuffix(path, "/restoration"),
		strings.HasSuffix(path, "/duplicate"), strings.HasSuffix(path, "/archive"):
		return ""
	}
	return item
}
