package auth

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"maps"
	"strings"
	"time"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Tokens are JWTs (RFC 7519) with one algorithm, so that there is nothing to choose
// or to confuse: EdDSA over Ed25519 (RFC 8037).
const (
	tokenLife = 15 * time.Minute
	tokenSkew = time.Minute // by how much another clock may be ahead
	maxToken  = 8 << 10
)

type tokenHeader struct {
	Algorithm string `json:"alg"`
	Key       string `json:"kid"`
	Type      string `json:"typ,omitempty"`
}

// claims are what of a token counts here.
type claims struct {
	Issuer       string  `json:"iss"`
	Audience     string  `json:"aud"`
	Subject      string  `json:"sub"`
	Session      string  `json:"sid"`
	Organization *string `json:"activeOrganizationId"`
	IssuedAt     int64   `json:"iat"`
	ExpiresAt    int64   `json:"exp"`
}

// IssueToken signs a token that stands for the actor's session for fifteen minutes,
// in the organization (the session's active one, "" for none). about is shown to
// whoever reads the token; none of it counts here.
func (s *Store) IssueToken(ctx context.Context, actor access.Actor, organizationID string, about map[string]any) (string, error) {
	userID, sessionID, err := person(actor)
	if err != nil {
		return "", err
	}
	key, private, err := s.signingKey(ctx)
	if err != nil {
		return "", err
	}
	now := s.db.Now().Std()
	payload := map[string]any{}
	maps.Copy(payload, about)
	maps.Copy(payload, map[string]any{
		"iss": s.issuer(), "aud": s.issuer(), "sub": userID, "sid": sessionID, "activeOrganizationId": nil,
		"iat": now.Unix(), "exp": now.Add(tokenLife).Unix(),
	})
	if organizationID != "" {
		payload["activeOrganizationId"] = organizationID
	}
	head, err := json.Marshal(tokenHeader{Algorithm: "EdDSA", Key: key})
	if err != nil {
		return "", err
	}
	body, err := json.Marshal(payload)
	if err != nil {
		return "", err
	}
	signed := base64.RawURLEncoding.EncodeToString(head) + "." + base64.RawURLEncoding.EncodeToString(body)
	return signed + "." + base64.RawURLEncoding.EncodeToString(ed25519.Sign(private, []byte(signed))), nil
}

// tokenIdentity reads what a token stands for: its session, which must still live,
// bound to its organization. Rights are read from the membership, never from here.
func tokenIdentity(ctx context.Context, d *db.DB, token string) (access.Identity, error) {
	c, err := openToken(ctx, d, token)
	if err != nil {
		return access.Identity{}, err
	}
	caller, err := db.CallerBySessionID(ctx, d, c.Session)
	if err != nil {
		return access.Identity{}, badUnlessBroken(err)
	}
	if caller.UserID != c.Subject {
		return access.Identity{}, fault.BadCredential()
	}
	who := identityOf(caller)
	who.ActiveOrganizationID, who.ActiveTeamID = "", ""
	if c.Organization != nil {
		who.ActiveOrganizationID, who.BoundOrganizationID = *c.Organization, *c.Organization
		if caller.ActiveOrganizationID == *c.Organization {
			who.ActiveTeamID = caller.ActiveTeamID
		}
	}
	who.ExpiresAt = min(caller.ExpiresAt, model.At(time.Unix(c.ExpiresAt, 0)))
	return who, nil
}

// openToken checks signature, issuer, audience and time. Fails with AUTH_INVALID.
func openToken(ctx context.Context, d *db.DB, token string) (claims, error) {
	var c claims
	parts := strings.Split(token, ".")
	if len(parts) != 3 || len(token) > maxToken {
		return c, fault.BadCredential()
	}
	var head tokenHeader
	if !part(parts[0], &head) || head.Algorithm != "EdDSA" || head.Key == "" {
		return c, fault.BadCredential()
	}
	key, err := db.SelectPlatform[model.SigningKey](d).Columns("id", "issuer", "public", "expires_at").Where("id = ?", head.Key).One(ctx)
	if err != nil {
		return c, badUnlessBroken(err)
	}
	public, err := base64.RawURLEncoding.DecodeString(key.Public)
	if err != nil || len(public) != ed25519.PublicKeySize {
		return c, fault.BadCredential().Because(err)
	}
	signature, err := base64.RawURLEncoding.Strict().DecodeString(parts[2])
	if err != nil || !ed25519.Verify(public, []byte(parts[0]+"."+parts[1]), signature) {
		return c, fault.BadCredential()
	}
	now := d.Now().Std()
	switch {
	case !part(parts[1], &c), c.Issuer != key.Issuer, c.Audience != key.Issuer, c.Subject == "", c.Session == "",
		c.ExpiresAt <= now.Unix(), c.IssuedAt > now.Add(tokenSkew).Unix(), c.ExpiresAt > now.Add(tokenLife+tokenSkew).Unix(),
		key.ExpiresAt.Add(publishedLife) <= model.At(now):
		return c, fault.BadCredential()
	}
	return c, nil
}

func part(encoded string, into any) bool {
	raw, err := base64.RawURLEncoding.Strict().DecodeString(encoded)
	return err == nil && json.NewDecoder(bytes.NewReader(raw)).Decode(into) == nil
}

// isToken reports whether a secret has the shape of a token: an object and two more
// parts.
func isToken(secret string) bool {
	return strings.HasPrefix(secret, "eyJ") && strings.Count(secret, ".") == 2
}
