package betterauth

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
)

// SignUpInput is what somebody says to make an account.
type SignUpInput struct {
	Name       string  `in:"name"`
	Email      string  `in:"email,email"`
	Password   string  `in:"password"`
	Image      *string `in:"image"`
	Callback   *string `in:"callbackURL"`
	RememberMe *bool   `in:"rememberMe"`
	All        given   `in:"*"`
}

// protected are members of a user that nobody writes about themselves.
var protected = []string{"role", "banned", "banReason", "banExpires", "twoFactorEnabled"}

func notAllowed(field string) error {
	return because(http.StatusBadRequest, "FIELD_NOT_ALLOWED", field+" is not allowed to be set")
}

// entered is the answer to signing up: without a token where the address has to be
// proven first.
type entered struct {
	Token *string   `json:"token"`
	User  userShape `json:"user"`
}

// SignUpEmail makes an account and, unless the address has to be proven first,
// signs it in.
func (a *API) SignUpEmail(c *echo.Context, _ access.Actor, in SignUpInput) error {
	if field, ok := in.All.holdsOneOf(protected...); ok {
		return notAllowed(field)
	}
	person := auth.PersonInput{Name: in.Name, Email: in.Email, Password: in.Password, Image: orEmpty(in.Image)}
	how := auth.Joining{Remember: orTrue(in.RememberMe), Callback: orEmpty(in.Callback)}
	secret, user, err := a.Auth.SignUp(c.Request().Context(), person, how, device(c))
	if err != nil {
		return err
	}
	if secret != "" {
		if _, _, err := a.arrive(c, secret); err != nil {
			return err
		}
	}
	return ok(c, entered{Token: orNull(secret), User: userOf(user)})
}

func orEmpty(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func orTrue(b *bool) bool { return b == nil || *b }

func isTrue(b *bool) bool { return b != nil && *b }
