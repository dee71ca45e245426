package org_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

func TestInviteSeveral(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		first, _ := h.invite(ada, "old@example.com", "editor")
		got := must[[]org.InviteResult](t)(h.org.Invite(ctx, ada, org.InviteInput{
			Addresses: []string{"Dee@Example.com, eve@example.com;old@example.com\nnonsense", "<fay@example.com> dee@example.com", "BO@example.com cy@example.com"},
			Role:      "editor",
		}))
		want := []string{
			"dee@example.com sent", "eve@example.com sent", "old@example.com already_invited", "nonsense invalid",
			"fay@example.com sent", "bo@example.com already_member", "cy@example.com sent",
		}
		var outcomes []string
		for _, r := range got {
			outcomes = append(outcomes, r.Address+" "+string(r.Outcome))
			if (r.InvitationID != "") != (r.Outcome == org.Sent || r.Outcome == org.AlreadyInvited) {
				t.Errorf("id of %+v", r)
			}
		}
		if !slices.Equal(outcomes, want) {
			t.Errorf("got %q", outcomes)
		}
		if got[2].InvitationID != first {
			t.Error("already invited names another invitation")
		}
		mails := h.mails()
		if len(mails) != 5 {
			t.Fatalf("%d mails", len(mails))
		}
		m := mails[1]
		if m.Message != org.MailInvitation || m.To != "dee@example.com" || m.Values["organization"] != "Acme" || m.Values["inviter"] != "Ada Lindqvist" ||
			m.Values["role"] != "editor" || m.Values["id"] != got[0].InvitationID || m.Values["expires"] == "" ||
			job.Token(key, *m.Secret) != h.token(dbtest.Acme, got[0].InvitationID) {
			t.Errorf("mail %+v", m)
		}
		list := must[[]org.Invitation](t)(h.org.Invitations(ctx, ada))
		if len(list) != 5 || list[0].Status != model.Pending || list[0].InviterName != "Ada Lindqvist" || !list[0].MayResend || !list[0].MayRevoke {
			t.Errorf("list %+v", list)
		}
		if got := h.events(dbtest.Acme); len(got) != 5 || got[0] != "invitation.sent" {
			t.Errorf("events %v", got)
		}
	})
}

func TestInviteRefusals(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		for code, in := range map[string]org.InviteInput{
			fault.CodeInvalid:      {Addresses: []string{" ,\n"}, Role: "editor"},
			fault.CodeRoleNotFound: {Addresses: []string{"a@example.com"}, Role: "chief"},
		} {
			_, err := h.org.Invite(ctx, ada, in)
			wants(t, err, code)
		}
		many := make([]string, 101)
		for i := range many {
			many[i] = fmt.Sprintf("p%d@example.com", i)
		}
		_, err := h.org.Invite(ctx, ada, org.InviteInput{Addresses: many, Role: "member"})
		wants(t, err, fault.CodeInvalid)
		got := must[[]org.InviteResult](t)(h.org.Invite(ctx, ada, org.InviteInput{Addresses: many[:100], Role: "member"}))
		if got[99].Outcome != org.Sent {
			t.Errorf("the hundredth: %+v", got[99])
		}
		got = must[[]org.InviteResult](t)(h.org.Invite(ctx, ada, org.InviteInput{Addresses: []string{"p100@example.com", "p1@example.com"}, Role: "member"}))
		if got[0].Outcome != org.TooManyOpen || got[1].Outcome != org.AlreadyInvited {
			t.Errorf("beyond a hundred: %+v", got)
		}
		_, err = h.org.Invitations(ctx, h.Scope(dbtest.Bo, dbtest.Acme))
		wants(t, err, fault.CodeRoleRequired)
	})
}

func TestInvitationMailsAreLimited(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := open(t, w, org.Options{InvitationsPerHour: 3}, true)
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		got := must[[]org.InviteResult](t)(h.org.Invite(ctx, ada, org.InviteInput{
			Addresses: strings.Fields("bad a@example.com b@example.com c@example.com d@example.com"), Role: "member",
		}))
		if got[3].Outcome != org.Sent || got[4].Outcome != org.NotYet {
			t.Errorf("got %+v", got)
		}
		_, err := h.org.Resend(ctx, ada, got[1].InvitationID)
		wants(t, err, fault.CodeRateLimited)
		h.invite(h.Scope(dbtest.Cy, dbtest.Globex), "a@example.com", "member") // another organization has its own
	})
}

func TestResendAndRevoke(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		id, old := h.invite(ada, "dee@example.com", "editor")
		h.changeInvitation(dbtest.Acme, id, "expires_at = ?", h.DB.Now()-1)
		if list := must[[]org.Invitation](t)(h.org.Invitations(ctx, ada)); list[0].Status != org.Expired || !list[0].MayResend {
			t.Errorf("list %+v", list)
		}
		again := must[org.Invitation](t)(h.org.Resend(ctx, ada, id))
		if again.ID != id || again.Status != model.Pending || again.ExpiresAt <= h.DB.Now() {
			t.Errorf("sent again: %+v", again)
		}
		token := h.token(dbtest.Acme, id)
		for given, proven := range map[string]bool{old: false, token: true, "": false, token + "x": false} {
			if v := must[org.InvitationView](t)(h.org.Invitation(ctx, access.Actor{}, id, given)); v.Proven != proven || v.State != org.StateOpen || (v.Email != "") != proven {
				t.Errorf("token %q: %+v", given, v)
			}
		}
		if mails := h.mails(); len(mails) != 2 || job.Token(key, *mails[1].Secret) != token {
			t.Errorf("mails %+v", mails)
		}
		revoked := must[org.Invitation](t)(h.org.Revoke(ctx, ada, id))
		if revoked.Status != model.Canceled || revoked.MayResend {
			t.Errorf("revoked: %+v", revoked)
		}
		_, err := h.org.Revoke(ctx, ada, id)
		wants(t, err, fault.CodeInvitationUsed)
		_, err = h.org.Resend(ctx, ada, id)
		wants(t, err, fault.CodeInvitationUsed)
		if v := must[org.InvitationView](t)(h.org.Invitation(ctx, access.Actor{}, id, token)); v.State != org.StateRevoked {
			t.Errorf("the page says %s", v.State)
		}
		if next, _ := h.invite(ada, "dee@example.com", "member"); next == id {
			t.Error("a revoked invitation came back")
		}
	})
}

func TestAnExpiredInvitationIsRenewedNotDoubled(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		id, _ := h.invite(ada, "dee@example.com", "editor")
		h.changeInvitation(dbtest.Acme, id, "expires_at = ?", h.DB.Now()-1)
		next, _ := h.invite(ada, "dee@example.com", "member")
		if next != id {
			t.Error("there are two")
		}
		if v := must[org.InvitationView](t)(h.org.Invitation(ctx, access.Actor{}, id, "")); v.State != org.StateOpen || v.Role != "member" {
			t.Errorf("renewed: %+v", v)
		}
	})
}

func TestAnotherOrganizationsInvitationDoesNotExist(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		ada := h.Scope(dbtest.Ada, dbtest.Acme)
		foreign, _ := h.invite(h.Scope(dbtest.Cy, dbtest.Globex), "dee@example.com", "editor")
		unknown := model.NewID(model.InvitationID)
		_, a := h.org.Resend(ctx, ada, foreign)
		_, b := h.org.Resend(ctx, ada, unknown)
		same(t, a, b)
		_, a = h.org.Revoke(ctx, ada, foreign)
		_, b = h.org.Revoke(ctx, ada, unknown)
		same(t, a, b)
		if !fault.Is(a, fault.NotFound) {
			t.Errorf("got %v", a)
		}
		_, err := h.org.Invitation(ctx, ada.Actor(), unknown, "")
		wants(t, err, fault.CodeInvitationNotFound)
		if list := must[[]org.Invitation](t)(h.org.Invitations(ctx, ada)); len(list) != 0 {
			t.Errorf("Acme lists %+v", list)
		}
	})
}

func TestAdminsDoNotTouchInvitationsAboveThem(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.setRole(dbtest.Acme, dbtest.Bo, access.Admin)
		bo := h.Scope(dbtest.Bo, dbtest.Acme)
		id, _ := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "dee@example.com", "owner")
		_, err := h.org.Resend(ctx, bo, id)
		wants(t, err, fault.CodeRoleTooHigh)
		_, err = h.org.Revoke(ctx, bo, id)
		wants(t, err, fault.CodeRoleTooHigh)
		if list := must[[]org.Invitation](t)(h.org.Invitations(ctx, bo)); len(list) != 1 || list[0].MayResend || list[0].MayRevoke {
			t.Errorf("list %+v", list)
		}
	})
}

func TestAskForANewInvitation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		h := open(t, w, org.Options{}, true)
		h.setRole(dbtest.Acme, dbtest.Bo, access.Admin)
		id, _ := h.invite(h.Scope(dbtest.Bo, dbtest.Acme), "dee@example.com", "editor")
		wants(t, h.org.AskForNew(ctx, id), fault.CodeInvitationExists)
		h.changeInvitation(dbtest.Acme, id, "expires_at = ?", h.DB.Now()-1)
		ok(t, h.org.AskForNew(ctx, id))
		wants(t, h.org.AskForNew(ctx, id), fault.CodeRateLimited)
		wants(t, h.org.AskForNew(ctx, "inv_never"), fault.CodeInvitationNotFound)
		mails := h.mails()
		if len(mails) != 2 || mails[1].Message != org.MailInvitationRequest || mails[1].To != "bo@example.com" || mails[1].Values["email"] != "dee@example.com" {
			t.Errorf("mails %+v", mails)
		}
		h.setRole(dbtest.Acme, dbtest.Bo, access.Plain) // may no longer invite: the owner is asked
		again := open(t, w, org.Options{}, true)
		ok(t, again.org.AskForNew(ctx, id))
		if mails := h.mails(); mails[2].To != "ada@example.com" {
			t.Errorf("asked %s", mails[2].To)
		}
	})
}

func TestInvitationsAtTheGate(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		dee := h.person("Dee", "dee@example.com", true)
		unverified := h.person("Eve", "eve@example.com", false)
		id, _ := h.invite(h.Scope(dbtest.Ada, dbtest.Acme), "Dee@example.com", "editor")
		h.invite(h.Scope(dbtest.Cy, dbtest.Globex), "eve@example.com", "editor")
		late, _ := h.invite(h.Scope(dbtest.Cy, dbtest.Globex), "dee@example.com", "editor")
		h.changeInvitation(dbtest.Globex, late, "expires_at = ?", h.DB.Now()-1)
		list := must[[]org.InvitationView](t)(h.org.InvitationsFor(ctx, dee))
		if len(list) != 1 || list[0].ID != id || list[0].Organization.Name != "Acme" || list[0].InviterName != "Ada Lindqvist" || !list[0].MayAccept {
			t.Errorf("Dee sees %+v", list)
		}
		if list := must[[]org.InvitationView](t)(h.org.InvitationsFor(ctx, unverified)); len(list) != 0 {
			t.Errorf("an address nobody proved sees %+v", list)
		}
		_, err := h.org.InvitationsFor(ctx, access.Actor{})
		wants(t, err, fault.CodeUnauthenticated)
	})
}

func device() auth.Device { return auth.Device{Address: "192.0.2.7", UserAgent: "test"} }
