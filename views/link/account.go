package link

// Account is the signed-in person's own page: profile first.
func Account() string { return "/account" }

// AccountProfile takes a POST with name and picture.
func AccountProfile() string { return "/account/profile" }

// AccountEmail takes a POST that begins a change of address.
func AccountEmail() string { return "/account/email" }

// AccountPassword is the page and POST that changes the password.
func AccountPassword() string { return "/account/password" }

// AccountSecondFactor is the page of two-factor authentication; POST begins enrolment.
func AccountSecondFactor() string { return "/account/second-factor" }

// AccountSecondFactorConfirmation takes the first code.
func AccountSecondFactorConfirmation() string { return "/account/second-factor/confirmation" }

// AccountSecondFactorRemoval switches it off.
func AccountSecondFactorRemoval() string { return "/account/second-factor/removal" }

// AccountBackupCodes takes a POST and makes new backup codes.
func AccountBackupCodes() string { return "/account/backup-codes" }

// AccountPasskeys lists passkeys; POST adds one.
func AccountPasskeys() string { return "/account/passkeys" }

// AccountPasskeyRemoval removes one.
func AccountPasskeyRemoval(id string) string { return join("/account/passkeys", id, "removal") }

// AccountSessions lists the signed-in devices.
func AccountSessions() string { return "/account/sessions" }

// AccountSessionRemoval signs one device out.
func AccountSessionRemoval(handle string) string {
	return join("/account/sessions", handle, "removal")
}

// AccountSessionsRemoval signs every other device out.
func AccountSessionsRemoval() string { return "/account/sessions/removal" }

// AccountKeys lists personal API keys; POST makes one.
func AccountKeys() string { return "/account/api-keys" }

// AccountKeyRemoval revokes one.
func AccountKeyRemoval(id string) string { return join("/account/api-keys", id, "removal") }

// AccountRemoval is the page and POST that deletes the account.
func AccountRemoval() string { return "/account/removal" }
