package content

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// indexPrefix begins the names of all indexes that belong to declarations; the
// rest of the name is a fingerprint of the definition.
const indexPrefix = "entries_x_"

type index struct {
	name       string
	definition string
	collection string
	field      *schema.Field
	side       string
	apart      string // columns between organization and value
}

// EnsureIndexes makes the expression indexes of fields declared with index or
// unique, on both sides of the entries, and drops those of declarations that are
// gone. It may be run at every start. pool is the connection that migrates. A
// unique index that cannot be made names the collection, the field and a value
// that occurs more than once.
//
// Below row-level security PostgreSQL puts a condition into an index only when
// its functions are declared leakproof, and ->> is not. There these indexes keep
// values unique and lists sorted; a filter by one value of any field asks the
// search index for its key (keys.go), others walk the collection of one
// organization.
func EnsureIndexes(ctx context.Context, pool *sql.DB, dialect db.Dialect, registry *schema.Registry) error {
	var wanted []index
	for _, c := range registry.For("").All() {
		for i := range c.Fields {
			if f := &c.Fields[i]; f.Unique || f.Index {
				for _, side := range []string{draftSide, liveSide} {
					wanted = append(wanted, indexOf(dialect, c, f, side))
				}
			}
		}
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing to undo after Commit
	if dialect == db.Postgres {
		const lock = 0x696e6465786573 // two nodes may start together
		if _, err := tx.ExecContext(ctx, "SELECT pg_advisory_xact_lock($1)", int64(lock)); err != nil {
			return err
		}
	}
	existing, err := declaredIndexes(ctx, tx, dialect)
	if err != nil {
		return err
	}
	for _, name := range existing {
		if !slices.ContainsFunc(wanted, func(x index) bool { return x.name == name }) {
			if _, err := tx.ExecContext(ctx, "DROP INDEX "+name); err != nil {
				return fmt.Errorf("drop the index %s: %w", name, err)
			}
		}
	}
	made := false
	for _, x := range wanted {
		if slices.Contains(existing, x.name) {
			continue
		}
		made = true
		if _, err := tx.ExecContext(ctx, x.definition); err != nil {
			return errors.Join(tx.Rollback(), x.explain(ctx, pool, dialect, err))
		}
	}
	if made && dialect == db.Postgres { // an expression has no statistics before
		if _, err := tx.ExecContext(ctx, "ANALYZE entries"); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// indexOf writes the definition. The id at the end makes sorting by the field
// complete; a unique index cannot have it.
func indexOf(dialect db.Dialect, c *schema.Collection, f *schema.Field, side string) index {
	expression, unique, tail := "("+db.FieldText(dialect, side, f.Name, kindOf(f))+")", "", ", id"
	if f.Unique {
		unique, tail = "UNIQUE ", ""
	} else if dialect == db.Postgres {
		expression += " NULLS FIRST" // as lists sort
	}
	on := "INDEX %s ON entries (organization_id, " + apart(c, f) + expression + tail + ") WHERE collection = '" + c.Name + "' AND archived_at IS NULL"
	if side == liveSide {
		on += " AND status = 'published'"
	}
	sum := sha256.Sum256([]byte(unique + on))
	name := indexPrefix + hex.EncodeToString(sum[:8])
	return index{
		name: name, collection: c.Name, field: f, side: side, apart: apart(c, f),
		definition: "CREATE " + unique + fmt.Sprintf(on, name),
	}
}

// apart is the column by which a firewall keeps entries apart that may have the
// same unique values: what others have must not be found out by trying.
func apart(c *schema.Collection, f *schema.Field) string {
	switch {
	case f.Unique && c.Firewall.Isolation == access.ByOwner:
		return "owner_id, "
	case f.Unique && c.Firewall.Isolation == access.ByTeam:
		return "team_id, "
	}
	return ""
}

func declaredIndexes(ctx context.Context, tx *sql.Tx, dialect db.Dialect) (names []string, err error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'index' AND tbl_name = 'entries'"
	if dialect == db.Postgres {
		query = "SELECT indexname FROM pg_indexes WHERE schemaname = '" + db.Schema + "' AND tablename = 'entries'"
	}
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		name := ""
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if strings.HasPrefix(name, indexPrefix) {
			names = append(names, name)
		}
	}
	return names, rows.Err()
}

// explain finds a value that keeps a unique index from being made.
func (x index) explain(ctx context.Context, pool *sql.DB, dialect db.Dialect, cause error) error {
	what := fmt.Sprintf("field %q of collection %q", x.field.Name, x.collection)
	value, n, err := x.duplicate(ctx, pool, dialect)
	if err != nil || n == 0 {
		return fmt.Errorf("%s cannot be indexed: %w", what, cause)
	}
	return fmt.Errorf("%s is declared unique, but an organization has %d entries with the value %q: %w", what, n, value, cause)
}

func (x index) duplicate(ctx context.Context, pool *sql.DB, dialect db.Dialect) (value string, n int, err error) {
	if !x.field.Unique {
		return "", 0, nil
	}
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return "", 0, err
	}
	defer func() { _ = tx.Rollback() }() // it only reads
	if dialect == db.Postgres {
		if err := asSteward(ctx, tx); err != nil {
			return "", 0, err
		}
	}
	expression := db.FieldText(dialect, x.side, x.field.Name, kindOf(x.field))
	where := " FROM entries WHERE collection = '" + x.collection + "' AND archived_at IS NULL"
	if x.side == liveSide {
		where += " AND status = 'published'"
	}
	err = tx.QueryRowContext(ctx, "SELECT CAST("+expression+" AS TEXT), count(*)"+where+" AND "+expression+
		" IS NOT NULL GROUP BY organization_id, "+x.apart+"1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1").Scan(&value, &n)
	return value, n, err
}

// asSteward lets the rest of a transaction of the owner see all rows: row security
// is forced upon the owner too.
func asSteward(ctx context.Context, tx *sql.Tx) error {
	role := ""
	err := tx.QueryRowContext(ctx, "SELECT roles[1] FROM pg_policies WHERE schemaname = $1 AND tablename = 'entries' AND policyname = 'everything'", db.Schema).Scan(&role)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `SET LOCAL ROLE "`+strings.ReplaceAll(role, `"`, `""`)+`"`)
	return err
}
