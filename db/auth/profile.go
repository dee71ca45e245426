package auth

import (
	"context"
	"time"

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

// UpdateProfile changes the actor's name and time zone ("" for none). Fails with
// problems on name and timeZone.
func (s *Store) UpdateProfile(ctx context.Context, actor access.Actor, name, timeZone string) error {
	userID, _, err := person(actor)
	if err != nil {
		return err
	}
	problems := fault.InvalidInput()
	name, err = checkName(name)
	collect(problems, err)
	collect(problems, checkTimeZone(timeZone))
	if len(problems.Problems) > 0 {
		return problems
	}
	user := model.User{ID: userID, Name: name, TimeZone: timeZone, UpdatedAt: s.db.Now()}
	return db.ChangePlatform(ctx, s.db, &user, "name", "time_zone", "updated_at")
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
