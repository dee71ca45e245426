package betterauth

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/auth"
)

// Prefix is what all addresses of this room begin with.
const Prefix = "/auth/"

// Guard stands before every call of this room: what is no GET or POST does not
// exist (aliases with other methods apart), browsers of trusted origins may read the
// answers, calls are counted, and those that come with a cookie must come from a
// trusted origin.
func (a *API) Guard(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		r := c.Request()
		path, ours := strings.CutPrefix(r.URL.Path, Prefix)
		if !ours {
			return next(c)
		}
		h := c.Response().Header()
		h.Add("Vary", "Origin")
		origin := r.Header.Get("Origin")
		if a.Trusts(origin) {
			h.Set("Access-Control-Allow-Origin", origin)
			h.Set("Access-Control-Allow-Credentials", "true")
			if r.Method == http.MethodOptions && r.Header.Get("Access-Control-Request-Method") != "" {
				h.Set("Access-Control-Allow-Methods", "GET, POST, PATCH, DELETE")
				h.Set("Access-Control-Allow-Headers", "content-type, authorization, x-api-key")
				h.Set("Access-Control-Max-Age", "600")
				return c.NoContent(http.StatusNoContent)
			}
		}
		if r.Method == http.MethodHead || r.Method == http.MethodOptions {
			return &Refusal{Status: http.StatusNotFound}
		}
		if err := a.Auth.Limiter().Take(rateOf(path).Of(auth.Network(c.RealIP()), path)); err != nil {
			return err
		}
		if r.Method != http.MethodGet {
			if err := a.sameOrigin(r, path); err != nil {
				return err
			}
		}
		return next(c)
	}
}

// sameOrigin is Better Auth's rule about where a call may come from. Calls without
// a cookie need no origin, except those that sign in, where a browser says so.
func (a *API) sameOrigin(r *http.Request, path string) error {
	fetch := func(name string) string { return r.Header.Get("Sec-Fetch-" + name) }
	origin := r.Header.Get("Origin")
	from := origin
	if from == "" {
		if u, err := url.Parse(r.Header.Get("Referer")); err == nil && u.Host != "" {
			from = u.Scheme + "://" + u.Host
		}
	}
	if r.Header.Get("Cookie") == "" {
		browser := fetch("Site")+fetch("Mode")+fetch("Dest") != ""
		switch {
		case !enters(path), !browser && from == "":
			return nil
		case fetch("Site") == "cross-site" && fetch("Mode") == "navigate":
			return no(http.StatusForbidden, "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED")
		}
	}
	switch {
	case origin == "null" && fetch("Site") == "same-origin":
		return nil
	case from == "" || from == "null":
		return no(http.StatusForbidden, "MISSING_OR_NULL_ORIGIN")
	case !a.Trusts(from):
		return no(http.StatusForbidden, "INVALID_ORIGIN")
	}
	return nil
}

func enters(path string) bool {
	return strings.HasPrefix(path, "sign-in/") || strings.HasPrefix(path, "sign-up/")
}

// What one address may call, for each path. They are Better Auth's numbers; the
// Stores have limits of their own below.
var rates = []struct {
	prefixes []string
	rate     auth.Rate
}{
	{[]string{"sign-in", "sign-up", "change-password", "change-email", "two-factor/"}, auth.Rate{Name: "identity door", Most: 3, Within: 10 * time.Second}},
	{[]string{"request-password-reset", "forget-password", "send-verification-email"}, auth.Rate{Name: "identity mail", Most: 3, Within: time.Minute}},
	{[]string{""}, auth.Rate{Name: "identity", Most: 100, Within: 10 * time.Second}},
}

func rateOf(path string) auth.Rate {
	for _, r := range rates {
		for _, prefix := range r.prefixes {
			if strings.HasPrefix(path, prefix) {
				return r.rate
			}
		}
	}
	return rates[len(rates)-1].rate
}
