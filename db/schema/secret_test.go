package schema

import (
	"strings"
	"testing"

	yaml "github.com/goccy/go-yaml/parser"

	"gatehouse/db/access"
)

func TestSecretLookingFieldsAreMasked(t *testing.T) {
	source := `
people:
  display: name
  firewall: organization
  fields:
    name:         {type: text}
    password:     {type: text}
    apiKeys:      {type: textarea}
    refreshToken: {type: text, search: true}
    ssn:          {type: text}
    creditCard:   {type: text}
    cvv:          {type: number}
    pinToken:     {type: text, mask: {type: name, show: {roles: [member+]}}}
    hasPassword:  {type: boolean}
    tokenizer:    {type: text}
    secretary:    {type: text}
  access: {list: {roles: [member+]}}
  actions: {enter: {access: {roles: [member+]}, input: {password: {type: text}}}}
`
	file, err := yaml.ParseBytes([]byte(source), 0)
	if err != nil {
		t.Fatal(err)
	}
	found, mistakes := Parse(file.Docs[0].Body, access.NewHierarchy(access.DefaultHierarchy()), Options{})
	if len(mistakes) > 0 {
		t.Fatal(mistakes)
	}
	c := found[0]
	for name, want := range map[string]string{
		"name": "", "password": MaskRedact, "apiKeys": MaskRedact, "refreshToken": MaskRedact, "ssn": MaskSSN,
		"creditCard": MaskCreditCard, "cvv": MaskRedact, "pinToken": MaskName, "hasPassword": "", "tokenizer": "", "secretary": "",
	} {
		f, _ := c.Field(name)
		got := ""
		if f.Mask != nil {
			got = f.Mask.Kind
		}
		if got != want {
			t.Errorf("%s is masked %q, want %q", name, got, want)
		}
		if want != "" && name != "pinToken" && (strings.Join(f.Mask.Roles, " ") != "admin owner" || !f.Mask.OrOwner) {
			t.Errorf("%s is shown to %v", name, f.Mask)
		}
	}
	if a, _ := c.Action("enter"); a.Input[0].Mask != nil {
		t.Error("an input is masked")
	}
	if len(c.Warnings) != 7 || !strings.Contains(c.Warnings[3].Message, "the search does not look into it") || !strings.HasPrefix(c.Warnings[0].String(), `7:5: field "password" of collection "people" looks like a secret`) {
		t.Errorf("warnings:\n%v", c.Warnings)
	}
}
