package bench

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // driver "sqlite"

	"gatehouse/db"
	"gatehouse/db/dbtest"
)

// organizations are how many share the entries; the first is the caller's.
const organizations = 20

// fill adds entries of the collection posts to a seeded database, spread over
// organizations of each of which Ada is an editor. Bo made them, so that no mask
// spares Ada as an entry's owner.
func fill(b *testing.B, address string, entries int) {
	b.Helper()
	pool, dialect, _, err := db.OpenOwner(db.Options{URL: address})
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = pool.Close() }()
	inTx(b, pool, func(tx *sql.Tx) {
		for i := range organizations {
			id := organization(i)
			run(b, tx, dialect, `INSERT INTO organizations (id, name, slug, hue, require_2fa, created_at, updated_at) VALUES (?, ?, ?, 3, FALSE, 1, 1)`,
				id, fmt.Sprintf("Organization %d", i), fmt.Sprintf("organization-%d", i))
			run(b, tx, dialect, `INSERT INTO members (organization_id, id, user_id, role, created_at, updated_at) VALUES (?, ?, ?, 'editor', 1, 1)`,
				id, "mem_"+id[4:], dbtest.Ada)
		}
		for i := range entries {
			p := post(i)
			values, err := json.Marshal(p.values)
			if err != nil {
				b.Fatal(err)
			}
			run(b, tx, dialect, `INSERT INTO entries (organization_id, id, collection, status, revision, live_revision, created_at, created_by, updated_at, updated_by, published_at, first_published_at, "values", live)
VALUES (?, ?, 'posts', 'published', 1, 1, ?, ?, ?, ?, ?, ?, ?, ?)`,
				organization(i%organizations), p.id, p.at, dbtest.Bo, p.at, dbtest.Bo, p.at, p.at, string(values), string(values))
			for _, live := range []bool{false, true} {
				run(b, tx, dialect, `INSERT INTO entry_texts (organization_id, entry_id, live, collection, text) VALUES (?, ?, ?, 'posts', ?)`,
					organization(i%organizations), p.id, live, strings.ToLower(p.values.Title+"\n"+p.values.Content))
			}
		}
	})
	if _, err := pool.ExecContext(context.Background(), "ANALYZE"); err != nil {
		b.Fatal(err)
	}
}

// plain makes the same entries as a plain table of a database of its own.
func plain(b *testing.B, entries int) *sql.DB {
	b.Helper()
	pool, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "plain.db")+
		"?_pragma=journal_mode(WAL)&_pragma=cache_size(-16384)&_pragma=mmap_size(268435456)&_pragma=temp_store(2)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pool.Close() })
	pool.SetMaxOpenConns(4)
	pool.SetMaxIdleConns(4)
	inTx(b, pool, func(tx *sql.Tx) {
		run(b, tx, db.SQLite, `CREATE TABLE posts (organization_id TEXT, id TEXT, title TEXT, slug TEXT, summary TEXT, content TEXT, author TEXT, tags TEXT, fee REAL,
status TEXT, revision BIGINT, created_at BIGINT, created_by TEXT, updated_at BIGINT, updated_by TEXT, published_at BIGINT, PRIMARY KEY (organization_id, id))`)
		run(b, tx, db.SQLite, `CREATE INDEX posts_updated ON posts (organization_id, updated_at DESC, id DESC)`)
		for i := range entries {
			p := post(i)
			v := p.values
			run(b, tx, db.SQLite, `INSERT INTO posts VALUES (?, ?, ?, ?, ?, ?, NULL, NULL, ?, 'published', 1, ?, ?, ?, ?, ?)`,
				organization(i%organizations), p.id, v.Title, v.Slug, v.Summary, v.Content, v.Fee, p.at, dbtest.Ada, p.at, dbtest.Ada, p.at)
		}
	})
	if _, err := pool.ExecContext(context.Background(), "ANALYZE"); err != nil {
		b.Fatal(err)
	}
	return pool
}

func organization(i int) string { return fmt.Sprintf("org_%026d", i+1) }

type seeded struct {
	id     string
	at     int64
	values values
}

type values struct {
	Title   string  `json:"title"`
	Slug    string  `json:"slug"`
	Summary string  `json:"summary"`
	Content string  `json:"content"`
	Fee     float64 `json:"fee"`
}

// post is the i-th entry: about 2 kB of words, the same in every run.
func post(i int) seeded {
	random := rand.New(rand.NewPCG(uint64(i), 7))
	words := func(n int) string {
		var out strings.Builder
		for range n {
			out.WriteString(vocabulary[random.IntN(len(vocabulary))])
			out.WriteByte(' ')
		}
		return strings.TrimSpace(out.String())
	}
	return seeded{
		id: fmt.Sprintf("ent_%026d", i), at: 1_700_000_000_000 + int64(random.IntN(60_000_000))*1000,
		values: values{
			Title: words(6), Slug: fmt.Sprintf("post-%d", i), Summary: words(14),
			Content: "# " + words(5) + "\n\n" + words(140) + "\n\n“" + words(140) + "”", Fee: float64(random.IntN(900)),
		},
	}
}

var vocabulary = strings.Fields(`the quick generics compiler module garbage collector channel select interface
method value pointer slice map string rune buffer reader writer context cancel deadline server client request answer
header cookie session token organization member editor draft published revision entry field collection filter sort`)

func inTx(b *testing.B, pool *sql.DB, fn func(tx *sql.Tx)) {
	b.Helper()
	tx, err := pool.BeginTx(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	fn(tx)
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

func run(b *testing.B, tx *sql.Tx, dialect db.Dialect, statement string, args ...any) {
	b.Helper()
	if dialect == db.Postgres {
		for i := 1; strings.Contains(statement, "?"); i++ {
			statement = strings.Replace(statement, "?", fmt.Sprintf("$%d", i), 1)
		}
	}
	if _, err := tx.ExecContext(context.Background(), statement, args...); err != nil {
		b.Fatal(err)
	}
}
