package content_test

import (
	"fmt"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/model"
)

// dump is all that a collection's entries are made of, except what an update
// cannot take back: revision numbers, when and by whom, and what was recorded.
func (h *house) dump(collection string) (lines []string) {
	h.t.Helper()
	side := h.ada.Within(access.OrganizationWide())
	entries, err := db.Select[model.Entry](h.DB, side).Where("?TableAlias.collection = ?", collection).Order("id").All(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, e := range entries {
		lines = append(lines, fmt.Sprint("entry ", e.ID, e.TeamID, e.OwnerID, e.Status, e.CreatedAt, e.CreatedBy, e.PublishedAt,
			e.FirstPublishedAt, e.ArchivedAt, string(e.Values), string(e.Live), e.Revision == e.LiveRevision))
	}
	texts, err := db.Select[model.EntryText](h.DB, side).Where("?TableAlias.collection = ?", collection).Order("entry_id, live").All(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, text := range texts {
		lines = append(lines, fmt.Sprint("text ", text.EntryID, text.Live, text.Text))
	}
	links, err := db.Select[model.EntryLink](h.DB, side).Order("entry_id, live, field, position").All(ctx)
	if err != nil {
		h.t.Fatal(err)
	}
	for _, l := range links {
		lines = append(lines, fmt.Sprint("link ", l.EntryID, l.Live, l.Field, l.Position, l.TargetID))
	}
	return lines
}
