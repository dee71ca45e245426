package schema

import (
	"slices"
	"strings"
	"unicode"

	"gatehouse/db/access"
)

// Redacted is what is shown instead of a value that cannot be shown in part.
const Redacted = "[REDACTED]"

// The kinds of masks.
const (
	MaskEmail      = "email"
	MaskPhone      = "phone"
	MaskSSN        = "ssn"
	MaskCreditCard = "creditCard"
	MaskName       = "name"
	MaskRedact     = "redact"
)

// MaskKinds lists the kinds of masks.
func MaskKinds() []string {
	return []string{MaskEmail, MaskPhone, MaskSSN, MaskCreditCard, MaskName, MaskRedact}
}

// Mask hides a value from everybody but some.
type Mask struct {
	Kind    string
	Roles   []string // who sees the value, already expanded
	OrOwner bool     // and whoever owns the entry
}

// MaskedFor reports whether the field's value is hidden from the scope's actor.
// ownerID is the entry's owner, or who created it where the firewall stamps no
// owner; "" is nobody.
func (f *Field) MaskedFor(scope access.Scope, ownerID string) bool {
	if f.Mask == nil {
		return false
	}
	if f.Mask.OrOwner && ownerID != "" && scope.Actor().ID() == ownerID {
		return false
	}
	return f.MaskedInQueries(scope)
}

// MaskedInQueries reports whether the scope's actor may not filter, sort or
// search by the field: there is no one entry whose owner they could be.
func (f *Field) MaskedInQueries(scope access.Scope) bool {
	if f.Mask == nil {
		return false
	}
	return !slices.ContainsFunc(scope.Roles(), func(r string) bool { return slices.Contains(f.Mask.Roles, r) })
}

// Apply hides a value. Absent stays absent; whatever is not of the expected form
// is redacted, never shown.
func (m *Mask) Apply(value any) any {
	switch v := value.(type) {
	case nil:
		return nil
	case string:
		return m.text(v)
	case []string:
		hidden := make([]string, len(v))
		for i, s := range v {
			hidden[i] = m.text(s)
		}
		return hidden
	}
	return Redacted
}

func (m *Mask) text(s string) string {
	switch m.Kind {
	case MaskEmail:
		return maskEmail(s)
	case MaskPhone:
		return maskDigits(s, 7, 15, "+-(). /")
	case MaskSSN:
		return maskDigits(s, 9, 9, "- ")
	case MaskCreditCard:
		return maskDigits(s, 12, 19, "- ")
	case MaskName:
		return maskName(s)
	}
	return Redacted
}

// maskEmail keeps the first letter of the local part and of the domain, and the
// top-level domain: pat@example.com → p**@e******.com.
func maskEmail(s string) string {
	local, domain, ok := strings.Cut(s, "@")
	dot := strings.LastIndexByte(domain, '.')
	if !ok || local == "" || dot < 1 || dot == len(domain)-1 || strings.ContainsFunc(s, unicode.IsSpace) || strings.Contains(domain, "@") {
		return Redacted
	}
	return keepFirst(local) + "@" + keepFirst(domain[:dot]) + domain[dot:]
}

// maskDigits keeps the last four digits of a number that has a believable count
// of them and nothing else but the usual punctuation.
func maskDigits(s string, least, most int, between string) string {
	var digits []byte
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case !strings.ContainsRune(between, r):
			return Redacted
		}
	}
	if len(digits) < least || len(digits) > most {
		return Redacted
	}
	return strings.Repeat("*", len(digits)-4) + string(digits[len(digits)-4:])
}

// maskName keeps the first letter of each word.
func maskName(s string) string {
	words := strings.Fields(s)
	if len(words) == 0 {
		return Redacted
	}
	for i, w := range words {
		if !unicode.IsLetter([]rune(w)[0]) {
			return Redacted
		}
		words[i] = keepFirst(w)
	}
	return strings.Join(words, " ")
}

func keepFirst(s string) string {
	runes := []rune(s)
	if len(runes) == 1 {
		return "*"
	}
	return string(runes[:1]) + strings.Repeat("*", len(runes)-1)
}
