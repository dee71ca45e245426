package content

import (
	"context"
	"encoding/json"

	"gatehouse/db"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// former is what an import has to know of an entry to bring it back.
type former struct {
	Values           json.RawMessage `json:"values"`
	Live             json.RawMessage `json:"live,omitempty"`
	Status           string          `json:"status"`
	Revision         int64           `json:"revision"`
	LiveRevision     int64           `json:"liveRevision,omitempty"`
	PublishedAt      model.Time      `json:"publishedAt,omitempty"`
	FirstPublishedAt model.Time      `json:"firstPublishedAt,omitempty"`
}

func formerOf(row *model.Entry) *former {
	return &former{
		Values: row.Values, Live: row.Live, Status: row.Status, Revision: row.Revision, LiveRevision: row.LiveRevision,
		PublishedAt: row.PublishedAt, FirstPublishedAt: row.FirstPublishedAt,
	}
}

// write stores judged rows with all that belongs to them, in as few statements as
// their kinds. It answers which targets it made.
func (a *arrivals) write(ctx context.Context, s *Store, rows []*landing) (made []string, err error) {
	if made, err = a.make(ctx, s, rows); err != nil {
		return nil, err
	}
	var updated, republished, added, published []state
	for _, l := range rows {
		switch {
		case l.fate == Updated:
			if err := a.rewrite(ctx, s, l); err != nil {
				return nil, err
			}
			if l.publish {
				republished = append(republished, l.state())
			} else {
				updated = append(updated, l.state())
			}
		case l.fate == Created && l.publish:
			published = append(published, l.state())
		case l.fate == Created:
			added = append(added, l.state())
		}
	}
	fresh := make([]model.Entry, 0, len(added)+len(published))
	for _, st := range append(append([]state{}, added...), published...) {
		fresh = append(fresh, *st.row)
	}
	if err := db.AddAll(ctx, s.d, a.r.rows, fresh); err != nil {
		return nil, err
	}
	for _, kind := range []struct {
		rows   []state
		action string
		events []string
		live   bool
	}{
		{updated, actionUpdated, []string{"updated"}, false},
		{republished, actionPublished, []string{"updated", "published"}, true},
		{added, actionCreated, []string{"created"}, false},
		{published, actionPublished, []string{"created", "published"}, true},
	} {
		if len(kind.rows) == 0 {
			continue
		}
		if err := s.addRevisions(ctx, a.r, kind.action, kind.rows...); err != nil {
			return nil, err
		}
		if err := s.replaceSide(ctx, a.r, false, kind.rows...); err != nil {
			return nil, err
		}
		if kind.live {
			if err := s.replaceSide(ctx, a.r, true, kind.rows...); err != nil {
				return nil, err
			}
		}
		if err := s.record(ctx, a.r, kind.events, a.rules.Details, kind.rows...); err != nil {
			return nil, err
		}
	}
	return made, nil
}

func (l *landing) state() state { return state{row: l.row, values: l.after, fields: l.changed} }

// rewrite stores the next revision of an entry, as change.write does.
func (a *arrivals) rewrite(ctx context.Context, s *Store, l *landing) error {
	now, actor, row := s.d.Now(), a.r.scope.Actor().ID(), l.row
	raw := a.r.c.Encode(l.after)
	update := db.Update[model.Entry](s.d, a.r.rows).
		Set("? = ?", db.Ident(draftSide), string(raw)).Set("revision = ?", row.Revision+1).
		Set("updated_at = ?", now).Set("updated_by = ?", actor).
		Where("?TableAlias.id = ?", row.ID).Where("?TableAlias.revision = ?", row.Revision)
	if l.publish {
		if len(l.changed) == 0 {
			old, err := a.r.c.Decode(row.Live)
			if err != nil {
				return err
			}
			l.changed = schema.Diff(old, l.after)
		}
		setPublished(row, now, l.PublishedAt)
		update = update.Set("live = ?", string(raw)).Set("status = ?", model.Published).
			Set("live_revision = ?", row.Revision+1).Set("published_at = ?", row.PublishedAt).
			Set("first_published_at = ?", row.FirstPublishedAt)
	}
	n, err := update.Do(ctx)
	if err == nil && n == 0 {
		err = faster()
	}
	row.Values, row.Revision, row.UpdatedAt, row.UpdatedBy = raw, row.Revision+1, now, actor
	if l.publish {
		row.Live, row.LiveRevision = raw, row.Revision
	}
	return err
}
