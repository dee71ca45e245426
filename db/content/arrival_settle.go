package content

import (
	"context"
	"reflect"
	"slices"
	"strconv"

	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// begin judges a row that becomes a new entry.
func (a *arrivals) begin(ctx context.Context, s *Store, l *landing, values schema.Values, taken holders) error {
	c, actor := a.r.c, a.r.scope.Actor().ID()
	l.row, l.draft = &model.Entry{ID: l.ID}, true
	if err := a.r.asked.Fault(); err != nil {
		return l.refuseBecause(err)
	}
	if a.byErr != nil {
		return l.refuseBecause(a.byErr)
	}
	for name, value := range values {
		if value == nil { // an empty cell gives nothing, so that defaults hold
			delete(values, name)
		}
	}
	if err := c.CheckGuards(schema.Create, values.Names(), ""); err != nil {
		return l.refuseBecause(err)
	}
	l.after = c.Fill(values)
	if err := a.slugs(ctx, s, l, values, taken); err != nil {
		return err
	}
	now := s.d.Now()
	l.row = &model.Entry{
		ID: l.ID, Collection: c.Name, Status: model.Draft, Revision: 1,
		CreatedAt: now, CreatedBy: actor, UpdatedAt: now, UpdatedBy: actor, Values: c.Encode(l.after),
	}
	if !l.CreatedAt.IsZero() {
		l.row.CreatedAt = l.CreatedAt
	}
	l.row.Own(a.by)
	a.veiled(l, values)
	sides := []string{draftSide}
	if l.publish = l.Publish || a.r.publishesAlways(); l.publish {
		sides = append(sides, liveSide)
	}
	a.values(l, c.Fields.Names(), taken, sides)
	if l.fate == Refused {
		return nil
	}
	if err := a.allowed(l, !a.r.admits(a.r.asked, l.row, true)); err != nil || l.fate == Refused {
		return err
	}
	l.fate, l.changed = Created, schema.Diff(nil, l.after)
	if l.publish {
		l.row.Status, l.row.Live, l.row.LiveRevision = model.Published, l.row.Values, 1
		l.row.PublishedAt, l.row.FirstPublishedAt = now, now
		if !l.PublishedAt.IsZero() {
			l.row.PublishedAt, l.row.FirstPublishedAt = l.PublishedAt, l.PublishedAt
		}
	}
	return nil
}

// change judges a row about an entry that is there.
func (a *arrivals) change(_ context.Context, l *landing, values schema.Values, taken holders) (err error) {
	c := a.r.c
	l.draft, _ = a.r.sees(l.row)
	if err := a.r.update.Fault(); err != nil {
		return l.refuseBecause(err)
	}
	if !a.r.admits(a.r.update, l.row, l.draft) {
		l.refuse(fault.NewProblem("", fault.CodeConditionFailed))
		return nil
	}
	if l.before, err = c.Decode(l.row.Values); err != nil {
		return err
	}
	for name, value := range values {
		if f, ok := c.Field(name); ok && value == nil && f.Type == schema.TypeSlug && f.From != "" {
			delete(values, name) // an empty cell does not take an entry's address away
		}
	}
	a.veiled(l, values)
	l.after = l.before.With(values)
	l.changed = schema.Diff(l.before, l.after)
	l.publish = a.r.publishesAlways() || l.Publish && (len(l.changed) > 0 || l.row.Status != model.Published ||
		l.row.Revision != l.row.LiveRevision || !l.PublishedAt.IsZero() && l.PublishedAt != l.row.PublishedAt)
	if l.fate == Refused {
		return nil
	}
	if len(l.changed) == 0 && !l.publish {
		l.fate = Unchanged
		return nil
	}
	if err := c.CheckGuards(schema.Update, declared(c, slices.Clone(l.changed)), ""); err != nil {
		return l.refuseBecause(err)
	}
	fields, sides := l.changed, []string{draftSide}
	if l.publish {
		fields, sides = c.Fields.Names(), append(sides, liveSide)
	}
	a.values(l, fields, taken, sides)
	if l.fate == Refused {
		return nil
	}
	if err := a.allowed(l, false); err != nil || l.fate == Refused {
		return err
	}
	l.fate, l.was = Updated, formerOf(l.row)
	return nil
}

// veiled refuses to write over values that the caller cannot see, as
// change.visible does. What they do see of them, the masked form, is no change: a
// file that was exported holds it.
func (a *arrivals) veiled(l *landing, values schema.Values) {
	for name, value := range values {
		f, ok := a.r.c.Field(name)
		switch {
		case !ok || !a.r.masked(f, l.row) || l.before == nil && value == nil:
		case reflect.DeepEqual(value, f.Shown(l.before[name], schema.Masked)):
			delete(values, name)
		default:
			l.refuse(fault.NewProblem(name, fault.CodeMasked))
		}
	}
}

// values judges the values of the fields.
func (a *arrivals) values(l *landing, fields []string, taken holders, sides []string) {
	var sound []string // whose uniqueness can be judged
	for i := range a.r.c.Fields {
		f := &a.r.c.Fields[i]
		if !slices.Contains(fields, f.Name) {
			continue
		}
		if slices.ContainsFunc(l.problems, func(p fault.Problem) bool { return p.Field == f.Name }) {
			continue
		}
		wrong := f.Check(l.after[f.Name])
		if len(wrong) == 0 && f.Type == schema.TypeRelation {
			old := targetsOf(f, l.before[f.Name])
			for _, id := range targetsOf(f, l.after[f.Name]) {
				if !slices.Contains(old, id) && !a.there(f, id) {
					wrong = []fault.Problem{fault.NewProblem(f.Name, fault.ProblemMissing, "value", id)}
					break
				}
			}
		}
		if len(wrong) > 0 {
			l.refuse(wrong...)
		} else if !slices.Contains(l.derived, f.Name) {
			sound = append(sound, f.Name)
		}
	}
	a.uniquely(l, taken, sides, sound)
}

// allowed asks the record parts of the rules.
func (a *arrivals) allowed(l *landing, refused bool) error {
	if refused {
		l.refuse(fault.NewProblem("", fault.CodeConditionFailed))
		return nil
	}
	if l.publish && !a.r.publishesAlways() {
		if err := a.r.publish.Fault(); err != nil {
			return l.refuseBecause(err)
		}
		if !a.r.admits(a.r.publish, l.row, l.draft) {
			l.refuse(fault.NewProblem("", fault.CodeConditionFailed))
			return nil
		}
	}
	return l.refuseBecause(a.r.within(l.row, l.after))
}

// slugs makes the slugs that nobody gave, as derive does, and keeps them apart
// from those of the file.
func (a *arrivals) slugs(ctx context.Context, s *Store, l *landing, given schema.Values, taken holders) error {
	for i := range a.r.c.Fields {
		f := &a.r.c.Fields[i]
		if f.Type != schema.TypeSlug || f.From == "" || given[f.Name] != nil || l.after.Text(f.From) == "" {
			continue
		}
		base := slugFrom(a.r.c, f, l.after)
		if f.Unique {
			var err error
			if base, err = a.free(ctx, s, l, f, base, taken); err != nil {
				return err
			}
		}
		l.after[f.Name] = base
		l.derived = append(l.derived, f.Name)
	}
	return nil
}

func (a *arrivals) free(ctx context.Context, s *Store, l *landing, f *schema.Field, base string, taken holders) (string, error) {
	at := spot{owner: a.by.OwnerID, team: a.by.TeamID}
	m := a.r.mark(base, at.owner, at.team)
	if a.claimed(f.Name, m, l.Arrival) == nil && !taken.other(draftSide, f.Name, m, "", nil) && !taken.other(liveSide, f.Name, m, "", nil) {
		return base, nil
	}
	begin := stemOf(f, base)
	known := a.stems[f.Name+" "+begin]
	if known == nil {
		used, err := s.numbered(ctx, a.r, at, f, begin)
		if err != nil {
			return "", err
		}
		known = &stem{used: used, next: 2}
		a.stems[f.Name+" "+begin] = known
	}
	for {
		candidate := begin + "-" + strconv.Itoa(known.next)
		known.next++
		if !known.used[candidate] && a.claimed(f.Name, a.r.mark(candidate, at.owner, at.team), l.Arrival) == nil {
			return candidate, nil
		}
	}
}
