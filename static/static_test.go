package static

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/xml"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
)

func get(t *testing.T, address string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, address, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestEverythingIsAssembled(t *testing.T) {
	served, err := assemble()
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{Stylesheet, Script, HTMX, Icons} {
		if len(served[name]) == 0 {
			t.Errorf("%s is empty", name)
		}
	}
	if err := xml.Unmarshal(served[Icons], new(struct{ XMLName xml.Name })); err != nil {
		t.Errorf("the sprite is not well-formed: %v", err)
	}
}

func TestEverySheetIsServed(t *testing.T) {
	listed := map[string]bool{}
	for _, name := range sheets {
		listed["css/"+name+".css"] = true
	}
	found, err := fs.Glob(files, "css/*.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range found {
		if !listed[name] {
			t.Errorf("%s is not in the list of sheets", name)
		}
	}
}

func TestHandler(t *testing.T) {
	address := URL(Stylesheet)
	if !regexp.MustCompile(`^/static/app\.[0-9a-f]{8}\.css$`).MatchString(address) {
		t.Fatalf("address %s", address)
	}
	plain := get(t, address)
	body, _ := io.ReadAll(plain.Body)
	for name, want := range map[string]string{
		"Cache-Control":          "public, max-age=31536000, immutable",
		"Content-Type":           "text/css; charset=utf-8",
		"X-Content-Type-Options": "nosniff",
		"Vary":                   "Accept-Encoding",
		"Content-Encoding":       "",
	} {
		if got := plain.Header.Get(name); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	packed := get(t, address, "Accept-Encoding", "br, gzip;q=0.8")
	reader, err := gzip.NewReader(packed.Body)
	if err != nil {
		t.Fatal(err)
	}
	if unpacked, _ := io.ReadAll(reader); string(unpacked) != string(body) {
		t.Error("the compressed body differs from the plain one")
	}
	if packed.Header.Get("ETag") == plain.Header.Get("ETag") {
		t.Error("two representations share a strong tag")
	}
	if got := get(t, address, "If-None-Match", plain.Header.Get("ETag")).StatusCode; got != http.StatusNotModified {
		t.Errorf("known tag: %d", got)
	}
	if got := get(t, address, "Accept-Encoding", "gzip;q=0, *;q=0").Header.Get("Content-Encoding"); got != "" {
		t.Errorf("refused gzip was sent: %s", got)
	}
	for _, wrong := range []string{"/static/app.00000000.css", "/static/app.css", "/static/", URL("nothing.css"), "/static/lib/htmx/LICENSE"} {
		if got := get(t, wrong).StatusCode; got != http.StatusNotFound {
			t.Errorf("%s: %d, want 404", wrong, got)
		}
	}
}

func TestWeight(t *testing.T) {
	total := 0
	for name, most := range map[string]int{Stylesheet: 25_000, Script: 10_000, HTMX: 20_000, Icons: 12_000} {
		size := len(shelved().byName[name].packed)
		t.Logf("%s: %d bytes compressed", name, size)
		if size > most {
			t.Errorf("%s weighs %d bytes compressed, at most %d are allowed", name, size, most)
		}
		total += size
	}
	if total > 70_000 {
		t.Errorf("together %d bytes; a first visit has 100 kB for everything", total)
	}
}

func TestVendoredFilesAreWhatWasReleased(t *testing.T) {
	sums, err := files.Open("lib/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	defer sums.Close()
	wanted := map[string]string{}
	for lines := bufio.NewScanner(sums); lines.Scan(); {
		sum, name, _ := strings.Cut(lines.Text(), "  ")
		wanted["lib/"+name] = sum
	}
	err = fs.WalkDir(files, "lib", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || name == "lib/README.md" || name == "lib/SHA256SUMS" {
			return err
		}
		content, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(content)
		if got := hex.EncodeToString(sum[:]); got != wanted[name] {
			t.Errorf("%s has sha256 %s, recorded is %q", name, got, wanted[name])
		}
		delete(wanted, name)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range wanted {
		t.Errorf("%s is recorded but not here", name)
	}
}

func TestScriptsKeepToThePolicy(t *testing.T) {
	forbidden := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|\.style\b|setAttribute\(["']style|createContextualFragment|parseFromString`)
	names, err := fs.Glob(files, "js/*.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if found := forbidden.FindString(string(content)); found != "" {
			t.Errorf("%s uses %s", name, found)
		}
		if lines := strings.Count(string(content), "\n"); lines > 60 {
			t.Errorf("%s has %d lines; a behaviour has at most 60", name, lines)
		}
	}
}

func TestMotionIsOpacityAndTransform(t *testing.T) {
	declared := regexp.MustCompile(`transition: ([^;}]+)`)
	for _, name := range sheets {
		sheet, err := files.ReadFile("css/" + name + ".css")
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range declared.FindAllSubmatch(sheet, -1) {
			if property, _, _ := strings.Cut(string(found[1]), " "); property != "opacity" && property != "transform" {
				t.Errorf("%s.css moves %s", name, property)
			}
		}
	}
}
