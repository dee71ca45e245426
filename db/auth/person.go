package auth

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// The platform roles every installation has.
const (
	RoleAdmin = "admin" // of the first user
	RoleUser  = "user"  // of all others
)

const maxName = 100

// PersonInput is what somebody says about themselves when they sign up.
type PersonInput struct {
	Name     string
	Email    string
	Password string
	TimeZone string // optional, e.g. Europe/Vienna
}

// Newcomer is a person whose input was checked and whose password is hashed.
// Only Prepare makes one.
type Newcomer struct {
	name, email, timeZone, hash string
}

// Email is the normalised address.
func (n Newcomer) Email() string { return n.email }

// Prepare checks a person's input and hashes the password, outside a transaction
// because that takes long. about are further words the password must not merely
// consist of, such as the organization's name. Fails with problems on name,
// email, password and timeZone, all at once.
func (s *Store) Prepare(ctx context.Context, in PersonInput, about ...string) (Newcomer, error) {
	problems := fault.InvalidInput()
	name, err := checkName(in.Name)
	collect(problems, err)
	email, err := NormalizeEmail(in.Email)
	collect(problems, err)
	collect(problems, checkTimeZone(in.TimeZone))
	collect(problems, CheckPassword(in.Password, append([]string{in.Name, email}, about...)...))
	if len(problems.Problems) > 0 {
		return Newcomer{}, problems
	}
	hash, err := s.hasher.hash(ctx, in.Password)
	return Newcomer{name: name, email: email, timeZone: in.TimeZone, hash: hash}, err
}

func collect(into *fault.Fault, err error) {
	if err != nil {
		into.Problems = append(into.Problems, fault.As(err).Problems...)
	}
}

func checkName(typed string) (string, error) {
	name := strings.TrimSpace(norm.NFC.String(typed))
	switch {
	case name == "":
		return "", fault.InvalidInput().About("name", fault.ProblemRequired)
	case utf8.RuneCountInString(name) > maxName:
		return "", fault.InvalidInput().About("name", fault.ProblemTooLong, "max", "100")
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "", fault.InvalidInput().About("name", fault.ProblemText)
	}
	return name, nil
}

// AddUser writes a new user with their password, in the caller's transaction.
// verified says that the address was proven (a mailed token). Fails with
// USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL.
func (s *Store) AddUser(ctx context.Context, tx *db.DB, n Newcomer, role string, verified bool) (model.User, error) {
	if n.hash == "" {
		return model.User{}, errors.New("auth: a newcomer comes from Prepare")
	}
	now := tx.Now()
	user := model.User{
		ID: model.NewID(model.UserID), Name: n.name, Email: n.email, EmailVerified: verified, Role: role,
		TimeZone: n.timeZone, CreatedAt: now, UpdatedAt: now,
	}
	if err := db.AddPlatform(ctx, tx, &user); err != nil {
		if fault.Has(err, fault.CodeUnique) {
			return model.User{}, fault.New(fault.Conflict, fault.LayerValidation, fault.CodeUserExists).
				About("email", fault.ProblemTaken)
		}
		return model.User{}, err
	}
	if err := addCredential(ctx, tx, user.ID, n.hash); err != nil {
		return model.User{}, err
	}
	return user, note(ctx, tx, user.ID, "user.created", nil)
}

// SignUpAllowed says whether people may make themselves an account, with or
// without an invitation. Fails with EMAIL_PASSWORD_SIGN_UP_DISABLED.
func (s *Store) SignUpAllowed(invited bool) error {
	if s.options.SignUp == SignUpOpen || invited && s.options.SignUp == SignUpByInvitation {
		return nil
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeSignUpDisabled)
}

// SignUp makes an account where sign-up is open, and signs it in. Fails with
// EMAIL_PASSWORD_SIGN_UP_DISABLED, RATE_LIMITED, problems of the input, and
// USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL after the same work.
func (s *Store) SignUp(ctx context.Context, in PersonInput, device Device) (token string, user model.User, err error) {
	if err := s.SignUpAllowed(false); err != nil {
		return "", user, err
	}
	newcomer, err := s.PrepareSignUp(ctx, in, device)
	if err != nil {
		return "", user, err
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if user, err = s.AddUser(ctx, tx, newcomer, RoleUser, false); err != nil {
			return err
		}
		token, _, err = s.StartSession(ctx, tx, user.ID, device, true)
		return err
	})
	if err != nil {
		return "", model.User{}, err
	}
	return token, user, nil
}

// PrepareSignUp is Prepare with the limit on new accounts per address; mistakes
// in the input do not count.
func (s *Store) PrepareSignUp(ctx context.Context, in PersonInput, device Device, about ...string) (Newcomer, error) {
	quota := signUpAddress.Of(Network(device.Address))
	if err := s.limiter.Take(quota); err != nil {
		return Newcomer{}, err
	}
	newcomer, err := s.Prepare(ctx, in, about...)
	if err != nil {
		s.limiter.GiveBack(quota)
	}
	return newcomer, err
}
