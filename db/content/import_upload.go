package content

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"io"
	"path"
	"strconv"
	"strings"
	"unicode/utf8"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/content/sheet"
	"gatehouse/db/content/wordpress"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// MayImport refuses whoever could neither create nor update entries.
func (s *Store) MayImport(scope access.Scope, collection string) error {
	_, err := s.arriving(scope, collection, newTargets(), ArrivalRules{})
	return err
}

// Upload keeps a file to be imported, with a guess at what its columns mean.
// Nothing goes into the collection before RunImport. Fails with
// ACCESS_ROLE_REQUIRED, AUTH_MISSING, NOT_FOUND, BODY_TOO_LARGE and the problems of
// sheet.Open.
func (s *Store) Upload(ctx context.Context, scope access.Scope, collection, name string, data []byte) (Import, error) {
	a, err := s.arriving(scope, collection, newTargets(), ArrivalRules{})
	if err != nil {
		return Import{}, err
	}
	if len(data) > MaxUpload {
		return Import{}, fault.New(fault.TooLarge, fault.LayerValidation, fault.CodeTooLarge).With("max", strconv.Itoa(MaxUpload))
	}
	if wordpress.Looks(data) {
		if _, err := s.planFor(ctx, scope, data); err != nil {
			return Import{}, readably(err)
		}
		return s.keep(ctx, a.r, tidyName(name), WordPress, ImportSettings{}, data)
	}
	opened, err := sheet.Open(name, data)
	if err != nil {
		return Import{}, err
	}
	settings := guess(scope, a.r.c, opened)
	return s.keep(ctx, a.r, tidyName(name), string(opened.Format), settings, data)
}

// keep stores a file and what is known about it.
func (s *Store) keep(ctx context.Context, r *reach, name, format string, settings ImportSettings, data []byte) (Import, error) {
	encoded, err := json.Marshal(settings)
	if err != nil {
		return Import{}, err
	}
	now := s.d.Now()
	row := model.Import{
		ID: model.NewID(model.ImportID), Collection: r.c.Name, Format: format, Name: name, Size: int64(len(data)),
		Settings: encoded, Report: json.RawMessage("{}"), Status: model.ImportPending,
		CreatedAt: now, CreatedBy: r.scope.Actor().ID(), TouchedAt: now, ExpiresAt: now.Add(UploadFor),
	}
	parts, err := pieces(row.ID, data)
	if err != nil {
		return Import{}, err
	}
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		waiting, err := db.Select[model.Import](tx, r.side).Columns("id").Where("?TableAlias.collection = ?", r.c.Name).
			Where("?TableAlias.created_by = ?", row.CreatedBy).Where("?TableAlias.status = ?", model.ImportPending).
			Order("?TableAlias.created_at DESC, ?TableAlias.id DESC").All(ctx)
		if err != nil {
			return err
		}
		for i := mostUploads - 1; i < len(waiting); i++ {
			if _, err := db.Remove[model.Import](tx, r.side).Where("?TableAlias.id = ?", waiting[i].ID).Do(ctx); err != nil {
				return err
			}
		}
		if err := db.Add(ctx, tx, r.side, &row); err != nil {
			return err
		}
		for _, part := range parts { // one by one: each is a statement of its size
			if err := db.Add(ctx, tx, r.side, &part); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return Import{}, err
	}
	return imported(&row, now)
}

// tidyName is a file's name as it can be shown and kept.
func tidyName(name string) string {
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	if !cleanText(name) || name == "." || name == "/" {
		return ""
	}
	if utf8.RuneCountInString(name) > 200 {
		name = string([]rune(name)[:200])
	}
	return name
}

func pieces(id string, data []byte) (parts []model.ImportPart, err error) {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	if _, err := w.Write(data); err != nil {
		return nil, err
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	for packed.Len() > 0 {
		parts = append(parts, model.ImportPart{ImportID: id, Number: int64(len(parts)), Data: bytes.Clone(packed.Next(uploadPart))})
	}
	return parts, nil
}

// file reads an uploaded file back.
func (s *Store) file(ctx context.Context, r *reach, id string) ([]byte, error) {
	rows, err := db.Select[model.ImportPart](s.d, r.side).Where("?TableAlias.import_id = ?", id).Order("?TableAlias.number").All(ctx)
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.Missing()
	}
	var packed bytes.Buffer
	for _, row := range rows {
		packed.Write(row.Data)
	}
	reader, err := gzip.NewReader(&packed)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(io.LimitReader(reader, wordpress.MaxSize))
}

// Import reads an import of the collection. Fails with NOT_FOUND and
// FIREWALL_NOT_FOUND, also for those whom it does not concern.
func (s *Store) Import(ctx context.Context, scope access.Scope, collection, id string) (Import, error) {
	_, row, err := s.importRow(ctx, scope, collection, id)
	if err != nil {
		return Import{}, err
	}
	return imported(row, s.d.Now())
}

func (s *Store) importRow(ctx context.Context, scope access.Scope, collection, id string) (*reach, *model.Import, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, nil, err
	}
	r := reachOf(scope, c, schema.Create)
	row, err := db.Select[model.Import](s.d, r.side).Where("?TableAlias.id = ?", id).
		Where("?TableAlias.collection = ?", collection).One(ctx)
	if err != nil {
		return nil, nil, err
	}
	if !scope.Actor().Known() || !concerns(r, &row) {
		return nil, nil, fault.Missing()
	}
	return r, &row, nil
}

// Imports lists what was brought into the collection and concerns the scope,
// newest first. Fails with NOT_FOUND.
func (s *Store) Imports(ctx context.Context, scope access.Scope, collection string) ([]Import, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	r := reachOf(scope, c, schema.Create)
	query := db.Select[model.Import](s.d, r.side).Where("?TableAlias.collection = ?", collection).
		Order("?TableAlias.created_at DESC, ?TableAlias.id DESC").Limit(MaxLimit)
	if !concerns(r, &model.Import{CreatedBy: "somebody else"}) {
		query = query.Where("?TableAlias.created_by = ?", scope.Actor().ID())
	}
	rows, err := query.All(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Import, len(rows))
	for i := range rows {
		if list[i], err = imported(&rows[i], s.d.Now()); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// open reads the deliveries of an import, and the columns of its file.
func (s *Store) open(r *reach, row *model.Import, data []byte) ([]delivery, *reading, error) {
	var settings ImportSettings
	if err := json.Unmarshal(row.Settings, &settings); err != nil {
		return nil, nil, err
	}
	opened, err := sheet.Open("."+row.Format, data)
	if err != nil {
		return nil, nil, err
	}
	m, err := read(r.scope, r.c, opened, settings)
	if err != nil {
		return nil, nil, err
	}
	return []delivery{m.delivery(map[string]any{"import": row.ID})}, m, nil
}
