package job

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strconv"
)

// Mail is one message to one address.
type Mail struct {
	Message string            `json:"message"` // which text: invitation, reset-password, …
	To      string            `json:"to"`
	Values  map[string]string `json:"values,omitempty"`
	Secret  *Secret           `json:"secret,omitempty"`
}

// Kind implements river.JobArgs.
func (Mail) Kind() string { return "mail" }

// Secret names a token without holding it.
type Secret struct {
	Purpose string `json:"purpose"`
	Subject string `json:"subject"`
	Nonce   string `json:"nonce"` // changes with each sending, so that older tokens die
}

// Digits derives a code of six digits as Token derives a token: for people who type
// it, where few attempts are allowed.
func Digits(key []byte, s Secret) string {
	sum := sha256.Sum256([]byte(Token(key, s)))
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(sum[:8])%1_000_000)
}

// Token derives a secret from the installation's key: HMAC-SHA256 in unpadded
// base64url, 43 characters. The same secret gives the same token, so a mail sent
// twice by a retry carries the same link.
func Token(key []byte, s Secret) string {
	mac := hmac.New(sha256.New, key)
	for _, part := range []string{"gatehouse mail token", s.Purpose, s.Subject, s.Nonce} {
		mac.Write([]byte(strconv.Itoa(len(part)) + ":" + part))
	}
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
