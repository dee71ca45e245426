package job

import (
	"errors"

	"github.com/riverqueue/river"
)

// The messages that can be mailed. views/email has a text for each, and a test
// beside the mail worker fails when one is inserted that has none.
const (
	MailInvitation        = "invitation"         // values: id, organization, hue, inviter, role, expires; secret
	MailInvitationRequest = "invitation-request" // to the inviter; values: organization, hue, slug, address
	MailResetPassword     = "reset-password"     // values: name, expires; secret
	MailVerifyEmail       = "verify-email"       // values: name, expires; secret
	MailPasswordChanged   = "password-changed"   // values: name, address, at
)

// Messages lists every message that can be mailed.
func Messages() []string {
	return []string{MailInvitation, MailInvitationRequest, MailResetPassword, MailVerifyEmail, MailPasswordChanged}
}

// GiveUp is what a worker returns when trying again cannot help: the job ends
// and keeps the reason.
func GiveUp(reason error) error { return river.JobCancel(reason) }

// GaveUp reports whether a worker's error was made by GiveUp.
func GaveUp(err error) bool {
	var final *river.JobCancelError
	return errors.As(err, &final)
}
