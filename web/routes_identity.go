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
}
