package api

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"
)

const (
	preflightLife  = "600"
	methods        = "GET, HEAD, POST, PATCH, DELETE"
	requestHeaders = "Authorization, Content-Type, Idempotency-Key, If-Match, If-None-Match, Last-Event-ID, X-Api-Key"
	exposedHeaders = "Allow, ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, WWW-Authenticate, X-Request-Id, X-Retry-After"
)

// CrossOrigin lets browsers of other origins read answers: pages of
// trusted origins with credentials, all others only what nobody in particular
// asked for. It answers preflights, so that no route needs one.
func (a *API) CrossOrigin(trusts func(origin string) bool) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			r := c.Request()
			if !callable(r.URL.Path) {
				return next(c)
			}
			h := c.Response().Header()
			h.Add("Vary", "Origin")
			origin := r.Header.Get("Origin")
			if origin == "" {
				return next(c)
			}
			asked := r.Header.Get("Access-Control-Request-Method")
			preflight := r.Method == http.MethodOptions && asked != ""
			trusted := trusts(origin)
			switch {
			case trusted:
				h.Set("Access-Control-Allow-Origin", origin)
				h.Set("Access-Control-Allow-Credentials", "true")
			case preflight && (asked == http.MethodGet || asked == http.MethodHead), reads(r) && anonymous(r):
				h.Set("Access-Control-Allow-Origin", "*")
			}
			if !preflight {
				h.Set("Access-Control-Expose-Headers", exposedHeaders)
				return next(c)
			}
			h.Add("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers")
			if h.Get("Access-Control-Allow-Origin") != "" {
				h.Set("Access-Control-Max-Age", preflightLife)
				if trusted {
					h.Set("Access-Control-Allow-Methods", methods)
					h.Set("Access-Control-Allow-Headers", requestHeaders)
				} else {
					h.Set("Access-Control-Allow-Methods", "GET, HEAD")
					h.Set("Access-Control-Allow-Headers", "Content-Type, If-None-Match")
				}
			}
			return c.NoContent(http.StatusNoContent)
		}
	}
}

// callable reports whether pages of other origins may have business at an address.
func callable(path string) bool {
	return strings.HasPrefix(path, "/api/v1/") || strings.HasPrefix(path, "/admin/v1/") || path == "/openapi.json"
}

// anonymous reports whether a request carries nothing that says who makes it.
func anonymous(r *http.Request) bool {
	return r.Header.Get("Authorization") == "" && r.Header.Get("X-Api-Key") == "" && r.Header.Get("Cookie") == ""
}
