package route

import (
	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// Open serves everybody and asks nobody who they are.
func Open(h func(c *echo.Context) error) Handler {
	return Handler{who: Everybody, adapt: func(*Section) echo.HandlerFunc { return h }}
}

// Known serves everybody; a signed-in person is recognised.
func Known(h func(c *echo.Context, actor access.Actor) error) Handler {
	return Handler{who: Knowing, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			actor, err := s.recognize(c)
			if err != nil {
				return err
			}
			return h(c, actor)
		}
	}}
}

// SignedIn serves whoever is recognised; nobody gets AUTH_MISSING.
func SignedIn(h func(c *echo.Context, actor access.Actor) error) Handler {
	return Handler{who: People, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			actor, err := s.recognize(c)
			if err != nil {
				return err
			}
			if !actor.Known() {
				return fault.SignIn()
			}
			return h(c, actor)
		}
	}}
}

// Scoped serves members of the organization a request is for who hold one of
// the roles of the expression ("member+").
func Scoped(role string, h func(c *echo.Context, scope access.Scope) error) Handler {
	return Handler{who: Members, role: role, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			actor, err := s.recognize(c)
			if err != nil {
				return err
			}
			scope, err := s.table.gate.Enter(c.Request().Context(), actor, s.asked(c))
			if err != nil {
				return err
			}
			if err := scope.Require(role); err != nil {
				return err
			}
			return h(c, scope)
		}
	}}
}

// Visiting serves members with their roles and everybody else without any.
func Visiting(h func(c *echo.Context, scope access.Scope) error) Handler {
	return Handler{who: Visitors, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			actor, err := s.recognize(c)
			if err != nil {
				return err
			}
			scope, err := s.table.gate.Visit(c.Request().Context(), actor, s.asked(c))
			if err != nil {
				return err
			}
			return h(c, scope)
		}
	}}
}

// Platform serves people with a platform role. To everybody else the route does
// not exist.
func Platform(role string, h func(c *echo.Context, actor access.Actor) error) Handler {
	return Handler{who: Staff, role: role, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			actor, err := s.recognize(c)
			if err != nil {
				return err
			}
			if actor.UserRole() != role {
				return fault.NotFoundOf("page")
			}
			return h(c, actor)
		}
	}}
}

// Told is Known for calls whose input is read and checked before anybody asks who
// they are: a bad body is 400 with and without a session.
func Told[T any](h func(c *echo.Context, actor access.Actor, in T) error) Handler {
	return Handler{who: Knowing, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			var in T
			if err := s.read(c, &in); err != nil {
				return err
			}
			actor, err := s.recognize(c)
			if err != nil {
				return err
			}
			return h(c, actor, in)
		}
	}}
}

// ToldBy is Told for people who are signed in; nobody gets AUTH_MISSING.
func ToldBy[T any](h func(c *echo.Context, actor access.Actor, in T) error) Handler {
	known := Told(func(c *echo.Context, actor access.Actor, in T) error {
		if !actor.Known() {
			return fault.SignIn()
		}
		return h(c, actor, in)
	})
	return Handler{who: People, adapt: known.adapt}
}

// Staffed is Platform for programs, which are told why they are refused.
func Staffed(role string, h func(c *echo.Context, actor access.Actor) error) Handler {
	return Handler{who: Staff, role: role, adapt: func(s *Section) echo.HandlerFunc {
		return func(c *echo.Context) error {
			actor, err := s.recognize(c)
			switch {
			case err != nil:
				return err
			case !actor.Known():
				return fault.SignIn()
			case actor.UserRole() != role:
				return fault.RoleRequired().With("role", role)
			}
			return h(c, actor)
		}
	}}
}
