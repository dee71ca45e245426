package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func (h house) events(scope access.Scope, kind string) int {
	h.t.Helper()
	n, err := db.Select[model.Event](h.DB, scope.Within(access.OrganizationWide())).Where("type = ?", kind).Count(ctx, 1000)
	if err != nil {
		h.t.Fatal(err)
	}
	return n
}

func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		acme := h.Scope(dbtest.Ada, dbtest.Acme)
		secret, info, err := h.CreateKey(ctx, acme, auth.KeyInput{Name: " Site build ", Role: access.Editor})
		if err != nil || info.Name != "Site build" || info.CreatedBy != dbtest.Ada || !strings.HasPrefix(secret, info.Start) {
			t.Fatalf("%+v, %v", info, err)
		}
		if life := info.ExpiresAt.Sub(info.CreatedAt); life != 90*24*time.Hour {
			t.Errorf("lives %v", life)
		}
		if auth.KindOf(secret) != access.APIKey || len(secret) != 53 {
			t.Errorf("%q is no key", secret)
		}
		actor := h.actor(secret)
		if actor.Kind() != access.Key || actor.ID() != info.ID || actor.UserRole() != "" {
			t.Errorf("%+v", actor.Identity())
		}
		scope, err := h.Gate.Enter(ctx, actor, access.Asked{})
		if err != nil || scope.OrganizationID() != dbtest.Acme || scope.Role() != access.Editor {
			t.Errorf("%q as %q, %v", scope.OrganizationID(), scope.Role(), err)
		}
		_, err = h.Gate.Enter(ctx, actor, access.Asked{ID: dbtest.Globex})
		wantCode(t, err, fault.CodeCrossTenant)

		list, err := h.Keys(ctx, acme)
		if err != nil || len(list) != 1 || list[0].ID != info.ID {
			t.Errorf("%+v, %v", list, err)
		}
		if globex, err := h.Keys(ctx, h.Scope(dbtest.Cy, dbtest.Globex)); err != nil || len(globex) != 0 {
			t.Errorf("%+v, %v", globex, err)
		}
		h.Close() // the first use is written after the answer
		if list, err = h.Keys(ctx, acme); err != nil || list[0].LastRequestAt == 0 {
			t.Errorf("%+v, %v", list, err)
		}
		if stored, err := db.SelectPlatform[model.APIKey](h.DB).Where("id = ?", info.ID).One(ctx); err != nil || strings.Contains(stored.KeyHash, secret) {
			t.Error("the key is stored", err)
		}
		if err := h.RevokeKey(ctx, acme, info.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := h.recognize(secret); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("a revoked key lives: %v", err)
		}
		wantCode(t, h.RevokeKey(ctx, acme, info.ID), fault.CodeFirewallNotFound)
		if made, ended := h.events(acme, "key.created"), h.events(acme, "key.revoked"); made != 1 || ended != 1 {
			t.Errorf("%d created, %d revoked", made, ended)
		}
		if n := h.noted(dbtest.Ada, "key.created"); n != 1 {
			t.Errorf("%d noted", n)
		}
		if _, broken, err := event.Verify(ctx, h.DB, acme); err != nil || len(broken) != 0 {
			t.Errorf("%v, %v", broken, err)
		}
	})
}

func TestKeysAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		acme, globex := h.Scope(dbtest.Ada, dbtest.Acme), h.Scope(dbtest.Cy, dbtest.Globex)
		create := func(scope access.Scope, in auth.KeyInput) error {
			secret, info, err := h.CreateKey(ctx, scope, in)
			if err != nil && (secret != "" || info.ID != "") {
				t.Errorf("a refusal gave %q, %+v", secret, info)
			}
			return err
		}
		wantCode(t, create(h.Scope(dbtest.Bo, dbtest.Acme), auth.KeyInput{Name: "x", Role: access.Plain}), fault.CodeRoleRequired)
		wantCode(t, create(access.Scope{}, auth.KeyInput{Name: "x", Role: access.Plain}), fault.CodeUnauthenticated)
		wantProblem(t, create(acme, auth.KeyInput{Role: access.Plain}), "name", fault.ProblemRequired)
		wantProblem(t, create(acme, auth.KeyInput{Name: strings.Repeat("x", 65), Role: "boss"}), "name", fault.ProblemTooLong)
		wantProblem(t, create(acme, auth.KeyInput{Name: "x", Role: "boss"}), "role", fault.ProblemOption)
		wantProblem(t, create(acme, auth.KeyInput{Name: "x", Role: access.Plain, ExpiresAt: 1000}), "expiresAt", fault.ProblemTooSmall)
		wantProblem(t, create(acme, auth.KeyInput{Name: "x", Role: access.Plain, ExpiresAt: h.DB.Now().Add(400 * 24 * time.Hour)}), "expiresAt", fault.ProblemTooBig)

		h.promote(dbtest.Bo, acme, access.Admin)
		bo := h.Scope(dbtest.Bo, dbtest.Acme)
		wantCode(t, create(bo, auth.KeyInput{Name: "x", Role: access.Owner}), fault.CodeRoleTooHigh)
		secret, info, err := h.CreateKey(ctx, bo, auth.KeyInput{Name: "x", Role: access.Admin})
		if err != nil {
			t.Fatal(err)
		}
		asKey, err := h.Gate.Enter(ctx, h.actor(secret), access.Asked{})
		if err != nil || asKey.Role() != access.Admin {
			t.Fatal(asKey.Role(), err)
		}
		wantCode(t, create(asKey, auth.KeyInput{Name: "x", Role: access.Plain}), fault.CodeUnauthenticated)

		wantCode(t, h.RevokeKey(ctx, globex, info.ID), fault.CodeFirewallNotFound)
		wantCode(t, h.RevokeKey(ctx, globex, "key_unknown"), fault.CodeFirewallNotFound)
		_, err = h.Keys(ctx, access.Scope{})
		wantCode(t, err, fault.CodeRoleRequired)

		h.promote(dbtest.Bo, acme, access.Plain) // the key sinks with its maker
		asKey, err = h.Gate.Enter(ctx, h.actor(secret), access.Asked{})
		if err != nil || asKey.Role() != access.Plain {
			t.Errorf("role %q, %v", asKey.Role(), err)
		}
		wantCode(t, h.RevokeKey(ctx, h.Scope(dbtest.Bo, dbtest.Acme), info.ID), fault.CodeRoleRequired)
		set[model.APIKey](h, info.ID, "expires_at = ?", h.DB.Now().Add(-time.Second))
		if _, err := h.recognize(secret); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("an expired key lives: %v", err)
		}
		for range 49 {
			if err := create(acme, auth.KeyInput{Name: "x", Role: access.Plain}); err != nil {
				t.Fatal(err)
			}
		}
		wantProblem(t, create(acme, auth.KeyInput{Name: "x", Role: access.Plain}), "", fault.ProblemTooMany)
	})
}

func (h house) promote(userID string, scope access.Scope, role string) {
	h.t.Helper()
	err := h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		_, err := db.Update[model.Member](tx, scope.Within(access.OrganizationWide())).Set("role = ?", role).Where("user_id = ?", userID).Do(ctx)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func TestJunkIsNoKey(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), auth.Options{})
	secret, _, err := h.CreateKey(ctx, h.Scope(dbtest.Ada, dbtest.Acme), auth.KeyInput{Name: "x", Role: access.Plain})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		at := rapid.IntRange(0, len(secret)-1).Draw(t, "at")
		junk := secret[:at] + string(rapid.SampledFrom([]rune("aZ0_-é")).Draw(t, "other")) + secret[at+1:]
		if junk != secret && auth.KindOf(junk) == access.APIKey {
			t.Fatalf("%q passes for a key", junk)
		}
	})
	for _, junk := range []string{"", "ghk_", secret[:52], secret + "x", " " + secret, strings.ToUpper(secret)} {
		if auth.KindOf(junk) == access.APIKey {
			t.Errorf("%q passes for a key", junk)
		}
		if _, err := h.Identity(ctx, access.Credential{Kind: access.APIKey, Secret: junk}); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%q: %v", junk, err)
		}
	}
}
