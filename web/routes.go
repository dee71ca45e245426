package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/static"
	"gatehouse/views/link"
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
	if s.parts.MetricsToken != "" {
		open.Get("/metrics", route.Open(s.metrics))
	}
	open.Get(static.Prefix+"*", route.Open(echo.WrapHandler(static.Handler())))

	// doors: setup, sign-in, sign-up, password, invitation
	open.Get("/setup", route.Open(pages.SetupPage))
	open.Post("/setup", route.Open(pages.SetUp))
	open.Get("/setup/slug", route.Open(pages.SetupSlug))
	open.Get("/sign-in", route.Known(pages.SignInPage))
	open.Post("/sign-in", route.Open(pages.SignIn))
	open.Get("/sign-in/second-factor", route.Open(pages.SecondFactorPage))
	open.Post("/sign-in/second-factor", route.Open(pages.AnswerSecondFactor))
	open.Post("/sign-in/second-factor/mail", route.Open(pages.MailSignInCode))
	open.Post("/sign-in/passkey/ceremony", route.Open(pages.BeginPasskeySignIn))
	open.Post("/sign-in/passkey", route.Open(pages.PasskeySignIn))
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
	open.Get("/auth/error", route.Open(pages.IdentityError))
	open.Post("/appearance", route.Open(pages.Appearance))

	// the API's description for people
	open.Get("/docs", route.Known(pages.Docs))
	open.Get("/docs/:collection", route.Known(pages.DocsOf))

	open.Get("/invitations/:invitation", route.Known(pages.Invitation))
	open.Post("/invitations/:invitation/account", route.Known(pages.InvitationAccount))
	open.Post("/invitations/:invitation/acceptance", route.SignedIn(pages.AcceptInvitation))
	open.Get("/invitations/:invitation/rejection", route.Known(pages.InvitationRejection))
	open.Post("/invitations/:invitation/rejection", route.Known(pages.RejectInvitation))
	open.Post("/invitations/:invitation/request", route.Known(pages.RequestInvitation))

	// gate and organizations; addresses of the form that is not in use lead to the other
	for _, pattern := range selection.Strays(link.Sections()) {
		open.Get(pattern, route.Visiting(pages.Astray))
	}
	open.Get("/organizations", route.SignedIn(pages.Organizations))
	open.Post("/organizations", route.SignedIn(pages.CreateOrganization))
	open.Post("/organizations/active", route.SignedIn(pages.ActivateOrganization))
	open.Get("/organizations/new", route.SignedIn(pages.NewOrganization))
	open.Get("/organizations/new/slug", route.SignedIn(pages.NewOrganizationSlug))
	open.Get("/organizations/:organization/restoration", route.SignedIn(pages.OrganizationRestoration))
	open.Post("/organizations/:organization/restoration", route.SignedIn(pages.RestoreOrganization))

	// account
	open.Get("/account", route.SignedIn(pages.Account))
	open.Post("/account/profile", route.SignedIn(pages.SaveProfile))
	open.Get("/account/password", route.SignedIn(pages.PasswordPage))
	open.Post("/account/password", route.SignedIn(pages.ChangePassword))
	open.Get("/account/two-factor", route.SignedIn(pages.TwoFactor))
	open.Post("/account/two-factor", route.SignedIn(pages.EnrolTwoFactor))
	open.Post("/account/two-factor/proof", route.SignedIn(pages.ProveTwoFactor))
	open.Post("/account/two-factor/removal", route.SignedIn(pages.DisableTwoFactor))
	open.Post("/account/two-factor/codes", route.SignedIn(pages.RenewRecoveryCodes))
	open.Post("/account/two-factor/devices/:device/removal", route.SignedIn(pages.DistrustDevice))
	open.Get("/account/passkeys", route.SignedIn(pages.Passkeys))
	open.Post("/account/passkeys", route.SignedIn(pages.AddPasskey))
	open.Post("/account/passkeys/ceremony", route.SignedIn(pages.BeginPasskey))
	open.Post("/account/passkeys/:passkey", route.SignedIn(pages.RenamePasskey))
	open.Post("/account/passkeys/:passkey/removal", route.SignedIn(pages.RemovePasskey))
	open.Get("/account/sessions", route.SignedIn(pages.Devices))
	open.Post("/account/sessions/removal", route.SignedIn(pages.EndOtherDevices))
	open.Post("/account/sessions/:session/removal", route.SignedIn(pages.EndDevice))
	open.Get("/confirm", route.SignedIn(pages.ConfirmPage))
	open.Post("/confirm", route.SignedIn(pages.Confirm))
	open.Post("/confirm/second-factor", route.SignedIn(pages.StepUp))

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
	in.Get("/content/:collection/export", route.Scoped("member+", pages.Export))
	in.Get("/content/:collection/import", route.Scoped("member+", pages.ImportPage))
	in.Post("/content/:collection/import", route.Scoped("member+", pages.Import))
	in.Get("/content/:collection/imports", route.Scoped("member+", pages.Imports))
	in.Get("/content/:collection/imports/:import", route.Scoped("member+", pages.OneImport))
	in.Post("/content/:collection/imports/:import", route.Scoped("member+", pages.SetImport))
	in.Post("/content/:collection/imports/:import/run", route.Scoped("member+", pages.RunImport))
	in.Get("/content/:collection/imports/:import/undo", route.Scoped("member+", pages.AskUndoImport))
	in.Post("/content/:collection/imports/:import/undo", route.Scoped("member+", pages.UndoImport))
	in.Get("/content/:collection/imports/:import/errors", route.Scoped("member+", pages.ImportErrors))
	in.Get("/content/:collection/:entry", route.Scoped("member+", pages.Entry))
	in.Post("/content/:collection/:entry", route.Scoped("member+", pages.SaveEntry))
	in.Post("/content/:collection/:entry/publication", route.Scoped("member+", pages.PublishEntry))
	in.Post("/content/:collection/:entry/publication/removal", route.Scoped("member+", pages.UnpublishEntry))
	in.Get("/content/:collection/:entry/trash", route.Scoped("member+", pages.AskTrash))
	in.Post("/content/:collection/:entry/trash", route.Scoped("member+", pages.TrashEntry))
	in.Post("/content/:collection/:entry/trash/removal", route.Scoped("member+", pages.UntrashEntry))
	in.Get("/content/:collection/:entry/removal", route.Scoped("member+", pages.AskRemoval))
	in.Post("/content/:collection/:entry/removal", route.Scoped("member+", pages.RemoveEntry))
	in.Get("/content/:collection/why", route.Scoped("member+", pages.Why))
	in.Get("/content/:collection/:entry/why", route.Scoped("member+", pages.Why))
	in.Get("/content/:collection/actions/:action", route.Scoped("member+", pages.AskAction))
	in.Post("/content/:collection/actions/:action", route.Scoped("member+", pages.DoAction))
	in.Get("/content/:collection/:entry/actions/:action", route.Scoped("member+", pages.AskAction))
	in.Post("/content/:collection/:entry/actions/:action", route.Scoped("member+", pages.DoAction))
	in.Get("/content/:collection/:entry/revisions", route.Scoped("member+", pages.Revisions))
	in.Get("/content/:collection/:entry/revisions/:revision", route.Scoped("member+", pages.Revision))
	in.Post("/content/:collection/:entry/revisions/:revision/restoration", route.Scoped("member+", pages.RestoreRevision))

	// inside an organization: members, teams, keys, settings, audit
	in.Get("/members", route.Scoped("member+", pages.Members))
	in.Get("/members/why", route.Scoped("member+", pages.WhyNot))
	in.Post("/members/:member", route.Scoped("admin+", pages.ChangeRole))
	in.Get("/members/:member/removal", route.Scoped("admin+", pages.MemberRemoval))
	in.Post("/members/:member/removal", route.Scoped("member+", pages.RemoveMember))
	in.Get("/members/departure", route.Scoped("member+", pages.Departure))
	in.Post("/members/departure", route.Scoped("member+", pages.Leave))
	in.Get("/members/invitations", route.Scoped("admin+", pages.Invitations))
	in.Post("/members/invitations", route.Scoped("admin+", pages.Invite))
	in.Post("/members/invitations/:invitation/renewal", route.Scoped("admin+", pages.RenewInvitation))
	in.Get("/members/invitations/:invitation/removal", route.Scoped("admin+", pages.InvitationRemoval))
	in.Post("/members/invitations/:invitation/removal", route.Scoped("admin+", pages.RevokeInvitation))
	in.Get("/teams", route.Scoped("member+", pages.Teams))
	in.Post("/teams", route.Scoped("admin+", pages.CreateTeam))
	in.Get("/teams/:team", route.Scoped("member+", pages.Team))
	in.Post("/teams/:team", route.Scoped("admin+", pages.RenameTeam))
	in.Get("/teams/:team/removal", route.Scoped("admin+", pages.TeamRemoval))
	in.Post("/teams/:team/removal", route.Scoped("admin+", pages.DeleteTeam))
	in.Post("/teams/:team/members", route.Scoped("admin+", pages.AddTeamMember))
	in.Post("/teams/:team/members/:user/removal", route.Scoped("admin+", pages.RemoveTeamMember))
	in.Get("/api-keys", route.Scoped("admin+", pages.Keys))
	in.Post("/api-keys", route.Scoped("admin+", pages.CreateKey))
	in.Get("/api-keys/:key/removal", route.Scoped("admin+", pages.KeyRemoval))
	in.Post("/api-keys/:key/removal", route.Scoped("admin+", pages.RevokeKey))
	in.Get("/settings", route.Scoped("admin+", pages.Settings))
	in.Post("/settings", route.Scoped("admin+", pages.SaveSettings))
	in.Post("/settings/two-factor", route.Scoped("owner", pages.SaveTwoFactorPolicy))
	in.Get("/settings/slug", route.Scoped("admin+", pages.SettingsSlug))
	in.Get("/settings/removal", route.Scoped("owner", pages.Deletion))
	in.Post("/settings/removal", route.Scoped("owner", pages.DeleteOrganization))
	in.Get("/audit", route.Scoped("admin+", pages.Audit))
	in.Post("/audit/export", route.Scoped("admin+", pages.ExportAudit))
	in.Get("/events", route.Scoped("member+", s.parts.Streams.Pages))

	// programs
	programs := s.parts.API
	v1 := t.Section("/api/v1", programs.Recognize, api.Asked)
	t.Section("", programs.Recognize, api.Asked).Get("/openapi.json", route.Known(programs.OpenAPI))
	v1.Get("/schema", route.Known(programs.Schema))
	staff := t.Section("/admin/v1", programs.Recognize, api.Asked)
	staff.Get("/organizations", route.Staffed(auth.RoleAdmin, programs.Organizations))
	staff.Get("/organizations/:organization", route.Staffed(auth.RoleAdmin, programs.Organization))
	v1.Get("/events", route.SignedIn(s.parts.Streams.Programs))
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
	v1.Post("/:collection/:entry/archive", route.Known(programs.Archive))
	v1.Post("/:collection/:entry/duplicate", route.Known(programs.Duplicate))
	v1.Post("/:collection/:action", route.Known(programs.ActAlone))
	v1.Post("/:collection/:entry/:action", route.Known(programs.Act))
	v1.Get("/:collection/:entry/revisions", route.Known(programs.Revisions))
	v1.Post("/:collection/:entry/revisions/:revision/restoration", route.Known(programs.RestoreRevision))

	s.identity(t)

	// caught mail, only with --dev
	if s.parts.Mailbox != nil {
		open.Get("/dev/mailbox", route.Open(pages.CaughtMails))
		open.Get("/dev/mailbox/:mail", route.Open(pages.CaughtMail))
		open.Get("/dev/mailbox/:mail/body", route.Open(pages.CaughtMailBody))
	}
}

func (s *Server) alive(c *echo.Context) error { return c.String(http.StatusOK, "ok\n") }

// metrics compares hashes, so that the time says nothing about the token.
func (s *Server) metrics(c *echo.Context) error {
	given := sha256.Sum256([]byte(strings.TrimPrefix(c.Request().Header.Get("Authorization"), "Bearer ")))
	if want := sha256.Sum256([]byte(s.parts.MetricsToken)); subtle.ConstantTimeCompare(given[:], want[:]) != 1 {
		return fault.NotFoundOf("page")
	}
	s.parts.Metrics.ServeHTTP(c.Response(), c.Request())
	return nil
}

func (s *Server) ready(c *echo.Context) error {
	if err := s.parts.Ready(c.Request().Context()); err != nil {
		s.log.Warn("not ready", "error", err)
		return c.String(http.StatusServiceUnavailable, "not ready\n")
	}
	return c.String(http.StatusOK, "ready\n")
}
