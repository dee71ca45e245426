package link

// Account is the signed-in person's own page: profile first.
func Account() string { return "/account" }

// AccountProfile takes a POST with name and picture.
func AccountProfile() string { return "/account/profile" }

// AccountPassword is the page and POST that changes the password.
func AccountPassword() string { return "/account/password" }

// AccountSessions lists the signed-in devices.
func AccountSessions() string { return "/account/sessions" }

// AccountSessionRemoval signs one device out.
func AccountSessionRemoval(handle string) string {
	return join("/account/sessions", handle, "removal")
}

// AccountSessionsRemoval signs every other device out.
func AccountSessionsRemoval() string { return "/account/sessions/removal" }

// AccountTwoFactor is the page of the second factor; a POST sets an authenticator up.
func AccountTwoFactor() string { return "/account/two-factor" }

// AccountTwoFactorProof takes the first code of a new authenticator.
func AccountTwoFactorProof() string { return "/account/two-factor/proof" }

// AccountTwoFactorRemoval takes the POST that switches the second factor off.
func AccountTwoFactorRemoval() string { return "/account/two-factor/removal" }

// AccountRecoveryCodes takes the POST that makes new recovery codes.
func AccountRecoveryCodes() string { return "/account/two-factor/codes" }

// AccountDeviceRemoval takes the POST after which a trusted browser is asked again.
func AccountDeviceRemoval(id string) string {
	return join("/account/two-factor/devices", id, "removal")
}

// AccountPasskeys lists passkeys; a POST keeps a new one.
func AccountPasskeys() string { return "/account/passkeys" }

// AccountPasskeyCeremony takes the POST that begins to make a passkey.
func AccountPasskeyCeremony() string { return "/account/passkeys/ceremony" }

// AccountPasskey takes the POST with a passkey's new name.
func AccountPasskey(id string) string { return join("/account/passkeys", id) }

// AccountPasskeyRemoval asks before a passkey is removed, and removes it.
func AccountPasskeyRemoval(id string) string { return join("/account/passkeys", id, "removal") }
