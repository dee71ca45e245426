package betterauth

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// UserInput is what people may change about themselves.
type UserInput struct {
	Name  *string  `in:"name"`
	Image nullable `in:"image"`
	All   given    `in:"*"`
}

// UpdateUser changes name and picture; null takes the picture away.
func (a *API) UpdateUser(c *echo.Context, actor access.Actor, in UserInput) error {
	if _, there := in.All["email"]; there {
		return no(http.StatusBadRequest, "EMAIL_CAN_NOT_BE_UPDATED")
	}
	if field, there := in.All.holdsOneOf(protected...); there {
		return notAllowed(field)
	}
	p := auth.Profile{Name: in.Name}
	if in.Image.Set {
		p.Image = &in.Image.Value
	}
	if p.Name == nil && p.Image == nil {
		return because(http.StatusBadRequest, "", "No fields to update")
	}
	ctx := c.Request().Context()
	if err := a.Auth.UpdateProfile(ctx, actor, p); err != nil {
		return err
	}
	s, err := a.Auth.Session(ctx, actor)
	if err != nil {
		return err
	}
	if err := a.renew(c, s); err != nil {
		return err
	}
	return done(c)
}

// accountShape is a way to sign in as clients see it.
type accountShape struct {
	ID         string     `json:"id"`
	ProviderID string     `json:"providerId"`
	AccountID  string     `json:"accountId"`
	UserID     string     `json:"userId"`
	Scopes     []string   `json:"scopes"`
	CreatedAt  model.Time `json:"createdAt"`
	UpdatedAt  model.Time `json:"updatedAt"`
}

// ListAccounts lists the ways the caller can sign in.
func (a *API) ListAccounts(c *echo.Context, actor access.Actor, _ struct{}) error {
	accounts, err := a.Auth.Accounts(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	out := make([]accountShape, len(accounts))
	for i, r := range accounts {
		out[i] = accountShape{
			ID: r.ID, ProviderID: r.ProviderID, AccountID: r.AccountID, UserID: r.UserID, Scopes: []string{},
			CreatedAt: r.CreatedAt, UpdatedAt: r.UpdatedAt,
		}
	}
	return ok(c, out)
}

// AccountInput names a way to sign in by its row.
type AccountInput struct {
	AccountID string `in:"accountId"`
}

// UnlinkAccount refuses to take the last way to sign in away; there is no other yet.
func (a *API) UnlinkAccount(c *echo.Context, actor access.Actor, in AccountInput) error {
	if err := a.Auth.RequireFresh(actor, oneDay); err != nil {
		return err
	}
	accounts, err := a.Auth.Accounts(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	for _, r := range accounts {
		if r.ID == in.AccountID {
			return no(http.StatusBadRequest, "FAILED_TO_UNLINK_LAST_ACCOUNT")
		}
	}
	return no(http.StatusBadRequest, "ACCOUNT_NOT_FOUND")
}

// DeletionInput is how somebody proves that they want their account deleted.
type DeletionInput struct {
	Password *string `in:"password"`
	Token    *string `in:"token"`
	Callback *string `in:"callbackURL"`
}

// DeleteUser deletes the caller's account, with the password or soon after signing
// in. No confirmation is mailed, so no token is one.
func (a *API) DeleteUser(c *echo.Context, actor access.Actor, in DeletionInput) error {
	if orEmpty(in.Token) != "" {
		return no(http.StatusNotFound, "INVALID_TOKEN")
	}
	err := a.Org.DeleteAccount(c.Request().Context(), actor, orEmpty(in.Password))
	if err != nil {
		return instead(err, fault.CodeNotFresh, no(http.StatusBadRequest, "SESSION_EXPIRED"))
	}
	if err := a.forget(c); err != nil {
		return err
	}
	return ok(c, struct {
		Success bool   `json:"success"`
		Message string `json:"message"`
	}{true, "User deleted"})
}
