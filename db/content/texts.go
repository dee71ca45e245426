package content

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"gatehouse/db"
	"gatehouse/db/schema"
)

// textBatch is how many texts are made anew in one transaction.
const textBatch = 200

// RenewTexts makes the searchable texts anew that another definition made, batch
// by batch: whatever ends it, the next run goes on where it stopped. Entries
// saved meanwhile are left alone, and those still to come are not found by a
// search until their turn. pool is the connection that migrates; progress, if
// there is one, hears of each batch how many texts of a collection are done.
func RenewTexts(ctx context.Context, pool *sql.DB, dialect db.Dialect, registry *schema.Registry, progress func(collection string, done int)) error {
	for _, c := range registry.For("").All() {
		for done := 0; ; {
			n, err := renewTexts(ctx, pool, dialect, c)
			if err != nil {
				return fmt.Errorf("renew the searchable texts of %s: %w", c.Name, err)
			}
			if done += n; n > 0 && progress != nil {
				progress(c.Name, done)
			}
			if n < textBatch {
				break
			}
		}
	}
	return nil
}

func renewTexts(ctx context.Context, pool *sql.DB, dialect db.Dialect, c *schema.Collection) (n int, err error) {
	tx, err := pool.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	defer func() { _ = tx.Rollback() }() // nothing to undo after Commit
	wanted := madeOf(c)
	olds, err := oldTexts(ctx, tx, dialect, c.Name, wanted)
	if err != nil {
		return 0, err
	}
	for _, o := range olds {
		values, err := c.Decode([]byte(o.raw.String))
		if err != nil {
			values = schema.Values{} // what cannot be read cannot be found either
		}
		text := textOf(o.organization, c, values)
		if dialect == db.Postgres {
			text += keysOf(o.organization, c.Name, []byte(o.raw.String))
		}
		_, err = tx.ExecContext(ctx, "UPDATE entry_texts SET text = $1, made_of = $2 WHERE organization_id = $3 AND entry_id = $4 AND live = $5",
			text, wanted, o.organization, o.entry, o.live)
		if err != nil {
			return 0, err
		}
	}
	return len(olds), tx.Commit()
}

// oldText is a text that another definition made, with what its entry holds.
type oldText struct {
	organization, entry string
	live                bool
	raw                 sql.NullString
}

func oldTexts(ctx context.Context, tx *sql.Tx, dialect db.Dialect, collection, wanted string) (olds []oldText, err error) {
	lock := ""
	if dialect == db.Postgres {
		lock = " FOR UPDATE OF t SKIP LOCKED" // another node is at it, or somebody saves
	}
	rows, err := tx.QueryContext(ctx, `SELECT t.organization_id, t.entry_id, t.live, CAST(CASE WHEN t.live THEN e.live ELSE e."values" END AS TEXT)
FROM entry_texts AS t JOIN entries AS e ON e.organization_id = t.organization_id AND e.id = t.entry_id
WHERE t.collection = $1 AND (t.made_of < $2 OR t.made_of > $2) LIMIT $3`+lock, collection, wanted, textBatch)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var o oldText
		if err := rows.Scan(&o.organization, &o.entry, &o.live, &o.raw); err != nil {
			return nil, err
		}
		olds = append(olds, o)
	}
	return olds, rows.Err()
}
