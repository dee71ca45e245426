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
