package auth_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/alexedwards/argon2id"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		arrival, err := h.SignIn(ctx, auth.Credentials{Email: " ADA@example.com", Password: dbtest.Password, Remember: true}, desk)
		token, user := arrival.Token, arrival.User
		if err != nil || user.ID != dbtest.Ada || len(token) != 32 {
			t.Fatalf("%q, %q, %v", token, user.ID, err)
		}
		actor := h.actor(token)
		session, err := h.Session(ctx, actor)
		if err != nil || session.Address != desk.Address || session.UserAgent != desk.UserAgent || !session.Remember ||
			session.ActiveOrganizationID != "" || session.ExpiresAt.Sub(session.CreatedAt) != 7*24*time.Hour {
			t.Errorf("session %+v, %v", session, err)
		}
		if strings.Contains(session.TokenHash, token) {
			t.Error("the token is stored")
		}
		again, _ := h.signIn("ada@example.com", dbtest.Password)
		if again == token {
			t.Error("two sign-ins share a token")
		}
		if n := h.noted(dbtest.Ada, "session.created"); n != 2 {
			t.Errorf("%d sign-ins noted", n)
		}
	})
}

func TestSignInWithoutRemembering(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		arrival, err := h.SignIn(ctx, auth.Credentials{Email: "ada@example.com", Password: dbtest.Password}, desk)
		if err != nil {
			t.Fatal(err)
		}
		token := arrival.Token
		session, err := h.Session(ctx, h.actor(token))
		if err != nil || session.Remember || session.ExpiresAt.Sub(session.CreatedAt) != 24*time.Hour {
			t.Fatalf("session %+v, %v", session, err)
		}
		set[model.Session](h, session.ID, "expires_at = ?", h.DB.Now().Add(time.Hour))
		if extended, _, err := h.Touch(ctx, h.actor(token)); extended || err != nil {
			t.Errorf("extended %v, %v", extended, err)
		}
	})
}

func TestSignInIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		try := func(email, password string) error {
			arrival, err := h.SignIn(ctx, auth.Credentials{Email: email, Password: password}, desk)
			if arrival.Token != "" || arrival.User.ID != "" {
				t.Errorf("a refusal gave %q, %q", arrival.Token, arrival.User.ID)
			}
			return err
		}
		wrong, unknown := try("ada@example.com", "not the password"), try("nobody@example.com", "not the password")
		wantCode(t, wrong, fault.CodeBadPassword)
		if wrong == nil || unknown == nil || wrong.Error() != unknown.Error() {
			t.Errorf("known %v, unknown %v", wrong, unknown)
		}
		if n := h.noted(dbtest.Ada, "session.refused"); n != 1 {
			t.Errorf("%d failures noted", n)
		}
		wantProblem(t, try("ada", "x"), "email", fault.ProblemFormat)
		wantProblem(t, try("ada@example.com", ""), "password", fault.ProblemRequired)
		wantProblem(t, try("ada@example.com", strings.Repeat("x", 129)), "password", fault.ProblemTooLong)

		set[model.User](h, dbtest.Bo, "banned = ?", true)
		wantCode(t, try("bo@example.com", "not the password"), fault.CodeBadPassword)
		wantCode(t, try("bo@example.com", dbtest.Password), fault.CodeBanned)
		set[model.User](h, dbtest.Bo, "ban_expires_at = ?", h.DB.Now().Add(-time.Minute))
		if _, err := h.SignIn(ctx, auth.Credentials{Email: "bo@example.com", Password: dbtest.Password}, desk); err != nil {
			t.Errorf("after the ban: %v", err)
		}
		if _, err := db.RemovePlatform[model.Account](h.DB).Where("user_id = ?", dbtest.Cy).Do(ctx); err != nil {
			t.Fatal(err)
		}
		wantCode(t, try("cy@example.com", dbtest.Password), fault.CodeBadPassword)
	})
}

// Where no password can be hashed, nobody's sign-in gets an answer: the work is
// done for unknown addresses as for known ones.
func TestUnknownAddressesTakeAsLong(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), auth.Options{})
	release := h.Occupy()
	for _, email := range []string{"ada@example.com", "nobody@example.com"} {
		_, err := h.SignIn(ctx, auth.Credentials{Email: email, Password: "not the password"}, desk)
		wantCode(t, err, fault.CodeUnavailable)
	}
	release()
	_, err := h.SignIn(ctx, auth.Credentials{Email: "nobody@example.com", Password: "not the password"}, desk)
	wantCode(t, err, fault.CodeBadPassword)
}

func TestSignInRenewsOldHashes(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		old, err := argon2id.CreateHash(dbtest.Password, &argon2id.Params{Memory: 8192, Iterations: 1, Parallelism: 1, SaltLength: 16, KeyLength: 32})
		if err != nil {
			t.Fatal(err)
		}
		id := "acc" + dbtest.Ada[3:]
		set[model.Account](h, id, "password = ?", old)
		h.signIn("ada@example.com", dbtest.Password)
		a, err := db.SelectPlatform[model.Account](h.DB).Where("id = ?", id).One(ctx)
		if err != nil || !strings.HasPrefix(a.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
			t.Errorf("hash %q, %v", a.Password, err)
		}
		h.signIn("ada@example.com", dbtest.Password)
	})
}

func TestSignInIsLimited(t *testing.T) {
	eachWith(t, auth.Options{Limits: true}, func(t *testing.T, h house) {
		try := func(email, password string, d auth.Device) error {
			_, err := h.SignIn(ctx, auth.Credentials{Email: email, Password: password}, d)
			return err
		}
		for range 8 {
			if err := try("cy@example.com", dbtest.Password, desk); err != nil {
				t.Fatalf("successes count: %v", err)
			}
		}
		for range 5 {
			wantCode(t, try("ada@example.com", "not the password", desk), fault.CodeBadPassword)
		}
		sixth := try("ada@example.com", "not the password", desk)
		wantCode(t, sixth, fault.CodeRateLimited)
		if wait := fault.As(sixth).RetryAfter; wait < 1 || wait > 60 {
			t.Errorf("wait %d seconds", wait)
		}
		wantCode(t, try("ada@example.com", dbtest.Password, desk), fault.CodeRateLimited)
		if err := try("ada@example.com", dbtest.Password, sofa); err != nil {
			t.Errorf("from another address: %v", err)
		}
		if err := try("bo@example.com", dbtest.Password, desk); err != nil {
			t.Errorf("another account: %v", err)
		}
		for range 5 {
			wantCode(t, try("nobody@example.com", "not the password", desk), fault.CodeBadPassword)
		}
		wantCode(t, try("nobody@example.com", "not the password", desk), fault.CodeRateLimited)
	})
}

func TestManyGuessesAtOnceAreLimited(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), auth.Options{Limits: true})
	codes := atOnce(30, func(int) error {
		_, err := h.SignIn(ctx, auth.Credentials{Email: "ada@example.com", Password: "not the password"}, desk)
		return err
	})
	if codes[fault.CodeBadPassword] != 5 || codes[fault.CodeRateLimited] != 25 {
		t.Errorf("%v", codes)
	}
}

func TestOldestSessionGivesWay(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		first, _ := h.signIn("bo@example.com", dbtest.Password)
		start := func() (token string, err error) {
			err = h.DB.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
				token, _, err = h.StartSession(ctx, tx, dbtest.Bo, desk, true)
				return err
			})
			return token, err
		}
		time.Sleep(2 * time.Millisecond)
		var last string
		for range 20 {
			var err error
			if last, err = start(); err != nil {
				t.Fatal(err)
			}
		}
		if n := h.live(dbtest.Bo); n != 20 {
			t.Errorf("%d live sessions", n)
		}
		if _, err := h.recognize(first); !fault.Is(err, fault.Unauthenticated) {
			t.Errorf("the oldest still lives: %v", err)
		}
		h.actor(last)
		if codes := atOnce(10, func(int) error { _, err := start(); return err }); codes[""] != 10 {
			t.Errorf("ten at once: %v", codes)
		}
		if n := h.live(dbtest.Bo); n != 20 {
			t.Errorf("%d live sessions after ten at once", n)
		}
	})
}

func TestSignUp(t *testing.T) {
	eachWith(t, auth.Options{SignUp: auth.SignUpOpen}, func(t *testing.T, h house) {
		in := auth.PersonInput{Name: " Dee Novak ", Email: "Dee@Example.com", Password: newPassword, TimeZone: "Europe/Vienna"}
		token, user, err := h.SignUp(ctx, in, auth.Joining{Remember: true}, desk)
		if err != nil || user.Email != "dee@example.com" || user.Name != "Dee Novak" || user.Role != "user" || user.EmailVerified {
			t.Fatalf("%+v, %v", user, err)
		}
		if actor := h.actor(token); actor.UserID() != user.ID {
			t.Error("signed in as somebody else")
		}
		h.signIn("dee@example.com", newPassword)

		_, _, err = h.SignUp(ctx, in, auth.Joining{Remember: true}, desk)
		wantCode(t, err, fault.CodeUserExists)
		_, _, err = h.SignUp(ctx, auth.PersonInput{Name: "\x01", Email: "x", Password: "short", TimeZone: "Local"}, auth.Joining{Remember: true}, desk)
		wantProblem(t, err, "name", fault.ProblemText)
		wantProblem(t, err, "email", fault.ProblemFormat)
		wantProblem(t, err, "password", fault.ProblemTooShort)
		wantProblem(t, err, "timeZone", fault.ProblemFormat)
	})
	for _, mode := range []string{"", auth.SignUpByInvitation, auth.SignUpOff} {
		h := open(t, dbtest.OpenSQLite(t), auth.Options{SignUp: mode})
		_, _, err := h.SignUp(ctx, auth.PersonInput{Name: "Dee", Email: "dee@example.com", Password: newPassword}, auth.Joining{Remember: true}, desk)
		wantCode(t, err, fault.CodeSignUpDisabled)
		if err := h.SignUpAllowed(true); (err == nil) != (mode != auth.SignUpOff) {
			t.Errorf("%q, invited: %v", mode, err)
		}
	}
}

func TestSignUpWithOneAddressAtOnce(t *testing.T) {
	eachWith(t, auth.Options{SignUp: auth.SignUpOpen}, func(t *testing.T, h house) {
		codes := atOnce(10, func(int) error {
			_, _, err := h.SignUp(ctx, auth.PersonInput{Name: "Dee", Email: "dee@example.com", Password: newPassword}, auth.Joining{Remember: true}, desk)
			return err
		})
		if codes[""] != 1 || codes[fault.CodeUserExists] != 9 {
			t.Errorf("%v", codes)
		}
	})
}

func TestIdentityOfABannedUserEnds(t *testing.T) {
	each(t, func(t *testing.T, h house) {
		token, _ := h.signIn("bo@example.com", dbtest.Password)
		set[model.User](h, dbtest.Bo, "banned = ?", true)
		if _, err := h.recognize(token); !fault.Is(err, fault.Unauthenticated) {
			t.Error(err)
		}
		if _, err := h.Identity(ctx, access.Credential{}); !fault.Is(err, fault.Unauthenticated) {
			t.Error(err)
		}
	})
}
