package content

import (
	"context"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

const (
	bulkBatch    = 200
	bulkProblems = 20
)

// Permit answers the role part of an operation's rule, before anything else is
// looked at. Fails with ACCESS_ROLE_REQUIRED, AUTH_MISSING and NOT_FOUND.
func (s *Store) Permit(scope access.Scope, collection string, op schema.Operation) error {
	_, err := s.reach(scope, collection, op)
	return err
}

// MayBulk refuses an operation that the scope's roles do not include, before
// anybody is asked about it. Fails with ACCESS_ROLE_REQUIRED.
func (s *Store) MayBulk(scope access.Scope, collection string, op BulkOperation) error {
	_, err := s.reach(scope, collection, ruleOf(op))
	return err
}

func ruleOf(op BulkOperation) schema.Operation {
	if op == BulkTrash || op == BulkUntrash {
		return schema.Delete
	}
	return schema.Publish
}

// Bulk does one thing with many entries in one transaction: all that can be
// changed are, the others are counted with the reason. Fails with
// ACCESS_ROLE_REQUIRED, AUTH_MISSING, NOT_FOUND, and for a selection by query
// like List.
func (s *Store) Bulk(ctx context.Context, scope access.Scope, collection string, op BulkOperation, which Selection) (BulkResult, error) {
	r, err := s.reach(scope, collection, ruleOf(op))
	if err != nil {
		return BulkResult{}, err
	}
	var narrow func(*db.Query[model.Entry]) *db.Query[model.Entry]
	if which.Query != nil {
		listing, err := s.listingReach(scope, collection, which.Query.View)
		if err != nil {
			return BulkResult{}, err
		}
		query := *which.Query
		if err := s.find(ctx, listing, &query); err != nil {
			return BulkResult{}, err
		}
		if narrow, err = s.narrowing(listing, query); err != nil {
			return BulkResult{}, err
		}
	}
	b := bulk{r: r, op: op}
	err = s.d.InTx(ctx, func(ctx context.Context, tx *db.DB) error {
		b.s, b.result = s.in(tx), BulkResult{Reasons: map[string]int{}}
		if narrow != nil {
			return b.matching(ctx, narrow)
		}
		return b.named(ctx, which.IDs)
	})
	if err != nil {
		return BulkResult{}, err
	}
	return b.result, nil
}

type bulk struct {
	s      *Store
	r      *reach
	op     BulkOperation
	result BulkResult
}

// matching walks over everything a query matches, by id, so that what has been
// changed is not met again.
func (b *bulk) matching(ctx context.Context, narrow func(*db.Query[model.Entry]) *db.Query[model.Entry]) error {
	for last := ""; ; {
		rows, err := narrow(db.Select[model.Entry](b.s.d, b.r.rows)).Where("?TableAlias.id > ?", last).
			Order("?TableAlias.id").Limit(bulkBatch).Lock().All(ctx)
		if err != nil {
			return err
		}
		if err := b.batch(ctx, rows); err != nil {
			return err
		}
		if len(rows) < bulkBatch {
			return nil
		}
		last = rows[len(rows)-1].ID
	}
}

func (b *bulk) named(ctx context.Context, ids []string) error {
	seen := map[string]bool{}
	var unique []string
	for _, id := range ids {
		if !seen[id] {
			seen[id] = true
			unique = append(unique, id)
		}
	}
	for len(unique) > 0 {
		part := unique[:min(len(unique), bulkBatch)]
		unique = unique[len(part):]
		rows, err := db.Select[model.Entry](b.s.d, b.r.rows).Where("?TableAlias.collection = ?", b.r.c.Name).
			Where("?TableAlias.id IN (?)", db.List(part)).Order("?TableAlias.id").Lock().All(ctx)
		if err != nil {
			return err
		}
		for range len(part) - len(rows) {
			b.skip(SkippedMissing)
		}
		if err := b.batch(ctx, rows); err != nil {
			return err
		}
	}
	return nil
}

func (b *bulk) skip(reason string) {
	b.result.Skipped++
	b.result.Reasons[reason]++
}

// batch sorts out the rows that the operation changes and changes them together.
func (b *bulk) batch(ctx context.Context, rows []model.Entry) error {
	var chosen []state
	for i := range rows {
		row := &rows[i]
		draft, visible := b.r.sees(row)
		switch archived := !row.ArchivedAt.IsZero(); {
		case !visible, archived && b.op != BulkUntrash:
			b.skip(SkippedMissing)
			continue
		case !b.r.admits(b.r.asked, row, draft):
			b.skip(SkippedForbidden)
			continue
		}
		st, problems, err := b.prepare(ctx, row)
		switch {
		case err != nil:
			return err
		case len(problems) > 0:
			b.skip(SkippedInvalid)
			if len(b.result.Problems) < bulkProblems {
				e := b.r.entry(row, draft)
				b.result.Problems = append(b.result.Problems, BulkProblem{ID: row.ID, Label: e.Label(b.r.scope), Problems: problems})
			}
		case st == nil:
			b.skip(SkippedUnchanged)
		default:
			chosen = append(chosen, *st)
		}
	}
	if len(chosen) == 0 {
		return nil
	}
	b.result.Changed += len(chosen)
	switch b.op {
	case BulkPublish:
		return b.s.publishAll(ctx, b.r, 0, chosen...)
	case BulkUnpublish:
		return b.s.unpublishAll(ctx, b.r, chosen...)
	case BulkTrash:
		return b.s.trashAll(ctx, b.r, chosen...)
	default:
		return b.s.untrashAll(ctx, b.r, chosen...)
	}
}

// prepare answers nil for a row that is already as the operation would leave it.
func (b *bulk) prepare(ctx context.Context, row *model.Entry) (*state, []fault.Problem, error) {
	switch b.op {
	case BulkPublish:
		return b.s.publishable(ctx, b.r, row, 0)
	case BulkUnpublish:
		if row.Status != model.Published {
			return nil, nil, nil
		}
	case BulkTrash:
	default:
		if row.ArchivedAt.IsZero() {
			return nil, nil, nil
		}
		problems, err := b.s.returning(ctx, b.r, row)
		return &state{row: row}, problems, err
	}
	return &state{row: row}, nil, nil
}
