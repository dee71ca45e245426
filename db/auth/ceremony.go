package auth

import (
	"context"
	"encoding/json"
	"net/url"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"gatehouse/db"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const ceremonyLife = 5 * time.Minute

// newRelyingParty is who passkeys are made for: the host of the base URL, at its
// origin only. nil where the base URL is not known.
func newRelyingParty(o Options) (*webauthn.WebAuthn, error) {
	base, err := url.Parse(o.BaseURL)
	if err != nil || base.Hostname() == "" {
		return nil, err
	}
	return webauthn.New(&webauthn.Config{
		RPID: base.Hostname(), RPDisplayName: o.Site, RPOrigins: []string{base.Scheme + "://" + base.Host},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
	})
}

// Ceremony is what a browser's authenticator is asked.
type Ceremony struct {
	Token   string          // names it; kept in a cookie
	Options json.RawMessage // for navigator.credentials
}

// begin stores what was asked, so that the answer counts once and for five minutes.
func (s *Store) begin(ctx context.Context, userID string, options any, asked *webauthn.SessionData) (Ceremony, error) {
	shown, err := json.Marshal(options)
	if err != nil {
		return Ceremony{}, err
	}
	data, err := json.Marshal(asked)
	if err != nil {
		return Ceremony{}, err
	}
	token := NewToken(32)
	return Ceremony{Token: token, Options: shown}, db.AddPlatform(ctx, s.db, &model.Ceremony{
		ID: model.NewID(model.CeremonyID), SecretHash: Hash(token), UserID: userID, Data: string(data),
		ExpiresAt: s.db.Now().Add(ceremonyLife),
	})
}

// take ends a ceremony and answers what was asked in it; of several at once one
// goes on, whether its answer is good or not. Fails with CHALLENGE_NOT_FOUND.
func (s *Store) take(ctx context.Context, token, userID string) (asked webauthn.SessionData, err error) {
	row, err := db.SelectPlatform[model.Ceremony](s.db).Where("secret_hash = ?", Hash(token)).
		Where("coalesce(user_id, '') = ?", userID).Where("expires_at > ?", s.db.Now()).One(ctx)
	if err == nil {
		var n int64
		if n, err = db.RemovePlatform[model.Ceremony](s.db).Where("id = ?", row.ID).Do(ctx); err == nil && n == 0 {
			err = fault.Missing()
		}
	}
	if fault.Is(err, fault.NotFound) {
		return asked, fault.New(fault.Invalid, fault.LayerAuthentication, fault.CodeNoCeremony)
	}
	if err != nil {
		return asked, err
	}
	return asked, json.Unmarshal([]byte(row.Data), &asked)
}

// holder is a user with their passkeys, as the ceremonies want them.
type holder struct {
	user        model.User
	credentials []webauthn.Credential
}

func (h holder) WebAuthnID() []byte                         { return []byte(h.user.ID) }
func (h holder) WebAuthnName() string                       { return h.user.Email }
func (h holder) WebAuthnDisplayName() string                { return h.user.Name }
func (h holder) WebAuthnCredentials() []webauthn.Credential { return h.credentials }

func holderOf(ctx context.Context, d *db.DB, userID string) (h holder, err error) {
	if h.user, err = db.SelectPlatform[model.User](d).Where("id = ?", userID).One(ctx); err != nil {
		return h, err
	}
	rows, err := db.SelectPlatform[model.Passkey](d).Where("user_id = ?", userID).All(ctx)
	if err != nil {
		return h, err
	}
	h.credentials = make([]webauthn.Credential, len(rows))
	for i, r := range rows {
		if err := json.Unmarshal([]byte(r.Credential), &h.credentials[i]); err != nil {
			return h, err
		}
	}
	return h, nil
}
