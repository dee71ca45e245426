package web

import (
	"gatehouse/web/betterauth"
	"gatehouse/web/route"
)

// identity is the part of the route table that speaks Better Auth's words.
func (s *Server) identity(t *route.Table) {
	i := s.parts.Identity
	auth := t.Section("/auth", i.Recognize, betterauth.Asked).Reading(i.Read)

	auth.Get("/ok", route.Open(i.OK))
	auth.Post("/sign-up/email", route.Told(i.SignUpEmail))
	auth.Post("/sign-in/email", route.Told(i.SignInEmail))
	auth.Post("/sign-out", route.Told(i.SignOut))
	auth.Get("/get-session", route.Told(i.GetSession))
	auth.Post("/get-session", route.Open(i.PostSession))
	auth.Get("/list-sessions", route.ToldBy(i.ListSessions))
	auth.Post("/revoke-session", route.ToldBy(i.RevokeSession))
	auth.Post("/revoke-sessions", route.ToldBy(i.RevokeSessions))
	auth.Post("/revoke-other-sessions", route.ToldBy(i.RevokeOtherSessions))
	auth.Post("/update-session", route.ToldBy(i.UpdateSession))
	auth.Post("/update-user", route.ToldBy(i.UpdateUser))
	auth.Get("/list-accounts", route.ToldBy(i.ListAccounts))
	auth.Post("/unlink-account", route.ToldBy(i.UnlinkAccount))
	auth.Post("/change-password", route.ToldBy(i.ChangePassword))
	auth.Post("/verify-password", route.ToldBy(i.VerifyPassword))
	auth.Post("/request-password-reset", route.Told(i.RequestPasswordReset))
	auth.Post("/forget-password", route.Told(i.RequestPasswordReset))
	auth.Get("/reset-password/:token", route.Told(i.FollowReset))
	auth.Post("/reset-password", route.Told(i.ResetPassword))
	auth.Post("/send-verification-email", route.Told(i.SendVerificationEmail))
	auth.Get("/verify-email", route.Told(i.VerifyEmail))
	auth.Post("/change-email", route.ToldBy(i.ChangeEmail))
	auth.Post("/delete-user", route.ToldBy(i.DeleteUser))

	auth.Post("/two-factor/enable", route.ToldBy(i.EnableTwoFactor))
	auth.Post("/two-factor/disable", route.ToldBy(i.DisableTwoFactor))
	auth.Post("/two-factor/get-totp-uri", route.ToldBy(i.TOTPURI))
	auth.Post("/two-factor/generate-backup-codes", route.ToldBy(i.GenerateBackupCodes))
	auth.Post("/two-factor/verify-totp", route.Told(i.VerifyTOTP))
	auth.Post("/two-factor/verify-backup-code", route.Told(i.VerifyBackupCode))
	auth.Post("/two-factor/send-otp", route.Told(i.SendOTP))
	auth.Post("/two-factor/verify-otp", route.Told(i.VerifyOTP))

	auth.Get("/passkey/generate-register-options", route.ToldBy(i.RegisterOptions))
	auth.Post("/passkey/verify-registration", route.ToldBy(i.VerifyRegistration))
	auth.Get("/passkey/generate-authenticate-options", route.Told(i.AuthenticateOptions))
	auth.Post("/passkey/verify-authentication", route.Told(i.VerifyAuthentication))
	auth.Get("/passkey/list-user-passkeys", route.ToldBy(i.ListPasskeys))
	auth.Post("/passkey/update-passkey", route.ToldBy(i.UpdatePasskey))
	auth.Post("/passkey/delete-passkey", route.ToldBy(i.DeletePasskey))

	auth.Get("/token", route.ToldBy(i.Token))
	auth.Get("/jwks", route.Open(i.Keys))
	auth.Get("/multi-session/list-device-sessions", route.Told(i.ListDeviceSessions))
	auth.Post("/multi-session/set-active", route.Told(i.SetActiveSession))
	auth.Post("/multi-session/revoke", route.ToldBy(i.RevokeDeviceSession))

	s.identityOfOrganizations(auth)
}

// identityOfOrganizations are the calls of the organization plugin, and below them the
// names and verbs they had before.
func (s *Server) identityOfOrganizations(auth *route.Section) {
	i := s.parts.Identity
	o := auth.In("/organization")

	o.Post("/create", route.ToldBy(i.CreateOrganization))
	o.Post("/check-slug", route.ToldBy(i.CheckSlug))
	o.Get("/list", route.ToldBy(i.ListOrganizations))
	o.Post("/set-active", route.ToldBy(i.SetActiveOrganization))
	o.Get("/get-organization", route.ToldBy(i.GetOrganization))
	o.Get("/get-full-organization", route.ToldBy(i.GetFullOrganization))
	o.Post("/update", route.ToldBy(i.UpdateOrganization))
	o.Post("/delete", route.ToldBy(i.DeleteOrganization))
	o.Post("/has-permission", route.ToldBy(i.HasPermission))

	o.Post("/invite-member", route.ToldBy(i.InviteMember))
	o.Post("/accept-invitation", route.ToldBy(i.AcceptInvitation))
	o.Post("/reject-invitation", route.ToldBy(i.RejectInvitation))
	o.Post("/cancel-invitation", route.ToldBy(i.CancelInvitation))
	o.Get("/get-invitation", route.Told(i.GetInvitation))
	o.Get("/list-invitations", route.ToldBy(i.ListInvitations))
	o.Get("/list-user-invitations", route.Told(i.ListUserInvitations))

	o.Get("/list-members", route.ToldBy(i.ListMembers))
	o.Get("/get-active-member", route.ToldBy(i.GetActiveMember))
	o.Get("/get-active-member-role", route.ToldBy(i.GetActiveMemberRole))
	o.Post("/update-member-role", route.ToldBy(i.UpdateMemberRole))
	o.Post("/remove-member", route.ToldBy(i.RemoveMember))
	o.Post("/leave", route.ToldBy(i.LeaveOrganization))

	o.Post("/create-team", route.ToldBy(i.CreateTeam))
	o.Get("/list-teams", route.ToldBy(i.ListTeams))
	o.Post("/update-team", route.ToldBy(i.UpdateTeam))
	o.Post("/remove-team", route.ToldBy(i.RemoveTeam))
	o.Post("/set-active-team", route.ToldBy(i.SetActiveTeam))
	o.Get("/list-user-teams", route.ToldBy(i.ListUserTeams))
	o.Get("/list-team-members", route.ToldBy(i.ListTeamMembers))
	o.Post("/add-team-member", route.ToldBy(i.AddTeamMember))
	o.Post("/remove-team-member", route.ToldBy(i.RemoveTeamMember))

	o.Patch("/update", route.ToldBy(i.UpdateOrganization))
	o.Delete("/delete", route.ToldBy(i.DeleteOrganization))
	o.Post("/invite", route.ToldBy(i.InviteMember))
	o.Patch("/update-member-role", route.ToldBy(i.UpdateMemberRole))
	o.Get("/members", route.ToldBy(i.ListMembers))
	o.Patch("/update-team", route.ToldBy(i.UpdateTeam))
	o.Delete("/delete-team", route.ToldBy(i.RemoveTeam))
}
