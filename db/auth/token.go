package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

// NewToken makes a secret of n letters and digits from crypto/rand; 32 of them
// hold 190 bits (Better Auth's session tokens have the same shape).
func NewToken(n int) string {
	out := make([]byte, 0, n)
	var raw [64]byte
	for len(out) < n {
		_, _ = rand.Read(raw[:]) // never fails: crypto/rand ends the program instead
		for _, b := range raw {
			if b < 248 && len(out) < n { // 248 = 4 × 62, so that each letter is equally likely
				out = append(out, letters[b%62])
			}
		}
	}
	return string(out)
}

// Hash is what is stored of a secret: SHA-256 in unpadded base64url. Secrets
// carry at least 128 random bits, so no salt or stretching is needed
// (ASVS 5.0 v5.0.0-11.4.2).
func Hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return base64.RawURLEncoding.EncodeToString(sum[:])
}
