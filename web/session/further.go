package session

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gorilla/sessions"
)

// Further cookies are named and signed like the session's. Each holds a secret of
// its own or a word; what one is signed for never opens what another does, because
// each is looked up where it belongs.

// Keep sets a further signed cookie; life 0 lasts until the browser closes.
func (s *Store) Keep(w http.ResponseWriter, name, value string, life time.Duration) {
	http.SetCookie(w, sessions.NewCookie(s.cookie(name), s.sign(value), s.options(wholeSeconds(life))))
}

// Kept reads a further cookie; ok is false without one of ours.
func (s *Store) Kept(r *http.Request, name string) (value string, ok bool) {
	cookie, err := r.Cookie(s.cookie(name))
	if err != nil {
		return "", false
	}
	return s.verify(cookie.Value)
}

// KeptUnder reads all further cookies whose names begin alike, by what follows.
func (s *Store) KeptUnder(r *http.Request, prefix string) map[string]string {
	kept := map[string]string{}
	for _, cookie := range r.Cookies() {
		if rest, ok := strings.CutPrefix(cookie.Name, s.cookie(prefix)); ok {
			if value, ok := s.verify(cookie.Value); ok {
				kept[rest] = value
			}
		}
	}
	return kept
}

// Drop removes a further cookie from the browser.
func (s *Store) Drop(w http.ResponseWriter, name string) {
	http.SetCookie(w, sessions.NewCookie(s.cookie(name), "", s.options(-1)))
}

// Bearer is the session token in a bearer secret: itself, or signed as the cookie
// carries it, percent-encoded or not; "" for a signature that is not ours.
func (s *Store) Bearer(secret string) string {
	if strings.Contains(secret, "%") {
		decoded, err := url.PathUnescape(secret)
		if err != nil {
			return ""
		}
		secret = decoded
	}
	if !strings.Contains(secret, ".") {
		return secret
	}
	token, ok := s.Verify(secret)
	if !ok {
		return ""
	}
	return token
}

// wholeSeconds rounds up, so that a life of seven days is announced as such.
func wholeSeconds(life time.Duration) int {
	return int((life + time.Second - 1) / time.Second)
}
