package auth_test

import (
	"testing"

	"github.com/descope/virtualwebauthn"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// keyring is a person's authenticator, at our origin.
type keyring struct {
	house
	party         virtualwebauthn.RelyingParty
	authenticator virtualwebauthn.Authenticator
	credential    virtualwebauthn.Credential
}

func withPasskeys(t *testing.T, test func(t *testing.T, k *keyring)) {
	t.Helper()
	eachWith(t, auth.Options{Site: "Gatehouse", BaseURL: "https://cms.example.com"}, func(t *testing.T, h house) {
		test(t, &keyring{
			house: h, credential: virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2),
			party:         virtualwebauthn.RelyingParty{Name: "Gatehouse", ID: "cms.example.com", Origin: "https://cms.example.com"},
			authenticator: virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{UserHandle: []byte(dbtest.Bo)}),
		})
	})
}

// attest answers a request to make a passkey.
func (k *keyring) attest(c auth.Ceremony) []byte {
	k.t.Helper()
	options, err := virtualwebauthn.ParseAttestationOptions(`{"publicKey":` + string(c.Options) + `}`)
	if err != nil {
		k.t.Fatal(err)
	}
	return []byte(virtualwebauthn.CreateAttestationResponse(k.party, k.authenticator, k.credential, *options))
}

// assert answers a request to use it.
func (k *keyring) assert(c auth.Ceremony) []byte {
	k.t.Helper()
	options, err := virtualwebauthn.ParseAssertionOptions(`{"publicKey":` + string(c.Options) + `}`)
	if err != nil {
		k.t.Fatal(err)
	}
	k.credential.Counter++
	return []byte(virtualwebauthn.CreateAssertionResponse(k.party, k.authenticator, k.credential, *options))
}

func (k *keyring) begin() auth.Ceremony {
	k.t.Helper()
	c, err := k.BeginPasskeySignIn(ctx, desk)
	if err != nil {
		k.t.Fatal(err)
	}
	return c
}

// add gives Bo the passkey and answers a session of his.
func (k *keyring) add() (auth.Passkey, access.Actor) {
	k.t.Helper()
	token, actor := k.signIn("bo@example.com", dbtest.Password)
	c, err := k.BeginPasskey(ctx, actor)
	if err != nil {
		k.t.Fatal(err)
	}
	p, err := k.AddPasskey(ctx, actor, c.Token, k.attest(c), "Laptop")
	if err != nil {
		k.t.Fatal(err)
	}
	k.authenticator.AddCredential(k.credential)
	return p, k.actor(token) // which has proven a second factor by it
}

func TestPasskeySignsIn(t *testing.T) {
	withPasskeys(t, func(t *testing.T, k *keyring) {
		p, actor := k.add()
		if p.Name != "Laptop" || p.UserID != dbtest.Bo || p.CredentialID == "" || p.PublicKey == "" {
			t.Errorf("%+v", p)
		}
		c := k.begin()
		response := k.assert(c)
		arrival, err := k.SignInByPasskey(ctx, c.Token, response, sofa)
		if err != nil || arrival.User.ID != dbtest.Bo {
			t.Fatalf("%+v, %v", arrival, err)
		}
		if s, err := k.Session(ctx, k.actor(arrival.Token)); err != nil || s.Factor != auth.FactorPasskey {
			t.Errorf("%+v, %v", s, err)
		}
		_, err = k.SignInByPasskey(ctx, c.Token, response, sofa)
		wantCode(t, err, fault.CodeNoCeremony)
		if list := k.mails(auth.MailAccountChanged); len(list) != 1 || list[0].Values["what"] != auth.ChangedPasskeyAdded {
			t.Errorf("%+v", list)
		}
		again, err := k.BeginPasskey(ctx, actor) // the same authenticator is not asked twice
		if err != nil {
			t.Fatal(err)
		}
		_, err = k.AddPasskey(ctx, actor, again.Token, k.attest(again), "")
		wantCode(t, err, fault.CodeBadRegistration)
	})
}

func TestPasskeyIsRefused(t *testing.T) {
	withPasskeys(t, func(t *testing.T, k *keyring) {
		p, actor := k.add()
		try := func(c auth.Ceremony, response []byte) error {
			_, err := k.SignInByPasskey(ctx, c.Token, response, sofa)
			return err
		}
		old := k.begin()
		wantCode(t, try(k.begin(), k.assert(old)), fault.CodeBadAssertion) // another question's answer
		wantCode(t, try(k.begin(), []byte("{}")), fault.CodeBadAssertion)

		elsewhere := *k
		elsewhere.party.Origin = "https://cms.example.org"
		c := k.begin()
		wantCode(t, try(c, elsewhere.assert(c)), fault.CodeBadAssertion)

		stranger := *k
		stranger.credential = virtualwebauthn.NewCredential(virtualwebauthn.KeyTypeEC2)
		c = k.begin()
		wantCode(t, try(c, stranger.assert(c)), fault.CodePasskeyNotFound)

		unverified := *k
		unverified.authenticator = virtualwebauthn.NewAuthenticatorWithOptions(virtualwebauthn.AuthenticatorOptions{
			UserHandle: []byte(dbtest.Bo), UserNotVerified: true,
		})
		c = k.begin()
		wantCode(t, try(c, unverified.assert(c)), fault.CodeBadAssertion)

		c = k.begin()
		ahead := k.assert(c)
		if err := try(c, ahead); err != nil {
			t.Fatal(err)
		}
		k.credential.Counter = 0 // a copy that lags behind
		c = k.begin()
		wantCode(t, try(c, k.assert(c)), fault.CodeBadAssertion)
		k.credential.Counter = 10

		c = k.begin()
		if _, err := db.UpdatePlatform[model.Ceremony](k.DB).Set("expires_at = ?", k.DB.Now()).Where("secret_hash = ?", auth.Hash(c.Token)).Do(ctx); err != nil {
			t.Fatal(err)
		}
		wantCode(t, try(c, k.assert(c)), fault.CodeNoCeremony)

		_, ada := k.signIn("ada@example.com", dbtest.Password)
		wantCode(t, k.RemovePasskey(ctx, ada, p.ID), fault.CodePasskeyNotFound)
		_, err := k.RenamePasskey(ctx, ada, p.ID, "Mine")
		wantCode(t, err, fault.CodePasskeyNotFound)
		if renamed, err := k.RenamePasskey(ctx, actor, p.ID, "Phone"); err != nil || renamed.Name != "Phone" {
			t.Errorf("%+v, %v", renamed, err)
		}
		if err := k.RemovePasskey(ctx, actor, p.ID); err != nil {
			t.Fatal(err)
		}
		c = k.begin()
		wantCode(t, try(c, k.assert(c)), fault.CodePasskeyNotFound)
		if list, err := k.Passkeys(ctx, actor); err != nil || len(list) != 0 {
			t.Errorf("%+v, %v", list, err)
		}
	})
}

func TestOnePasskeyAnswerMakesOneSession(t *testing.T) {
	withPasskeys(t, func(t *testing.T, k *keyring) {
		k.add()
		c := k.begin()
		response := k.assert(c)
		got := atOnce(10, func(int) error {
			_, err := k.SignInByPasskey(ctx, c.Token, response, sofa)
			return err
		})
		if got[""] != 1 || got[fault.CodeNoCeremony] != 9 {
			t.Errorf("%v", got)
		}
	})
}

func TestNoPasskeysWithoutABaseURL(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		_, err := h.BeginPasskeySignIn(ctx, desk)
		wantCode(t, err, fault.CodeNotFound)
	})
}

// A passkey protects the account behind it: the password alone adds nothing.
func TestPasswordAloneAddsNothingToAPasskey(t *testing.T) {
	withPasskeys(t, func(t *testing.T, k *keyring) {
		p, _ := k.add()
		_, weak := k.signIn("bo@example.com", dbtest.Password)
		_, err := k.EnrolTOTP(ctx, weak, dbtest.Password, "Mine")
		wantCode(t, err, fault.CodeTwoFactorRequired)
		_, err = k.BeginPasskey(ctx, weak)
		wantCode(t, err, fault.CodeTwoFactorRequired)
		wantCode(t, k.RemovePasskey(ctx, weak, p.ID), fault.CodeTwoFactorRequired)
	})
}
