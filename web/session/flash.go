package session

import (
	"encoding/base64"
	"encoding/json"
	"net/http"

	"github.com/gorilla/sessions"
)

// Flash is one message for the next page: a code that views turns into a
// sentence, its parameters, and an address to undo with.
type Flash struct {
	Code   string            `json:"c"`
	Params map[string]string `json:"p,omitempty"`
	Undo   string            `json:"u,omitempty"` // POST there takes it back
	View   string            `json:"v,omitempty"` // GET there shows the result
}

const flashName = "flash"

// Say keeps a message for the next page this browser opens.
func (s *Store) Say(w http.ResponseWriter, f Flash) {
	raw, err := json.Marshal(f)
	if err != nil || len(raw) > 1500 {
		return // a message is not worth failing for
	}
	value := base64.RawURLEncoding.EncodeToString(raw)
	http.SetCookie(w, sessions.NewCookie(s.cookie(flashName), value+"."+base64.RawURLEncoding.EncodeToString([]byte(s.mac("flash:"+value))), s.options(120)))
}

// Heard takes the message a request brings and removes it from the browser.
func (s *Store) Heard(w http.ResponseWriter, r *http.Request) (Flash, bool) {
	cookie, err := r.Cookie(s.cookie(flashName))
	if err != nil {
		return Flash{}, false
	}
	http.SetCookie(w, sessions.NewCookie(s.cookie(flashName), "", s.options(-1)))
	value, ok := s.unsealFlash(cookie.Value)
	if !ok {
		return Flash{}, false
	}
	raw, err := base64.RawURLEncoding.DecodeString(value)
	if err != nil {
		return Flash{}, false
	}
	var f Flash
	if json.Unmarshal(raw, &f) != nil {
		return Flash{}, false
	}
	return f, true
}

func (s *Store) unsealFlash(cookie string) (value string, ok bool) {
	for i := len(cookie) - 1; i >= 0; i-- {
		if cookie[i] == '.' {
			mac, err := base64.RawURLEncoding.DecodeString(cookie[i+1:])
			value = cookie[:i]
			return value, err == nil && string(mac) == s.mac("flash:"+value)
		}
	}
	return "", false
}
