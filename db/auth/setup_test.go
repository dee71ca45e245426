package auth_test

import (
	"context"
	"fmt"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// empty removes all people, as in a house nobody has moved into.
func (h house) empty() {
	h.t.Helper()
	err := h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		_, err := db.RemovePlatform[model.User](tx).Where("1 = 1").Do(ctx)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) found(email string, claim func(ctx context.Context, tx *db.DB) error) error {
	newcomer, err := h.Prepare(ctx, auth.PersonInput{Name: "Eve", Email: email, Password: newPassword})
	if err != nil {
		return err
	}
	return h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if err := claim(ctx, tx); err != nil {
			return err
		}
		user, err := h.AddUser(ctx, tx, newcomer, auth.RoleAdmin, true)
		if err != nil {
			return err
		}
		_, _, err = h.StartSession(ctx, tx, user.ID, desk, true)
		return err
	})
}

func (h house) withCode(code string) func(ctx context.Context, tx *db.DB) error {
	return func(ctx context.Context, tx *db.DB) error { return h.ClaimSetup(ctx, tx, code) }
}

func TestSetup(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.empty()
		if open, err := h.SetupOpen(ctx); !open || err != nil {
			t.Fatalf("open %v, %v", open, err)
		}
		old, err := h.NewSetupCode(ctx)
		if err != nil {
			t.Fatal(err)
		}
		code, err := h.NewSetupCode(ctx)
		if err != nil || code == old {
			t.Fatal(code, err)
		}
		wantCode(t, h.CheckSetupCode(ctx, old), fault.CodeTokenInvalid)
		wantCode(t, h.CheckSetupCode(ctx, ""), fault.CodeTokenInvalid)
		wantCode(t, h.found("eve@example.com", h.withCode(old)), fault.CodeTokenInvalid)
		if err := h.CheckSetupCode(ctx, code); err != nil {
			t.Error(err)
		}
		boom := fmt.Errorf("boom")
		if err := h.found("eve@example.com", func(ctx context.Context, tx *db.DB) error {
			if err := h.ClaimSetup(ctx, tx, code); err != nil {
				return err
			}
			return boom
		}); err == nil {
			t.Error("no boom")
		}
		if err := h.found("eve@example.com", h.withCode(code)); err != nil {
			t.Fatalf("a failed set-up used the code up: %v", err)
		}
		if open, err := h.SetupOpen(ctx); open || err != nil {
			t.Errorf("open %v, %v", open, err)
		}
		wantCode(t, h.CheckSetupCode(ctx, code), fault.CodeSetupDone)
		wantCode(t, h.found("eve2@example.com", h.withCode(code)), fault.CodeSetupDone)
		wantCode(t, h.found("eve2@example.com", h.ClaimBootstrap), fault.CodeSetupDone)
		_, err = h.NewSetupCode(ctx)
		wantCode(t, err, fault.CodeSetupDone)
		if all, err := h.Users(ctx); len(all) != 1 || err != nil {
			t.Errorf("%d users, %v", len(all), err)
		}
	})
}

// Nodes that start together on an empty database all print a link; the newest counts.
func TestFirstSetupCodesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.empty()
		codes := make([]string, 8)
		results := atOnce(len(codes), func(i int) (err error) {
			codes[i], err = h.NewSetupCode(ctx)
			return err
		})
		if results[""] != len(codes) {
			t.Fatalf("%v", results)
		}
		var good int
		for _, code := range codes {
			if h.CheckSetupCode(ctx, code) == nil {
				good++
			}
		}
		if good != 1 {
			t.Errorf("%d codes open set-up", good)
		}
	})
}

func TestSetupAtOnceMakesOneUser(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		h.empty()
		codes := atOnce(8, func(i int) error { return h.found(fmt.Sprintf("boot%d@example.com", i), h.ClaimBootstrap) })
		if codes[""] != 1 || codes[fault.CodeSetupDone] != 7 {
			t.Errorf("bootstraps without a code before: %v", codes)
		}
		h.empty()
		code, err := h.NewSetupCode(ctx)
		if err != nil {
			t.Fatal(err)
		}
		codes = atOnce(12, func(i int) error {
			email := fmt.Sprintf("eve%d@example.com", i)
			switch i % 3 {
			case 0:
				return h.found(email, h.ClaimBootstrap)
			case 1:
				_, err := h.NewSetupCode(ctx)
				if err == nil {
					err = fault.New(fault.Conflict, "", "a new code")
				}
				return err
			}
			return h.found(email, h.withCode(code))
		})
		if codes[""] != 1 {
			t.Errorf("%v", codes)
		}
		if all, err := h.Users(ctx); len(all) != 1 || err != nil {
			t.Errorf("%d users, %v; %v", len(all), err, codes)
		}
	})
}

func TestPlatformRoles(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		user, err := h.SetRole(ctx, "BO@example.com", "appmanager")
		if err != nil || user.Role != "appmanager" {
			t.Fatal(user.Role, err)
		}
		_, err = h.SetRole(ctx, "nobody@example.com", "admin")
		wantCode(t, err, fault.CodeNotFound)
		_, err = h.SetRole(ctx, "bo@example.com", "a role")
		wantProblem(t, err, "role", fault.ProblemFormat)
		users, err := h.Users(ctx)
		if err != nil || len(users) != 3 {
			t.Errorf("%d users, %v", len(users), err)
		}
		_, bo := h.signIn("bo@example.com", "correct horse battery staple")
		if bo.UserRole() != "appmanager" {
			t.Errorf("role %q", bo.UserRole())
		}
		if _, err := h.User(ctx, access.Actor{}); !fault.Is(err, fault.Unauthenticated) {
			t.Error(err)
		}
	})
}
