package schema

import (
	"encoding/json"
	"os"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"gatehouse/db/access"
)

func TestTheBuiltInModel(t *testing.T) {
	c := posts(t)
	if c.DisplayField().Name != "title" || c.Singular != "Post" || c.Firewall.Isolation != access.ByOrganization {
		t.Errorf("%+v", c)
	}
	if rule := c.Rule(Update); len(rule.Or) != 2 || rule.Or[1].Record[0].Values[0] != access.CtxUserID {
		t.Errorf("%+v", rule)
	}
	if c.Rule(Operation("other")) != nil || !c.Rule(List).Public || !reflect.DeepEqual(c.Rule(Create).Roles, []string{"editor", "admin", "owner"}) {
		t.Error("rules")
	}
	if tags, _ := c.Field("tags"); !reflect.DeepEqual(tags.Operators(), []string{"eq", "in"}) || !tags.Plural() {
		t.Error("tags")
	}
	all, err := BuiltIn(access.NewHierarchy([]string{"member", "admin", "owner"}), Options{})
	if err != nil || len(all) != 5 || all[4].Singular != "Site settings" || !all[4].Singleton {
		t.Error(all, err)
	}
}

func TestFirewallsInAllForms(t *testing.T) {
	for source, want := range map[string]access.Firewall{
		"organization":              {Isolation: access.ByOrganization},
		"{organization: {}}":        {Isolation: access.ByOrganization},
		"team":                      {Isolation: access.ByTeam},
		"{team: {}}":                {Isolation: access.ByTeam},
		"owner":                     {Isolation: access.ByOwner},
		"{owner: {mode: optional}}": {Isolation: access.ByOwner, Optional: true},
		"{owner: {mode: required}}": {Isolation: access.ByOwner},
		"{exception: true}":         {Isolation: access.Exception},
		"exception":                 {Isolation: access.Exception},
		"[{field: organizationId, equals: $ctx.activeOrgId}, {field: deletedAt, isNull: true}]":        {Isolation: access.ByOrganization},
		"[{field: organizationId, equals: $ctx.activeOrgId}, {field: ownerId, equals: $ctx.userId}]":   {Isolation: access.ByOwner},
		"[{field: teamId, in: [$ctx.activeTeamId]}]":                                                   {Isolation: access.ByTeam},
		"[{field: organizationId, equals: $ctx.activeOrgId}, {field: t, in: [a, b]}]":                  {Isolation: access.ByOrganization, Where: []access.Condition{{Field: "t", Operator: access.In, Values: []any{"a", "b"}}}},
		"[{field: organizationId, equals: $ctx.activeOrgId}, {field: t, isNull: false}]":               {Isolation: access.ByOrganization, Where: []access.Condition{{Field: "t", Operator: access.NotEquals, Values: []any{nil}}}},
		"[{field: organizationId, equals: $ctx.activeOrgId}, {field: createdBy, equals: $ctx.userId}]": {Isolation: access.ByOrganization, Where: []access.Condition{{Field: "createdBy", Operator: access.Equals, Values: []any{access.CtxUserID}}}},
	} {
		all, found := parseText(t, "a: {fields: {t: {type: text}}, access: {get: {roles: [PUBLIC]}}, firewall: "+source+"}", Options{})
		if len(found) > 0 || !reflect.DeepEqual(all[0].Firewall, want) {
			t.Errorf("%s: %+v %v", source, all[0].Firewall, found)
		}
	}
}

// TestTheWholeGrammar reads one collection that uses the whole grammar.
func TestTheWholeGrammar(t *testing.T) {
	source, err := os.ReadFile("testdata/contract.yaml")
	if err != nil {
		t.Fatal(err)
	}
	all, found := parseText(t, string(source), Options{})
	if len(found) > 0 {
		t.Fatal(found)
	}
	c := all[0]
	fee, _ := c.Field("fee")
	if *fee.Decimals != 2 || fee.Mask == nil || !fee.Mask.OrOwner || !reflect.DeepEqual(fee.Mask.Roles, []string{"admin", "owner"}) {
		t.Errorf("%+v", fee)
	}
	a, _ := c.Action("advance")
	want := Transition{Field: "stage", From: []string{"idea", "draft"}, To: "done"}
	if !reflect.DeepEqual(*a.Transition, want) || a.Confirm != "Advance this post?" || a.Input[0].Name != "note" {
		t.Errorf("%+v", a)
	}
	if stage, _ := c.Field("stage"); stage.Default != "idea" || c.CheckGuards(Update, []string{"stage"}, "") == nil {
		t.Errorf("%+v", stage)
	}
}

func TestTheGrammarKnowsEveryKey(t *testing.T) {
	_, defs := Grammar()
	out, err := json.Marshal(defs)
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range append(append(append(settingKeys(), fieldKeys...), collectionKeys...), actionKeys...) {
		if !strings.Contains(string(out), `"`+key+`":`) {
			t.Errorf("the schema for editors lacks %q", key)
		}
	}
}

func TestNamesAreReserved(t *testing.T) {
	for _, name := range []string{"sort", "limit", "offset", "cursor", "fields", "search", "total", "view", "status", "organizationId", "expand", "id", "createdBy"} {
		if _, found := parseText(t, "a: {fields: {"+name+": {type: text}}, firewall: organization, access: {get: {roles: [PUBLIC]}}}", Options{}); len(found) != 1 {
			t.Errorf("%s: %v", name, found)
		}
	}
	if !regexp.MustCompile(`reserved`).MatchString(func() string {
		_, found := parseText(t, "me: {fields: {t: {type: text}}, firewall: organization, access: {get: {roles: [PUBLIC]}}}", Options{})
		return found.Error()
	}()) {
		t.Error("me is not reserved")
	}
}
