package outbound

import (
	"errors"
	"net/mail"
	"strings"
	"unicode"
)

var (
	errHeader  = errors.New("a header of the mail holds a control character")
	errAddress = errors.New("the recipient is not one plain address")
)

// check refuses what could become a second header or a second recipient. The
// texts of views/email never come to that; this holds for every sender.
func (m Message) check() error {
	for _, header := range []string{m.ID, m.From, m.To, m.Subject} {
		if strings.ContainsFunc(header, unicode.IsControl) {
			return errHeader
		}
	}
	if a, err := mail.ParseAddress(m.To); err != nil || a.Name != "" || a.Address != m.To {
		return errAddress
	}
	return nil
}
