package schema

import (
	"reflect"
	"testing"

	"gatehouse/db/access"
)

func TestMasksFailClosed(t *testing.T) {
	for _, c := range []struct {
		kind string
		in   any
		want any
	}{
		{MaskEmail, "pat@example.com", "p**@e******.com"}, {MaskEmail, "a@b.co.uk", "*@b***.uk"},
		{MaskEmail, "pat", Redacted}, {MaskEmail, "@example.com", Redacted}, {MaskEmail, "a@b", Redacted}, {MaskEmail, "a@b@c.de", Redacted},
		{MaskPhone, "+49 (170) 123-4567", "********4567"}, {MaskPhone, "123", Redacted}, {MaskPhone, "call 1234567", Redacted},
		{MaskSSN, "123-45-6789", "*****6789"}, {MaskSSN, "12345678", Redacted}, {MaskSSN, "1234567890", Redacted},
		{MaskCreditCard, "4111 1111 1111 1111", "************1111"}, {MaskCreditCard, "4111x1111", Redacted},
		{MaskName, "Ada  Lovelace", "A** L*******"}, {MaskName, "Ö", "*"}, {MaskName, "42", Redacted},
		{MaskRedact, "x", Redacted}, {MaskRedact, 5.0, Redacted}, {MaskRedact, true, Redacted}, {MaskRedact, nil, nil},
		{MaskEmail, 5.0, Redacted}, {MaskName, map[string]any{}, Redacted}, {"unheard", "x", Redacted},
		{MaskName, []string{"Ada", "42"}, []string{"A**", Redacted}},
	} {
		if got := (&Mask{Kind: c.kind}).Apply(c.in); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s of %v: %v, want %v", c.kind, c.in, got, c.want)
		}
	}
}

func TestNobodyIsNotAnOwner(t *testing.T) {
	f := &Field{Name: "x", Type: TypeText, Mask: &Mask{Kind: MaskRedact, OrOwner: true, Roles: []string{access.Admin}}}
	roles := access.NewHierarchy(access.DefaultHierarchy())
	var nobody access.Actor
	visitor := nobody.Join(roles, access.Organization{ID: "org_x"}, nil)
	for _, owner := range []string{"", "usr_1"} {
		if !f.MaskedFor(visitor, owner) {
			t.Errorf("shown to a visitor of what %q owns", owner)
		}
	}
	if f.MaskedFor(nobody.Join(roles, access.Organization{ID: "org_x"}, []string{access.Admin}), "") {
		t.Error("masked for an admin")
	}
	if !f.MaskedInQueries(visitor) || f.MaskedFor(visitor, "") == (&Field{}).MaskedFor(visitor, "") {
		t.Error("masks and their absence are alike")
	}
}
