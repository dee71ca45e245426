package betterauth

import (
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"github.com/labstack/echo/v5"

	"gatehouse/views/link"
)

// redirects are the members of an input that name an address to go on to, with
// the code for one that is not trusted.
var redirects = []struct{ name, code string }{
	{"callbackURL", "INVALID_CALLBACK_URL"},
	{"redirectTo", "INVALID_REDIRECT_URL"},
	{"errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"},
	{"newUserCallbackURL", "INVALID_NEW_USER_CALLBACK_URL"},
}

// checkAddresses refuses input that would lead somebody to a foreign site.
func (a *API) checkAddresses(given ...map[string]any) error {
	for _, values := range given {
		for _, r := range redirects {
			switch address := values[r.name].(type) {
			case nil:
			case string:
				if address != "" && !a.leadsHome(address) {
					return no(http.StatusForbidden, r.code)
				}
			default:
				return because(http.StatusBadRequest, "VALIDATION_ERROR", "[body."+r.name+"] Invalid input: expected string, received "+typeOf(address))
			}
		}
	}
	return nil
}

// leadsHome reports whether an address is a path of ours or belongs to a trusted
// origin, as a whole and in the eyes of every browser.
func (a *API) leadsHome(address string) bool {
	if strings.ContainsRune(address, '\\') || strings.ContainsFunc(address, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }) {
		return false
	}
	u, err := url.Parse(address)
	if err != nil || u.User != nil || u.Opaque != "" {
		return false
	}
	if u.Scheme == "" {
		path := strings.ToLower(u.EscapedPath())
		return u.Host == "" && strings.HasPrefix(path, "/") && !strings.Contains(path, "//") &&
			!strings.Contains(path, "%2f") && !strings.Contains(path, "%5c")
	}
	return u.Host != "" && a.Trusts(u.Scheme+"://"+u.Host)
}

// lead sends a browser on to an address that was checked, with more in its query.
func (a *API) lead(c *echo.Context, address string, more url.Values) error {
	c.Response().Header().Set("Referrer-Policy", "no-referrer")
	c.Response().Header().Set("Cache-Control", "no-store")
	u, err := url.Parse(address)
	if err != nil || address == "" {
		return c.Redirect(http.StatusFound, a.BaseURL+link.IdentityError(more.Get("error")))
	}
	query := u.Query()
	for name, values := range more {
		query[name] = values
	}
	u.RawQuery = query.Encode()
	if u.Scheme == "" {
		return c.Redirect(http.StatusFound, a.BaseURL+u.String())
	}
	return c.Redirect(http.StatusFound, u.String())
}
