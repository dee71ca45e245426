package schema

import (
	"fmt"
	"slices"
	"strings"

	"gatehouse/db/access"
)

// secretNames are what a field's name may be, or end in, that makes it look like
// a secret, with the mask it then gets.
var secretNames = []struct{ words, mask string }{
	{"social security", MaskSSN}, {"social security number", MaskSSN}, {"ssn", MaskSSN}, {"national id", MaskSSN},
	{"credit card", MaskCreditCard}, {"credit card number", MaskCreditCard}, {"card number", MaskCreditCard},
	{"cvv", MaskRedact}, {"cvc", MaskRedact}, {"iban", MaskRedact},
	{"password", MaskRedact}, {"passphrase", MaskRedact}, {"secret", MaskRedact}, {"token", MaskRedact},
	{"api key", MaskRedact}, {"apikey", MaskRedact}, {"private key", MaskRedact}, {"secret key", MaskRedact}, {"bearer", MaskRedact},
}

// secretTypes are the types whose values can be secrets themselves, as opposed to
// saying something about one.
var secretTypes = []string{TypeText, TypeTextarea, TypeMarkdown, TypeNumber, TypeURL, TypeJSON}

// secretMask is the mask of a field that looks like a secret, "" when it does not.
func secretMask(f *Field) string {
	if !slices.Contains(secretTypes, f.Type) {
		return ""
	}
	name := " " + strings.Join(words(f.Name), " ")
	plural := strings.TrimSuffix(name, "s")
	for _, s := range secretNames {
		if !strings.HasSuffix(name, " "+s.words) && !strings.HasSuffix(plural, " "+s.words) {
			continue
		}
		if f.Sort() != SortText {
			return MaskRedact
		}
		return s.mask
	}
	return ""
}

// maskSecret masks a field that looks like a secret and has no mask of its own,
// and says so.
func (p *parser) maskSecret(f *Field, pair Pair, keys map[string]Pair, what string) {
	if _, given := keys["mask"]; given || f.Mask != nil {
		return
	}
	kind := secretMask(f)
	if kind == "" {
		return
	}
	f.Mask = &Mask{Kind: kind, OrOwner: true}
	f.Mask.Roles, _ = p.hierarchy.Expand(access.Admin + "+")
	line, column := position(pair.At)
	p.warnings = append(p.warnings, Mistake{
		Line: line, Column: column,
		Message: fmt.Sprintf("%s looks like a secret and is masked (%s) from all but admins and its owner", what, kind),
		Hint:    "Write mask: {type: " + kind + ", show: {roles: [admin+], or: owner}} to say so, or show it to other roles",
	})
}
