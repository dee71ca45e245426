package org_test

import (
	"testing"

	"gatehouse/db"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func TestDeleteAccount(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		exists := func(userID string) bool {
			there, err := db.SelectPlatform[model.User](h.DB).Where("id = ?", userID).Exists(ctx)
			ok(t, err)
			return there
		}
		wants(t, h.org.DeleteAccount(ctx, h.Actor(dbtest.Ada), dbtest.Password), fault.CodeLastOwner) // Acme would be nobody's
		wants(t, h.org.DeleteAccount(ctx, h.Actor(dbtest.Bo), ""), fault.CodeNotFresh)
		wants(t, h.org.DeleteAccount(ctx, h.Actor(dbtest.Bo), "wrong"), fault.CodeWrongPassword)
		if !exists(dbtest.Ada) || !exists(dbtest.Bo) {
			t.Fatal("a refusal deleted somebody")
		}
		wants(t, h.people.RemoveUser(ctx, h.Actor(dbtest.Bo)), fault.CodeInUse)

		bo := h.Actor(dbtest.Bo)
		ok(t, h.org.DeleteAccount(ctx, bo, dbtest.Password))
		if exists(dbtest.Bo) {
			t.Error("the account is still there")
		}
		if _, err := h.people.Session(ctx, bo); !fault.Is(err, fault.NotFound) {
			t.Errorf("a session lives on: %v", err)
		}
		left, err := db.Select[model.Event](h.DB, h.Scope(dbtest.Ada, dbtest.Acme).Within(wide)).Where("type = ?", "member.left").Exists(ctx)
		if err != nil || !left {
			t.Errorf("the departure is not in the organization's log: %v", err)
		}
		_, err = h.people.SignIn(ctx, auth.Credentials{Email: "bo@example.com", Password: dbtest.Password}, auth.Device{})
		wants(t, err, fault.CodeBadPassword)
	})
}
