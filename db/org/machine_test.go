package org_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

// Changing members and recording an event that changes no member hold the same
// rows; neither may end in a deadlock.
func TestMembershipAndOtherWorkDoNotBlockEachOther(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		bo := h.member(dbtest.Acme, dbtest.Bo)
		for _, err := range together(8, func(i int) error {
			for round := range 12 {
				var err error
				if i%2 == 0 {
					_, err = h.org.ChangeRole(ctx, ada, bo, []string{"member", "editor"}[(round+i/2)%2])
				} else {
					err = h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
						return event.Record(ctx, tx, ada.Actor(), ada.Within(wide), event.Change{Type: "entry.updated", Subject: "entry", SubjectID: "ent_1"})
					})
				}
				if err != nil {
					return err
				}
			}
			return nil
		}) {
			if err != nil {
				t.Error(err)
			}
		}
		h.events(dbtest.Acme)
	})
}

// Whatever members try, in whatever order and with whatever stale scopes: there
// is always an owner, and nobody holds a role that the person who gave it could
// not give at that moment.
func TestMembershipStateMachine(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), org.Options{AllowCreate: true}, false)
	var people []access.Actor
	for _, name := range []string{"ann", "ben", "cid", "dot"} {
		people = append(people, h.person(name, name+"@example.com", true))
	}
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		o := must[org.Made](t)(h.org.Create(ctx, people[0], org.Input{Name: "Machine", Slug: fmt.Sprintf("machine-%d", n)}))
		scopes := map[int]access.Scope{}
		roles := []string{"member", "editor", "admin", "owner"}
		rank := func(role string) int { return slices.Index(roles, role) }
		enter := func(i int) (scope access.Scope, stale, inside bool) {
			if s, entered := scopes[i]; entered && rapid.Bool().Draw(rt, "stale") {
				return s, true, true
			}
			s, err := h.Gate.Enter(ctx, people[i], access.Asked{ID: o.ID})
			if err == nil {
				scopes[i] = s
			}
			return s, false, err == nil
		}
		for range rapid.IntRange(5, 25).Draw(rt, "steps") {
			before := h.members(o.ID)
			by := rapid.IntRange(0, 3).Draw(rt, "by")
			to := rapid.IntRange(0, 3).Draw(rt, "to")
			role := rapid.SampledFrom(roles).Draw(rt, "role")
			scope, stale, inside := enter(by)
			own, target := rank(before[people[by].UserID()]), rank(before[people[to].UserID()])
			memberID := "mem_never"
			if target >= 0 {
				memberID = h.member(o.ID, people[to].UserID())
			}
			if !inside {
				continue
			}
			var err error
			move := rapid.SampledFrom([]string{"invite", "change", "remove", "leave"}).Draw(rt, "move")
			allowed := own >= rank("admin") && target <= own
			switch move {
			case "invite":
				var sent []org.InviteResult
				email := people[to].Identity().Email
				sent, err = h.org.Invite(ctx, scope, org.InviteInput{Addresses: []string{email}, Role: role})
				if err == nil && sent[0].Outcome == org.Sent {
					_, err = h.org.Accept(ctx, people[to], sent[0].InvitationID, "")
				}
				allowed = own >= rank("admin") && rank(role) <= own
			case "change":
				_, err = h.org.ChangeRole(ctx, scope, memberID, role)
				allowed = allowed && target >= 0 && rank(role) <= own
			case "remove":
				err = h.org.RemoveMember(ctx, scope, memberID)
				allowed = allowed && target >= 0 || by == to && own >= 0
			case "leave":
				err = h.org.Leave(ctx, scope)
				allowed = own >= 0
			}
			after := h.members(o.ID)
			owners := 0
			for _, r := range after {
				if r == access.Owner {
					owners++
				}
			}
			if owners == 0 {
				rt.Fatalf("%s by %d left no owner: %v → %v", move, by, before, after)
			}
			if err == nil && !allowed {
				rt.Fatalf("%s %s by %d to %d went through: %v → %v", move, role, by, to, before, after)
			}
			if err != nil && allowed && !stale && !fault.Has(err, fault.CodeLastOwner) {
				rt.Fatalf("%s %s by %d to %d was refused: %v; %v", move, role, by, to, err, before)
			}
			if err != nil && len(after) != len(before) {
				rt.Fatalf("a refusal changed members: %v → %v", before, after)
			}
		}
		for _, i := range must[[]model.Invitation](t)(db.Select[model.Invitation](h.DB, h.inside(o.ID)).All(ctx)) {
			if i.Status != model.Accepted {
				rt.Fatalf("an invitation is %s", i.Status)
			}
		}
		_, err := h.org.Restore(ctx, people[0], o.ID, "")
		if !fault.Has(err, fault.CodeNotFound) {
			rt.Fatalf("a living organization was restored: %v", err)
		}
	})
}
