package main

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// secretKey is the installation's secret: the configured one, or one generated
// into the data folder at first start, readable by its owner only.
func secretKey(c Config) ([]byte, error) {
	if c.Secret != "" {
		return []byte(c.Secret), nil
	}
	name := filepath.Join(c.DataFolder, "secret")
	if text, err := os.ReadFile(name); err == nil {
		if secret := strings.TrimSpace(string(text)); len(secret) >= 32 {
			return []byte(secret), nil
		}
		return nil, fmt.Errorf("%s holds no usable secret; delete it to have a new one made (everybody signs in again)", name)
	} else if !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("read the secret: %w", err)
	}
	raw := make([]byte, 32)
	_, _ = rand.Read(raw) // never fails
	secret := base64.RawURLEncoding.EncodeToString(raw)
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return secretKey(c) // another process was faster
	}
	if err != nil {
		return nil, fmt.Errorf("write the secret: %w", err)
	}
	_, err = f.WriteString(secret + "\n")
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return nil, fmt.Errorf("write the secret: %w", err)
	}
	return []byte(secret), nil
}
