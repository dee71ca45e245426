package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"html/template"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"gatehouse/db"
	"gatehouse/db/dbtest"
)

// bare is what somebody would write who needs one list, one read and one insert
// and nothing around them: one indexed query each, the standard library's JSON
// and templates.
type bare struct {
	pool    *sql.DB
	dialect db.Dialect
	made    atomic.Int64
}

// barePost is a row as it is answered.
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

func (p *barePost) columns() []any {
	return []any{
		&p.ID, &p.CreatedAt, &p.CreatedBy, &p.UpdatedAt, &p.UpdatedBy, &p.PublishedAt, &p.Status, &p.Revision,
		&p.Owner, &p.Title, &p.Slug, &p.Summary, &p.Content, &p.Author, &p.Tags, &p.Fee,
	}
}

const bareColumns = `SELECT id, created_at, created_by, updated_at, updated_by, published_at, status, revision,
organization_id, title, slug, summary, content, author, tags, fee FROM posts WHERE organization_id = ? `

// answering lets handlers return their errors.
func answering(h func(w http.ResponseWriter, r *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	})
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	return json.NewEncoder(w).Encode(v)
}

// list is one indexed query and encoding/json.
func (s *bare) list(where string, args ...any) http.Handler {
	query := spelled(s.dialect, bareColumns+where+` ORDER BY updated_at DESC, id DESC LIMIT ?`)
	return answering(func(w http.ResponseWriter, r *http.Request) error {
		given := append(append([]any{r.URL.Query().Get("organizationId")}, args...), pageSize+1)
		rows, err := s.pool.QueryContext(r.Context(), query, given...)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		page := make([]barePost, 0, pageSize+1)
		for rows.Next() {
			var p barePost
			if err := rows.Scan(p.columns()...); err != nil {
				return err
			}
			page = append(page, p)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, map[string]any{"data": page[:min(len(page), pageSize)], "hasMore": len(page) > pageSize})
	})
}

// get is a read by the primary key and encoding/json.
func (s *bare) get() http.Handler {
	query := spelled(s.dialect, bareColumns+`AND id = ?`)
	return answering(func(w http.ResponseWriter, r *http.Request) error {
		var p barePost
		given := r.URL.Query()
		if err := s.pool.QueryRowContext(r.Context(), query, given.Get("organizationId"), given.Get("id")).Scan(p.columns()...); err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, p)
	})
}

var barePage = template.Must(template.New("posts").Parse(`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Posts</title><link rel="stylesheet" href="/static/app.css"></head><body>
<main><h1>Posts</h1><p>{{.Total}} posts</p><form method="get"><input type="search" name="search" placeholder="Search posts"></form>
<table><thead><tr><th></th><th>Title</th><th>Status</th><th>Updated</th><th>Actions</th></tr></thead><tbody>
{{range .Rows}}<tr id="row-{{.ID}}"><td><input type="checkbox" name="id" value="{{.ID}}" aria-label="Choose {{.Title}}"></td>
<td><a href="/posts/{{.ID}}">{{.Title}}</a><small>/{{.Slug}}</small></td><td>{{.Status}}</td>
<td><time datetime="{{.At}}">{{.At}}</time></td><td><form method="post" action="/posts/{{.ID}}/publication"><button>Publish</button></form></td></tr>
{{end}}</tbody></table>{{if .More}}<a href="?after={{.Last}}">Older</a>{{end}}</main></body></html>`))

type bareRow struct{ ID, Title, Slug, Status, At string }

// page is the columns a list shows, a count that stops where ours stops, and
// html/template: a table with a checkbox, a link, a state, a time and a form in
// each row, without navigation, filters and menus.
func (s *bare) page() http.Handler {
	query := spelled(s.dialect, `SELECT id, title, slug, status, updated_at FROM posts WHERE organization_id = ? ORDER BY updated_at DESC, id DESC LIMIT ?`)
	count := spelled(s.dialect, `SELECT count(*) FROM (SELECT 1 FROM posts WHERE organization_id = ? LIMIT 1001) AS counted`)
	return answering(func(w http.ResponseWriter, r *http.Request) error {
		owner := r.URL.Query().Get("organizationId")
		rows, err := s.pool.QueryContext(r.Context(), query, owner, pageSize+1)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		page := make([]bareRow, 0, pageSize+1)
		for rows.Next() {
			var p bareRow
			var at int64
			if err := rows.Scan(&p.ID, &p.Title, &p.Slug, &p.Status, &at); err != nil {
				return err
			}
			p.At = time.UnixMilli(at).UTC().Format(time.RFC3339)
			page = append(page, p)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		total := 0
		if err := s.pool.QueryRowContext(r.Context(), count, owner).Scan(&total); err != nil {
			return err
		}
		shown := page[:min(len(page), pageSize)]
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		return barePage.Execute(w, map[string]any{"Total": total, "Rows": shown, "More": len(page) > pageSize, "Last": shown[len(shown)-1].ID})
	})
}

// create stores a post; with all set also its text, a revision and an event, in
// one transaction.
func (s *bare) create(all bool) http.Handler {
	const owner, actor = 0, dbtest.Ada
	insert := spelled(s.dialect, `INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, 'draft', 1, ?, ?, ?, ?, NULL)`)
	revision := spelled(s.dialect, `INSERT INTO post_revisions VALUES (?, ?, 1, ?, ?, ?)`)
	text := spelled(s.dialect, `INSERT INTO post_texts (organization_id, post_id, text) VALUES (?, ?, ?)`)
	event := spelled(s.dialect, `INSERT INTO post_events VALUES (?, ?, 'entry.created', ?, ?, ?)`)
	type execer interface {
		ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	}
	return answering(func(w http.ResponseWriter, r *http.Request) error {
		var in post
		if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
			return err
		}
		at, n := time.Now().UnixMilli(), s.made.Add(1)
		p := barePost{
			ID: fmt.Sprintf("ent_new%023d", n), CreatedAt: at, CreatedBy: actor, UpdatedAt: at, UpdatedBy: actor, Status: "draft", Revision: 1,
			Owner: organization(owner), Title: in.Title, Slug: strings.ReplaceAll(strings.ToLower(in.Title), " ", "-"), Summary: in.Summary, Content: in.Content,
		}
		row := func(q execer) error {
			_, err := q.ExecContext(r.Context(), insert, p.Owner, p.ID, p.Title, p.Slug, p.Summary, p.Content, at, actor, at, actor)
			return err
		}
		if !all {
			if err := row(s.pool); err != nil {
				return err
			}
			return writeJSON(w, http.StatusCreated, p)
		}
		values, err := json.Marshal(in)
		if err != nil {
			return err
		}
		tx, err := s.pool.BeginTx(r.Context(), nil)
		if err != nil {
			return err
		}
		defer func() { _ = tx.Rollback() }() // nothing after Commit
		if err := row(tx); err != nil {
			return err
		}
		if _, err := tx.ExecContext(r.Context(), revision, p.Owner, p.ID, string(values), at, actor); err != nil {
			return err
		}
		if _, err := tx.ExecContext(r.Context(), text, p.Owner, p.ID, "@"+p.Owner+" "+wordsOf(strings.ToLower(p.Title+" "+p.Content))); err != nil {
			return err
		}
		if _, err := tx.ExecContext(r.Context(), event, p.Owner, fmt.Sprintf("evt_new%023d", n), actor, p.ID, at); err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		return writeJSON(w, http.StatusCreated, p)
	})
}
