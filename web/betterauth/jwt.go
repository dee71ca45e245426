package betterauth

import (
	"encoding/json"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// Token is a signed token for other services, which can check it by the keys below;
// /api/v1 takes it too, and asks whether the session still lives.
func (a *API) Token(c *echo.Context, actor access.Actor, _ struct{}) error {
	if actor.SessionID() == "" {
		return fault.SignIn()
	}
	now, _, err := a.current(c, actor)
	if err != nil {
		return err
	}
	signed, err := a.sign(c, actor, now)
	if err != nil {
		return err
	}
	return ok(c, map[string]string{"token": signed})
}

// sign issues a token that tells about the user what get-session does.
func (a *API) sign(c *echo.Context, actor access.Actor, now current) (string, error) {
	raw, err := json.Marshal(now.User)
	if err != nil {
		return "", err
	}
	about := map[string]any{}
	if err := json.Unmarshal(raw, &about); err != nil {
		return "", err
	}
	return a.Auth.IssueToken(c.Request().Context(), actor, orEmpty(now.Session.ActiveOrganizationID), about)
}

// keyShape is a public key (RFC 8037).
type keyShape struct {
	Type      string `json:"kty"`
	Curve     string `json:"crv"`
	Algorithm string `json:"alg"`
	X         string `json:"x"`
	ID        string `json:"kid"`
}

// Keys are the public keys that tokens are signed with.
func (a *API) Keys(c *echo.Context) error {
	keys, err := a.Auth.PublicKeys(c.Request().Context())
	if err != nil {
		return err
	}
	out := make([]keyShape, len(keys))
	for i, k := range keys {
		out[i] = keyShape{Type: "OKP", Curve: "Ed25519", Algorithm: "EdDSA", X: k.Public, ID: k.ID}
	}
	c.Response().Header().Set("Cache-Control", "public, max-age=300")
	return ok(c, map[string][]keyShape{"keys": out})
}
