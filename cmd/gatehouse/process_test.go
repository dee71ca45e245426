package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary builds the program once for all tests that need a real process.
var binary = sync.OnceValues(func() (string, error) {
	folder, err := os.MkdirTemp("", "gatehouse-binary-")
	if err != nil {
		return "", err
	}
	name := filepath.Join(folder, "gatehouse")
	build := exec.Command("go", "build", "-o", name, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	built = folder
	return name, nil
})

// built is the folder of the binary, once it is built.
var built string

func TestMain(m *testing.M) {
	code := m.Run()
	if built != "" {
		_ = os.RemoveAll(built)
	}
	os.Exit(code)
}

const (
	ownerEmail    = "ada@example.com"
	ownerPassword = "a very long passphrase 42"
)

// command runs the binary to its end in a folder and gives back what it printed.
func command(t testing.TB, folder, input string, environ []string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, name, args...)
	c.Dir, c.Env, c.Stdin = folder, append(clean(), environ...), strings.NewReader(input)
	var out, errs bytes.Buffer
	c.Stdout, c.Stderr = &out, &errs
	err = c.Run()
	return out.String(), errs.String(), err
}

// clean is the environment without settings of ours.
func clean() []string {
	var out []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "GATEHOUSE_") && !strings.HasPrefix(v, "DATABASE_URL") && !strings.HasPrefix(v, "REDIS_URL") {
			out = append(out, v)
		}
	}
	return out
}

func bootstrapped(t testing.TB, folder string, environ ...string) founded {
	t.Helper()
	out, errs, err := command(t, folder, ownerPassword+"\n", environ, "bootstrap", "--organization", "Acme",
		"--name", "Ada", "--email", ownerEmail, "--password-stdin", "--json")
	if err != nil {
		t.Fatalf("bootstrap: %v\n%s%s", err, out, errs)
	}
	var made founded
	if err := json.Unmarshal([]byte(out), &made); err != nil {
		t.Fatalf("%v in %s", err, out)
	}
	return made
}

// process is a serving gatehouse.
type process struct {
	t      testing.TB
	cmd    *exec.Cmd
	url    string
	client *http.Client
	log    *bytes.Buffer
	ended  chan error
}

// serving starts the binary in a folder and waits until it answers.
func serving(t testing.TB, folder string, environ []string, args ...string) *process {
	t.Helper()
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.Command(name, append([]string{"serve", "--listen", "127.0.0.1:0", "--log-level", "error"}, args...)...)
	c.Dir, c.Env = folder, append(clean(), environ...)
	p := &process{t: t, cmd: c, log: new(bytes.Buffer), ended: make(chan error, 1)}
	c.Stderr = p.log
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	address := make(chan string, 1)
	go func() {
		lines := bufio.NewScanner(out)
		for lines.Scan() {
			if at, ok := strings.CutPrefix(lines.Text(), "Gatehouse is at "); ok {
				address <- strings.TrimSpace(at)
			}
		}
		p.ended <- c.Wait()
	}()
	select {
	case p.url = <-address:
	case err := <-p.ended:
		t.Fatalf("serve ended: %v\n%s", err, p.log)
	case <-time.After(time.Minute):
		t.Fatalf("serve did not say where it is\n%s", p.log)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p.client = &http.Client{Jar: jar, Timeout: 20 * time.Second}
	return p
}

// kill ends the process as a power cut would end the program.
func (p *process) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Signal(syscall.SIGKILL)
		end := <-p.ended
		p.ended <- end
	}
}

// stop asks the process to end and waits.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case err := <-p.ended:
		p.ended <- nil
		return err
	case <-time.After(40 * time.Second):
		return fmt.Errorf("still running 40 s after SIGTERM")
	}
}

func (p *process) signIn() {
	p.t.Helper()
	status, body := p.post("/sign-in", "application/x-www-form-urlencoded", url.Values{"email": {ownerEmail}, "password": {ownerPassword}}.Encode())
	if status != http.StatusOK {
		p.t.Fatalf("sign in: %d %s", status, body)
	}
}

func (p *process) post(address, kind, body string) (int, string) {
	r, err := http.NewRequest(http.MethodPost, p.url+address, strings.NewReader(body))
	if err != nil {
		return 0, err.Error()
	}
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Origin", p.url)
	return p.read(p.client.Do(r))
}

func (p *process) get(address string) (int, string) {
	return p.read(p.client.Get(p.url + address))
}

func (p *process) read(response *http.Response, err error) (int, string) {
	if err != nil {
		return 0, err.Error()
	}
	defer func() { _ = response.Body.Close() }()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		return 0, err.Error()
	}
	return response.StatusCode, string(raw)
}
