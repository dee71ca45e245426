package session

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/sessions"
)

// Options name the cookies and say how they travel.
type Options struct {
	Key    []byte // the installation's secret
	Prefix string // "gatehouse"
	Secure bool   // the base URL is https
}

// Store reads and writes the session cookie.
type Store struct {
	key    []byte
	prefix string
	secure bool
}

var _ sessions.Store = (*Store)(nil)

// New makes a store.
func New(o Options) *Store { return &Store{key: o.Key, prefix: o.Prefix, secure: o.Secure} }

const (
	name       = "session_token"
	tokenValue = "token"
)

// Get implements sessions.Store.
func (s *Store) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New implements sessions.Store. A missing, foreign or forged cookie is simply
// no session.
func (s *Store) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.Options = s.options(0)
	session.IsNew = true
	cookie, err := r.Cookie(s.cookie(name))
	if err != nil {
		return session, nil //nolint:nilerr // no cookie is no session
	}
	if token, ok := s.verify(cookie.Value); ok {
		session.Values[tokenValue] = token
		session.IsNew = false
	}
	return session, nil
}

// Save implements sessions.Store. A session without a token removes the cookie.
func (s *Store) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	token, _ := session.Values[tokenValue].(string)
	value := ""
	if token == "" {
		session.Options.MaxAge = -1
	} else {
		value = s.sign(token)
	}
	http.SetCookie(w, sessions.NewCookie(s.cookie(session.Name()), value, session.Options))
	return nil
}

// Token is the token a request carries, or "".
func (s *Store) Token(r *http.Request) string {
	session, err := s.Get(r, name)
	if err != nil {
		return ""
	}
	token, _ := session.Values[tokenValue].(string)
	return token
}

// Give sets the cookie to a token; life 0 lasts until the browser closes.
func (s *Store) Give(w http.ResponseWriter, r *http.Request, token string, life time.Duration) error {
	session, err := s.Get(r, name)
	if err != nil {
		return err
	}
	session.Values[tokenValue] = token
	session.Options = s.options(wholeSeconds(life))
	return s.Save(r, w, session)
}

// Take removes the cookie.
func (s *Store) Take(w http.ResponseWriter, r *http.Request) error {
	session, err := s.Get(r, name)
	if err != nil {
		return err
	}
	delete(session.Values, tokenValue)
	return s.Save(r, w, session)
}

func (s *Store) options(maxAge int) *sessions.Options {
	return &sessions.Options{Path: "/", MaxAge: maxAge, HttpOnly: true, Secure: s.secure, SameSite: http.SameSiteLaxMode}
}

// Name is the name of the session cookie.
func (s *Store) Name() string { return s.cookie(name) }

func (s *Store) cookie(name string) string {
	if s.secure {
		return "__Host-" + s.prefix + "." + name
	}
	return s.prefix + "." + name
}

// sign writes token.signature, URL-encoded.
func (s *Store) sign(token string) string {
	return url.QueryEscape(token + "." + s.mac(token))
}

// Signed is the token as Better Auth's bearer plugin shows it: not URL-encoded.
func (s *Store) Signed(token string) string { return token + "." + s.mac(token) }

func (s *Store) verify(value string) (token string, ok bool) {
	raw, err := url.QueryUnescape(value)
	if err != nil {
		return "", false
	}
	return s.Verify(raw)
}

// Verify reads a signed token; ok is false when the signature is not ours.
func (s *Store) Verify(signed string) (token string, ok bool) {
	at := strings.LastIndexByte(signed, '.')
	if at < 1 {
		return "", false
	}
	token, mac := signed[:at], signed[at+1:]
	return token, hmac.Equal([]byte(mac), []byte(s.mac(token)))
}

func (s *Store) mac(token string) string {
	h := hmac.New(sha256.New, s.key)
	h.Write([]byte(token))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}
