package betterauth

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/model"
)

// userShape is a user as clients see them.
type userShape struct {
	ID               string     `json:"id"`
	Name             string     `json:"name"`
	Email            string     `json:"email"`
	EmailVerified    bool       `json:"emailVerified"`
	Image            *string    `json:"image"`
	CreatedAt        model.Time `json:"createdAt"`
	UpdatedAt        model.Time `json:"updatedAt"`
	Role             string     `json:"role"`
	Banned           bool       `json:"banned"`
	BanReason        *string    `json:"banReason"`
	BanExpires       model.Time `json:"banExpires"`
	TwoFactorEnabled bool       `json:"twoFactorEnabled"`
}

func userOf(u model.User) userShape {
	return userShape{
		ID: u.ID, Name: u.Name, Email: u.Email, EmailVerified: u.EmailVerified, Image: orNull(u.Image),
		CreatedAt: u.CreatedAt, UpdatedAt: u.UpdatedAt, Role: u.Role,
		Banned: u.Banned, BanReason: orNull(u.BanReason), BanExpires: u.BanExpiresAt, TwoFactorEnabled: u.TwoFactor,
	}
}

// sessionShape is a session as clients see it. Token is the secret only of the
// session that asks; of others it is the handle.
type sessionShape struct {
	ID                   string     `json:"id"`
	Token                string     `json:"token"`
	UserID               string     `json:"userId"`
	ExpiresAt            model.Time `json:"expiresAt"`
	CreatedAt            model.Time `json:"createdAt"`
	UpdatedAt            model.Time `json:"updatedAt"`
	IPAddress            *string    `json:"ipAddress"`
	UserAgent            *string    `json:"userAgent"`
	ActiveOrganizationID *string    `json:"activeOrganizationId"`
	ActiveTeamID         *string    `json:"activeTeamId"`
	ImpersonatedBy       *string    `json:"impersonatedBy"`
}

func (a *API) sessionOf(s model.Session, token string) sessionShape {
	return sessionShape{
		ID: s.ID, Token: token, UserID: s.UserID, ExpiresAt: s.ExpiresAt, CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt,
		IPAddress: orNull(s.Address), UserAgent: orNull(s.UserAgent), ImpersonatedBy: orNull(s.ImpersonatedBy),
		ActiveOrganizationID: orNull(a.Gate.Selection().Active(s.ActiveOrganizationID)), ActiveTeamID: orNull(s.ActiveTeamID),
	}
}

// current is the session and the user of a call.
type current struct {
	Session sessionShape `json:"session"`
	User    userShape    `json:"user"`
}

func (a *API) current(c *echo.Context, actor access.Actor) (current, model.Session, error) {
	ctx := c.Request().Context()
	s, err := a.Auth.Session(ctx, actor)
	if err != nil {
		return current{}, s, err
	}
	user, err := a.Auth.User(ctx, actor)
	return current{Session: a.sessionOf(s, token(c)), User: userOf(user)}, s, err
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// done is how calls answer that return nothing in particular.
func done(c *echo.Context) error { return ok(c, map[string]bool{"status": true}) }

// ok answers 200, whatever was made or deleted.
func ok(c *echo.Context, body any) error {
	if h := c.Response().Header(); h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-store")
	}
	return c.JSON(http.StatusOK, body)
}
