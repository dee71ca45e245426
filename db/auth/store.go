package auth

import (
	"log/slog"
	"time"

	"github.com/go-webauthn/webauthn/webauthn"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/job"
	"gatehouse/db/model"
)

// Who may sign up (auth.signUp).
const (
	SignUpByInvitation = "invitation" // only with an invitation or the set-up link
	SignUpOpen         = "open"
	SignUpOff          = "off"
)

// Options say how this installation lets people in.
type Options struct {
	Key         []byte        // the installation's secret; mailed tokens are derived from it
	SignUp      string        // SignUpByInvitation by default
	VerifyEmail bool          // no session before the address is proven
	Limits      bool          // false only with --dev and in tests
	SessionLife time.Duration // sliding; 7 days by default
	Site        string        // the installation's name, as authenticators show it
	BaseURL     string        // passkeys are bound to its host; without it there are none
	Log         *slog.Logger  // discarded by default
}

// Store holds the use cases of people. It is safe for concurrent use.
type Store struct {
	db      *db.DB
	queue   *job.Queue
	options Options
	limiter *Limiter
	hasher  *hasher
	uses    *uses
	later   *later
	relying *webauthn.WebAuthn // nil without a base URL
	signer  signer
}

// New makes the store. Mails are put into the queue.
func New(d *db.DB, queue *job.Queue, o Options) *Store {
	if o.SignUp == "" {
		o.SignUp = SignUpByInvitation
	}
	if o.SessionLife <= 0 {
		o.SessionLife = 7 * day
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	s := &Store{db: d, queue: queue, options: o, hasher: newHasher(), uses: newUses(), later: newLater(o.Log)}
	var err error
	if s.relying, err = newRelyingParty(o); err != nil {
		o.Log.Warn("no passkeys: they cannot be bound to the base URL", "baseURL", o.BaseURL, "error", err)
	}
	if o.Limits {
		s.limiter = NewLimiter(time.Now)
	}
	return s
}

// Close waits for the small writes that nobody waited for. Call it before the
// database is closed.
func (s *Store) Close() { s.later.wait() }

// Limiter is where attempts are counted; nil, which allows everything, when
// limits are off. org counts its invitations here too.
func (s *Store) Limiter() *Limiter { return s.limiter }

const day = 24 * time.Hour

// Device is where a request comes from, as the server sees it.
type Device struct {
	Address   string // of the peer, or of the client behind a trusted proxy
	UserAgent string
}

// DeviceOf is the device an actor's request came from.
func DeviceOf(actor access.Actor) Device {
	who := actor.Identity()
	return Device{Address: who.Address, UserAgent: who.UserAgent}
}

// person is the user behind an actor who is a person with a session.
func person(actor access.Actor) (userID, sessionID string, err error) {
	if userID, sessionID = actor.UserID(), actor.SessionID(); userID == "" || sessionID == "" {
		return "", "", fault.SignIn()
	}
	return userID, sessionID, nil
}

// banned reports whether the user is kept out at this moment.
func banned(u model.User, now model.Time) bool {
	return u.Banned && (u.BanExpiresAt == 0 || u.BanExpiresAt > now)
}
