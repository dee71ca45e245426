package session

import (
	"bytes"
	"compress/gzip"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"net/url"
	"time"
)

// Parcel is a form that could not be taken because the session had ended.
type Parcel struct {
	UserID  string     `json:"u"` // whose session it was; "" when the browser had forgotten
	Address string     `json:"a"` // where it was posted to
	Form    url.Values `json:"f"`
	At      time.Time  `json:"t"`
}

const (
	parcelLife = 24 * time.Hour
	parcelMost = 1 << 20
)

var errParcel = errors.New("session: not a parcel of ours, or too old")

// Seal closes a parcel for the hidden field of the sign-in page: compressed,
// AES-256-GCM. Forms over 1 MiB are refused.
func (s *Store) Seal(p Parcel) (string, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if err := json.NewEncoder(z).Encode(p); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	if packed.Len() > parcelMost {
		return "", errParcel
	}
	aead, err := s.aead()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, aead.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	return base64.RawURLEncoding.EncodeToString(aead.Seal(nonce, nonce, packed.Bytes(), []byte("parcel"))), nil
}

// Open opens a parcel sealed here within the last day.
func (s *Store) Open(sealed string, now time.Time) (p Parcel, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil {
		return p, errParcel
	}
	aead, err := s.aead()
	if err != nil {
		return p, err
	}
	if len(raw) < aead.NonceSize() {
		return p, errParcel
	}
	packed, err := aead.Open(nil, raw[:aead.NonceSize()], raw[aead.NonceSize():], []byte("parcel"))
	if err != nil {
		return p, errParcel
	}
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return p, errParcel
	}
	if err := json.NewDecoder(io.LimitReader(z, 4*parcelMost)).Decode(&p); err != nil {
		return p, errParcel
	}
	if age := now.Sub(p.At); age < -time.Minute || age > parcelLife {
		return p, errParcel
	}
	return p, nil
}

func (s *Store) aead() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, s.key, nil, "gatehouse parked forms", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
