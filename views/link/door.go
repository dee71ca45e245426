package link

import "net/url"

// SetupSlug is the GET that says whether the first organization may have a slug.
func SetupSlug(code string) string { return With("/setup/slug", url.Values{"code": {code}}) }

// ForgotPasswordSent is the page after a reset mail was asked for; it is the same for every address.
func ForgotPasswordSent() string { return "/forgot-password?sent=true" }

// ResetPasswordForm takes the POST with the new password; the token travels in the form.
func ResetPasswordForm() string { return "/reset-password" }

// VerifyEmailForm takes the POST that proves an address; the token travels in the form.
func VerifyEmailForm() string { return "/verify-email" }

// Confirm asks for the password again before something dangerous; wanted is where to go afterwards.
func Confirm(wanted string) string { return returning("/confirm", wanted) }

// SecondFactor is the page that asks for a second factor in one of the ways.
func SecondFactor(method, wanted string) string {
	return With(SecondFactorForm(), url.Values{"method": {method}, ReturnParameter: {wanted}})
}

// SecondFactorForm takes the POST with the code.
func SecondFactorForm() string { return "/sign-in/second-factor" }

// SecondFactorMail takes the POST that mails a code.
func SecondFactorMail() string { return "/sign-in/second-factor/mail" }

// StepUp takes the POST with the code of somebody who signed in without it.
func StepUp() string { return "/confirm/second-factor" }

// PasskeyCeremony takes the POST that begins to sign in by passkey.
func PasskeyCeremony() string { return "/sign-in/passkey/ceremony" }

// PasskeySignIn takes the POST with the passkey's answer.
func PasskeySignIn() string { return "/sign-in/passkey" }
