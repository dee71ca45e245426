package org_test

import (
	"context"
	"slices"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

func TestMembers(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ann := h.person("Ann", "ann@example.com", true)
		h.joins(dbtest.Acme, ann.UserID(), access.Admin)
		team := must[org.Team](t)(h.org.CreateTeam(ctx, h.Scope(dbtest.Ada, dbtest.Acme), "Writers"))
		ok(t, h.org.AddTeamMember(ctx, h.Scope(dbtest.Ada, dbtest.Acme), team.ID, dbtest.Bo))

		type may struct {
			change, remove bool
			why            string
		}
		for actor, want := range map[string][]may{
			dbtest.Ada:   {{false, false, fault.CodeLastOwner}, {true, true, ""}, {true, true, ""}},
			ann.UserID(): {{false, false, fault.CodeLastOwner}, {true, true, ""}, {true, true, ""}},
			dbtest.Bo:    {{false, false, fault.CodeLastOwner}, {false, false, fault.CodeRoleRequired}, {false, true, fault.CodeRoleRequired}},
		} {
			list := must[[]org.Member](t)(h.org.Members(ctx, h.Scope(actor, dbtest.Acme), org.Filter{}))
			if len(list) != 3 || list[0].UserID != dbtest.Ada || list[1].UserID != ann.UserID() || list[2].Email != "bo@example.com" || len(list[2].Teams) != 1 {
				t.Fatalf("%s sees %+v", actor, list)
			}
			for i, m := range list {
				if got := (may{m.MayChange, m.MayRemove, m.WhyNot}); got != want[i] {
					t.Errorf("%s and %s: %+v, wanted %+v", actor, m.Name, got, want[i])
				}
				if m.Self != (m.UserID == actor) {
					t.Errorf("%s is self of %s", m.Name, actor)
				}
			}
		}
		h.setRole(dbtest.Acme, dbtest.Bo, access.Owner)
		list := must[[]org.Member](t)(h.org.Members(ctx, h.Scope(ann.UserID(), dbtest.Acme), org.Filter{Role: access.Owner}))
		if len(list) != 2 || list[0].MayChange || list[0].WhyNot != fault.CodeRoleTooHigh {
			t.Errorf("an admin and two owners: %+v", list)
		}
		for _, f := range []org.Filter{{Text: "BO@"}, {Text: " marsh "}, {TeamID: team.ID}} {
			if list := must[[]org.Member](t)(h.org.Members(ctx, h.Scope(dbtest.Ada, dbtest.Acme), f)); len(list) != 1 || list[0].UserID != dbtest.Bo {
				t.Errorf("%+v finds %+v", f, list)
			}
		}
		if got := h.org.Grantable(h.Scope(ann.UserID(), dbtest.Acme)); !slices.Equal(got, []string{"member", "editor", "admin"}) {
			t.Errorf("an admin grants %v", got)
		}
		visitor := must[access.Scope](t)(h.Gate.Visit(ctx, h.Actor(dbtest.Cy), access.Asked{ID: dbtest.Acme}))
		_, err := h.org.Members(ctx, visitor, org.Filter{})
		wants(t, err, fault.CodeNotFound)
	})
}

func TestChangeRole(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		bo := h.member(dbtest.Acme, dbtest.Bo)
		m := must[org.Member](t)(h.org.ChangeRole(ctx, ada, bo, "admin"))
		if m.Role != "admin" || h.members(dbtest.Acme)[dbtest.Bo] != "admin" {
			t.Errorf("changed to %+v", m)
		}
		must[org.Member](t)(h.org.ChangeRole(ctx, ada, bo, "admin")) // the same again is no event
		if got := h.events(dbtest.Acme); !slices.Equal(got, []string{"member.changed"}) {
			t.Errorf("events %v", got)
		}
		_, err := h.org.ChangeRole(ctx, ada, bo, "Admin")
		wants(t, err, fault.CodeRoleNotFound)
		_, err = h.org.ChangeRole(ctx, ada, bo, "")
		wants(t, err, fault.CodeRoleNotFound)
		_, errForeign := h.org.ChangeRole(ctx, ada, h.member(dbtest.Globex, dbtest.Cy), "admin")
		_, errUnknown := h.org.ChangeRole(ctx, ada, model.NewID(model.MemberID), "admin")
		same(t, errForeign, errUnknown)
		_, err = h.org.ChangeRole(ctx, ada, h.member(dbtest.Acme, dbtest.Ada), "admin")
		wants(t, err, fault.CodeLastOwner)
	})
}

func TestNobodyRisesByThemselves(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ann := h.person("Ann", "ann@example.com", true).UserID()
		annMember := h.joins(dbtest.Acme, ann, access.Admin)
		ada, bo := h.member(dbtest.Acme, dbtest.Ada), h.member(dbtest.Acme, dbtest.Bo)
		h.setRole(dbtest.Acme, dbtest.Bo, access.Owner) // so that the last owner is not what refuses
		before := h.members(dbtest.Acme)

		admin := h.Scope(ann, dbtest.Acme)
		for _, m := range []string{ada, bo} {
			_, err := h.org.ChangeRole(ctx, admin, m, "editor")
			wants(t, err, fault.CodeRoleTooHigh)
			wants(t, h.org.RemoveMember(ctx, admin, m), fault.CodeRoleTooHigh)
		}
		for _, role := range []string{"owner", "editor,owner", "member, owner"} {
			_, err := h.org.ChangeRole(ctx, admin, annMember, role)
			wants(t, err, fault.CodeRoleTooHigh)
			_, err = h.org.Invite(ctx, admin, org.InviteInput{Addresses: []string{"x@example.com"}, Role: role})
			wants(t, err, fault.CodeRoleTooHigh)
		}
		h.setRole(dbtest.Acme, dbtest.Bo, access.Editor)
		before[dbtest.Bo] = access.Editor
		editor := h.Scope(dbtest.Bo, dbtest.Acme)
		_, err := h.org.ChangeRole(ctx, editor, bo, "admin")
		wants(t, err, fault.CodeRoleRequired)
		wants(t, h.org.RemoveMember(ctx, editor, annMember), fault.CodeRoleRequired)
		_, err = h.org.Invite(ctx, editor, org.InviteInput{Addresses: []string{"x@example.com"}, Role: "member"})
		wants(t, err, fault.CodeRoleRequired)

		// A scope made before the role was taken away grants nothing any more.
		h.setRole(dbtest.Acme, ann, access.Plain)
		_, err = h.org.ChangeRole(ctx, admin, bo, "admin")
		wants(t, err, fault.CodeRoleRequired)
		h.setRole(dbtest.Acme, ann, access.Admin)
		if after := h.members(dbtest.Acme); len(after) != len(before) || after[dbtest.Bo] != "editor" || after[ann] != "admin" || after[dbtest.Ada] != "owner" {
			t.Errorf("roles moved: %v", after)
		}
	})
}

func TestRemoveAndLeave(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		team := must[org.Team](t)(h.org.CreateTeam(ctx, ada, "Writers"))
		ok(t, h.org.AddTeamMember(ctx, ada, team.ID, dbtest.Bo))
		ok(t, h.people.SetActiveOrganization(ctx, h.Actor(dbtest.Bo), dbtest.Acme))
		for id, organization := range map[string]string{"key_1": dbtest.Acme, "key_2": dbtest.Globex} {
			ok(t, db.AddPlatform(ctx, h.DB, &model.APIKey{
				ID: id, ConfigID: "organization", Name: id, Start: "x", KeyHash: auth.Hash(id), UserID: dbtest.Bo,
				OrganizationID: organization, Role: "editor", Enabled: true, CreatedAt: 1, UpdatedAt: 1,
			}))
		}
		stale := h.Scope(dbtest.Bo, dbtest.Acme)
		ok(t, h.org.RemoveMember(ctx, ada, h.member(dbtest.Acme, dbtest.Bo)))

		if _, there := h.members(dbtest.Acme)[dbtest.Bo]; there || h.activeOf(dbtest.Bo) != "" {
			t.Error("Bo is still there")
		}
		if n := must[int](t)(db.Select[model.TeamMember](h.DB, h.inside(dbtest.Acme)).Count(ctx, 10)); n != 0 {
			t.Error("still in the team")
		}
		for _, k := range must[[]model.APIKey](t)(db.SelectPlatform[model.APIKey](h.DB).All(ctx)) {
			if (k.RevokedAt != 0) != (k.OrganizationID == dbtest.Acme) {
				t.Errorf("%s revoked at %v", k.ID, k.RevokedAt)
			}
		}
		wants(t, h.org.Leave(ctx, stale), fault.CodeNotFound)
		wants(t, h.org.Leave(ctx, ada), fault.CodeLastOwner)
		wants(t, h.org.RemoveMember(ctx, ada, h.member(dbtest.Acme, dbtest.Ada)), fault.CodeLastOwner)
		ok(t, h.org.Leave(ctx, h.Scope(dbtest.Ada, dbtest.Globex)))
		if got := h.events(dbtest.Globex); !slices.Equal(got, []string{"member.left"}) {
			t.Errorf("events %v", got)
		}
	})
}

func TestBannedOwnersDoNotCount(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.setRole(dbtest.Acme, dbtest.Bo, access.Owner)
		_, err := db.UpdatePlatform[model.User](h.DB).Set("banned = ?", true).Where("id = ?", dbtest.Bo).Do(ctx)
		ok(t, err)
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		wants(t, h.org.Leave(ctx, ada), fault.CodeLastOwner)
		ok(t, h.org.RemoveMember(ctx, ada, h.member(dbtest.Acme, dbtest.Bo)))
	})
}

func TestTwoOwnersAtOnceLeaveOne(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		both := []string{dbtest.Ada, dbtest.Bo}
		moves := []func(ctx context.Context, scope access.Scope, other string) error{
			func(ctx context.Context, scope access.Scope, _ string) error { return h.org.Leave(ctx, scope) },
			func(ctx context.Context, scope access.Scope, other string) error {
				return h.org.RemoveMember(ctx, scope, other)
			},
			func(ctx context.Context, scope access.Scope, other string) error {
				_, err := h.org.ChangeRole(ctx, scope, other, "member")
				return err
			},
		}
		for round := range 50 {
			present := h.members(dbtest.Acme)
			for _, id := range both {
				if _, there := present[id]; !there {
					h.joins(dbtest.Acme, id, access.Owner)
				}
				h.setRole(dbtest.Acme, id, access.Owner)
			}
			scopes := []access.Scope{h.Scope(dbtest.Ada, dbtest.Acme), h.Scope(dbtest.Bo, dbtest.Acme)}
			ids := []string{h.member(dbtest.Acme, dbtest.Ada), h.member(dbtest.Acme, dbtest.Bo)}
			move := moves[0]
			if round >= 40 {
				move = moves[1+round%2]
			}
			errs := together(2, func(i int) error { return move(ctx, scopes[i], ids[1-i]) })
			owners := 0
			for _, role := range h.members(dbtest.Acme) {
				if role == access.Owner {
					owners++
				}
			}
			if owners != 1 || (errs[0] == nil) == (errs[1] == nil) {
				t.Fatalf("round %d: %d owners, %v", round, owners, errs)
			}
		}
		h.events(dbtest.Acme)
	})
}

func TestTeams(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada, bo := h.Scope(dbtest.Ada, dbtest.Acme), h.Scope(dbtest.Bo, dbtest.Acme)
		team := must[org.Team](t)(h.org.CreateTeam(ctx, ada, " Writers "))
		ok(t, h.org.AddTeamMember(ctx, ada, team.ID, dbtest.Bo))
		ok(t, h.org.AddTeamMember(ctx, ada, team.ID, dbtest.Bo))
		must[org.Team](t)(h.org.RenameTeam(ctx, ada, team.ID, "Editors"))
		list := must[[]org.Team](t)(h.org.Teams(ctx, bo))
		if len(list) != 1 || list[0].Name != "Editors" || list[0].Members != 1 {
			t.Errorf("teams %+v", list)
		}
		_, err := h.org.CreateTeam(ctx, bo, "Mine")
		wants(t, err, fault.CodeRoleRequired)
		_, err = h.org.CreateTeam(ctx, ada, " ")
		wants(t, err, fault.CodeInvalid)
		wants(t, h.org.AddTeamMember(ctx, ada, team.ID, dbtest.Cy), fault.CodeFirewallNotFound)
		foreign := must[org.Team](t)(h.org.CreateTeam(ctx, h.Scope(dbtest.Cy, dbtest.Globex), "Theirs"))
		same(t, h.org.DeleteTeam(ctx, ada, foreign.ID), h.org.DeleteTeam(ctx, ada, "tea_never"))
		same(t, h.org.AddTeamMember(ctx, ada, foreign.ID, dbtest.Bo), h.org.AddTeamMember(ctx, ada, "tea_never", dbtest.Bo))
		ok(t, h.org.RemoveTeamMember(ctx, ada, team.ID, dbtest.Bo))
		wants(t, h.org.RemoveTeamMember(ctx, ada, team.ID, dbtest.Bo), fault.CodeFirewallNotFound)
		results := must[[]org.InviteResult](t)(h.org.Invite(ctx, ada, org.InviteInput{Addresses: []string{"dee@example.com"}, Role: "editor", TeamID: team.ID}))
		_, err = h.org.Invite(ctx, ada, org.InviteInput{Addresses: []string{"eve@example.com"}, Role: "editor", TeamID: foreign.ID})
		wants(t, err, fault.CodeInvalid)
		dee := h.person("Dee", "dee@example.com", true)
		must[org.Joined](t)(h.org.Accept(ctx, dee, results[0].InvitationID, ""))
		if scope := h.Scope(dee.UserID(), dbtest.Acme); !slices.Equal(scope.Teams(), []string{team.ID}) {
			t.Errorf("Dee's teams %v", scope.Teams())
		}
		ok(t, h.org.DeleteTeam(ctx, ada, team.ID))
		h.events(dbtest.Acme)
	})
}
