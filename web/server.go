package web

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"time"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/web/api"
	"gatehouse/web/betterauth"
	"gatehouse/web/cms"
	"gatehouse/web/outbound"
	"gatehouse/web/realtime"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// Options are the settings of the server itself.
type Options struct {
	BaseURL        string
	TrustedOrigins []string
	TrustedProxies []netip.Prefix
}

// Parts are the rooms the server serves, wired by cmd/gatehouse.
type Parts struct {
	Gate     *access.Gate
	Pages    *cms.Pages
	API      *api.API
	Identity *betterauth.API
	Streams  *realtime.Streams
	Mailbox  *outbound.Mailbox // caught mail; nil outside --dev
	// Ready answers /readyz: nil when the database, the schema and the
	// installation's organization are there.
	Ready func(ctx context.Context) error
	Log   *slog.Logger
	// Metrics answers /metrics to whoever bears MetricsToken; not served without a token.
	Metrics      http.Handler
	MetricsToken string
}

// Server is the program's HTTP side.
type Server struct {
	options Options
	parts   Parts
	log     *slog.Logger
	echo    *echo.Echo
	table   *route.Table
}

// New registers all routes. It panics when a route declares no policy.
func New(o Options, p Parts) *Server {
	s := &Server{options: o, parts: p, log: p.Log}
	s.echo = echo.NewWithConfig(echo.Config{
		Logger: p.Log,
		Router: echo.NewRouter(echo.RouterConfig{AutoHandleHEAD: true}),
	})
	s.echo.HTTPErrorHandler = s.refuse
	p.Pages.API, p.Pages.Programs = p.API, s
	p.Identity.Trusts = s.trusts
	s.use(s.echo)
	s.table = route.New(s.echo, p.Gate)
	s.routes(s.table)
	return s
}

// Routes lists the policies of all routes.
func (s *Server) Routes() []route.Policy { return s.table.Policies() }

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.echo.ServeHTTP(w, r) }

// Serve serves until ctx ends, then lets running requests finish.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		IdleTimeout:       120 * time.Second,
		MaxHeaderBytes:    64 << 10,
		ErrorLog:          slog.NewLogLogger(s.log.Handler(), slog.LevelWarn),
	}
	server.RegisterOnShutdown(s.parts.Streams.Stop)
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	if err := server.Shutdown(grace); err != nil {
		return fmt.Errorf("stop serving: %w", err)
	}
	return nil
}

// refuse answers an error in the words of whoever asked: the API's envelope for
// programs, a page for people. The log gets the cause.
func (s *Server) refuse(c *echo.Context, err error) {
	if response, errUnwrap := echo.UnwrapResponse(c.Response()); errUnwrap == nil && response.Committed {
		s.log.Error("failed after the answer began", "request", respond.RequestID(c), "error", err)
		return
	}
	if identity(c.Request().URL.Path) {
		s.refuseIdentity(c, err)
		return
	}
	f := respond.Fault(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		s.log.Error("request failed", "request", respond.RequestID(c), "path", c.Request().URL.Path, "error", err)
	}
	if path := c.Request().URL.Path; program(path) || strings.HasPrefix(path, "/openapi") {
		err = s.parts.API.Refuse(c, f)
	} else {
		err = s.parts.Pages.Refuse(c, f)
	}
	if err != nil {
		s.log.Error("could not answer an error", "request", respond.RequestID(c), "error", err)
		_ = c.String(http.StatusInternalServerError, "internal error, reference "+respond.RequestID(c))
	}
}

// refuseIdentity is refuse in Better Auth's words.
func (s *Server) refuseIdentity(c *echo.Context, err error) {
	ours, failed := s.parts.Identity.Refuse(c, err)
	if ours {
		s.log.Error("request failed", "request", respond.RequestID(c), "path", c.Request().URL.Path, "error", err)
	}
	if failed != nil {
		s.log.Error("could not answer an error", "request", respond.RequestID(c), "error", failed)
	}
}
