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
	open.Get("/setup", route.Open(pages.SetupPage))
	open.Post("/setup", route.Open(pages.SetUp))
	open.Get("/setup/slug", route.Open(pages.SetupSlug))
	open.Get("/sign-in", route.Known(pages.SignInPage))
	open.Post("/sign-in", route.Open(pages.SignIn))
	open.Post("/sign-out", route.Known(pages.SignOut))
	open.Get("/sign-up", route.Known(pages.SignUpPage))
	open.Post("/sign-up", route.Open(pages.SignUp))
	open.Get("/forgot-password", route.Open(pages.ForgotPage))
	open.Post("/forgot-password", route.Open(pages.Forgot))
	open.Get("/reset-password", route.Open(pages.ResetPage))
	open.Post("/reset-password", route.Open(pages.Reset))
	open.Get("/verify-email", route.Known(pages.VerifyPage))
	open.Post("/verify-email", route.Known(pages.Verify))
	open.Post("/verify-email/mail", route.SignedIn(pages.VerificationMail))
	open.Post("/appearance", route.Open(pages.Appearance))

	// gate and organizations

	// account
	open.Get("/account", route.SignedIn(pages.Account))
	open.Post("/account/profile", route.SignedIn(pages.SaveProfile))
	open.Get("/account/password", route.SignedIn(pages.PasswordPage))
	open.Post("/account/password", route.SignedIn(pages.ChangePassword))
	open.Get("/account/sessions", route.SignedIn(pages.Devices))
	open.Post("/account/sessions/removal", route.SignedIn(pages.EndOtherDevices))
	open.Post("/account/sessions/:session/removal", route.SignedIn(pages.EndDevice))
	open.Get("/confirm", route.SignedIn(pages.ConfirmPage))
	open.Post("/confirm", route.SignedIn(pages.Confirm))

	// inside an organization: dashboard and content
	in.Get("/", route.Scoped("member+", pages.Dashboard))
	in.Get("/content/:collection", route.Scoped("member+", pages.Entries))
	in.Post("/content/:collection", route.Scoped("member+", pages.CreateEntry))
	in.Get("/content/:collection/new", route.Scoped("member+", pages.NewEntry))
	in.Get("/content/:collection/trash", route.Scoped("member+", pages.TrashedEntries))
	in.Post("/content/:collection/batch", route.Scoped("member+", pages.Bulk))
	in.Post("/content/:collection/preview", route.Scoped("member+", pages.PreviewMarkdown))
	in.Get("/content/:collection/candidates/:field", route.Scoped("member+", pages.Candidates))
	in.Post("/content/:collection/checks/:field", route.Scoped("member+", pages.CheckField))
	in.Get("/content/:collection/:entry", route.Scoped("member+", pages.Entry))
	in.Post("/content/:collection/:entry", route.Scoped("member+", pages.SaveEntry))
	in.Post("/content/:collection/:entry/publication", route.Scoped("member+", pages.PublishEntry))
	in.Post("/content/:collection/:entry/publication/removal", route.Scoped("member+", pages.UnpublishEntry))
	in.Get("/content/:collection/:entry/trash", route.Scoped("member+", pages.AskTrash))
	in.Post("/content/:collection/:entry/trash", route.Scoped("member+", pages.TrashEntry))
	in.Post("/content/:collection/:entry/trash/removal", route.Scoped("member+", pages.UntrashEntry))
	in.Get("/content/:collection/:entry/removal", route.Scoped("member+", pages.AskRemoval))
	in.Post("/content/:collection/:entry/removal", route.Scoped("member+", pages.RemoveEntry))
	in.Get("/content/:collection/:entry/revisions", route.Scoped("member+", pages.Revisions))
	in.Get("/content/:collection/:entry/revisions/:revision", route.Scoped("member+", pages.Revision))
	in.Post("/content/:collection/:entry/revisions/:revision/restoration", route.Scoped("member+", pages.RestoreRevision))

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
	if s.parts.Mailbox != nil {
		open.Get("/dev/mailbox", route.Open(pages.CaughtMails))
		open.Get("/dev/mailbox/:mail", route.Open(pages.CaughtMail))
		open.Get("/dev/mailbox/:mail/body", route.Open(pages.CaughtMailBody))
	}
}

func (s *Server) alive(c *echo.Context) error { return c.String(http.StatusOK, "ok\n") }

func (s *Server) ready(c *echo.Context) error {
	if err := s.parts.Ready(c.Request().Context()); err != nil {
		s.log.Warn("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
