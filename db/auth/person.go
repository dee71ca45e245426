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
	Image    string // optional, the address of a picture
}

// Newcomer is a person whose input was checked and whose password is hashed.
// Only Prepare makes one.
type Newcomer struct {
	name, email, timeZone, image, hash string
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
	collect(problems, checkImage(in.Image))
	collect(problems, CheckPassword(in.Password, append([]string{in.Name, email}, about...)...))
	if len(problems.Problems) > 0 {
		return Newcomer{}, problems
	}
	hash, err := s.hasher.hash(ctx, in.Password)
	return Newcomer{name: name, email: email, timeZone: in.TimeZone, image: in.Image, hash: hash}, err
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
		Image: n.image, TimeZone: n.timeZone, CreatedAt: now, UpdatedAt: now,
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
