package auth

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const (
	maxPasskeys    = 20 // per person
	maxPasskeyName = 64
)

// What MailAccountChanged tells about passkeys.
const (
	ChangedPasskeyAdded   = "passkey-added"
	ChangedPasskeyRemoved = "passkey-removed"
)

// Passkey is a credential as its owner sees it.
type Passkey struct {
	ID           string
	UserID       string
	Name         string
	CredentialID string // unpadded base64url
	PublicKey    string // base64 of the COSE key
	Counter      uint32
	Synced       bool // may live on several devices
	BackedUp     bool
	Transports   []string
	AAGUID       []byte
	CreatedAt    model.Time
	UsedAt       model.Time
}

func passkeyOf(row model.Passkey) (Passkey, error) {
	var c webauthn.Credential
	if err := json.Unmarshal([]byte(row.Credential), &c); err != nil {
		return Passkey{}, err
	}
	p := Passkey{
		ID: row.ID, UserID: row.UserID, Name: row.Name, CredentialID: row.CredentialID,
		PublicKey: base64.StdEncoding.EncodeToString(c.PublicKey), Counter: c.Authenticator.SignCount,
		Synced: c.Flags.BackupEligible, BackedUp: c.Flags.BackupState, AAGUID: c.Authenticator.AAGUID,
		CreatedAt: row.CreatedAt, UsedAt: row.UsedAt,
	}
	for _, t := range c.Transport {
		p.Transports = append(p.Transports, string(t))
	}
	return p, nil
}

// BeginPasskey asks the actor's authenticator for a new passkey, which must verify
// its user (a PIN, a finger) each time, since it stands for the password too.
func (s *Store) BeginPasskey(ctx context.Context, actor access.Actor) (Ceremony, error) {
	userID, _, err := person(actor)
	if err == nil {
		err = s.passkeysOff()
	}
	if err == nil {
		err = s.ready(ctx, actor)
	}
	if err != nil {
		return Ceremony{}, err
	}
	h, err := holderOf(ctx, s.db, userID)
	if err != nil {
		return Ceremony{}, err
	}
	known := webauthn.Credentials(h.credentials).CredentialDescriptors()
	options, asked, err := s.relying.BeginRegistration(h, webauthn.WithExclusions(known))
	if err != nil {
		return Ceremony{}, err
	}
	return s.begin(ctx, userID, options.Response, asked)
}

// ready says whether credentials may be changed in the actor's session: the
// password was given lately, and a second factor if there is one. Fails with
// SESSION_NOT_FRESH and TWO_FACTOR_REQUIRED.
func (s *Store) ready(ctx context.Context, actor access.Actor) error {
	if err := s.RequireFresh(actor, FreshFor); err != nil {
		return err
	}
	return s.shielded(ctx, actor)
}

// AddPasskey keeps the passkey an authenticator made, with which the session has
// proven a second factor. Fails with
// CHALLENGE_NOT_FOUND, FAILED_TO_VERIFY_REGISTRATION and problems on name.
func (s *Store) AddPasskey(ctx context.Context, actor access.Actor, ceremony string, response []byte, name string) (Passkey, error) {
	userID, sessionID, err := person(actor)
	if err == nil {
		err = s.passkeysOff()
	}
	if err == nil {
		err = s.ready(ctx, actor)
	}
	if err == nil {
		name, err = checkPasskeyName(name)
	}
	if err != nil {
		return Passkey{}, err
	}
	asked, err := s.take(ctx, ceremony, userID)
	if err != nil {
		return Passkey{}, err
	}
	h, err := holderOf(ctx, s.db, userID)
	if err != nil {
		return Passkey{}, err
	}
	made, err := s.register(h, asked, response)
	if err != nil {
		return Passkey{}, err
	}
	record, err := json.Marshal(made)
	if err != nil {
		return Passkey{}, err
	}
	row := model.Passkey{
		ID: model.NewID(model.PasskeyID), UserID: userID, Name: name,
		CredentialID: base64.RawURLEncoding.EncodeToString(made.ID), Credential: string(record), CreatedAt: s.db.Now(),
	}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		n, err := db.SelectPlatform[model.Passkey](tx).Where("user_id = ?", userID).Count(ctx, maxPasskeys)
		if err != nil {
			return err
		}
		if n == maxPasskeys {
			return fault.InvalidInput().About("", fault.ProblemTooMany, "max", strconv.Itoa(maxPasskeys))
		}
		if err := db.AddPlatform(ctx, tx, &row); err != nil {
			if fault.Has(err, fault.CodeUnique) {
				err = badRegistration(nil)
			}
			return err
		}
		if _, err := db.UpdatePlatform[model.Session](tx).Set("factor = ?", FactorPasskey).
			Where("id = ?", sessionID).Where("factor NOT IN (?)", db.List([]string{FactorTOTP, FactorRecovery})).Do(ctx); err != nil {
			return err
		}
		if err := event.RecordAccount(ctx, tx, userID, actor, "passkey.added", map[string]any{"passkey": row.ID}); err != nil {
			return err
		}
		return s.tell(ctx, tx, user, ChangedPasskeyAdded, DeviceOf(actor))
	})
	if err != nil {
		return Passkey{}, err
	}
	return passkeyOf(row)
}

func (s *Store) register(h holder, asked webauthn.SessionData, response []byte) (*webauthn.Credential, error) {
	parsed, err := protocol.ParseCredentialCreationResponseBytes(response)
	if err != nil {
		return nil, badRegistration(err)
	}
	made, err := s.relying.CreateCredential(h, asked, parsed)
	if err != nil {
		return nil, badRegistration(err)
	}
	return made, nil
}

func badRegistration(cause error) error {
	return fault.New(fault.Invalid, fault.LayerAuthentication, fault.CodeBadRegistration).Because(cause)
}

// BeginPasskeySignIn asks for a passkey of whoever is there.
func (s *Store) BeginPasskeySignIn(ctx context.Context, device Device) (Ceremony, error) {
	if err := s.passkeysOff(); err != nil {
		return Ceremony{}, err
	}
	if err := s.limiter.Take(passkeyAddress.Of(Network(device.Address))); err != nil {
		return Ceremony{}, err
	}
	options, asked, err := s.relying.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return Ceremony{}, err
	}
	return s.begin(ctx, "", options.Response, asked)
}

// SignInByPasskey starts a session for whoever an authenticator vouches for. A
// verified passkey is both factors. Fails with CHALLENGE_NOT_FOUND,
// PASSKEY_NOT_FOUND, AUTHENTICATION_FAILED, BANNED_USER.
func (s *Store) SignInByPasskey(ctx context.Context, ceremony string, response []byte, device Device) (Arrival, error) {
	if err := s.passkeysOff(); err != nil {
		return Arrival{}, err
	}
	asked, err := s.take(ctx, ceremony, "")
	if err != nil {
		return Arrival{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(response)
	if err != nil {
		return Arrival{}, badAssertion(err)
	}
	row, err := db.SelectPlatform[model.Passkey](s.db).
		Where("credential_id = ?", base64.RawURLEncoding.EncodeToString(parsed.RawID)).One(ctx)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Unauthenticated, fault.LayerAuthentication, fault.CodePasskeyNotFound)
	}
	if err != nil {
		return Arrival{}, err
	}
	used, err := s.verify(ctx, row.UserID, asked, parsed)
	if err != nil {
		s.noteFailure(ctx, row.UserID, device)
		return Arrival{}, err
	}
	record, err := json.Marshal(used)
	if err != nil {
		return Arrival{}, err
	}
	arrival := Arrival{Remember: true}
	err = s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		if arrival.User, err = s.admissible(ctx, tx, row.UserID); err != nil {
			return err
		}
		n, err := db.UpdatePlatform[model.Passkey](tx).Set("credential = ?", string(record)).Set("used_at = ?", tx.Now()).
			Where("id = ?", row.ID).Where("credential = ?", row.Credential).Do(ctx)
		if err == nil && n == 0 {
			err = badAssertion(nil) // removed, or used elsewhere at this moment
		}
		if err != nil {
			return err
		}
		arrival.Token, _, err = s.start(ctx, tx, arrival.User, device, true, FactorPasskey)
		return err
	})
	if err != nil {
		return Arrival{}, err
	}
	return arrival, nil
}

// verify checks an assertion. A counter that went back means a copied key.
func (s *Store) verify(ctx context.Context, userID string, asked webauthn.SessionData, parsed *protocol.ParsedCredentialAssertionData) (*webauthn.Credential, error) {
	h, err := holderOf(ctx, s.db, userID)
	if err != nil {
		return nil, err
	}
	_, used, err := s.relying.ValidatePasskeyLogin(func(_, handle []byte) (webauthn.User, error) {
		if string(handle) != userID {
			return nil, fault.Missing()
		}
		return h, nil
	}, asked, parsed)
	if err == nil && used.Authenticator.CloneWarning {
		err = fault.Missing()
	}
	if err != nil {
		return nil, badAssertion(err)
	}
	return used, nil
}

func badAssertion(cause error) error {
	return fault.New(fault.Invalid, fault.LayerAuthentication, fault.CodeBadAssertion).Because(cause)
}

// OffersPasskeys reports whether passkeys can be made and used here.
func (s *Store) OffersPasskeys() bool { return s.relying != nil }

func (s *Store) passkeysOff() error {
	if s.OffersPasskeys() {
		return nil
	}
	return fault.NotFoundOf("passkey")
}

// Passkeys lists the actor's passkeys, oldest first.
func (s *Store) Passkeys(ctx context.Context, actor access.Actor) ([]Passkey, error) {
	userID, _, err := person(actor)
	if err != nil {
		return nil, err
	}
	rows, err := db.SelectPlatform[model.Passkey](s.db).Where("user_id = ?", userID).Order("created_at, id").All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Passkey, len(rows))
	for i, row := range rows {
		if list[i], err = passkeyOf(row); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// RenamePasskey gives one of the actor's passkeys another name. Fails with
// PASSKEY_NOT_FOUND, alike for somebody else's, and problems on name.
func (s *Store) RenamePasskey(ctx context.Context, actor access.Actor, id, name string) (Passkey, error) {
	userID, _, err := person(actor)
	if err == nil {
		name, err = checkPasskeyName(name)
	}
	if err != nil {
		return Passkey{}, err
	}
	n, err := db.UpdatePlatform[model.Passkey](s.db).Set("name = ?", name).Where("id = ?", id).Where("user_id = ?", userID).Do(ctx)
	if err != nil {
		return Passkey{}, err
	}
	if n == 0 {
		return Passkey{}, fault.New(fault.NotFound, fault.LayerAuthentication, fault.CodePasskeyNotFound)
	}
	row, err := db.SelectPlatform[model.Passkey](s.db).Where("id = ?", id).One(ctx)
	if err != nil {
		return Passkey{}, err
	}
	return passkeyOf(row)
}

// RemovePasskey takes one of the actor's passkeys away and tells them by mail.
// Fails with PASSKEY_NOT_FOUND, alike for somebody else's.
func (s *Store) RemovePasskey(ctx context.Context, actor access.Actor, id string) error {
	userID, _, err := person(actor)
	if err == nil {
		err = s.ready(ctx, actor)
	}
	if err != nil {
		return err
	}
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		user, err := hold(ctx, tx, userID)
		if err != nil {
			return err
		}
		n, err := db.RemovePlatform[model.Passkey](tx).Where("id = ?", id).Where("user_id = ?", userID).Do(ctx)
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, fault.LayerAuthentication, fault.CodePasskeyNotFound)
		}
		if err != nil {
			return err
		}
		if err := event.RecordAccount(ctx, tx, userID, actor, "passkey.removed", map[string]any{"passkey": id}); err != nil {
			return err
		}
		return s.tell(ctx, tx, user, ChangedPasskeyRemoved, DeviceOf(actor))
	})
}

func checkPasskeyName(name string) (string, error) {
	name = strings.TrimSpace(name)
	if name == "" {
		return "Passkey", nil
	}
	if len([]rune(name)) > maxPasskeyName {
		return "", fault.InvalidInput().About("name", fault.ProblemTooLong, "max", strconv.Itoa(maxPasskeyName))
	}
	return checkName(name)
}
