package content_test

import (
	"testing"

	"gatehouse/db/dbtest"
)

// Ids come from addresses: what is no text is the id of nothing.
func TestIDsThatAreNoText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		scope := h.Scope(dbtest.Bo, dbtest.Acme)
		e := h.made(scope, "products", map[string]any{"name": "Chair"})
		ids := []string{"\x00", "ent_\x00", "\xff", e.ID}
		labels, err := h.Labels(ctx, scope, "products", ids)
		if err != nil || len(labels) != 1 || labels[e.ID].Label != "Chair" {
			t.Errorf("labels: %v, %v", labels, err)
		}
		if len(ids) != 4 || ids[0] != "\x00" {
			t.Error("the caller's list was changed")
		}
	})
}
