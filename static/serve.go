package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
)

// Prefix is where Handler wants to be mounted.
const Prefix = "/static/"

// file is one served file, ready to be sent.
type file struct {
	address string
	kind    string
	tag     string
	plain   []byte
	packed  []byte
}

type shelf struct {
	byName    map[string]*file
	byAddress map[string]*file
}

var kinds = map[string]string{
	".css": "text/css; charset=utf-8",
	".js":  "text/javascript; charset=utf-8",
	".svg": "image/svg+xml",
}

// shelved is filled once and read-only from then on. What it is made of is embedded, so an error is a fault of the
// build; the test of this package finds it, and at run time every address is simply unknown.
var shelved = sync.OnceValue(func() shelf {
	s := shelf{byName: map[string]*file{}, byAddress: map[string]*file{}}
	served, err := assemble()
	if err != nil {
		return s
	}
	for name, plain := range served {
		sum := sha256.Sum256(plain)
		hash := hex.EncodeToString(sum[:])
		extension := path.Ext(name)
		f := &file{
			address: Prefix + strings.TrimSuffix(name, extension) + "." + hash[:8] + extension,
			kind:    kinds[extension],
			tag:     hash[:32],
			plain:   plain,
			packed:  pack(plain),
		}
		s.byName[name], s.byAddress[f.address] = f, f
	}
	return s
})

func pack(plain []byte) []byte {
	var out bytes.Buffer
	w, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return nil
	}
	if _, err := w.Write(plain); err != nil {
		return nil
	}
	if err := w.Close(); err != nil {
		return nil
	}
	return out.Bytes()
}

// URL is the address of a served file: URL(static.Stylesheet) is "/static/app.1a2b3c4d.css".
// A name that is not served gives an address that answers 404.
func URL(name string) string {
	if f := shelved().byName[name]; f != nil {
		return f.address
	}
	return Prefix + "unknown/" + name
}

// Handler sends the files below Prefix: compressed where accepted, immutable, 304 where the tag is known, 404 for
// every other address.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f := shelved().byAddress[r.URL.Path]
		if f == nil {
			http.Error(w, "not found", http.StatusNotFound)
			return
		}
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "method not allowed", http.StatusMethodNotAllowed)
			return
		}
		f.send(w, r)
	})
}

func (f *file) send(w http.ResponseWriter, r *http.Request) {
	body, tag := f.plain, `"`+f.tag+`"`
	h := w.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(f.packed) > 0 && acceptsGzip(r.Header.Values("Accept-Encoding")) {
		body, tag = f.packed, `"`+f.tag+`-gzip"`
		h.Set("Content-Encoding", "gzip")
	}
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("ETag", tag)
	for _, known := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if known = strings.TrimPrefix(strings.TrimSpace(known), "W/"); known == tag || known == "*" {
			h.Del("Content-Encoding")
			w.WriteHeader(http.StatusNotModified)
			return
		}
	}
	h.Set("Content-Type", f.kind)
	h.Set("Content-Length", strconv.Itoa(len(body)))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodGet {
		_, _ = w.Write(body) // the reader has gone away; nobody is left to be told
	}
}

// acceptsGzip reads Accept-Encoding as far as needed: gzip or *, unless its weight is zero.
func acceptsGzip(headers []string) bool {
	accepted := false
	for _, part := range strings.Split(strings.Join(headers, ","), ",") {
		coding, parameters, _ := strings.Cut(part, ";")
		coding = strings.ToLower(strings.TrimSpace(coding))
		if coding != "gzip" && coding != "*" {
			continue
		}
		weight, weighted := strings.CutPrefix(strings.TrimSpace(parameters), "q=")
		refused := weighted && strings.Trim(weight, "0.") == ""
		if coding == "gzip" {
			return !refused
		}
		accepted = !refused
	}
	return accepted
}

// HasIcon reports whether the sprite has an icon of that name.
func HasIcon(name string) bool {
	_, err := files.ReadFile("lib/lucide/icons/" + name + ".svg")
	return name != "" && err == nil
}
