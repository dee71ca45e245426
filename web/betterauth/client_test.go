package betterauth_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// client is the npm client in a folder of its own, installed once for all tests.
var client struct {
	sync.Once
	folder string
	err    error
}

func TestMain(m *testing.M) {
	code := m.Run()
	if client.folder != "" {
		_ = os.RemoveAll(client.folder)
	}
	os.Exit(code)
}

// install puts the scripts of testdata and what their lock file names into a
// folder outside the tree.
func install(t *testing.T) string {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			dbtest.LeaveOut(t, dbtest.NeedNode, "no "+program+" is on the PATH")
		}
	}
	client.Do(func() {
		if client.folder, client.err = os.MkdirTemp("", "gatehouse-client-"); client.err != nil {
			return
		}
		if client.err = os.CopyFS(client.folder, os.DirFS("testdata")); client.err != nil {
			return
		}
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Minute)
		defer cancel()
		// The plugins name versions of shared packages that the client's own are newer than.
		npm := exec.CommandContext(ctx, "npm", "ci", "--legacy-peer-deps", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
		npm.Dir = client.folder
		if out, err := npm.CombinedOutput(); err != nil {
			client.err = fmt.Errorf("npm ci: %w\n%s", err, out)
		}
	})
	if client.err != nil {
		dbtest.LeaveOut(t, dbtest.NeedNode, "the better-auth client could not be installed: "+firstLine(client.err))
	}
	return client.folder
}

func firstLine(err error) string {
	line, _, _ := strings.Cut(err.Error(), "\n")
	return line
}

// drive runs parts of the script against a server.
func drive(t *testing.T, s *webtest.Server, environ []string, parts ...string) {
	t.Helper()
	folder := install(t)
	mails := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query := r.URL.Query()
		list := s.Mailbox.Mails(query.Get("to"))
		for _, m := range slices.Backward(list) { // the newest
			if strings.Contains(m.Text, query.Get("word")) {
				_, _ = fmt.Fprint(w, m.Text)
				return
			}
		}
		http.NotFound(w, r)
	}))
	defer mails.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Minute)
	defer cancel()
	node := exec.CommandContext(ctx, "node", append([]string{filepath.Join(folder, "run.mjs")}, parts...)...)
	node.Dir = folder
	node.Env = append(os.Environ(), append(environ, "GATEHOUSE_URL="+s.URL, "GATEHOUSE_MAILS="+mails.URL)...)
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	t.Logf("%s", out)
}

// trusted are further origins that the scripts come from.
var trusted = []string{"https://app.example.com", "chrome-extension://abcdefghijklmnop"}

// The unmodified npm client works.
func TestClient(t *testing.T) {
	for _, part := range []string{"core", "organization", "factor", "tokens"} {
		t.Run(part, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				s := webtest.Start(t, w, webtest.Options{SignUp: auth.SignUpOpen, Host: "localhost", Trusted: trusted, Jobs: true})
				drive(t, s, nil, part)
			})
		})
	}
}
