package bench

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
)

// many is how many entries the long operations change.
const many = 10_000

// asks lists the caller's organization with more parameters.
func (h *house) asks(query string) *side {
	return asking(h.ours, "GET", fmt.Sprintf("/api/v1/posts?organizationId=%s&limit=%d&%s", organization(0), pageSize, query), "", bearer()...)
}

// rare is a word of one entry, common one of almost all.
func (h *house) rare() string   { return fmt.Sprint(h.entries/2 + 1) }
func (h *house) common() string { return "garbage" }

// bareSearch finds by the database's full-text index and sorts what it found.
func bareSearch(word func(h *house) string) func(h *house) *side {
	return func(h *house) *side {
		where, question := `AND id IN (SELECT t.post_id FROM post_words(?) AS w JOIN post_texts AS t ON t.number = w.rowid)`,
			fmt.Sprintf(`"@%s" AND "%s"*`, organization(0), word(h))
		if h.bare.dialect == db.Postgres {
			where, question = `AND id IN (SELECT post_id FROM post_texts WHERE words @@ CAST(? AS tsquery))`,
				fmt.Sprintf("'@%s' & '%s':*", organization(0), word(h))
		}
		return asking(h.bare.list(where, question), "GET", "/posts?organizationId="+organization(0), "")
	}
}

// after is a place behind nine tenths of ten thousand entries, as a cursor and as
// the last entry before it.
func (h *house) after() (cursor, id string, at int64) {
	offset := h.asks(fmt.Sprint("offset=", min(9*many, 9*h.entries)/10-pageSize))
	w := &answered{header: http.Header{}}
	h.ours.ServeHTTP(w, offset.request())
	var page struct {
		Data       []struct{ ID string }
		Pagination struct{ NextCursor string }
	}
	if err := json.Unmarshal(w.body.Bytes(), &page); err != nil || len(page.Data) != pageSize {
		panic(fmt.Sprint(w.status, err, w.body.String()))
	}
	id = page.Data[pageSize-1].ID
	if err := h.bare.pool.QueryRowContext(context.Background(), "SELECT updated_at FROM posts WHERE organization_id = '"+organization(0)+"' AND id = '"+id+"'").Scan(&at); err != nil {
		panic(err)
	}
	return page.Pagination.NextCursor, id, at
}

type answered struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) Write(b []byte) (int, error) { return a.body.Write(b) }
func (a *answered) WriteHeader(status int)      { a.status = status }

func deep(h *house) *side {
	cursor, _, _ := h.after()
	return h.asks("cursor=" + cursor)
}

func bareDeep(h *house) *side {
	_, id, at := h.after()
	return asking(h.bare.list("AND updated_at <= ? AND (updated_at < ? OR id < ?)", at, at, id), "GET", "/posts?organizationId="+organization(0), "")
}

// doing makes one operation a side; changed says how many entries it changed.
func doing(do func(ctx context.Context) (changed int, err error)) *side {
	s := asking(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, err := do(r.Context())
		if err != nil || n != many {
			http.Error(w, fmt.Sprintf("%d changed, %v", n, err), http.StatusInternalServerError)
		}
	}), "POST", "/", "")
	return s
}

// together has nothing to compare: doing counts.
func together(*testing.B, *house, *side, *side) {}

func (h *house) scope() access.Scope {
	actor, err := h.gate.Recognize(context.Background(), access.Credential{Kind: access.SessionToken, Secret: dbtest.Token(dbtest.Ada)})
	if err != nil {
		panic(err)
	}
	scope, err := h.gate.Enter(context.Background(), actor, access.Asked{ID: organization(0)})
	if err != nil {
		panic(err)
	}
	return scope
}

// lowest chooses ten thousand entries by their level.
func (h *house) lowest() int { return bodies * many / h.entries }

func bulk(h *house) *side {
	query := content.Query{Filters: []content.Filter{{Field: "level", Operator: content.Lt, Values: []string{fmt.Sprint(h.lowest())}}}}
	return doing(func(ctx context.Context) (int, error) {
		result, err := h.content.Bulk(ctx, h.scope(), "posts", content.BulkUnpublish, content.Selection{Query: &query})
		return result.Changed, err
	})
}

// bareBulk writes the same rows in three statements of one transaction.
func bareBulk(h *house) *side {
	const chosen = " FROM posts WHERE organization_id = ? AND level < ?"
	return doing(func(ctx context.Context) (int, error) {
		return h.bare.in(ctx, func(exec func(query string, args ...any) (int, error)) (int, error) {
			n, err := exec("UPDATE posts SET status = 'draft', published_at = NULL, revision = revision + 1, updated_at = 1 WHERE organization_id = ? AND level < ?", organization(0), h.lowest())
			if err != nil {
				return n, err
			}
			if _, err := exec(`INSERT INTO post_revisions SELECT organization_id, id, revision, content, 1, 'x'`+chosen, organization(0), h.lowest()); err != nil {
				return n, err
			}
			_, err = exec(`INSERT INTO post_events SELECT organization_id, 'evt_' || id, 'entry.unpublished', 'x', id, 1`+chosen, organization(0), h.lowest())
			return n, err
		})
	})
}

func (s *bare) in(ctx context.Context, fn func(exec func(query string, args ...any) (int, error)) (int, error)) (int, error) {
	tx, err := s.pool.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // nothing after Commit
	n, err := fn(func(query string, args ...any) (int, error) {
		var result sql.Result
		if result, err = tx.ExecContext(ctx, spelled(s.dialect, query), args...); err != nil {
			return 0, err
		}
		n, err := result.RowsAffected()
		return int(n), err
	})
	if err != nil {
		return n, err
	}
	return n, tx.Commit()
}

// arrival is the n-th row of the file that is imported.
func arrival(n int) []string {
	p := newPost(n % bodies)
	return []string{fmt.Sprintf("%s arrival %d", strings.TrimSuffix(p.Title, " post 0"), n), p.Summary, p.Content}
}

func imports(h *house) *side {
	var file bytes.Buffer
	w := csv.NewWriter(&file)
	_ = w.Write([]string{"title", "summary", "content"})
	for n := range many {
		_ = w.Write(arrival(n))
	}
	w.Flush()
	return doing(func(ctx context.Context) (int, error) {
		scope := h.scope()
		im, err := h.content.Upload(ctx, scope, "posts", "posts.csv", file.Bytes())
		if err != nil {
			return 0, err
		}
		if im, err = h.content.RunImport(ctx, scope, "posts", im.ID, content.RunOptions{}); err != nil {
			return 0, err
		}
		return int(im.Created), nil
	})
}

// bareImport reads the same rows and writes entry, revision, text and event of
// each, many in a transaction.
func bareImport(h *house) *side {
	const batch = 100
	return doing(func(ctx context.Context) (int, error) {
		for first := 0; first < many; first += batch {
			_, err := h.bare.in(ctx, func(exec func(query string, args ...any) (int, error)) (int, error) {
				for n := first; n < first+batch; n++ {
					if err := h.bare.arrives(n, exec); err != nil {
						return 0, err
					}
				}
				return batch, nil
			})
			if err != nil {
				return first, err
			}
		}
		return many, nil
	})
}

func (s *bare) arrives(n int, exec func(query string, args ...any) (int, error)) error {
	row, id, owner := arrival(n), fmt.Sprintf("ent_arrival%019d", n), organization(0)
	values, err := json.Marshal(row)
	if err != nil {
		return err
	}
	for _, statement := range [][]any{
		{`INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, NULL, NULL, NULL, 'draft', 1, 1, 'x', 1, 'x', NULL)`, owner, id, row[0], fmt.Sprint("arrival-", n), row[1], row[2]},
		{`INSERT INTO post_revisions VALUES (?, ?, 1, ?, 1, 'x')`, owner, id, string(values)},
		{`INSERT INTO post_texts (organization_id, post_id, text) VALUES (?, ?, ?)`, owner, id, "@" + owner + " " + wordsOf(strings.ToLower(row[0]+" "+row[2]))},
		{`INSERT INTO post_events VALUES (?, ?, 'entry.created', 'x', ?, 1)`, owner, "evt_arrival" + id, id},
	} {
		if query, ok := statement[0].(string); ok {
			if _, err := exec(query, statement[1:]...); err != nil {
				return err
			}
		}
	}
	return nil
}
