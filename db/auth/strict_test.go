package auth_test

import (
	"context"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

func (h house) enter(secret, organization string) (access.Scope, error) {
	h.t.Helper()
	gate := access.NewGate(access.Sources{
		Identity: h.Identity,
		Membership: func(ctx context.Context, userID string, target access.Target) (access.Membership, error) {
			return org.Membership(ctx, h.DB, userID, target)
		},
	}, access.Choose(), access.NewHierarchy(access.DefaultHierarchy()))
	actor, err := gate.Recognize(ctx, access.Credential{Kind: auth.KindOf(secret), Secret: secret})
	if err != nil {
		h.t.Fatal(err)
	}
	return gate.Enter(ctx, actor, access.Asked{ID: organization})
}

func TestOrganizationThatRequiresASecondFactor(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		weak, _ := h.signIn("ada@example.com", dbtest.Password)
		owner, err := h.enter(weak, dbtest.Acme)
		if err != nil {
			t.Fatal(err)
		}
		key, _, err := h.CreateKey(ctx, owner, auth.KeyInput{Name: "site", Role: "member"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.UpdatePlatform[model.Organization](h.DB).Set("require_2fa = ?", true).Where("id = ?", dbtest.Acme).Do(ctx); err != nil {
			t.Fatal(err)
		}
		_, err = h.enter(weak, dbtest.Acme)
		wantCode(t, err, fault.CodeTwoFactorRequired)
		if _, err := h.enter(weak, dbtest.Globex); err != nil {
			t.Errorf("another organization: %v", err)
		}
		if _, err := h.enter(key, dbtest.Acme); err != nil {
			t.Errorf("the organization's own key: %v", err)
		}

		a := arm(h)
		arrival, err := a.answer(a.challenged("").Token, auth.FactorTOTP, a.code())
		if err != nil {
			t.Fatal(err)
		}
		strong := arrival.Token
		if _, err := h.enter(strong, dbtest.Acme); err != nil {
			t.Fatalf("with the second factor: %v", err)
		}

		session := h.actor(strong).SessionID()
		set[model.Session](h, session, "seen_at = ?", h.DB.Now().Add(-31*time.Minute))
		for range 2 { // asking does not refresh it
			_, err = h.enter(strong, dbtest.Acme)
			wantCode(t, err, fault.CodeNotFresh)
			h.Close()
		}
		if err := h.Confirm(ctx, h.actor(strong), dbtest.Password, desk); err != nil {
			t.Fatal(err)
		}
		if _, err := h.enter(strong, dbtest.Acme); err != nil {
			t.Errorf("after confirming: %v", err)
		}
		set[model.Session](h, session, "signed_in_at = ?", h.DB.Now().Add(-13*time.Hour))
		_, err = h.enter(strong, dbtest.Acme)
		wantCode(t, err, fault.CodeNotFresh)
		if _, err := h.ProveTOTP(ctx, h.actor(strong), a.code()); err != nil {
			t.Error(err)
		}
	})
}

func TestUseOfASessionIsNoted(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, actor := h.signIn("bo@example.com", dbtest.Password)
		before := h.DB.Now().Add(-2 * time.Minute)
		seen := func() model.Time {
			h.Close()
			s, err := h.Session(ctx, actor)
			if err != nil {
				t.Fatal(err)
			}
			return s.SeenAt
		}
		set[model.Session](h, actor.SessionID(), "seen_at = ?", before)
		if _, err := h.Identity(ctx, access.Credential{Secret: token, Passive: true}); err != nil || seen() != before {
			t.Errorf("a stream's heartbeat counts as use: %v", err)
		}
		if _, err := h.Identity(ctx, access.Credential{Secret: token}); err != nil || seen() <= before {
			t.Errorf("a request does not count: %v", err)
		}
	})
}
