package content

import (
	"context"
	"slices"

	"gatehouse/db"
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// anywhere is the answer where no entry is named: whether the person may with
// some. A standalone action has no entry that could meet a condition.
func (q *question) anywhere() Explanation {
	x := q.x
	if x.Action != nil && x.Action.Standalone && !q.r.asked.Always() {
		x.Code, x.Failed = fault.CodeConditionFailed, x.Branch.Conditions
		return x
	}
	x.Allowed = true
	return x
}

// created is the answer for a new entry: it must belong somewhere.
func (q *question) created() Explanation {
	x := q.x
	if x.Code != "" {
		return x
	}
	if _, err := q.r.rows.Ownership(); err != nil {
		x.Code = fault.As(err).Code
		return x
	}
	x.Allowed = true
	return x
}

// of judges one row, nil for none: the firewall, the record part, and the state.
func (q *question) of(id string, row *model.Entry) Explanation {
	x := q.x
	x.EntryID = id
	if x.Code != "" {
		return x
	}
	if row == nil {
		x.Code = fault.CodeFirewallNotFound
		return x
	}
	draft, visible := q.r.sees(row)
	x.Trashed = visible && !row.ArchivedAt.IsZero()
	buried := x.Operation == Restoration || x.Operation == Removal
	if !visible || x.Trashed && !buried {
		x.Code = fault.CodeFirewallNotFound
		return x
	}
	q.judge(&x, row, draft)
	return x
}

// judge asks the record part and the state of one row.
func (q *question) judge(x *Explanation, row *model.Entry, draft bool) {
	r := q.r
	read := r.reader(row, sideOf(row, draft))
	fewest := -1
	for _, b := range q.branches {
		var failed []access.Condition
		for _, c := range b.Conditions {
			if !c.Holds(read(c.Field)) {
				failed = append(failed, c)
			}
		}
		if fewest < 0 || len(failed) < fewest {
			fewest, x.Branch, x.Role, x.Failed = len(failed), b, b.Held, failed
		}
	}
	if !r.admits(r.asked, row, draft) {
		x.Code = fault.CodeConditionFailed
		if q.action != nil {
			x.Code = fault.CodeWrongState
		}
		return
	}
	if q.action != nil && q.action.Transition != nil {
		t := q.action.Transition
		if values, err := r.c.Decode(row.Values); err == nil && !slices.Contains(t.From, values.Text(t.Field)) {
			x.Code, x.State = fault.CodeWrongState, t
			if r.tells(t.Field, draft) {
				x.Current = values.Text(t.Field)
			}
			return
		}
	}
	x.Allowed = true
}

// explainDuplicate asks all that Duplicate asks: the rule for creating, the entry
// as it is read, and the copy as a new entry.
func (s *Store) explainDuplicate(ctx context.Context, create *question, id string) (Explanation, error) {
	c, scope := create.r.c, create.r.scope
	as := func(x Explanation, part schema.Operation) Explanation {
		x.Operation, x.Part, x.EntryID = schema.Duplicate, string(part), id
		return x
	}
	if c.Singleton {
		return create.x, fault.NotFoundOf("action").With("action", schema.Duplicate)
	}
	if create.x.Code != "" {
		return as(create.x, schema.Create), nil
	}
	get, err := s.question(scope, c, string(schema.Get))
	if err != nil {
		return Explanation{}, err
	}
	row, err := s.rowToExplain(ctx, get.r, id)
	if err != nil {
		return Explanation{}, err
	}
	if x := get.of(id, row); !x.Allowed {
		return as(x, schema.Get), nil
	}
	made := create.created()
	if !made.Allowed {
		return as(made, schema.Create), nil
	}
	draft, _ := get.r.sees(row)
	by, err := create.r.rows.Ownership()
	if err != nil {
		return Explanation{}, err
	}
	values := c.Fill(copied(create.r, get.r.entry(row, draft)))
	twin := &model.Entry{ID: id, Collection: c.Name, Status: model.Draft, Revision: 1, CreatedBy: scope.Actor().ID(), UpdatedBy: scope.Actor().ID(), Values: c.Encode(values)}
	twin.Own(by)
	create.judge(&made, twin, true)
	if made.Code == "" && create.r.within(twin, values) != nil {
		made.Allowed, made.Code = false, fault.CodeConditionFailed
	}
	if made.Allowed {
		return as(made, ""), nil
	}
	return as(made, schema.Create), nil
}

// Offer is a declared action as one entry's page offers it.
type Offer struct {
	Action      *schema.Action
	Explanation Explanation // why not, when it is not allowed
}

// Offers are the declared actions with each of the entries, or, for none, the
// standalone ones under "". They are judged as Explain judges, with one query.
func (s *Store) Offers(ctx context.Context, scope access.Scope, c *schema.Collection, ids ...string) (map[string][]Offer, error) {
	offers := map[string][]Offer{}
	var asked []*question
	for i := range c.Actions {
		if c.Actions[i].Standalone != (len(ids) == 0) {
			continue
		}
		q, err := s.question(scope, c, AboutAction(c.Actions[i].Name))
		if err != nil {
			return nil, err
		}
		asked = append(asked, q)
	}
	if len(asked) == 0 {
		return offers, nil
	}
	if len(ids) == 0 {
		for _, q := range asked {
			x := q.x
			if x.Code == "" {
				x = q.anywhere()
			}
			offers[""] = append(offers[""], Offer{Action: q.action, Explanation: x})
		}
		return offers, nil
	}
	rows, err := db.Select[model.Entry](s.d, asked[0].r.rows).Where("?TableAlias.collection = ?", c.Name).
		Where("?TableAlias.id IN (?)", db.List(ids)).All(ctx)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		for _, q := range asked {
			offers[rows[i].ID] = append(offers[rows[i].ID], Offer{Action: q.action, Explanation: q.of(rows[i].ID, &rows[i])})
		}
	}
	return offers, nil
}
