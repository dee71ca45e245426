package schema

import (
	"net/mail"
	"strings"

	"gatehouse/db/fault"
)

// emailType is one address without a display name; its domain is lower case.
var emailType = func() fieldType {
	t := textKind(TypeEmail, []string{"max", "unique", "search"}, 254, tidyEmail, isEmail)
	schema := t.jsonSchema
	t.jsonSchema = func(f *Field) map[string]any {
		s := schema(f)
		s["format"] = "email"
		return s
	}
	return t
}()

func tidyEmail(s string) (string, []fault.Problem) {
	s, problems := cleanLine(s)
	if at := strings.LastIndexByte(s, '@'); at >= 0 {
		s = s[:at] + strings.ToLower(s[at:])
	}
	return s, problems
}

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at > 64 || strings.ContainsAny(s, " <>\"(),") {
		return false
	}
	domain := s[at+1:]
	if !strings.Contains(domain, ".") || strings.HasPrefix(domain, ".") || strings.HasSuffix(domain, ".") || strings.Contains(domain, "..") {
		return false
	}
	parsed, err := mail.ParseAddress(s)
	return err == nil && parsed.Address == s
}
