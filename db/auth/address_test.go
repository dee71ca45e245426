package auth_test

import (
	"sync"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func TestChangeEmail(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, bo := h.signIn("bo@example.com", dbtest.Password)
		other, _ := h.signIn("bo@example.com", dbtest.Password)
		wantProblem(t, h.ChangeEmail(ctx, bo, "BO@example.com", ""), "email", fault.ProblemSame)
		wantProblem(t, h.ChangeEmail(ctx, bo, "nobody", ""), "email", fault.ProblemFormat)
		wantCode(t, h.ChangeEmail(ctx, h.Actor(dbtest.Bo), "new@example.com", ""), fault.CodeNotFresh)
		wantCode(t, h.ChangeEmail(ctx, access.Actor{}, "new@example.com", ""), fault.CodeUnauthenticated)

		// An address that somebody has is answered alike, and leads nowhere.
		if err := h.ChangeEmail(ctx, bo, "ada@example.com", ""); err != nil {
			t.Fatal(err)
		}
		if m := h.mails(auth.MailChangeEmail); len(m) != 1 || m[0].To != "" {
			t.Errorf("mails %+v", m)
		}
		dead := h.mailed(auth.MailChangeEmail)
		if _, err := h.ConfirmEmail(ctx, bo, dead); !fault.Has(err, fault.CodeTokenInvalid) {
			t.Errorf("a token about nobody: %v", err)
		}

		if err := h.ChangeEmail(ctx, bo, "older@example.com", ""); err != nil {
			t.Fatal(err)
		}
		older := h.mailed(auth.MailChangeEmail)
		if err := h.ChangeEmail(ctx, bo, "New@example.com", "/account"); err != nil {
			t.Fatal(err)
		}
		newest := h.mailed(auth.MailChangeEmail)
		_, err := h.ConfirmEmail(ctx, bo, older)
		wantCode(t, err, fault.CodeTokenInvalid)
		_, err = h.ConfirmEmail(ctx, h.Actor(dbtest.Cy), newest)
		wantCode(t, err, fault.CodeAnotherPerson)
		if h.user(dbtest.Bo).Email != "bo@example.com" {
			t.Error("asking changed the address")
		}
		if err := h.RequestReset(ctx, "bo@example.com", "", desk); err != nil {
			t.Fatal(err)
		}
		reset := h.mailed(auth.MailReset)
		user, err := h.ConfirmEmail(ctx, access.Actor{}, newest)
		if err != nil || user.Email != "new@example.com" || !h.user(dbtest.Bo).EmailVerified || h.user(dbtest.Bo).Email != user.Email {
			t.Fatalf("%+v %v", user, err)
		}
		if _, err := h.recognize(token); err != nil {
			t.Errorf("the session that asked ended: %v", err)
		}
		if _, err := h.recognize(other); err == nil {
			t.Error("another session lives on")
		}
		wantCode(t, h.CheckReset(ctx, reset), fault.CodeTokenInvalid)
		_, err = h.ConfirmEmail(ctx, access.Actor{}, newest)
		wantCode(t, err, fault.CodeTokenUsed)
		if m := h.mails(auth.MailEmailChanged); len(m) != 1 || m[0].To != "bo@example.com" {
			t.Errorf("the old address was not told: %+v", m)
		}
	})
}

// An address that was taken while the mail was on its way stays its owner's.
func TestChangeEmailIsTakenMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, bo := h.signIn("bo@example.com", dbtest.Password)
		if err := h.ChangeEmail(ctx, bo, "new@example.com", ""); err != nil {
			t.Fatal(err)
		}
		token := h.mailed(auth.MailChangeEmail)
		if _, err := db.UpdatePlatform[model.User](h.DB).Set("email = ?", "new@example.com").Where("id = ?", dbtest.Cy).Do(ctx); err != nil {
			t.Fatal(err)
		}
		_, err := h.ConfirmEmail(ctx, bo, token)
		wantCode(t, err, fault.CodeUserExists)
		if h.user(dbtest.Bo).Email != "bo@example.com" {
			t.Error("two people have one address")
		}
	})
}

// Where addresses must be proven, signing up says the same for all of them and
// opens nothing.
func TestProofBeforeTheFirstSession(t *testing.T) {
	eachWith(t, auth.Options{SignUp: auth.SignUpOpen, VerifyEmail: true}, func(t *testing.T, h house) {
		person := func(email string) auth.PersonInput {
			return auth.PersonInput{Name: "Dee", Email: email, Password: newPassword, Image: "/dee.png"}
		}
		for _, email := range []string{"dee@example.com", "Bo@Example.com", "dee@example.com"} {
			token, user, err := h.SignUp(ctx, person(email), auth.Joining{Remember: true, Callback: "/in"}, desk)
			if err != nil || token != "" || user.ID == "" || user.Name != "Dee" || user.EmailVerified || user.Image != "/dee.png" || user.CreatedAt == 0 {
				t.Fatalf("%s: %q %+v %v", email, token, user, err)
			}
			if user.ID == dbtest.Bo {
				t.Error("the answer names the owner of the address")
			}
		}
		if m := h.mails(auth.MailAccountExists); len(m) != 2 || m[0].To != "bo@example.com" || m[1].To != "dee@example.com" {
			t.Errorf("owners were told: %+v", m)
		}
		if bo := h.user(dbtest.Bo); bo.Name != "Bo Marsh" {
			t.Errorf("signing up again changed %+v", bo)
		}
		_, err := h.SignIn(ctx, auth.Credentials{Email: "dee@example.com", Password: "not the password"}, desk)
		wantCode(t, err, fault.CodeBadPassword)
		before := len(h.mails(auth.MailVerify))
		_, err = h.SignIn(ctx, auth.Credentials{Email: "dee@example.com", Password: newPassword}, desk)
		wantCode(t, err, fault.CodeProveFirst)
		if len(h.mails(auth.MailVerify)) != before+1 {
			t.Error("no new link was mailed")
		}
		if err := h.VerifyEmail(ctx, h.mailed(auth.MailVerify)); err != nil {
			t.Fatal(err)
		}
		h.signIn("dee@example.com", newPassword)
	})
}

// Of many who sign up with one address at once, one makes the account and nobody
// is told.
func TestSigningUpAtOnce(t *testing.T) {
	eachWith(t, auth.Options{SignUp: auth.SignUpOpen, VerifyEmail: true}, func(t *testing.T, h house) {
		var wait sync.WaitGroup
		for range 8 {
			wait.Go(func() {
				_, _, err := h.SignUp(ctx, auth.PersonInput{Name: "Dee", Email: "dee@example.com", Password: newPassword}, auth.Joining{}, desk)
				if err != nil {
					t.Error(err)
				}
			})
		}
		wait.Wait()
		if n, err := db.SelectPlatform[model.User](h.DB).Where("email = ?", "dee@example.com").Count(ctx, 10); err != nil || n != 1 {
			t.Errorf("%d accounts, %v", n, err)
		}
	})
}

// Requests for a link write as much for nobody as for somebody.
func TestRequestVerificationForAnybody(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		for _, email := range []string{"nobody@example.com", "bo@example.com"} { // unknown, proven
			before := len(h.mails(auth.MailVerify))
			if err := h.RequestVerificationFor(ctx, email, "", desk); err != nil {
				t.Fatal(err)
			}
			if m := h.mails(auth.MailVerify); len(m) != before+1 || m[before].To != "" {
				t.Errorf("%s: %+v", email, m)
			}
		}
		wantProblem(t, h.RequestVerificationFor(ctx, "nobody", "", desk), "email", fault.ProblemFormat)
	})
}
