package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// seal encrypts what must be read again, such as an authenticator's secret:
// AES-256-GCM under a key derived from the installation's, bound to whose it is.
func (s *Store) seal(whose, plain string) (string, error) {
	box, err := s.box()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, box.NonceSize())
	_, _ = rand.Read(nonce) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(box.Seal(nonce, nonce, []byte(plain), []byte(whose))), nil
}

func (s *Store) unseal(whose, sealed string) (string, error) {
	box, err := s.box()
	if err != nil {
		return "", err
	}
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) < box.NonceSize() {
		return "", errors.New("auth: a sealed secret is damaged")
	}
	plain, err := box.Open(nil, raw[:box.NonceSize()], raw[box.NonceSize():], []byte(whose))
	if err != nil {
		return "", fmt.Errorf("auth: a sealed secret cannot be opened; was the installation's secret changed? %w", err)
	}
	return string(plain), nil
}

func (s *Store) box() (cipher.AEAD, error) {
	key, err := hkdf.Key(sha256.New, s.options.Key, nil, "gatehouse sealed secrets", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}
