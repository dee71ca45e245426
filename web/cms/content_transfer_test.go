package cms_test

import (
	"bytes"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// sendFile posts a file as a browser does.
func sendFile(t *testing.T, b *webtest.Browser, address, name string, data []byte) webtest.Answer {
	t.Helper()
	var body bytes.Buffer
	w := multipart.NewWriter(&body)
	part, err := w.CreateFormFile("file", name)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := part.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Do(http.MethodPost, address, &body, http.Header{"Content-Type": {w.FormDataContentType()}})
}

// shows wants a status and words on the page.
func shows(t *testing.T, a webtest.Answer, status int, words string) {
	t.Helper()
	if text := strings.Join(strings.Fields(a.Page.Text()), " "); a.StatusCode != status || !strings.Contains(text, words) {
		t.Errorf("%s: %d, no %q in %s", a.Address, a.StatusCode, words, text)
	}
}

// Without scripts: upload, look, change what columns mean, import, take back.
func TestFilesComeInAndGoOut(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
		s := webtest.Start(t, w, webtest.Options{})
		ada, bo := s.As(dbtest.Ada), s.As(dbtest.Bo)
		const posts = "/o/acme/content/posts"
		shows(t, ada.Get(posts), http.StatusOK, "Import")
		shows(t, ada.Post(posts+"/import"), http.StatusUnprocessableEntity, "Choose a file")
		shows(t, sendFile(t, ada, posts+"/import", "x.csv", []byte("title\nM\xfcller\n")), http.StatusUnprocessableEntity, "line 2")
		shows(t, sendFile(t, ada, posts+"/import", "x.csv", bytes.Repeat([]byte("x"), 33<<20)), http.StatusRequestEntityTooLarge, "32 MB")

		seen := sendFile(t, ada, posts+"/import", "harbour.csv", []byte("Headline,slug\nHarbour,harbour\nQuay,bad slug\nPier,pier\n"))
		shows(t, seen, http.StatusOK, "3 left out")
		seen = ada.Submit(seen, "form[aria-labelledby=import-mapping]", "column-0", "title")
		shows(t, seen, http.StatusOK, "Import the other 2")
		for _, word := range []string{"1 left out", "bad slug", "Use small letters"} {
			if !strings.Contains(strings.Join(strings.Fields(seen.Page.Text()), " "), word) {
				t.Errorf("the preview does not say %q", word)
			}
		}
		if a := bo.Get(seen.Address); a.StatusCode != http.StatusNotFound {
			t.Errorf("somebody else sees the upload: %d", a.StatusCode)
		}
		mistakes := ada.Get(seen.Address + "/errors")
		if mistakes.StatusCode != http.StatusOK || !strings.Contains(mistakes.Body, "3,slug,bad slug,") {
			t.Errorf("mistakes: %d %s", mistakes.StatusCode, mistakes.Body)
		}
		done := ada.Submit(seen, "form[action$='/run']")
		shows(t, done, http.StatusOK, "harbour.csv is imported")
		shows(t, ada.Submit(seen, "form[action$='/run']"), http.StatusOK, "harbour.csv is imported")
		if list := ada.Get(posts).Page.Find("tbody tr").Length(); list != 2 {
			t.Errorf("%d posts are there", list)
		}
		shows(t, ada.Get(posts+"/imports"), http.StatusOK, "harbour.csv")

		// The seed's sign-in is old: an export asks for the password first.
		if a := ada.Still().Get(posts + "/export"); a.StatusCode != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/confirm") {
			t.Fatalf("an old sign-in: %d to %s", a.StatusCode, a.Header.Get("Location"))
		}
		shows(t, ada.Post("/confirm", "password", dbtest.Password), http.StatusOK, "")
		offer := ada.Get(posts + "/export?search=harbour")
		shows(t, offer, http.StatusOK, "1 post where")
		file := ada.Submit(offer, "main form.card", "format", "csv", "columns", "all")
		if file.StatusCode != http.StatusOK || !strings.HasPrefix(file.Header.Get("Content-Disposition"), `attachment; filename="posts-`) ||
			!strings.Contains(file.Body, ",Harbour,harbour,") || strings.Contains(file.Body, "Pier") {
			t.Errorf("the file: %d %v\n%s", file.StatusCode, file.Header, file.Body)
		}
		if a := ada.Get(posts + "/export?format=xls"); a.StatusCode != http.StatusBadRequest {
			t.Errorf("an unknown format: %d", a.StatusCode)
		}

		asked := ada.Get(seen.Address + "/undo")
		shows(t, asked, http.StatusOK, "2 new entries")
		shows(t, ada.Submit(asked, "main form"), http.StatusOK, "harbour.csv is taken back")
		if list := ada.Get(posts).Page.Find("tbody tr").Length(); list != 0 {
			t.Errorf("%d posts are left", list)
		}
	})
}
