package db_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/dbtest"
)

// The database is its owner's alone, in whatever folder it lies and whatever the
// umask is: it holds everybody's content and password hashes. An existing file
// keeps the mode that somebody chose for it.
func TestANewDatabaseFileIsPrivate(t *testing.T) {
	folder := t.TempDir()
	if err := os.Chmod(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "new.db")
	pool, _, _, err := db.OpenOwner(db.Options{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if _, err := pool.ExecContext(t.Context(), "CREATE TABLE t (a)"); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(path + "*")
	if err != nil || len(files) < 2 {
		t.Fatal("the database and its log are missing", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s is %v, %v", filepath.Base(file), info.Mode(), err)
		}
	}
}

func TestAnExistingDatabaseFileKeepsItsMode(t *testing.T) {
	w := dbtest.OpenSQLite(t)
	path := strings.TrimPrefix(w.URL, "sqlite:")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	pool, _, _, err := db.OpenOwner(db.Options{URL: w.URL})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	if err := pool.PingContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("the mode became %v, %v", info.Mode(), err)
	}
}
