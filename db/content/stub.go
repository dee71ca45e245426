package content

import (
	"context"
	"errors"
	"io/fs"

	"gatehouse/db/access"
)

var errNotYet = errors.New("content: not written yet")

// ImportMarkdown brings a folder of Markdown files into a collection.
func (s *Store) ImportMarkdown(ctx context.Context, scope access.Scope, collection string, files fs.FS, o ImportOptions) (ImportReport, error) {
	return ImportReport{}, errNotYet
}
