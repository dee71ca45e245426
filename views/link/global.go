package link

import "net/url"

// Home is the start: it leads on to an organization's dashboard, the gate or the sign-in page.
func Home() string { return "/" }

// SignIn is the sign-in page; wanted is where to go afterwards ("" for the start).
func SignIn(wanted string) string { return returning("/sign-in", wanted) }

// SignOut takes a POST and ends the session.
func SignOut() string { return "/sign-out" }

// SignUp is the sign-up page; wanted is where to go afterwards ("" for the start).
func SignUp(wanted string) string { return returning("/sign-up", wanted) }

// Setup is the page that makes the first organization and its owner.
func Setup() string { return "/setup" }

// SetupWith is the one-time link printed at start.
func SetupWith(code string) string { return With("/setup", url.Values{"code": {code}}) }

// ForgotPassword is the page that sends a reset mail.
func ForgotPassword() string { return "/forgot-password" }

// ResetPassword is the page behind the mail's link.
func ResetPassword(token string) string {
	return With("/reset-password", url.Values{"token": {token}})
}

// VerifyEmail is the page behind the verification mail's link.
func VerifyEmail(token string) string { return With("/verify-email", url.Values{"token": {token}}) }

// VerificationMail takes a POST and sends the verification mail again.
func VerificationMail() string { return "/verify-email/mail" }

// Invitation is the page that shows an invitation; GET changes nothing.
func Invitation(id string) string { return join("/invitations", id) }

// InvitationProof is the address in the mail, whose token proves the mailbox.
func InvitationProof(id, token string) string {
	return With(Invitation(id), url.Values{"token": {token}})
}

// InvitationAcceptance takes a POST and accepts.
func InvitationAcceptance(id string) string { return join("/invitations", id, "acceptance") }

// InvitationAccount takes a POST, makes an account for the invited address and accepts with it.
func InvitationAccount(id string) string { return join("/invitations", id, "account") }

// InvitationRejection is the page that asks and the POST that declines.
func InvitationRejection(id string) string { return join("/invitations", id, "rejection") }

// InvitationRequest takes a POST and asks the inviter for a new one.
func InvitationRequest(id string) string { return join("/invitations", id, "request") }

// Organizations is the gate: where would you like to work? POST creates one.
func Organizations(wanted string) string { return returning("/organizations", wanted) }

// ActiveOrganization takes a POST with the organization's id (and the wanted address) and makes it the session's default.
func ActiveOrganization() string { return "/organizations/active" }

// NewOrganization is the form for a new one.
func NewOrganization() string { return "/organizations/new" }

// NewOrganizationSlug is the GET that says whether a new organization may have a slug.
func NewOrganizationSlug() string { return "/organizations/new/slug" }

// OrganizationRestoration is the page that asks and the POST that brings a deleted organization back.
func OrganizationRestoration(id string) string { return join("/organizations", id, "restoration") }

// Appearance takes a POST with the theme (light, dark, system) and comes back.
func Appearance() string { return "/appearance" }

// API is an address below /api/v1.
func API(segments ...string) string { return join("/api/v1", segments...) }

// Mailbox shows the mails caught in development.
func Mailbox() string { return "/dev/mailbox" }

// MailboxMessage is one caught mail.
func MailboxMessage(id string) string { return join("/dev/mailbox", id) }
