package auth_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		one, first := h.signIn("bo@example.com", dbtest.Password)
		two, second := h.signIn("bo@example.com", dbtest.Password)
		_, ada := h.signIn("ada@example.com", dbtest.Password)
		list, err := h.Sessions(ctx, first)
		if err != nil || len(list) != 3 || !list[0].Current || list[0].ID != first.SessionID() || list[1].Current {
			t.Fatalf("%+v, %v", list, err)
		}
		if list[0].Address != desk.Address || list[0].UserAgent != desk.UserAgent || strings.Contains(list[0].ID, one) {
			t.Errorf("%+v", list[0])
		}
		wantCode(t, h.RevokeSession(ctx, first, ada.SessionID()), fault.CodeFirewallNotFound)
		wantCode(t, h.RevokeSession(ctx, first, "ses_unknown"), fault.CodeFirewallNotFound)
		if _, err := h.Session(ctx, ada); err != nil {
			t.Error(err)
		}
		if err := h.RevokeSession(ctx, first, second.SessionID()); err != nil {
			t.Error(err)
		}
		wantCode(t, h.RevokeSession(ctx, first, second.SessionID()), fault.CodeFirewallNotFound)
		if _, err := h.recognize(two); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a revoked session lives: %v", err)
		}
		if err := h.RevokeOtherSessions(ctx, first); err != nil || h.live(dbtest.Bo) != 1 {
			t.Errorf("%v, %d live", err, h.live(dbtest.Bo))
		}
		if err := h.SignOut(ctx, first); err != nil {
			t.Error(err)
		}
		if err := h.SignOut(ctx, first); err != nil {
			t.Errorf("twice: %v", err)
		}
		if err := h.SignOut(ctx, access.Actor{}); err != nil {
			t.Errorf("nobody: %v", err)
		}
		if _, err := h.recognize(one); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a signed-out session lives: %v", err)
		}
		if ended, revoked := h.noted(dbtest.Bo, "session.ended"), h.noted(dbtest.Bo, "session.revoked"); ended != 1 || revoked != 2 {
			t.Errorf("%d ended, %d revoked", ended, revoked)
		}
		if err := h.RevokeSessions(ctx, ada); err != nil || h.live(dbtest.Ada) != 0 || h.live(dbtest.Cy) != 1 {
			t.Errorf("%v, Ada %d, Cy %d", err, h.live(dbtest.Ada), h.live(dbtest.Cy))
		}
		for _, err := range []error{
			h.RevokeSession(ctx, access.Actor{}, "x"), h.RevokeOtherSessions(ctx, access.Actor{}), h.RevokeSessions(ctx, access.Actor{}),
			h.SetActiveOrganization(ctx, access.Actor{}, ""), h.UpdateProfile(ctx, access.Actor{}, auth.Profile{}),
		} {
			wantCode(t, err, fault.CodeUnauthenticated)
		}
	})
}

func TestSessionsSlide(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, actor := h.signIn("bo@example.com", dbtest.Password)
		if extended, _, err := h.Touch(ctx, actor); extended || err != nil {
			t.Errorf("a new session: %v, %v", extended, err)
		}
		id := actor.SessionID()
		set[model.Session](h, id, "expires_at = ?", h.DB.Now().Add(5*24*time.Hour))
		actor = h.actor(token)
		extended, expires, err := h.Touch(ctx, actor)
		if !extended || err != nil || expires.Sub(h.DB.Now()) < 7*24*time.Hour-time.Minute {
			t.Errorf("%v, %v, %v", extended, expires, err)
		}
		if extended, _, err := h.Touch(ctx, actor); extended || err != nil {
			t.Errorf("again: %v, %v", extended, err)
		}
		set[model.Session](h, id, "expires_at = ?", h.DB.Now().Add(time.Hour))
		actor = h.actor(token)
		set[model.Session](h, id, "revoked_at = ?", h.DB.Now())
		if extended, _, err := h.Touch(ctx, actor); extended || err != nil {
			t.Errorf("a revoked session was revived: %v, %v", extended, err)
		}
		set[model.Session](h, id, "revoked_at = NULL")
		set[model.Session](h, id, "expires_at = ?", h.DB.Now().Add(-time.Second))
		if _, err := h.recognize(token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("an expired session lives: %v", err)
		}
		if extended, _, err := h.Touch(ctx, actor); extended || err != nil {
			t.Errorf("an expired session was revived: %v, %v", extended, err)
		}
		if extended, _, err := h.Touch(ctx, access.Actor{}); extended || err != nil {
			t.Errorf("nobody: %v, %v", extended, err)
		}
	})
}

func TestActiveOrganization(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, bo := h.signIn("bo@example.com", dbtest.Password)
		if err := h.SetActiveOrganization(ctx, bo, dbtest.Acme); err != nil {
			t.Fatal(err)
		}
		foreign, unknown := h.SetActiveOrganization(ctx, bo, dbtest.Globex), h.SetActiveOrganization(ctx, bo, "org_unknown")
		wantCode(t, foreign, fault.CodeNotFound)
		if foreign == nil || unknown == nil || foreign.Error() != unknown.Error() {
			t.Errorf("foreign %v, unknown %v", foreign, unknown)
		}
		wantCode(t, h.SetActiveOrganization(ctx, bo, model.Installation), fault.CodeNotFound)
		if id := h.actor(token).Identity().ActiveOrganizationID; id != dbtest.Acme {
			t.Errorf("active %q", id)
		}
		other, _ := h.signIn("bo@example.com", dbtest.Password)
		if id := h.actor(other).Identity().ActiveOrganizationID; id != "" {
			t.Errorf("another session has %q", id)
		}
		if err := h.SetActiveOrganization(ctx, bo, ""); err != nil {
			t.Error(err)
		}
		if id := h.actor(token).Identity().ActiveOrganizationID; id != "" {
			t.Errorf("cleared, but %q", id)
		}
	})
}

func TestProfile(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, bo := h.signIn("bo@example.com", dbtest.Password)
		if err := h.UpdateProfile(ctx, bo, auth.Profile{Name: new("  Bo  Marsh-Lee "), TimeZone: new("Asia/Kolkata")}); err != nil {
			t.Fatal(err)
		}
		user, err := h.User(ctx, bo)
		if err != nil || user.Name != "Bo  Marsh-Lee" || user.TimeZone != "Asia/Kolkata" || user.Email != "bo@example.com" {
			t.Errorf("%+v, %v", user, err)
		}
		err = h.UpdateProfile(ctx, bo, auth.Profile{Name: new(strings.Repeat("n", 101)), TimeZone: new("../../etc/passwd"), Image: new("javascript:alert(1)")})
		wantProblem(t, err, "name", fault.ProblemTooLong)
		wantProblem(t, err, "timeZone", fault.ProblemFormat)
		wantProblem(t, err, "image", fault.ProblemFormat)
	})
}

func TestPurge(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, bo := h.signIn("bo@example.com", dbtest.Password)
		if err := h.SignOut(ctx, bo); err != nil {
			t.Fatal(err)
		}
		kept, _ := h.signIn("bo@example.com", dbtest.Password)
		if err := h.RequestReset(ctx, "bo@example.com", "", desk); err != nil {
			t.Fatal(err)
		}
		set[model.Session](h, bo.SessionID(), "revoked_at = ?", 1000)
		if n, err := h.Purge(ctx, h.DB.Now().Add(-time.Hour)); n != 1 || err != nil {
			t.Errorf("purged %d, %v", n, err)
		}
		if _, err := h.recognize(token); err == nil {
			t.Error("purged, but alive")
		}
		h.actor(kept)
		if err := h.CheckReset(ctx, h.mailed(auth.MailReset)); err != nil {
			t.Error(err)
		}
	})
}
