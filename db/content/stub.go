package content

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/schema"
)

var errNotYet = errors.New("content: not written yet")





// Create stores a new entry.
func (s *Store) Create(ctx context.Context, scope access.Scope, collection string, values schema.Values, o CreateOptions) (Entry, error) {
	return Entry{}, errNotYet
}

// Update changes the given fields.
func (s *Store) Update(ctx context.Context, scope access.Scope, collection, id string, values schema.Values, o UpdateOptions) (Result, error) {
	return Result{}, errNotYet
}

// Publish makes the draft what visitors see.
func (s *Store) Publish(ctx context.Context, scope access.Scope, collection, id string, o PublishOptions) (Result, error) {
	return Result{}, errNotYet
}

// Unpublish hides the entry from visitors.
func (s *Store) Unpublish(ctx context.Context, scope access.Scope, collection, id string, base Base) (Result, error) {
	return Result{}, errNotYet
}

// Trash moves an entry to the trash.
func (s *Store) Trash(ctx context.Context, scope access.Scope, collection, id string, base Base) (Result, error) {
	return Result{}, errNotYet
}

// Untrash takes an entry out of the trash.
func (s *Store) Untrash(ctx context.Context, scope access.Scope, collection, id string) (Result, error) {
	return Result{}, errNotYet
}

// DeletePermanently removes an entry that is in the trash.
func (s *Store) DeletePermanently(ctx context.Context, scope access.Scope, collection, id string) error {
	return errNotYet
}

// Bulk does one thing with many entries, in one transaction.
func (s *Store) Bulk(ctx context.Context, scope access.Scope, collection string, op BulkOperation, which Selection) (BulkResult, error) {
	return BulkResult{}, errNotYet
}

// Revisions lists the saves of an entry, newest first.
func (s *Store) Revisions(ctx context.Context, scope access.Scope, collection, id string) ([]Revision, error) {
	return nil, errNotYet
}

// Revision reads one save with its values.
func (s *Store) Revision(ctx context.Context, scope access.Scope, collection, id string, number int64) (Revision, error) {
	return Revision{}, errNotYet
}

// Compare lists the fields that differ between two saves.
func (s *Store) Compare(ctx context.Context, scope access.Scope, collection, id string, from, to int64) ([]Difference, error) {
	return nil, errNotYet
}

// RestoreRevision makes a new revision with the values of an old one.
func (s *Store) RestoreRevision(ctx context.Context, scope access.Scope, collection, id string, number int64) (Result, error) {
	return Result{}, errNotYet
}

// GetSingleton reads the one entry of a singleton; before it was ever saved one
// without an ID.
func (s *Store) GetSingleton(ctx context.Context, scope access.Scope, collection string) (Entry, error) {
	return Entry{}, errNotYet
}

// UpdateSingleton changes the given fields of the one entry of a singleton.
func (s *Store) UpdateSingleton(ctx context.Context, scope access.Scope, collection string, values schema.Values, o UpdateOptions) (Result, error) {
	return Result{}, errNotYet
}




// Recent lists the entries changed last, over all collections.
func (s *Store) Recent(ctx context.Context, scope access.Scope, n int) ([]Entry, error) {
	return nil, errNotYet
}

// Counts says how many entries each collection has.
func (s *Store) Counts(ctx context.Context, scope access.Scope) ([]CollectionCount, error) {
	return nil, errNotYet
}

// ImportMarkdown brings a folder of Markdown files into a collection.
func (s *Store) ImportMarkdown(ctx context.Context, scope access.Scope, collection string, files fs.FS, o ImportOptions) (ImportReport, error) {
	return ImportReport{}, errNotYet
}

// EnsureIndexes makes the indexes that the collections declare and drops those
// they no longer do. It needs the connection that migrates.
func EnsureIndexes(ctx context.Context, pool *sql.DB, dialect db.Dialect, registry *schema.Registry) error {
	return errNotYet
}
