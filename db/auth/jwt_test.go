package auth_test

import (
	"strings"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func TestTokens(t *testing.T) {
	eachWith(t, auth.Options{BaseURL: "https://cms.example.com/"}, func(t *testing.T, h house) {
		if err := h.EnsureSigningKey(ctx); err != nil {
			t.Fatal(err)
		}
		age := func(by time.Duration) {
			if _, err := db.UpdatePlatform[model.SigningKey](h.DB).Set("expires_at = ?", h.DB.Now().Add(by)).Where("id <> ''").Do(ctx); err != nil {
				t.Fatal(err)
			}
		}
		secret, bo := h.signIn("bo@example.com", dbtest.Password)
		token, err := h.IssueToken(ctx, bo, dbtest.Acme, map[string]any{"sub": "usr_other", "email": "bo@example.com"})
		if err != nil || auth.KindOf(token) != access.AccessToken {
			t.Fatalf("%q %v", token, err)
		}
		who := h.actor(token).Identity()
		if who.UserID != dbtest.Bo || who.SessionID != bo.SessionID() || who.BoundOrganizationID != dbtest.Acme || who.ExpiresAt > h.DB.Now().Add(15*time.Minute) {
			t.Errorf("stands for %+v", who)
		}
		middle := len(token) - 43 // of the signature; its last byte is often the same
		flipped := map[bool]string{true: "B", false: "A"}[token[middle] == 'A']
		if _, err := h.recognize(token[:middle] + flipped + token[middle+1:]); !fault.Has(err, fault.CodeBadCredential) {
			t.Errorf("a spoilt signature: %v", err)
		}
		if keys, err := h.PublicKeys(ctx); err != nil || len(keys) != 1 {
			t.Errorf("%v %v", keys, err)
		}

		// A key signs for a while only; what it signed is good a little longer.
		age(-time.Hour)
		next := open(t, h.World, auth.Options{BaseURL: "https://cms.example.com"})
		if keys, err := next.PublicKeys(ctx); err != nil || len(keys) != 2 {
			t.Errorf("after the rotation: %v %v", keys, err)
		}
		h.actor(token)
		if newer, err := next.IssueToken(ctx, bo, "", nil); err != nil || strings.Split(newer, ".")[0] == strings.Split(token, ".")[0] {
			t.Errorf("still signed by the old key: %v", err)
		}
		age(-48 * time.Hour)
		if _, err := h.recognize(token); err == nil {
			t.Error("a key that is published no longer is believed")
		}

		third := open(t, h.World, auth.Options{BaseURL: "https://cms.example.com"})
		live, err := third.IssueToken(ctx, bo, "", nil)
		if err != nil || h.actor(live).Identity().BoundOrganizationID != "" {
			t.Errorf("a token without organization: %v", err)
		}
		other := open(t, h.World, auth.Options{BaseURL: "https://other.example.com"})
		if keys, err := other.PublicKeys(ctx); err != nil || len(keys) != 1 {
			t.Errorf("another address has keys of its own: %v %v", keys, err)
		}
		if err := h.SignOut(ctx, h.actor(secret)); err != nil {
			t.Fatal(err)
		}
		if _, err := h.recognize(live); !fault.Has(err, fault.CodeBadCredential) {
			t.Errorf("after signing out: %v", err)
		}
		if _, err := h.IssueToken(ctx, access.Actor{}, "", nil); !fault.Has(err, fault.CodeUnauthenticated) {
			t.Errorf("nobody got a token: %v", err)
		}
	})
}

// What is stored of a signing key does not sign.
func TestSigningKeysAreSealed(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		if err := h.EnsureSigningKey(ctx); err != nil {
			t.Fatal(err)
		}
		row, err := db.SelectPlatform[model.SigningKey](h.DB).One(ctx)
		if err != nil || len(row.Private) < 80 || strings.Contains(row.Private, row.Public) {
			t.Errorf("%+v %v", row, err)
		}
	})
}
