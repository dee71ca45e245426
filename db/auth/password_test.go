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

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, bo := h.signIn("bo@example.com", dbtest.Password)
		other, _ := h.signIn("bo@example.com", dbtest.Password)
		if err := h.RequestReset(ctx, "bo@example.com", "", desk); err != nil {
			t.Fatal(err)
		}
		link := h.mailed(auth.MailReset)
		if again, err := h.ChangePassword(ctx, bo, auth.PasswordChange{Current: dbtest.Password, New: newPassword}); again != "" || err != nil {
			t.Fatal(again, err)
		}
		h.actor(token)
		if _, err := h.recognize(other); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("another session survived: %v", err)
		}
		wantCode(t, h.CheckReset(ctx, link), fault.CodeTokenInvalid)
		_, err := h.SignIn(ctx, auth.Credentials{Email: "bo@example.com", Password: dbtest.Password}, desk)
		wantCode(t, err, fault.CodeBadPassword)
		h.signIn("bo@example.com", newPassword)
		if list := h.mails(auth.MailPasswordChanged); len(list) != 1 || list[0].To != "bo@example.com" || list[0].Secret != nil {
			t.Errorf("%+v", list)
		}
		if n := h.noted(dbtest.Bo, "password.changed"); n != 1 {
			t.Errorf("%d changes noted", n)
		}
		renewed, err := h.ChangePassword(ctx, bo, auth.PasswordChange{Current: newPassword, New: dbtest.Password, Renew: true})
		if err != nil || renewed == "" || renewed == token {
			t.Fatal(renewed, err)
		}
		if a := h.actor(renewed); a.SessionID() != bo.SessionID() {
			t.Error("the renewed session is another")
		}
		if _, err := h.recognize(token); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the old token survived: %v", err)
		}
	})
}

func TestChangePasswordIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, bo := h.signIn("bo@example.com", dbtest.Password)
		change := func(current, next string) error {
			_, err := h.ChangePassword(ctx, bo, auth.PasswordChange{Current: current, New: next})
			return err
		}
		err := change("not the password", newPassword)
		wantCode(t, err, fault.CodeWrongPassword)
		wantProblem(t, err, "currentPassword", fault.ProblemMismatch)
		wantProblem(t, change("", newPassword), "currentPassword", fault.ProblemRequired)
		wantProblem(t, change(dbtest.Password, "short"), "password", fault.ProblemTooShort)
		wantProblem(t, change(dbtest.Password, "bo.marsh@example"), "password", fault.ProblemCommon)
		wantProblem(t, change(dbtest.Password, dbtest.Password), "password", fault.ProblemSame)
		wantCode(t, change(strings.Repeat("x", 1<<20), newPassword), fault.CodeWrongPassword)
		_, err = h.ChangePassword(ctx, access.Actor{}, auth.PasswordChange{Current: dbtest.Password, New: newPassword})
		wantCode(t, err, fault.CodeUnauthenticated)
		if len(h.mails(auth.MailPasswordChanged)) != 0 {
			t.Error("a refusal sent mail")
		}
		h.actor(token)
		h.signIn("bo@example.com", dbtest.Password)
	})
}

func TestChangingAtOnceLeavesOneSession(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, one := h.signIn("bo@example.com", dbtest.Password)
		_, two := h.signIn("bo@example.com", dbtest.Password)
		actors := []access.Actor{one, two}
		codes := atOnce(2, func(i int) error {
			_, err := h.ChangePassword(ctx, actors[i], auth.PasswordChange{Current: dbtest.Password, New: newPassword + string(rune('a'+i))})
			return err
		})
		if codes[""] < 1 || codes[""]+codes[fault.CodeUnauthenticated]+codes[fault.CodeWrongPassword] != 2 {
			t.Errorf("%v", codes)
		}
		if n := h.live(dbtest.Bo); n != 1 {
			t.Errorf("%d live sessions", n)
		}
	})
}

func TestConfirmMakesFresh(t *testing.T) {
	eachWith(t, auth.Options{Limits: true}, func(t *testing.T, h house) {
		token, bo := h.signIn("bo@example.com", dbtest.Password)
		if err := h.RequireFresh(bo, auth.FreshFor); err != nil {
			t.Error(err)
		}
		set[model.Session](h, bo.SessionID(), "signed_in_at = ?", h.DB.Now().Add(-time.Hour))
		bo = h.actor(token)
		wantCode(t, h.RequireFresh(bo, auth.FreshFor), fault.CodeNotFresh)
		wantCode(t, h.RequireFresh(access.Actor{}, auth.FreshFor), fault.CodeUnauthenticated)
		wantCode(t, h.Confirm(ctx, bo, "not the password", desk), fault.CodeWrongPassword)
		if err := h.Confirm(ctx, bo, dbtest.Password, desk); err != nil {
			t.Error(err)
		}
		if err := h.RequireFresh(h.actor(token), auth.FreshFor); err != nil {
			t.Error(err)
		}
		for range 4 {
			wantCode(t, h.Confirm(ctx, bo, "not the password", desk), fault.CodeWrongPassword)
		}
		wantCode(t, h.Confirm(ctx, bo, dbtest.Password, desk), fault.CodeRateLimited)
		h.actor(token)
	})
}

func TestReset(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		set[model.User](h, dbtest.Bo, "email_verified = ?", false)
		session, _ := h.signIn("bo@example.com", dbtest.Password)
		ask := func(email string) string {
			t.Helper()
			if err := h.RequestReset(ctx, email, "", desk); err != nil {
				t.Fatal(err)
			}
			return h.mailed(auth.MailReset)
		}
		older := ask("bo@example.com")
		token := ask(" BO@example.com")
		wantCode(t, h.CheckReset(ctx, older), fault.CodeTokenInvalid)
		if err := h.CheckReset(ctx, token); err != nil {
			t.Fatal(err)
		}
		wantProblem(t, h.ResetPassword(ctx, token, "short", desk), "password", fault.ProblemTooShort)
		wantProblem(t, h.ResetPassword(ctx, token, "password1234", desk), "password", fault.ProblemCommon)
		if err := h.ResetPassword(ctx, token, newPassword, desk); err != nil {
			t.Fatalf("a refused password burned the token: %v", err)
		}
		wantCode(t, h.CheckReset(ctx, token), fault.CodeTokenUsed)
		wantCode(t, h.ResetPassword(ctx, token, newPassword, desk), fault.CodeTokenUsed)
		if _, err := h.recognize(session); !fault.Is(err, fault.Unauthenticated) || h.live(dbtest.Bo) != 0 {
			t.Errorf("a session survived: %v, %d live", err, h.live(dbtest.Bo))
		}
		h.signIn("bo@example.com", newPassword)
		if !h.user(dbtest.Bo).EmailVerified {
			t.Error("a mailed token did not prove the address")
		}
		if n := h.noted(dbtest.Bo, "password.reset"); n != 1 {
			t.Errorf("%d resets noted", n)
		}

		before := len(h.mails(auth.MailReset))
		if err := h.RequestReset(ctx, "nobody@example.com", "", desk); err != nil {
			t.Errorf("unknown: %v", err)
		}
		after := h.mails(auth.MailReset)
		if len(after) != before+1 { // not storing one would tell by its time that nobody has the address
			t.Fatal("less work for nobody than for somebody")
		}
		if to := after[before].To; to != "" {
			t.Errorf("mail to %s", to)
		}
		wantProblem(t, h.RequestReset(ctx, "nobody", "", desk), "email", fault.ProblemFormat)
		for _, junk := range []string{"", "x", strings.Repeat("x", 43), strings.Repeat("x", 5000)} {
			wantCode(t, h.CheckReset(ctx, junk), fault.CodeTokenInvalid)
			wantCode(t, h.ResetPassword(ctx, junk, newPassword, desk), fault.CodeTokenInvalid)
		}
		late := ask("bo@example.com")
		id := h.mails(auth.MailReset)
		set[model.Verification](h, id[len(id)-1].Secret.Nonce, "expires_at = ?", h.DB.Now().Add(-time.Second))
		wantCode(t, h.CheckReset(ctx, late), fault.CodeTokenExpired)
		wantCode(t, h.ResetPassword(ctx, late, newPassword, desk), fault.CodeTokenExpired)
		if kept, err := db.SelectPlatform[model.Verification](h.DB).Where("secret_hash = ?", late).Exists(ctx); kept || err != nil {
			t.Error("a token is stored", err)
		}
	})
}

func TestResetAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		if err := h.RequestReset(ctx, "bo@example.com", "", desk); err != nil {
			t.Fatal(err)
		}
		token := h.mailed(auth.MailReset)
		codes := atOnce(20, func(i int) error {
			return h.ResetPassword(ctx, token, newPassword+strings.Repeat("!", i), desk)
		})
		// On a busy machine the limiter of hashes sends some away before they ask.
		if codes[""] != 1 || codes[fault.CodeTokenUsed]+codes[fault.CodeUnavailable] != 19 {
			t.Errorf("%v", codes)
		}
		if n := len(h.mails(auth.MailPasswordChanged)); n != 1 {
			t.Errorf("%d notices", n)
		}
	})
}

func TestMailsAreLimited(t *testing.T) {
	eachWith(t, auth.Options{Limits: true}, func(t *testing.T, h house) {
		for _, email := range []string{"bo@example.com", "nobody@example.com"} {
			for i := range 3 {
				device := auth.Device{Address: "203.0.113." + string(rune('1'+i))}
				if err := h.RequestReset(ctx, email, "", device); err != nil {
					t.Fatal(err)
				}
			}
			wantCode(t, h.RequestReset(ctx, email, "", sofa), fault.CodeRateLimited)
		}
	})
}

func TestVerifyEmail(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, bo := h.signIn("bo@example.com", dbtest.Password)
		if err := h.RequestVerification(ctx, bo, ""); err != nil || len(h.mails(auth.MailVerify)) != 0 {
			t.Errorf("proven already: %v, %d mails", err, len(h.mails(auth.MailVerify)))
		}
		set[model.User](h, dbtest.Bo, "email_verified = ?", false)
		if err := h.RequestVerification(ctx, bo, ""); err != nil {
			t.Fatal(err)
		}
		token := h.mailed(auth.MailVerify)
		wantCode(t, h.CheckReset(ctx, token), fault.CodeTokenInvalid)
		set[model.User](h, dbtest.Bo, "email = ?", "bo@elsewhere.example")
		wantCode(t, h.VerifyEmail(ctx, token), fault.CodeTokenInvalid)
		set[model.User](h, dbtest.Bo, "email = ?", "bo@example.com")
		if err := h.VerifyEmail(ctx, token); err != nil || !h.user(dbtest.Bo).EmailVerified {
			t.Fatal(err)
		}
		wantCode(t, h.VerifyEmail(ctx, token), fault.CodeTokenUsed)
		wantCode(t, h.VerifyEmail(ctx, "junk"), fault.CodeTokenInvalid)
		wantCode(t, h.RequestVerification(ctx, access.Actor{}, ""), fault.CodeUnauthenticated)
	})
}

func TestResetsOfUnknownAddressesTakeAsLong(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), auth.Options{})
	took := func(email string) time.Duration {
		best := time.Hour
		for range 10 {
			start := time.Now()
			if err := h.RequestReset(ctx, email, "", desk); err != nil {
				t.Fatal(err)
			}
			best = min(best, time.Since(start))
		}
		return best
	}
	known, unknown := took("bo@example.com"), took("nobody@example.com")
	t.Logf("known %v, unknown %v", known, unknown)
	if known > 5*unknown+5*time.Millisecond || unknown > 5*known+5*time.Millisecond {
		t.Errorf("known %v, unknown %v", known, unknown)
	}
}
