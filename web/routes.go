package web

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/static"
	"gatehouse/web/api"
	"gatehouse/web/cms"
	"gatehouse/web/route"
)

// routes is the whole route table. Browser routes are GET and POST only; the
// adapter's name says whom a route serves.
func (s *Server) routes(t *route.Table) {
	pages := s.parts.Pages
	selection := s.parts.Gate.Selection()
	open := t.Section("", pages.Recognize, cms.Asked)
	in := open.In(selection.Pattern())

	open.Get("/healthz", route.Open(s.alive))
	open.Get("/readyz", route.Open(s.ready))
	open.Get(static.Prefix+"*", route.Open(echo.WrapHandler(static.Handler())))

	// doors: setup, sign-in, sign-up, password, invitation

	// gate and organizations

	// account

	// inside an organization: dashboard and content

	// inside an organization: members, teams, keys, settings, audit
	_ = in

	// programs
	programs := s.parts.API
	v1 := t.Section("/api/v1", programs.Recognize, api.Asked)
	v1.Get("/:collection", route.Known(programs.List))
	v1.Post("/:collection", route.Known(programs.Create))
	v1.Patch("/:collection", route.Known(programs.UpdateSingleton))
	v1.Post("/:collection/batch", route.Known(programs.CreateBatch))
	v1.Patch("/:collection/batch", route.Known(programs.UpdateBatch))
	v1.Delete("/:collection/batch", route.Known(programs.DeleteBatch))
	v1.Get("/:collection/:entry", route.Known(programs.Get))
	v1.Patch("/:collection/:entry", route.Known(programs.Update))
	v1.Delete("/:collection/:entry", route.Known(programs.Delete))
	v1.Post("/:collection/:entry/restoration", route.Known(programs.Restore))
	v1.Post("/:collection/:entry/publish", route.Known(programs.Publish))
	v1.Post("/:collection/:entry/unpublish", route.Known(programs.Unpublish))
	v1.Get("/:collection/:entry/revisions", route.Known(programs.Revisions))
	v1.Post("/:collection/:entry/revisions/:revision/restoration", route.Known(programs.RestoreRevision))

	// caught mail, only with --dev
}

func (s *Server) alive(c *echo.Context) error { return c.String(http.StatusOK, "ok\n") }

func (s *Server) ready(c *echo.Context) error {
	if err := s.parts.Ready(c.Request().Context()); err != nil {
		s.log.Warn("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
