package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/migrations"
)

const twoAuthors = "---\ntitle: Fine\ndate: 2024-02-29\nby: [Ann, Bo]\ntags: [x]\n---\nText\n"

// Programs read what --json prints, people the rest: both say what happened.
func TestImportTellsPeopleAndPrograms(t *testing.T) {
	folder := t.TempDir()
	bootstrapped(t, folder)
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("fine.md", twoAuthors)
	out, errs, err := command(t, folder, "", nil, "import", "markdown", ".", "--organization", "acme")
	if err != nil {
		t.Fatal(err, out, errs)
	}
	for _, want := range []string{"fine.md:4: imported, but ", "left out Bo", "1 created on demand in authors", "1 created, 0 updated, 0 unchanged: 1 changes"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is missing in\n%s", want, out)
		}
	}
	write("bad.md", "no front matter")
	out, _, err = command(t, folder, "", nil, "import", "markdown", ".", "--organization", "acme", "--json")
	if err == nil {
		t.Error("a bad file, and the command succeeded")
	}
	var report struct {
		Unchanged int
		Failures  []struct{ File string }
	}
	if err := json.Unmarshal([]byte(out), &report); err != nil || report.Unchanged != 1 || len(report.Failures) != 1 || report.Failures[0].File != "bad.md" {
		t.Errorf("%v in %s", err, out)
	}
	list, _, err := command(t, folder, "", nil, "organizations", "list", "--json")
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{`"unchanged"`, `"failures"`, `"file"`, `"id"`, `"slug"`, `"createdAt"`} {
		if !strings.Contains(out+list, key) {
			t.Errorf("%s is missing in\n%s%s", key, out, list)
		}
	}
}

func TestMigrateDownAsksFirst(t *testing.T) {
	folder := t.TempDir()
	bootstrapped(t, folder)
	if _, errs, err := command(t, folder, "", nil, "migrate", "down"); err == nil || !strings.Contains(errs, "--yes") {
		t.Errorf("%v, %s", err, errs)
	}
	if out, _, err := command(t, folder, "", nil, "organizations", "list"); err != nil || !strings.Contains(out, "acme") {
		t.Errorf("%v, %s", err, out)
	}
	steps := slices.Repeat([][]string{{"migrate", "down", "--yes"}}, len(migrations.Steps())) // one takes back one step
	for _, args := range append(steps, []string{"migrate", "up"}) {
		if _, errs, err := command(t, folder, "", nil, args...); err != nil {
			t.Errorf("%v: %v, %s", args, err, errs)
		}
	}
	if out, _, err := command(t, folder, "", nil, "organizations", "list"); err != nil || strings.Contains(out, "acme") {
		t.Errorf("%v, %s", err, out)
	}
}
