package auth

import (
	"unicode/utf8"

	"gatehouse/db/fault"
)

const (
	minPassword = 12
	maxPassword = 128
)

// CheckPassword says whether a password may be chosen: 12 to 128 characters after
// normalising, and not one that everybody tries. about are words of its owner
// (name, address, organization) that it must not merely consist of. Fails with
// problems on "password".
func CheckPassword(password string, about ...string) error {
	switch {
	case password == "":
		return fault.InvalidInput().About("password", fault.ProblemRequired)
	case tooLong(password):
		return fault.InvalidInput().About("password", fault.ProblemTooLong, "max", "128")
	case !utf8.ValidString(password):
		return fault.InvalidInput().About("password", fault.ProblemText)
	case utf8.RuneCountInString(normal(password)) < minPassword:
		return fault.InvalidInput().About("password", fault.ProblemTooShort, "min", "12")
	case common(normal(password), about):
		return fault.InvalidInput().About("password", fault.ProblemCommon)
	}
	return nil
}

// tooLong looks at the bytes first: normalising a megabyte is work for nothing.
func tooLong(password string) bool {
	return len(password) > 4*maxPassword || utf8.RuneCountInString(normal(password)) > maxPassword
}
