package content

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// The two sides of an entry.
const (
	draftSide = "values"
	liveSide  = "live"
)

// columns of a list beside the side that is seen.
var columns = []string{
	"organization_id", "id", "team_id", "owner_id", "status", "revision", "live_revision", "created_at", "created_by",
	"updated_at", "updated_by", "published_at", "first_published_at", "archived_at", "archived_by",
}

// List reads a page. Fails with ACCESS_ROLE_REQUIRED, AUTH_MISSING, NOT_FOUND (no
// such collection), INVALID_CURSOR, UNKNOWN_PARAMETER (unknown field; params
// field, nearest, allowed) and INVALID_PARAMETER (params field, operator, want,
// value, allowed; or parameter, value, allowed of an unknown view).
func (s *Store) List(ctx context.Context, scope access.Scope, collection string, q Query) (Page, error) {
	r, err := s.listingReach(scope, collection, q.View)
	if err != nil {
		return Page{}, err
	}
	return s.list(ctx, r, q)
}

func (s *Store) list(ctx context.Context, r *reach, q Query) (Page, error) {
	switch {
	case q.Limit == 0:
		q.Limit = DefaultLimit
	case q.Limit < 0 || q.Limit > MaxLimit:
		return Page{}, parameter("limit", "1 to 100")
	}
	if q.Offset < 0 {
		return Page{}, parameter("offset", "0 or more")
	}
	if q.Offset > 0 && q.Cursor != "" {
		return Page{}, parameter("offset", "offset or cursor, not both")
	}
	if err := s.find(ctx, r, &q); err != nil {
		return Page{}, err
	}
	query, keys, from, err := s.listing(r, q)
	if err != nil {
		return Page{}, err
	}
	rows, err := query.All(ctx)
	if err != nil {
		return Page{}, err
	}
	page := s.page(r, keys, q, from, rows)
	switch {
	case q.Total && page.PreviousCursor == "" && !page.HasMore && len(rows) > 0 && (q.TotalCap <= 0 || q.TotalCap >= MaxLimit):
		page.Total = len(page.Entries) // the page is everything
	case q.Total:
		page.Total, page.TotalCapped, err = s.counted(ctx, r, q)
	}
	return page, err
}

// listing compiles a query whose limits have been judged.
func (s *Store) listing(r *reach, q Query) (query *db.Query[model.Entry], keys []key, from place, err error) {
	if keys, err = s.order(r, q); err != nil {
		return nil, nil, from, err
	}
	narrow, err := s.narrowing(r, q)
	if err != nil {
		return nil, nil, from, err
	}
	query = narrow(r.selecting(s.d))
	if q.Cursor != "" {
		if from, err = s.placeOf(r, keys, q.Cursor); err != nil {
			return nil, nil, from, err
		}
		beyond := after(keys, from.Values, from.Backwards)
		query = query.Where(beyond.SQL, beyond.Args...)
	}
	for _, k := range keys {
		query = query.Order(k.sql(s.d.Dialect(), from.Backwards), k.expr.Args...)
	}
	query = query.Limit(q.Limit + 1)
	if q.Offset > 0 {
		query = query.Offset(q.Offset)
	}
	return query, keys, from, nil
}

func (s *Store) counted(ctx context.Context, r *reach, q Query) (n int, capped bool, err error) {
	most := q.TotalCap
	if most <= 0 {
		most = DefaultCap
	}
	if err := s.find(ctx, r, &q); err != nil {
		return 0, false, err
	}
	if q.found.many() && most < s.mostFound { // perhaps some of them are more than are counted
		some := q
		some.found = q.found.some()
		if n, capped, err := s.counted(ctx, r, some); err != nil || capped {
			return n, capped, err
		}
	}
	narrow, err := s.narrowing(r, q)
	if err != nil {
		return 0, false, err
	}
	n, err = narrow(db.Select[model.Entry](s.d, r.rows)).Count(ctx, most+1)
	return min(n, most), n > most, err
}

func (s *Store) page(r *reach, keys []key, q Query, from place, rows []model.Entry) Page {
	more := len(rows) > q.Limit
	rows = rows[:min(len(rows), q.Limit)]
	if from.Backwards {
		slices.Reverse(rows)
	}
	page := Page{Entries: make([]Entry, len(rows))}
	for i := range rows {
		page.Entries[i] = r.listed(&rows[i])
	}
	page.HasMore = more || from.Backwards
	before := q.Cursor != "" && !from.Backwards || q.Offset > 0 || from.Backwards && more
	if len(rows) > 0 && page.HasMore {
		page.NextCursor = s.cursor(r, keys, page.Entries[len(rows)-1], false)
	}
	if len(rows) > 0 && before {
		page.PreviousCursor = s.cursor(r, keys, page.Entries[0], true)
	}
	return page
}

// selecting reads the side that the caller sees, and only that.
func (r *reach) selecting(d *db.DB) *db.Query[model.Entry] {
	query := db.Select[model.Entry](d, r.rows).Columns(columns...)
	switch r.sight {
	case drafts:
		return query.Columns(draftSide)
	case liveOnly:
		return query.Expr("?TableAlias.live AS ?", db.Ident(draftSide))
	default:
		return query.Columns(draftSide, liveSide)
	}
}

// listed is a row that selecting read.
func (r *reach) listed(row *model.Entry) Entry {
	if r.sight != mixed {
		return r.entryOf(row, r.sight == drafts, row.Values)
	}
	draft, _ := r.sees(row)
	return r.entry(row, draft)
}

// narrowing compiles the conditions of a query, in the order in which indexes
// want them.
func (s *Store) narrowing(r *reach, q Query) (func(*db.Query[model.Entry]) *db.Query[model.Entry], error) {
	var all []condition
	if !r.asked.Always() {
		all = append(all, func(side string) db.Expr { return s.d.AnyOf(side, r.asked.Alternatives()) })
	}
	if q.found != nil {
		all = append(all, q.found.among)
	}
	for _, f := range q.Filters {
		c, err := s.filter(r, f, q.Zone)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	if q.Search != "" {
		if !cleanText(q.Search) {
			return nil, parameter("search", "text")
		}
		searched, err := s.search(r, q)
		if err != nil {
			return nil, err
		}
		all = append(all, searched...)
	}
	if r.sight == mixed && q.Status == ChangedStatus {
		// That there is a newer draft shows to those alone who see it.
		all = append(all, func(side string) db.Expr {
			return db.Expr{SQL: map[string]string{draftSide: "1 = 1", liveSide: "1 = 0"}[side]}
		})
	}
	if !slices.Contains(append(Statuses(), AnyStatus), q.Status) {
		return nil, parameter("status", "draft, published, changed or trash")
	}
	return func(query *db.Query[model.Entry]) *db.Query[model.Entry] {
		query = query.Where("?TableAlias.collection = ?", r.c.Name)
		if q.Status == TrashStatus {
			query = query.Where("?TableAlias.archived_at IS NOT NULL")
		} else {
			query = query.Where("?TableAlias.archived_at IS NULL")
		}
		return s.seeing(r, status(r, query, q.Status), all)
	}, nil
}

func status(r *reach, query *db.Query[model.Entry], asked Status) *db.Query[model.Entry] {
	switch {
	case asked == DraftStatus:
		query = query.Where("?TableAlias.status = 'draft'")
	case asked == PublishedStatus || asked == ChangedStatus || r.sight == liveOnly:
		query = query.Where("?TableAlias.status = 'published'")
	}
	switch {
	case r.sight == liveOnly && asked != AnyStatus && asked != PublishedStatus:
		query = query.Where("1 = 0") // whoever sees no drafts learns nothing of them
	case asked == ChangedStatus:
		query = query.Where("?TableAlias.revision <> ?TableAlias.live_revision")
	}
	return query
}

// seeing applies the conditions to the side that the caller sees of each row.
func (s *Store) seeing(r *reach, query *db.Query[model.Entry], all []condition) *db.Query[model.Entry] {
	if r.sight != mixed {
		side := liveSide
		if r.sight == drafts {
			side = draftSide
		}
		for _, c := range all {
			e := c(side)
			query = query.Where(e.SQL, e.Args...)
		}
		return query
	}
	admitted := s.admission(r)
	draft := db.Expr{SQL: admitted.SQL, Args: admitted.Args}
	live := db.Expr{
		SQL:  "NOT " + admitted.SQL + " AND ?TableAlias.status = 'published' AND ?TableAlias.archived_at IS NULL",
		Args: admitted.Args,
	}
	for _, c := range all {
		draft, live = and(draft, c(draftSide)), and(live, c(liveSide))
	}
	return query.Where("("+draft.SQL+") OR ("+live.SQL+")", slices.Concat(draft.Args, live.Args)...)
}

// admission is the preview rule's record part, in parentheses.
func (s *Store) admission(r *reach) db.Expr {
	e := s.d.AnyOf(draftSide, r.preview.Alternatives())
	e.SQL = "(" + e.SQL + ")"
	return e
}

func and(a, b db.Expr) db.Expr {
	return db.Expr{SQL: a.SQL + " AND (" + b.SQL + ")", Args: slices.Concat(a.Args, b.Args)}
}

func parameter(name, want string) error {
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
		With("parameter", name).With("want", want).About(name, fault.ProblemType, "want", want)
}
