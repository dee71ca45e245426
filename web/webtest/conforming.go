package webtest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"strings"
	"sync"

	"gatehouse/db/schema"
	"gatehouse/web/api"
	"gatehouse/web/webtest/conform"
)

// conforming holds every answer of the API that a test sees to the document.
// Streams are handed through.
func (s *Server) conforming(programs *api.API, registry *schema.Registry, next http.Handler) http.Handler {
	described := sync.OnceValue(func() *conform.Conformance {
		return conform.New(s.t, registry, api.Description{
			Title: "Gatehouse", Server: s.URL, Cookie: s.Sessions.Name(), Chooses: programs.Gate.Selection().Offers(),
		})
	})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !conform.Covers(r.URL.Path) || strings.HasSuffix(r.URL.Path, "/events") {
			next.ServeHTTP(w, r)
			return
		}
		heard := &hearing{ResponseWriter: w, status: http.StatusOK}
		next.ServeHTTP(heard, r)
		described().Check(r.Method, r.URL.RequestURI(), conform.Answer{Status: heard.status, Header: w.Header(), Body: s.plain(w.Header(), &heard.body)})
	})
}

// plain is a body as it was before it was compressed for the way.
func (s *Server) plain(h http.Header, body *bytes.Buffer) string {
	if h.Get("Content-Encoding") != "gzip" || body.Len() == 0 {
		return body.String()
	}
	unzipped, err := gzip.NewReader(body)
	if err != nil {
		s.t.Error(err)
		return ""
	}
	all, err := io.ReadAll(unzipped)
	if err != nil {
		s.t.Error(err)
	}
	return string(all)
}

// hearing notes what is answered while it is answered.
type hearing struct {
	http.ResponseWriter

	status int
	body   bytes.Buffer
}

func (h *hearing) WriteHeader(status int) {
	h.status = status
	h.ResponseWriter.WriteHeader(status)
}

func (h *hearing) Write(b []byte) (int, error) {
	h.body.Write(b)
	return h.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (h *hearing) Unwrap() http.ResponseWriter { return h.ResponseWriter }
