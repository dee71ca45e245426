package browsertest

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"testing"
	"time"

	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
	"gatehouse/web/webtest"
)

// twice runs a journey with and without scripts, each in a world of its own.
func twice(t *testing.T, o webtest.Options, journey func(t *testing.T, s *webtest.Server, scripts bool)) {
	t.Helper()
	browser(t)
	for _, way := range []struct {
		name    string
		scripts bool
	}{{"with scripts", true}, {"without scripts", false}} {
		t.Run(way.name, func(t *testing.T) {
			journey(t, webtest.Start(t, dbtest.OpenSQLite(t), o), way.scripts)
		})
	}
}

// everywhere is twice, on both databases.
func everywhere(t *testing.T, o webtest.Options, journey func(t *testing.T, s *webtest.Server, scripts bool)) {
	t.Helper()
	browser(t)
	for _, way := range []struct {
		name    string
		scripts bool
	}{{"with scripts", true}, {"without scripts", false}} {
		t.Run(way.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, w *dbtest.World) {
				journey(t, webtest.Start(t, w, o), way.scripts)
			})
		})
	}
}

// scripted runs a journey once, with scripts, on SQLite.
func scripted(t *testing.T, o webtest.Options) *webtest.Server {
	t.Helper()
	browser(t)
	return webtest.Start(t, dbtest.OpenSQLite(t), o)
}

// entry writes an entry as a seeded person would; it is published unless it is a draft.
func entry(t testing.TB, s *webtest.Server, userID, organizationID, collection string, values schema.Values, publish bool) content.Entry {
	t.Helper()
	e, err := s.Content.Create(context.Background(), s.Scope(userID, organizationID), collection, values, content.CreateOptions{Publish: publish})
	if err != nil {
		t.Fatalf("%s %v: %v", collection, values, err)
	}
	return e
}

// posts writes a few published posts, so that one has to be found.
func posts(t testing.TB, s *webtest.Server, organizationID string, titles ...string) []content.Entry {
	t.Helper()
	var out []content.Entry
	for _, title := range titles {
		out = append(out, entry(t, s, dbtest.Ada, organizationID, "posts", schema.Values{"title": title, "content": "About " + title + "."}, true))
	}
	return out
}

// public is what anonymous programs read: the titles of the posts with a slug.
func public(t testing.TB, s *webtest.Server, query url.Values) []string {
	t.Helper()
	client := &http.Client{Timeout: 10 * time.Second}
	answer, err := client.Get(s.URL + "/api/v1/posts?" + query.Encode())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	var body struct {
		Data []struct {
			Title string `json:"title"`
		} `json:"data"`
		Error string `json:"error"`
	}
	if err := json.NewDecoder(answer.Body).Decode(&body); err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("GET /api/v1/posts?%s: %d %s %v", query.Encode(), answer.StatusCode, body.Error, err)
	}
	var titles []string
	for _, d := range body.Data {
		titles = append(titles, d.Title)
	}
	return titles
}

// wantPublic fails when anonymous programs do not read exactly these titles.
func wantPublic(t testing.TB, s *webtest.Server, query url.Values, want string) {
	t.Helper()
	if got := public(t, s, query); len(got) != 1 || got[0] != want {
		t.Errorf("visitors read %q, want %q", got, want)
	}
}
