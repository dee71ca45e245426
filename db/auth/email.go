package auth

import (
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"gatehouse/db/fault"
)

const maxEmail = 254 // RFC 5321 4.5.3.1.3

// NormalizeEmail is the one form in which addresses are compared and stored:
// NFKC, trimmed, lower case. Everything that takes an address calls it first.
// Fails with a problem on "email".
func NormalizeEmail(typed string) (string, error) {
	if len(typed) > 4*maxEmail {
		return "", fault.InvalidInput().About("email", fault.ProblemTooLong, "max", "254")
	}
	// Twice, because a lower-case letter may decompose.
	address := norm.NFKC.String(strings.ToLower(strings.TrimSpace(norm.NFKC.String(typed))))
	if address == "" {
		return "", fault.InvalidInput().About("email", fault.ProblemRequired)
	}
	if len(address) > maxEmail {
		return "", fault.InvalidInput().About("email", fault.ProblemTooLong, "max", "254")
	}
	parsed, err := mail.ParseAddress(address)
	if err != nil || parsed.Name != "" || parsed.Address != address || !plain(address) {
		return "", fault.InvalidInput().About("email", fault.ProblemFormat, "want", "email")
	}
	return address, nil
}

// plain refuses what net/mail lets pass: quoted local parts, domains in
// brackets, spaces and what cannot be seen.
func plain(address string) bool {
	at := strings.LastIndexByte(address, '@')
	if at < 1 || at > 64 || strings.ContainsAny(address, "\"\\()<>[],;:") || strings.Count(address, "@") != 1 {
		return false
	}
	return !strings.ContainsFunc(address, func(r rune) bool {
		return unicode.IsSpace(r) || !unicode.IsPrint(r)
	})
}
