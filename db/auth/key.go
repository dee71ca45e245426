package auth

import (
	"hash/crc32"
	"strings"

	"gatehouse/db/access"
)

// A key is ghk_, 43 random letters and digits (256 bits), and six that check the
// others: scanners recognise it, and junk is refused without asking the database.
const (
	keyPrefix = "ghk_"
	keyRandom = 43
	keyCheck  = 6
	keyShown  = len(keyPrefix) + 4 // how much of it a list shows
)

func newKey() string {
	body := keyPrefix + NewToken(keyRandom)
	return body + checksum(body)
}

func checksum(body string) string {
	sum := crc32.ChecksumIEEE([]byte(body))
	var out [keyCheck]byte
	for i := keyCheck - 1; i >= 0; i-- {
		out[i] = letters[sum%62]
		sum /= 62
	}
	return string(out[:])
}

// isKey reports whether the secret has the shape of a key.
func isKey(secret string) bool {
	const length = len(keyPrefix) + keyRandom + keyCheck
	return len(secret) == length && strings.HasPrefix(secret, keyPrefix) &&
		checksum(secret[:length-keyCheck]) == secret[length-keyCheck:]
}

// KindOf says what a bearer secret is: an API key or an access token when it has
// the shape of one, otherwise a session token.
func KindOf(secret string) access.CredentialKind {
	switch {
	case isKey(secret):
		return access.APIKey
	case isToken(secret):
		return access.AccessToken
	}
	return access.SessionToken
}
