package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestForgettingDoesNotCompile builds snippets that forget or forge a boundary.
// Each must be refused by the compiler with the words after "want:".
func TestForgettingDoesNotCompile(t *testing.T) {
	names, err := filepath.Glob("testdata/compilefail/*.txt")
	if err != nil || len(names) < 10 {
		t.Fatalf("%d snippets, %v", len(names), err)
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			t.Parallel()
			want, snippet, ok := strings.Cut(read(t, name), "\n")
			want = strings.TrimSpace(strings.TrimPrefix(want, "// want:"))
			if !ok || want == "" {
				t.Fatal("the first line says what the compiler says: // want: …")
			}
			folder, err := os.MkdirTemp(".", "zz_compilefail_")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = os.RemoveAll(folder) })
			if err := os.WriteFile(filepath.Join(folder, "snippet.go"), []byte(snippet), 0o600); err != nil {
				t.Fatal(err)
			}
			out, err := exec.Command("go", "vet", "./"+folder).CombinedOutput()
			if err == nil {
				t.Fatal("it compiles")
			}
			if !strings.Contains(string(out), want) {
				t.Errorf("wanted %q in:\n%s", want, out)
			}
		})
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
