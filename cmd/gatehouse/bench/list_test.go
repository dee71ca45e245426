package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"gatehouse/db/dbtest"
)

const pageSize = 20

// BenchmarkJSONList reads the newest page of one organization's posts.
func BenchmarkJSONList(b *testing.B) {
	for _, entries := range []int{10_000, 100_000} {
		b.Run(fmt.Sprintf("entries=%d", entries), func(b *testing.B) {
			pool := plain(b, entries)
			ours := server(b, dbtest.SQLiteURL(b), entries)
			beside(b,
				func(b *testing.B) time.Duration {
					return measure(b, bareList(pool), func() *http.Request {
						return httptest.NewRequestWithContext(context.Background(), http.MethodGet, "/posts?organizationId="+organization(0), nil)
					})
				},
				func(b *testing.B) time.Duration {
					request := func() *http.Request {
						r := httptest.NewRequestWithContext(context.Background(), http.MethodGet,
							fmt.Sprintf("/api/v1/posts?organizationId=%s&limit=%d", organization(0), pageSize), nil)
						r.Header.Set("Authorization", "Bearer "+dbtest.Token(dbtest.Ada))
						return r
					}
					answer := httptest.NewRecorder()
					ours.ServeHTTP(answer, request())
					if hidden := strings.Count(answer.Body.String(), `"fee":"[REDACTED]"`); hidden != pageSize {
						b.Fatalf("%d of %d entries are masked", hidden, pageSize)
					}
					return measure(b, ours, request)
				})
		})
	}
}

// barePost is a row as a handler without any product around it answers it.
type barePost struct {
	ID          string   `json:"id"`
	CreatedAt   int64    `json:"createdAt"`
	CreatedBy   string   `json:"createdBy"`
	UpdatedAt   int64    `json:"updatedAt"`
	UpdatedBy   string   `json:"updatedBy"`
	PublishedAt *int64   `json:"publishedAt"`
	Status      string   `json:"status"`
	Revision    int64    `json:"revision"`
	Owner       string   `json:"organizationId"`
	Title       string   `json:"title"`
	Slug        string   `json:"slug"`
	Summary     string   `json:"summary"`
	Content     string   `json:"content"`
	Author      *string  `json:"author"`
	Tags        *string  `json:"tags"`
	Fee         *float64 `json:"fee"`
}

// bareList is one indexed query and encoding/json.
func bareList(pool *sql.DB) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		rows, err := pool.QueryContext(r.Context(), `SELECT id, created_at, created_by, updated_at, updated_by, published_at, status, revision,
organization_id, title, slug, summary, content, author, tags, fee FROM posts WHERE organization_id = ? ORDER BY updated_at DESC, id DESC LIMIT ?`,
			r.URL.Query().Get("organizationId"), pageSize+1)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		defer func() { _ = rows.Close() }()
		page := make([]barePost, 0, pageSize+1)
		for rows.Next() {
			var p barePost
			if err := rows.Scan(&p.ID, &p.CreatedAt, &p.CreatedBy, &p.UpdatedAt, &p.UpdatedBy, &p.PublishedAt, &p.Status, &p.Revision,
				&p.Owner, &p.Title, &p.Slug, &p.Summary, &p.Content, &p.Author, &p.Tags, &p.Fee); err != nil {
				http.Error(w, err.Error(), http.StatusInternalServerError)
				return
			}
			page = append(page, p)
		}
		if err := rows.Err(); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"data": page[:min(len(page), pageSize)], "hasMore": len(page) > pageSize})
	})
}
