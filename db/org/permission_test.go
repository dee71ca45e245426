package org_test

import (
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/org"
)

func TestPermits(t *testing.T) {
	h := access.NewHierarchy([]string{"guest", "member", "editor", "admin", "chief", "owner"})
	for role, wants := range map[string]map[string]bool{
		"guest": {"ac:read": false}, "member": {"ac:read": true, "team:create": false}, "editor": {"ac:read": true, "team:create": false},
		"admin": {"team:create": true, "organization:delete": false}, "chief": {"team:create": true, "organization:delete": false},
		"owner": {"organization:delete": true, "project:create": false}, "nobody": {"ac:read": false},
	} {
		scope := access.Actor{}.Join(h, access.Organization{ID: "org_1"}, []string{role})
		for asked, want := range wants {
			resource, action, _ := strings.Cut(asked, ":")
			if got := org.Permits(scope, map[string][]string{resource: {action}}); got != want {
				t.Errorf("%s may %s: %v", role, asked, got)
			}
		}
	}
	both := access.Actor{}.Join(h, access.Organization{ID: "org_1"}, []string{"member", "admin"})
	if !org.Permits(both, map[string][]string{"ac": {"read"}, "team": {"create"}}) {
		t.Error("the stronger of two roles does not count")
	}
	for name, asked := range map[string]map[string][]string{"nothing": nil, "no action": {"team": {}}} {
		if org.Permits(both, asked) {
			t.Errorf("%s is permitted", name)
		}
	}
}

// A first team comes with its founder in it, and is what the session works in; who
// leaves a team works in it no more.
func TestFirstTeam(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		made := must[org.Made](t)(h.org.Create(ctx, h.Actor(dbtest.Bo), org.Input{Name: "Museum", Team: true}))
		scope := h.Scope(dbtest.Bo, made.ID)
		if made.TeamID == "" || scope.Context(access.CtxTeamID) != made.TeamID || made.MemberID == "" {
			t.Errorf("%+v, works in %q", made, scope.Context(access.CtxTeamID))
		}
		list, err := h.org.Placings(ctx, scope, made.TeamID)
		if err != nil || len(list) != 1 || list[0].UserID != dbtest.Bo {
			t.Errorf("%+v %v", list, err)
		}
		ok(t, h.org.RemoveTeamMember(ctx, scope, made.TeamID, dbtest.Bo))
		if after := h.Scope(dbtest.Bo, made.ID); after.Context(access.CtxTeamID) != "" {
			t.Error("a team that was left is still worked in")
		}
		_, err = h.org.ActivateTeam(ctx, h.Scope(dbtest.Bo, made.ID), made.TeamID)
		wants(t, err, fault.CodeRoleRequired)
		_, err = h.org.ActivateTeam(ctx, h.Scope(dbtest.Bo, made.ID), "tea_nothing")
		wants(t, err, fault.CodeFirewallNotFound)

		stay := must[org.Made](t)(h.org.Create(ctx, h.Actor(dbtest.Bo), org.Input{Name: "Second", Stay: true}))
		if h.activeOf(dbtest.Bo) != made.ID || stay.TeamID != "" {
			t.Error("the session moved although it was to stay")
		}
	})
}
