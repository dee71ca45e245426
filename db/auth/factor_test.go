package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// armed is Bo with an authenticator.
type armed struct {
	house
	auth.Enrolment
	actor access.Actor // of the session that enrolled
}

func arm(h house) *armed {
	h.t.Helper()
	_, actor := h.signIn("bo@example.com", dbtest.Password)
	e, err := h.EnrolTOTP(ctx, actor, dbtest.Password, "Gatehouse")
	if err != nil {
		h.t.Fatal(err)
	}
	a := &armed{house: h, Enrolment: e}
	token, err := h.ProveTOTP(ctx, actor, a.code())
	if err != nil {
		h.t.Fatal(err)
	}
	a.actor = h.actor(token)
	return a
}

// code is a code that was not used before: the clock's step is taken back for it.
func (a *armed) code() string {
	a.t.Helper()
	if _, err := db.UpdatePlatform[model.TwoFactor](a.DB).Set("last_step = 0").Where("user_id = ?", dbtest.Bo).Do(ctx); err != nil {
		a.t.Fatal(err)
	}
	code, err := totp.GenerateCode(a.Secret, time.Now())
	if err != nil {
		a.t.Fatal(err)
	}
	return code
}

func (a *armed) challenged(device string) *auth.Challenge {
	a.t.Helper()
	arrival, err := a.SignIn(ctx, auth.Credentials{Email: "bo@example.com", Password: dbtest.Password, Remember: true, Device: device}, sofa)
	if err != nil || arrival.Token != "" || arrival.Challenge == nil {
		a.t.Fatalf("%+v, %v", arrival, err)
	}
	return arrival.Challenge
}

func (a *armed) answer(challenge, method, code string) (auth.Arrival, error) {
	return a.AnswerChallenge(ctx, auth.Answer{Challenge: challenge, Method: method, Code: code}, sofa)
}

func TestEnrolmentDecidesNothingUntilProven(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, actor := h.signIn("bo@example.com", dbtest.Password)
		_, err := h.EnrolTOTP(ctx, actor, "not the password", "Gatehouse")
		wantCode(t, err, fault.CodeWrongPassword)
		e, err := h.EnrolTOTP(ctx, actor, dbtest.Password, "Gate house")
		if err != nil || len(e.RecoveryCodes) != 10 || !strings.HasPrefix(e.URI, "otpauth://totp/Gate%20house:bo@example.com?secret="+e.Secret+"&") {
			t.Fatalf("%+v, %v", e, err)
		}
		h.signIn("bo@example.com", dbtest.Password) // no question yet
		_, err = h.ProveTOTP(ctx, actor, "000000")
		wantCode(t, err, fault.CodeInvalidCode)
		again, err := h.EnrolTOTP(ctx, actor, dbtest.Password, "Gatehouse")
		if err != nil || again.Secret == e.Secret {
			t.Fatalf("enrolling again: %v", err)
		}
		raw, err := db.SelectPlatform[model.TwoFactor](h.DB).Where("user_id = ?", dbtest.Bo).One(ctx)
		if err != nil || strings.Contains(raw.Secret, again.Secret) || raw.Verified {
			t.Errorf("stored %+v, %v", raw, err)
		}
	})
}

func TestSwitchingOnReplacesSessions(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		other, _ := h.signIn("bo@example.com", dbtest.Password)
		a := arm(h)
		if _, err := h.recognize(other); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("another session survived: %v", err)
		}
		s, err := h.Session(ctx, a.actor)
		if err != nil || s.Factor != auth.FactorTOTP {
			t.Errorf("%+v, %v", s, err)
		}
		if list := h.mails(auth.MailAccountChanged); len(list) != 1 || list[0].Values["what"] != auth.ChangedTwoFactorOn {
			t.Errorf("%+v", list)
		}
		_, err = h.EnrolTOTP(ctx, a.actor, dbtest.Password, "Gatehouse")
		wantCode(t, err, fault.CodeTOTPEnabled)
		f, err := h.Factors(ctx, a.actor)
		if err != nil || !f.TwoFactor || f.RecoveryCodes != 10 {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

func TestChallengeIsAnsweredOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		c := a.challenged("")
		_, err := a.answer(c.Token, auth.FactorTOTP, "000000")
		wantCode(t, err, fault.CodeInvalidCode)
		code := a.code()
		arrival, err := a.answer(c.Token, auth.FactorTOTP, code)
		if err != nil || h.actor(arrival.Token).UserID() != dbtest.Bo || arrival.User.ID != dbtest.Bo {
			t.Fatalf("%+v, %v", arrival, err)
		}
		_, err = a.answer(c.Token, auth.FactorTOTP, a.code())
		wantCode(t, err, fault.CodeNoChallenge)
		_, err = a.answer("nothing", auth.FactorTOTP, a.code())
		wantCode(t, err, fault.CodeNoChallenge)

		expired := a.challenged("")
		if _, err := db.UpdatePlatform[model.Challenge](h.DB).Set("expires_at = ?", h.DB.Now()).Where("secret_hash = ?", auth.Hash(expired.Token)).Do(ctx); err != nil {
			t.Fatal(err)
		}
		_, err = a.answer(expired.Token, auth.FactorTOTP, a.code())
		wantCode(t, err, fault.CodeNoChallenge)
	})
}

func TestCodeCountsOnce(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		code := a.code()
		challenges := []*auth.Challenge{a.challenged(""), a.challenged(""), a.challenged(""), a.challenged(""), a.challenged("")}
		got := atOnce(len(challenges), func(i int) error {
			_, err := a.answer(challenges[i].Token, auth.FactorTOTP, code)
			return err
		})
		if got[""] != 1 || got[fault.CodeInvalidCode] != 4 {
			t.Errorf("one code five times at once: %v", got)
		}
		c := a.challenged("")
		got = atOnce(20, func(int) error {
			_, err := a.answer(c.Token, auth.FactorTOTP, "000000")
			return err
		})
		if got[fault.CodeInvalidCode]+got[fault.CodeFactorLocked] == 0 || got[fault.CodeInvalidCode] > 5 || got[""] != 0 {
			t.Errorf("twenty guesses at once: %v", got)
		}
	})
}

func TestGuessesLockTheFactor(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		tried := 0
		for range 20 {
			c := a.challenged("")
			for range 6 {
				if _, err := a.answer(c.Token, auth.FactorTOTP, "000000"); fault.Has(err, fault.CodeInvalidCode) {
					tried++
				}
			}
		}
		if tried != 10 {
			t.Errorf("%d guesses were looked at", tried)
		}
		c := a.challenged("")
		_, err := a.answer(c.Token, auth.FactorTOTP, a.code())
		wantCode(t, err, fault.CodeFactorLocked)
		if f := fault.As(err); f.RetryAfter < 800 || f.RetryAfter > 901 {
			t.Errorf("again in %d s", f.RetryAfter)
		}
		if _, err := h.recognize(""); err == nil {
			t.Error("nobody is recognised")
		}
		if _, err := db.UpdatePlatform[model.TwoFactor](h.DB).Set("locked_until = ?", h.DB.Now()-1).Where("user_id = ?", dbtest.Bo).Do(ctx); err != nil {
			t.Fatal(err)
		}
		_, err = a.answer(c.Token, auth.FactorTOTP, "000000") // counts from one again
		wantCode(t, err, fault.CodeInvalidCode)
		if _, err := a.answer(c.Token, auth.FactorTOTP, a.code()); err != nil {
			t.Error(err)
		}
	})
}

func TestRecoveryCodes(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		code := a.RecoveryCodes[3]
		got := atOnce(4, func(int) error {
			_, err := a.answer(a.challenged("").Token, auth.FactorRecovery, " "+strings.ToUpper(code))
			return err
		})
		if got[""] != 1 || got[fault.CodeInvalidRecovery] != 3 {
			t.Errorf("one recovery code four times: %v", got)
		}
		codes, err := h.RenewRecoveryCodes(ctx, a.actor, dbtest.Password)
		if err != nil || len(codes) != 10 {
			t.Fatal(codes, err)
		}
		_, err = a.answer(a.challenged("").Token, auth.FactorRecovery, a.RecoveryCodes[4])
		wantCode(t, err, fault.CodeInvalidRecovery)
		if _, err = a.answer(a.challenged("").Token, auth.FactorRecovery, codes[0]); err != nil {
			t.Error(err)
		}
		if f, err := h.Factors(ctx, a.actor); err != nil || f.RecoveryCodes != 9 {
			t.Errorf("%+v, %v", f, err)
		}
	})
}

func TestMailedCode(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		c := a.challenged("")
		_, err := a.answer(c.Token, auth.FactorCode, "123456")
		wantCode(t, err, fault.CodeOTPExpired) // none was sent
		send := func() string {
			if err := h.SendCode(ctx, c.Token, sofa); err != nil {
				t.Fatal(err)
			}
			list := h.mails(auth.MailSignInCode)
			last := list[len(list)-1]
			if last.To != "bo@example.com" {
				t.Fatalf("to %q", last.To)
			}
			return job.Digits(key, *last.Secret)
		}
		old := send()
		code := send()
		if old != code {
			_, err = a.answer(c.Token, auth.FactorCode, old)
			wantCode(t, err, fault.CodeInvalidCode)
		}
		arrival, err := a.answer(c.Token, auth.FactorCode, code)
		if err != nil {
			t.Fatal(err)
		}
		if s, err := h.Session(ctx, h.actor(arrival.Token)); err != nil || s.Factor != auth.FactorCode || auth.Strong(s.Factor) {
			t.Errorf("%+v, %v", s, err)
		}
		wantCode(t, h.SendCode(ctx, c.Token, sofa), fault.CodeNoChallenge)
	})
}

func TestTrustedBrowser(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		arrival, err := a.AnswerChallenge(ctx, auth.Answer{
			Challenge: a.challenged("").Token, Method: auth.FactorTOTP, Code: a.code(), Trust: true,
		}, sofa)
		if err != nil || arrival.Device == "" {
			t.Fatalf("%+v, %v", arrival, err)
		}
		in := func(email, device string) auth.Arrival {
			got, err := h.SignIn(ctx, auth.Credentials{Email: email, Password: dbtest.Password, Device: device}, sofa)
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		next := in("bo@example.com", arrival.Device)
		if next.Token == "" || next.Device == "" || next.Device == arrival.Device {
			t.Fatalf("%+v", next)
		}
		a.challenged(arrival.Device) // a copy of the old token is worth nothing
		f, err := h.Factors(ctx, a.actor)
		if err != nil || len(f.Devices) != 1 {
			t.Fatalf("%+v, %v", f, err)
		}
		ada, _ := h.signIn("ada@example.com", dbtest.Password)
		if err := h.DistrustDevice(ctx, h.actor(ada), f.Devices[0].ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("somebody else's: %v", err)
		}
		if err := h.DistrustDevice(ctx, a.actor, f.Devices[0].ID); err != nil {
			t.Fatal(err)
		}
		a.challenged(next.Device)
	})
}

func TestNoDoorAroundTheSecondFactor(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		err := h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
			_, _, err := h.StartSession(ctx, tx, dbtest.Bo, desk, true)
			return err
		})
		wantCode(t, err, fault.CodeTwoFactorRequired)
		if err := h.RequestReset(ctx, "bo@example.com", "", desk); err != nil {
			t.Fatal(err)
		}
		if err := h.ResetPassword(ctx, h.mailed(auth.MailReset), newPassword, desk); err != nil {
			t.Fatal(err)
		}
		arrival, err := h.SignIn(ctx, auth.Credentials{Email: "bo@example.com", Password: newPassword}, desk)
		if err != nil || arrival.Token != "" || arrival.Challenge == nil {
			t.Errorf("after a reset: %+v, %v", arrival, err)
		}
		if _, err := a.answer(arrival.Challenge.Token, auth.FactorTOTP, a.code()); err != nil {
			t.Error(err)
		}
	})
}

func TestSwitchingOff(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		a := arm(h)
		_, err := h.DisableTwoFactor(ctx, a.actor, "not the password")
		wantCode(t, err, fault.CodeWrongPassword)
		token, err := h.DisableTwoFactor(ctx, a.actor, dbtest.Password)
		if err != nil {
			t.Fatal(err)
		}
		h.actor(token)
		h.signIn("bo@example.com", dbtest.Password)
		_, err = h.DisableTwoFactor(ctx, h.actor(token), dbtest.Password)
		wantCode(t, err, fault.CodeTwoFactorOff)
		_, err = h.ProveTOTP(ctx, h.actor(token), "123456")
		wantCode(t, err, fault.CodeTOTPOff)
	})
}

// The password together with the mailbox, or a trusted browser, opens a session
// that cannot give itself a second factor.
func TestWeakSessionsCannotMakeThemselvesStrong(t *testing.T) {
	eachWith(t, auth.Options{BaseURL: "https://cms.example.com"}, func(t *testing.T, h house) {
		a := arm(h)
		c := a.challenged("")
		if err := h.SendCode(ctx, c.Token, sofa); err != nil {
			t.Fatal(err)
		}
		list := h.mails(auth.MailSignInCode)
		mailed, err := a.answer(c.Token, auth.FactorCode, job.Digits(key, *list[len(list)-1].Secret))
		if err != nil {
			t.Fatal(err)
		}
		trusted, err := a.AnswerChallenge(ctx, auth.Answer{
			Challenge: a.challenged("").Token, Method: auth.FactorTOTP, Code: a.code(), Trust: true,
		}, sofa)
		if err != nil {
			t.Fatal(err)
		}
		device, err := h.SignIn(ctx, auth.Credentials{Email: "bo@example.com", Password: dbtest.Password, Device: trusted.Device}, sofa)
		if err != nil || device.Token == "" {
			t.Fatalf("%+v, %v", device, err)
		}
		for _, token := range []string{mailed.Token, device.Token} {
			weak := h.actor(token)
			_, err := h.TOTPURI(ctx, weak, dbtest.Password, "Gatehouse")
			wantCode(t, err, fault.CodeTwoFactorRequired)
			_, err = h.RenewRecoveryCodes(ctx, weak, dbtest.Password)
			wantCode(t, err, fault.CodeTwoFactorRequired)
			_, err = h.DisableTwoFactor(ctx, weak, dbtest.Password)
			wantCode(t, err, fault.CodeTwoFactorRequired)
			_, err = h.BeginPasskey(ctx, weak)
			wantCode(t, err, fault.CodeTwoFactorRequired)
			_, err = h.AddPasskey(ctx, weak, "ceremony", nil, "Mine")
			wantCode(t, err, fault.CodeTwoFactorRequired)
			wantCode(t, h.ChangeEmail(ctx, weak, "elsewhere@example.com", ""), fault.CodeTwoFactorRequired)
		}
		strong, err := h.ProveTOTP(ctx, h.actor(mailed.Token), a.code())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.TOTPURI(ctx, h.actor(strong), dbtest.Password, "Gatehouse"); err != nil {
			t.Errorf("after the code: %v", err)
		}
	})
}
