package link

import "net/url"

// The mailed links of the API on /auth, which lead on to where the program that
// asked for the mail wants to be.

// IdentityReset checks a token and goes on to a page that sets a new password.
func IdentityReset(token, callback string) string {
	return With(join("/auth/reset-password", token), url.Values{"callbackURL": {callback}})
}

// IdentityVerify proves an address and goes on.
func IdentityVerify(token, callback string) string {
	return With("/auth/verify-email", url.Values{"token": {token}, "callbackURL": {callback}})
}

// IdentityError is where a redirect ends that has nowhere else to go.
func IdentityError(code string) string { return With("/auth/error", url.Values{"error": {code}}) }
