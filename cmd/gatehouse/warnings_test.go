package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestCheckWarnsOfSecretsAndSucceeds(t *testing.T) {
	folder := t.TempDir()
	text := "collections:\n  keys:\n    firewall: organization\n    fields: {name: {type: text}, apiKey: {type: text}}\n    access: {list: {roles: [member+]}}\n"
	if err := os.WriteFile(filepath.Join(folder, "gatehouse.yaml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, said, err := command(t, folder, "", nil, "check")
	if err != nil || !strings.Contains(out, `gatehouse.yaml:4:34: field "apiKey" of collection "keys" looks like a secret`) {
		t.Errorf("check: %v\n%s%s", err, out, said)
	}
}
