package web

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"path"
	"runtime/debug"
	"strings"
	"time"

	"github.com/labstack/echo/v5"
	"github.com/labstack/echo/v5/middleware"

	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/web/betterauth"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// maxBody is the largest body of a request; uploads have their own limit.
const maxBody = 1 << 20

func (s *Server) use(e *echo.Echo) {
	e.IPExtractor = clientAddress(s.options.TrustedProxies)
	e.Use(
		s.identify,
		s.headers,
		s.recover,
		s.parts.API.CrossOrigin(s.trusts),
		s.parts.Identity.Guard,
		middleware.GzipWithConfig(middleware.GzipConfig{Level: 5, MinLength: 1024, Skipper: streams}),
		limit(middleware.BodyLimit(maxBody)),
		s.sameOrigin(),
	)
}

// limit leaves files to be imported to the route that takes them: it reads them
// once it knows who sends them, up to its own limit.
func limit(most echo.MiddlewareFunc) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		limited := most(next)
		return func(c *echo.Context) error {
			if r := c.Request(); r.Method == http.MethodPost && route.IsUpload(r) && strings.HasSuffix(c.Path(), "/content/:collection/import") {
				return next(c)
			}
			return limited(c)
		}
	}
}

// streams says which answers must not be held back for compression.
func streams(c *echo.Context) bool {
	return strings.HasPrefix(c.Request().URL.Path, "/static/") || strings.HasSuffix(c.Request().URL.Path, "/events")
}

// identify gives the request an id and writes one line about it to the log.
func (s *Server) identify(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) error {
		id := model.NewID("req")
		respond.SetRequestID(c, id)
		c.Response().Header().Set("X-Request-Id", id)
		start := time.Now()
		err := next(c)
		if err != nil {
			s.refuse(c, err)
		}
		r := c.Request()
		if s.log.Enabled(r.Context(), slog.LevelInfo) {
			status := 0
			if response, errUnwrap := echo.UnwrapResponse(c.Response()); errUnwrap == nil {
				status = response.Status
			}
			s.log.LogAttrs(r.Context(), slog.LevelInfo, "request",
				slog.String("id", id), slog.String("method", r.Method), slog.String("path", r.URL.Path),
				slog.String("route", c.Path()), slog.Int("status", status), slog.Duration("took", time.Since(start)),
				slog.String("address", c.RealIP()))
		}
		return nil
	}
}

// headers sets what every answer carries. Pages may not be
// framed, run only scripts with this response's nonce and load only from us.
func (s *Server) headers(next echo.HandlerFunc) echo.HandlerFunc {
	secure := strings.HasPrefix(s.options.BaseURL, "https:")
	return func(c *echo.Context) error {
		var raw [16]byte
		_, _ = rand.Read(raw[:]) // never fails
		nonce := base64.RawURLEncoding.EncodeToString(raw[:])
		respond.SetNonce(c, nonce)
		h := c.Response().Header()
		if program(c.Request().URL.Path) {
			h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		} else {
			policy := "default-src 'none'; script-src 'nonce-" + nonce + "'; style-src 'self'; img-src 'self' data: blob:; " +
				"font-src 'self'; connect-src 'self'; media-src 'self'; form-action 'self'; base-uri 'none'; " +
				"frame-ancestors 'none'; object-src 'none'; manifest-src 'self'; " +
				"require-trusted-types-for 'script'; trusted-types htmx"
			if secure {
				policy += "; upgrade-insecure-requests"
			}
			h.Set("Content-Security-Policy", policy)
			h.Set("X-Frame-Options", "DENY")
		}
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		if secure {
			h.Set("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
		}
		return next(c)
	}
}

// program reports whether the path is one for programs, not for people.
func program(path string) bool {
	return strings.HasPrefix(path, "/api/") || identity(path) || strings.HasPrefix(path, "/admin/")
}

// identity reports whether the path belongs to Better Auth's API; the page at the
// end of a broken redirect is for people.
func identity(path string) bool {
	return strings.HasPrefix(path, betterauth.Prefix) && path != "/auth/error"
}

// recover turns a panic into an internal error that names its place in the log.
func (s *Server) recover(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c *echo.Context) (err error) {
		defer func() {
			if r := recover(); r != nil {
				if r == http.ErrAbortHandler { //nolint:errorlint // the documented value
					panic(r)
				}
				err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
			}
		}()
		return next(c)
	}
}

// sameOrigin refuses unsafe requests that a browser says come from elsewhere.
// Requests that carry no cookie (programs with their own credential) pass.
func (s *Server) sameOrigin() echo.MiddlewareFunc {
	protection := http.NewCrossOriginProtection()
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c *echo.Context) error {
			r := c.Request()
			if identity(r.URL.Path) { // has rules of its own, see betterauth.Guard
				return next(c)
			}
			if s.trusts(r.Header.Get("Origin")) || r.Header.Get("Cookie") == "" && program(r.URL.Path) {
				return next(c)
			}
			if err := protection.Check(r); err != nil {
				return fault.New(fault.Forbidden, fault.LayerAuthentication, fault.CodeForeignOrigin).Because(err)
			}
			return next(c)
		}
	}
}

// trusts matches an origin with the configured ones: exact, or with * for one
// label ("https://*.example.com", "chrome-extension://*").
func (s *Server) trusts(origin string) bool {
	if origin == "" || origin == "null" {
		return false
	}
	for _, pattern := range s.options.TrustedOrigins {
		if origin == pattern {
			return true
		}
		if !strings.Contains(pattern, "*") {
			continue
		}
		// path.Match lets * cross dots; a label may not, so dots become slashes.
		slashed := strings.NewReplacer(".", "/")
		if ok, err := path.Match(slashed.Replace(pattern), slashed.Replace(origin)); err == nil && ok {
			return true
		}
	}
	return origin == originOf(s.options.BaseURL)
}

func originOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Scheme + "://" + u.Host
}

// clientAddress is the peer's address, unless the peer is a trusted proxy: then
// the last address of X-Forwarded-For that is not one.
func clientAddress(trusted []netip.Prefix) echo.IPExtractor {
	isTrusted := func(a netip.Addr) bool {
		for _, p := range trusted {
			if p.Contains(a.Unmap()) {
				return true
			}
		}
		return false
	}
	return func(r *http.Request) string {
		peer, err := netip.ParseAddrPort(r.RemoteAddr)
		if err != nil {
			return "unknown"
		}
		client := peer.Addr().Unmap()
		if !isTrusted(client) {
			return client.String()
		}
		hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
		for i := len(hops) - 1; i >= 0; i-- {
			hop, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
			if err != nil {
				break
			}
			client = hop.Unmap()
			if !isTrusted(client) {
				break
			}
		}
		return client.String()
	}
}
