package content

import (
	"gatehouse/db/access"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// Arrival is one entry on its way in, from whatever kind of file.
type Arrival struct {
	Line        int                 // where it begins in its file
	ID          string              // of the entry if it is a new one, so that others can point to it; "" makes one
	Key         any                 // by what an entry that is there already is found; nil is the value of the key field
	Values      schema.Values       // normalised
	Names       map[string][]string // what relations point to, by field: ids, slugs or labels
	Publish     bool
	PublishedAt model.Time      // when published: the moment shown; 0 is now
	CreatedAt   model.Time      // of a new one; 0 is now
	Problems    []fault.Problem // what reading it found; it stays out
	// Said tells what the file says for a field, and in which column; for messages.
	Said func(field string) (column, value string)
}

// ArrivalRules say what becomes of arrivals.
type ArrivalRules struct {
	Key           string         // "id" or a unique field, by which entries are found again; "" makes all of them anew
	CreateMissing bool           // what relations name and nobody has: an entry with nothing but that name
	Details       map[string]any // of the events
}

// Fate is what becomes of an arrival.
type Fate string

// The fates.
const (
	Created   Fate = "created"
	Updated   Fate = "updated"
	Unchanged Fate = "unchanged"
	Refused   Fate = "refused"
)

// landing is an arrival with what was found out about it.
type landing struct {
	*Arrival

	fate     Fate
	problems []fault.Problem // of a refused one
	row      *model.Entry    // as it is; of a new one, as it will be
	draft    bool            // the caller sees its draft
	before   schema.Values
	after    schema.Values
	changed  []string
	derived  []string // slugs that nobody gave
	publish  bool     // something new becomes public
	fresh    []string // targets that have to be made for it
	was      *former
}

func (l *landing) refuse(problems ...fault.Problem) {
	l.fate, l.problems = Refused, append(l.problems, problems...)
}

// refuseBecause turns a fault into problems; other errors come back.
func (l *landing) refuseBecause(err error) error {
	if err == nil {
		return nil
	}
	f := fault.As(err)
	if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
		return err
	}
	l.refuse(problemsOf(f)...)
	return nil
}

// arrivals is a collection that entries arrive in.
type arrivals struct {
	s     *Store
	r     *reach // by the rule "create"
	rules ArrivalRules
	by    model.Ownership
	byErr error // why the caller cannot own new entries
	names *targets

	// What the file itself has taken, so that its rows do not collide: unique values
	// by field, who had them before, keys, and used slugs with the next number to try.
	claims map[string]map[mark]*Arrival
	freed  map[string]map[mark]string
	keys   map[any]*Arrival
	stems  map[string]*stem
}

type stem struct {
	used map[string]bool
	next int
}

// arriving begins to take entries in. Fails with ACCESS_ROLE_REQUIRED and
// AUTH_MISSING when the scope may neither create nor update, and NOT_FOUND.
func (s *Store) arriving(scope access.Scope, collection string, n *targets, rules ArrivalRules) (*arrivals, error) {
	c, err := s.Collection(scope, collection)
	if err != nil {
		return nil, err
	}
	if c.Singleton {
		return nil, fault.NotFoundOf("import").With("collection", collection)
	}
	r := reachOf(scope, c, schema.Create)
	if r.asked.Refused() && r.update.Refused() {
		if !scope.Actor().Known() {
			return nil, fault.SignIn()
		}
		return nil, r.asked.Fault()
	}
	a := &arrivals{
		s: s, r: r, rules: rules, names: n, claims: map[string]map[mark]*Arrival{}, freed: map[string]map[mark]string{},
		keys: map[any]*Arrival{}, stems: map[string]*stem{},
	}
	a.by, a.byErr = r.rows.Ownership()
	for i := range c.Fields {
		if f := &c.Fields[i]; f.Unique {
			a.claims[f.Name], a.freed[f.Name] = map[mark]*Arrival{}, map[mark]string{}
		}
	}
	return a, nil
}

// key is by what the entry is found again, nil for an entry that is new.
func (a *arrivals) key(l *landing) any {
	switch {
	case a.rules.Key == "":
		return nil
	case l.Key != nil:
		return l.Key
	}
	return l.Values[a.rules.Key]
}

// remember takes note of what was brought in before, by an import that goes on.
func (a *arrivals) remember(before *Arrival) {
	if key := a.key(&landing{Arrival: before}); key != nil && len(before.Problems) == 0 {
		a.keys[key] = before
	}
}

// mark is a unique value among the entries from which the firewall does not keep
// its entry apart.
type mark struct {
	value any
	among spot
}

func (r *reach) mark(value any, owner, team string) mark {
	m := mark{value: value}
	switch r.c.Firewall.Isolation {
	case access.ByOwner:
		m.among.owner = owner
	case access.ByTeam:
		m.among.team = team
	default: // one value for all
	}
	return m
}

func (r *reach) markOf(value any, row *model.Entry) mark {
	return r.mark(value, row.OwnerID, row.TeamID)
}

// claimed is another row of the file that has the value.
func (a *arrivals) claimed(field string, value mark, by *Arrival) *Arrival {
	if other := a.claims[field][value]; other != by {
		return other
	}
	return nil
}

// release gives back what a row had claimed that stays out after all.
func (a *arrivals) release(l *landing) {
	for field, values := range a.claims {
		if value := l.after[field]; value != nil && l.row != nil && values[a.r.markOf(value, l.row)] == l.Arrival {
			delete(values, a.r.markOf(value, l.row))
		}
	}
}
