package betterauth

import (
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// passkeyShape is a passkey as clients see it.
type passkeyShape struct {
	ID           string     `json:"id"`
	Name         string     `json:"name"`
	UserID       string     `json:"userId"`
	CredentialID string     `json:"credentialID"`
	PublicKey    string     `json:"publicKey"`
	Counter      uint32     `json:"counter"`
	DeviceType   string     `json:"deviceType"`
	BackedUp     bool       `json:"backedUp"`
	Transports   *string    `json:"transports"`
	AAGUID       *string    `json:"aaguid"`
	CreatedAt    model.Time `json:"createdAt"`
}

func passkeyOf(p auth.Passkey) passkeyShape {
	shape := passkeyShape{
		ID: p.ID, Name: p.Name, UserID: p.UserID, CredentialID: p.CredentialID, PublicKey: p.PublicKey, Counter: p.Counter,
		DeviceType: "singleDevice", BackedUp: p.BackedUp, Transports: orNull(strings.Join(p.Transports, ",")), CreatedAt: p.CreatedAt,
	}
	if p.Synced {
		shape.DeviceType = "multiDevice"
	}
	if id := hex.EncodeToString(p.AAGUID); len(id) == 32 {
		id = id[:8] + "-" + id[8:12] + "-" + id[12:16] + "-" + id[16:20] + "-" + id[20:]
		shape.AAGUID = &id
	}
	return shape
}

// RegisterOptions says what to ask an authenticator for.
func (a *API) RegisterOptions(c *echo.Context, actor access.Actor, _ struct{}) error {
	asked, err := a.Auth.BeginPasskey(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	return a.ask(c, asked)
}

func (a *API) ask(c *echo.Context, asked auth.Ceremony) error {
	a.Sessions.Keep(c.Response(), ceremony, asked.Token, ceremonyFor)
	return ok(c, asked.Options)
}

// asked ends the ceremony this browser was in.
func (a *API) asked(c *echo.Context) string {
	token, _ := a.Sessions.Kept(c.Request(), ceremony)
	a.Sessions.Drop(c.Response(), ceremony)
	return token
}

// CeremonyInput is an authenticator's answer.
type CeremonyInput struct {
	Response map[string]any `in:"response"`
	Name     *string        `in:"name"`
}

// VerifyRegistration keeps a new passkey.
func (a *API) VerifyRegistration(c *echo.Context, actor access.Actor, in CeremonyInput) error {
	response, err := json.Marshal(in.Response)
	if err != nil {
		return err
	}
	p, err := a.Auth.AddPasskey(c.Request().Context(), actor, a.asked(c), response, orEmpty(in.Name))
	if err != nil {
		return err
	}
	return ok(c, passkeyOf(p))
}

// AuthenticateOptions says what to ask the authenticator of whoever is there for.
func (a *API) AuthenticateOptions(c *echo.Context, _ access.Actor, _ struct{}) error {
	asked, err := a.Auth.BeginPasskeySignIn(c.Request().Context(), device(c))
	if err != nil {
		return err
	}
	return a.ask(c, asked)
}

// VerifyAuthentication starts a session for whoever a passkey vouches for.
func (a *API) VerifyAuthentication(c *echo.Context, _ access.Actor, in CeremonyInput) error {
	response, err := json.Marshal(in.Response)
	if err != nil {
		return err
	}
	arrival, err := a.Auth.SignInByPasskey(c.Request().Context(), a.asked(c), response, device(c))
	if err != nil {
		return err
	}
	actor, _, err := a.arrive(c, arrival.Token)
	if err != nil {
		return err
	}
	now, _, err := a.current(c, actor)
	if err != nil {
		return err
	}
	return ok(c, now)
}

// ListPasskeys lists the caller's passkeys.
func (a *API) ListPasskeys(c *echo.Context, actor access.Actor, _ struct{}) error {
	list, err := a.Auth.Passkeys(c.Request().Context(), actor)
	if err != nil {
		return err
	}
	shapes := make([]passkeyShape, len(list))
	for i, p := range list {
		shapes[i] = passkeyOf(p)
	}
	return ok(c, shapes)
}

// PasskeyInput names one of the caller's passkeys.
type PasskeyInput struct {
	ID string `in:"id"`
}

// PasskeyNameInput names it anew.
type PasskeyNameInput struct {
	ID   string `in:"id"`
	Name string `in:"name"`
}

// UpdatePasskey gives a passkey another name.
func (a *API) UpdatePasskey(c *echo.Context, actor access.Actor, in PasskeyNameInput) error {
	p, err := a.Auth.RenamePasskey(c.Request().Context(), actor, in.ID, in.Name)
	if err != nil {
		return instead(err, fault.CodePasskeyNotFound, no(http.StatusNotFound, "PASSKEY_NOT_FOUND"))
	}
	return ok(c, map[string]passkeyShape{"passkey": passkeyOf(p)})
}

// DeletePasskey takes a passkey away.
func (a *API) DeletePasskey(c *echo.Context, actor access.Actor, in PasskeyInput) error {
	if err := a.Auth.RemovePasskey(c.Request().Context(), actor, in.ID); err != nil {
		return instead(err, fault.CodePasskeyNotFound, no(http.StatusNotFound, "PASSKEY_NOT_FOUND"))
	}
	return done(c)
}
