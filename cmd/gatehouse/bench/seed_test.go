package bench

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"

	_ "modernc.org/sqlite" // driver "sqlite"

	"gatehouse/db"
	"gatehouse/db/content"
	"gatehouse/db/dbtest"
	"gatehouse/db/schema"
)

const (
	organizations = 20  // the first has the entries, the others a tenth more together; Ada is an editor in each
	bodies        = 500 // different texts, of about 2 kB
)

func organization(i int) string { return fmt.Sprintf("org_%026d", i+1) }

// source are the entries of both sides as a table expression: id, organization,
// slug and time made of a running number, words from the table bodies. The
// database multiplies; it is far quicker than sending every row to it.
const source = `WITH RECURSIVE numbers (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < %d),
seeds AS (SELECT 'org_0000000000000000' || substr(CAST(10000000001 + CASE WHEN i < %d THEN 0 ELSE 1 + i %% %d END AS TEXT), 2) AS organization_id,
  'ent_0000000000000000' || substr(CAST(10000000000 + i AS TEXT), 2) AS id,
  'post-' || i AS slug, i, 1700000000000 + (CAST(i AS BIGINT) * 7919) %% 60000000 * 1000 AS at, b.*
  FROM numbers JOIN bodies b ON b.n = i %% %d)
`

func sourceOf(entries int) string {
	return fmt.Sprintf(source, entries+entries/10, entries, organizations-1, bodies)
}

// fill adds entries of the collection posts to a seeded database. Bo made them,
// so that no mask spares Ada as an entry's owner.
// made is the fingerprint of its texts. Live texts are left out: nobody here asks
// for them.
func fill(b *testing.B, pool *sql.DB, dialect db.Dialect, registry *schema.Registry, made string, entries int) {
	b.Helper()
	quick(b, pool, dialect, func(tx *sql.Tx) {
		walls := []string{"members", "event_heads", "entries", "entry_texts"}
		force := func(word string) {
			for _, table := range walls {
				if dialect == db.Postgres { // the policies bind the owner too
					run(b, tx, dialect, "ALTER TABLE "+table+" "+word+" ROW LEVEL SECURITY")
				}
			}
		}
		force("NO FORCE")
		for i := range organizations {
			id := organization(i)
			run(b, tx, dialect, `INSERT INTO organizations (id, name, slug, hue, require_2fa, created_at, updated_at) VALUES (?, ?, ?, 3, FALSE, 1, 1)`,
				id, fmt.Sprintf("Organization %d", i), fmt.Sprintf("organization-%d", i))
			run(b, tx, dialect, `INSERT INTO members (organization_id, id, user_id, role, created_at, updated_at) VALUES (?, ?, ?, 'editor', 1, 1)`,
				id, "mem_"+id[4:], dbtest.Ada)
			run(b, tx, dialect, `INSERT INTO event_heads (organization_id, number, hash) VALUES (?, 0, '')`, id)
		}
		addBodies(b, tx, dialect)
		stored := "TEXT"
		if dialect == db.Postgres {
			stored = "JSONB"
		}
		run(b, tx, dialect, `INSERT INTO entries (organization_id, id, collection, status, revision, live_revision, created_at, created_by, updated_at, updated_by, published_at, first_published_at, "values", live)
`+sourceOf(entries)+`, complete AS (SELECT seeds.*, CAST(replace(replace(raw, 'SLUG', slug), ' post 0', ' post ' || i) AS `+stored+`) AS v FROM seeds)
SELECT organization_id, id, 'posts', 'published', 1, 1, at, '`+dbtest.Bo+`', at, '`+dbtest.Bo+`', at, at, v, v FROM complete`)
		run(b, tx, dialect, `INSERT INTO entry_texts (organization_id, entry_id, live, collection, made_of, text)
`+sourceOf(entries)+`SELECT organization_id, id, FALSE, 'posts', ?, '@' || organization_id || ':posts:`+made+` ' || replace(text, 'post 0', 'post ' || i)`+keyed[dialect]+` FROM seeds`, made)
		force("FORCE")
	})
	if err := content.EnsureIndexes(context.Background(), pool, dialect, registry); err != nil {
		b.Fatal(err)
	}
	settle(b, pool, dialect)
}

// openPlain opens the bare side's own file as ours is opened.
func openPlain(b *testing.B) *sql.DB {
	b.Helper()
	pool, err := sql.Open("sqlite", filepath.Join(b.TempDir(), "plain.db")+"?_txlock=immediate&_pragma=busy_timeout(10000)"+
		"&_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=cache_size(-16384)&_pragma=mmap_size(268435456)&_pragma=temp_store(2)")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = pool.Close() })
	return pool
}

// fillPlain makes the same entries as plain tables.
func fillPlain(b *testing.B, pool *sql.DB, dialect db.Dialect, entries int) {
	b.Helper()
	pool.SetMaxOpenConns(1) // what is set for the filling is this connection's
	quick(b, pool, dialect, func(tx *sql.Tx) {
		for _, statement := range []string{
			`CREATE TABLE posts (organization_id TEXT, id TEXT, title TEXT, slug TEXT, summary TEXT, content TEXT, author TEXT, tags TEXT, fee DOUBLE PRECISION, level BIGINT, grade BIGINT,
status TEXT, revision BIGINT, created_at BIGINT, created_by TEXT, updated_at BIGINT, updated_by TEXT, published_at BIGINT, PRIMARY KEY (organization_id, id))`,
			`CREATE TABLE post_revisions (organization_id TEXT, post_id TEXT, number BIGINT, "values" TEXT, created_at BIGINT, created_by TEXT, PRIMARY KEY (organization_id, post_id, number))`,
			bareTexts[dialect],
			`CREATE TABLE post_events (organization_id TEXT, id TEXT, type TEXT, actor_id TEXT, subject_id TEXT, at BIGINT, PRIMARY KEY (organization_id, id))`,
		} {
			run(b, tx, dialect, statement)
		}
		addBodies(b, tx, dialect)
		run(b, tx, dialect, "INSERT INTO posts\n"+sourceOf(entries)+`SELECT organization_id, id, replace(title, ' post 0', ' post ' || i), slug, summary, content, NULL, NULL, fee, n, n,
'published', 1, at, '`+dbtest.Bo+`', at, '`+dbtest.Bo+`', at FROM seeds`)
		run(b, tx, dialect, "INSERT INTO post_texts (organization_id, post_id, text)\n"+sourceOf(entries)+
			`SELECT organization_id, id, '@' || organization_id || ' ' || replace(text, 'post 0', 'post ' || i) FROM seeds`)
		run(b, tx, dialect, bareWords[dialect])
		for _, statement := range bareIndex[dialect] {
			run(b, tx, dialect, statement)
		}
		run(b, tx, dialect, `CREATE INDEX posts_level ON posts (organization_id, level, updated_at DESC, id DESC)`)
		run(b, tx, dialect, `CREATE INDEX posts_updated ON posts (organization_id, updated_at DESC, id DESC)`)
		run(b, tx, dialect, `CREATE UNIQUE INDEX posts_slug ON posts (organization_id, slug)`)
	})
	settle(b, pool, dialect)
	pool.SetMaxOpenConns(4)
}

func addBodies(b *testing.B, tx *sql.Tx, dialect db.Dialect) {
	b.Helper()
	run(b, tx, dialect, `CREATE TEMPORARY TABLE bodies (n BIGINT PRIMARY KEY, title TEXT, summary TEXT, content TEXT, fee DOUBLE PRECISION, text TEXT, raw TEXT, keys TEXT)`)
	for n := range bodies {
		p := newPost(n)
		raw, err := json.Marshal(p)
		if err != nil {
			b.Fatal(err)
		}
		run(b, tx, dialect, `INSERT INTO bodies VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
			n, p.Title, p.Summary, p.Content, p.Fee, wordsOf(p.Title)+" | "+wordsOf(p.Content)+" |", string(raw), keyOf("level", n)+" "+keyOf("grade", n))
	}
}

// post is what an entry holds.
type post struct {
	Title   string  `json:"title"`
	Slug    string  `json:"slug,omitempty"`
	Summary string  `json:"summary"`
	Content string  `json:"content"`
	Fee     float64 `json:"fee,omitempty"`
	Level   int     `json:"level"`
	Grade   int     `json:"grade"`
}

// newPost is about 2 kB of words, the same in every run.
func newPost(n int) post {
	random := rand.New(rand.NewPCG(uint64(n), 7))
	words := func(n int) string {
		out := make([]string, n)
		for i := range out {
			out[i] = vocabulary[random.IntN(len(vocabulary))]
		}
		return strings.Join(out, " ")
	}
	return post{
		Title: words(6) + " post 0", Slug: "SLUG", Level: n, Grade: n, Summary: words(14),
		Content: "# " + words(5) + "\n\n" + words(140) + "\n\n“" + words(140) + "”", Fee: float64(1 + random.IntN(900)),
	}
}

var vocabulary = strings.Fields(`the quick generics compiler module garbage collector channel select interface
method value pointer slice map string rune buffer reader writer context cancel deadline server client request answer
header cookie session token organization member editor draft published revision entry field collection filter sort`)

// wordsOf is a text as a search index has it. The vocabulary needs no folding.
func wordsOf(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return ' '
	}, text)), " ")
}

// The bare side searches with the same means, kept by the database.
var (
	bareTexts = map[db.Dialect]string{
		db.SQLite:   `CREATE TABLE post_texts (number INTEGER PRIMARY KEY, organization_id TEXT, post_id TEXT, text TEXT, UNIQUE (organization_id, post_id))`,
		db.Postgres: `CREATE TABLE post_texts (organization_id TEXT, post_id TEXT, text TEXT, words TSVECTOR GENERATED ALWAYS AS (array_to_tsvector(string_to_array(text, ' '))) STORED, PRIMARY KEY (organization_id, post_id))`,
	}
	bareWords = map[db.Dialect]string{
		db.SQLite:   `CREATE VIRTUAL TABLE post_words USING fts5(text, content='post_texts', content_rowid='number', detail='none', columnsize=0, tokenize="ascii tokenchars '@_'")`,
		db.Postgres: `CREATE INDEX post_texts_words ON post_texts USING gin (words)`,
	}
	bareIndex = map[db.Dialect][]string{db.SQLite: {
		`INSERT INTO post_words (post_words) VALUES ('rebuild')`,
		`CREATE TRIGGER post_texts_added AFTER INSERT ON post_texts BEGIN INSERT INTO post_words (rowid, text) VALUES (NEW.number, NEW.text); END`,
	}}
)

// keyed is what texts end with where filters look for keys; see content's keys.go.
// Only the fields that are filtered by have theirs here.
var keyed = map[db.Dialect]string{db.Postgres: ` || ' @' || organization_id || ':posts ' || keys`}

func keyOf(field string, value int) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\n%d", field, value))
	return "@" + hex.EncodeToString(sum[:8])
}

// quick runs fn in a transaction that need not survive a crash.
func quick(b *testing.B, pool *sql.DB, dialect db.Dialect, fn func(tx *sql.Tx)) {
	b.Helper()
	pragmas := func(list ...string) {
		for _, p := range list {
			if _, err := pool.ExecContext(context.Background(), "PRAGMA "+p); dialect == db.SQLite && err != nil {
				b.Fatal(p, err)
			}
		}
	}
	if dialect == db.SQLite {
		pragmas("journal_mode = OFF", "synchronous = OFF", "cache_size = -131072")
		defer pragmas("cache_size = -16384", "synchronous = FULL", "journal_mode = WAL")
	}
	tx, err := pool.BeginTx(context.Background(), nil)
	if err != nil {
		b.Fatal(err)
	}
	fn(tx)
	if _, err := tx.ExecContext(context.Background(), "DROP TABLE bodies"); err != nil {
		b.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		b.Fatal(err)
	}
}

// settle gives the planner its statistics, and PostgreSQL no reason to tidy up
// during the measurement.
func settle(b *testing.B, pool *sql.DB, dialect db.Dialect) {
	b.Helper()
	statement := "ANALYZE"
	if dialect == db.Postgres {
		statement = "VACUUM ANALYZE"
	}
	if _, err := pool.ExecContext(context.Background(), statement); err != nil {
		b.Fatal(err)
	}
}

func run(b *testing.B, tx *sql.Tx, dialect db.Dialect, statement string, args ...any) {
	b.Helper()
	if _, err := tx.ExecContext(context.Background(), spelled(dialect, statement), args...); err != nil {
		b.Fatalf("%s: %v", statement, err)
	}
}

// spelled numbers the placeholders for PostgreSQL.
func spelled(dialect db.Dialect, statement string) string {
	for i := 1; dialect == db.Postgres && strings.Contains(statement, "?"); i++ {
		statement = strings.Replace(statement, "?", fmt.Sprintf("$%d", i), 1)
	}
	return statement
}
