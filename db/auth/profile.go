package auth

import (
	"context"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// User reads the actor's own row. Fails with AUTH_MISSING when the actor is not a person.
func (s *Store) User(ctx context.Context, actor access.Actor) (model.User, error) {
	if actor.UserID() == "" {
		return model.User{}, fault.SignIn()
	}
	return db.SelectPlatform[model.User](s.db).Where("id = ?", actor.UserID()).One(ctx)
}

// UserByEmail reads a user by their address. Fails with FIREWALL_NOT_FOUND. It is
// for other contexts' transactions; no answer may depend on it.
func (s *Store) UserByEmail(ctx context.Context, tx *db.DB, email string) (model.User, error) {
	return db.SelectPlatform[model.User](tx).Where("email = ?", email).One(ctx)
}

// Profile is what people may change about themselves; nil leaves a value as it
// is, "" clears a time zone or a picture.
type Profile struct{ Name, TimeZone, Image *string }

// UpdateProfile changes the actor's own row. Fails with problems on name, timeZone
// and image.
func (s *Store) UpdateProfile(ctx context.Context, actor access.Actor, p Profile) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	problems := fault.InvalidInput()
	user := model.User{ID: userID, UpdatedAt: s.db.Now()}
	columns := []string{"updated_at"}
	if p.Name != nil {
		user.Name, err = checkName(*p.Name)
		collect(problems, err)
		columns = append(columns, "name")
	}
	if p.TimeZone != nil {
		user.TimeZone = *p.TimeZone
		collect(problems, checkTimeZone(user.TimeZone))
		columns = append(columns, "time_zone")
	}
	if p.Image != nil {
		user.Image = *p.Image
		collect(problems, checkImage(user.Image))
		columns = append(columns, "image")
	}
	if len(problems.Problems) > 0 {
		return problems
	}
	return db.ChangePlatform(ctx, s.db, &user, columns...)
}

const maxImage = 2048

// checkImage takes the address of a picture, ours or somebody's.
func checkImage(address string) error {
	if address == "" {
		return nil
	}
	u, err := url.Parse(address)
	if err != nil || len(address) > maxImage || !utf8.ValidString(address) || strings.ContainsFunc(address, unicode.IsControl) ||
		u.Scheme != "https" && u.Scheme != "http" && (u.Scheme != "" || u.Host != "" || !strings.HasPrefix(address, "/")) {
		return fault.InvalidInput().About("image", fault.ProblemFormat, "want", "url")
	}
	return nil
}

func checkTimeZone(name string) error {
	if name == "" {
		return nil
	}
	if _, err := time.LoadLocation(name); err != nil || name == "Local" || len(name) > 64 {
		return fault.InvalidInput().About("timeZone", fault.ProblemFormat, "want", "timeZone")
	}
	return nil
}
