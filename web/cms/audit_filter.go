package cms

import (
	"context"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/event"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
	"gatehouse/views/component"
	"gatehouse/views/page"
)

// auditFilters are what the audit log can be narrowed by. Days are those of the
// person's zone.
var auditFilters = []string{"actor", "type", "collection", "id", "from", "to"}

// subjectID is what ids and the names of collections look like.
var subjectID = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// auditFilter reads the filters strictly. An id that nobody has finds nothing, and
// so does another organization's.
func (p *Pages) auditFilter(scope access.Scope, query url.Values) (f event.Filter, err error) {
	for name, into := range map[string]*string{"actor": &f.ActorID, "id": &f.SubjectID} {
		if *into = query.Get(name); *into != "" && !subjectID.MatchString(*into) {
			return f, wrongParameter(name)
		}
	}
	var types []string
	for _, t := range p.auditTopics(scope) {
		types = append(append(types, t.Subject), t.Types...)
	}
	if f.Type = query.Get("type"); f.Type != "" && !slices.Contains(types, f.Type) {
		return f, oneOf("type", types)
	}
	names := p.Registry.For(scope.OrganizationID()).Names()
	if f.Collection = query.Get("collection"); f.Collection != "" && !slices.Contains(names, f.Collection) {
		return f, oneOf("collection", names)
	}
	if f.From, err = dayOf(scope, query, "from", 0); err != nil {
		return f, err
	}
	f.Until, err = dayOf(scope, query, "to", 1)
	return f, err
}

func oneOf(name string, allowed []string) error {
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidParameter).
		With("parameter", name).With("allowed", strings.Join(allowed, ", "))
}

// dayOf is the beginning of a day in the person's zone, days later.
func dayOf(scope access.Scope, query url.Values, name string, days int) (model.Time, error) {
	text := query.Get(name)
	if text == "" {
		return 0, nil
	}
	day, err := time.ParseInLocation(time.DateOnly, text, zone(scope))
	if err != nil || day.Year() < 1 {
		return 0, wrongParameter(name)
	}
	return model.At(day.AddDate(0, 0, days)), nil
}

// auditTopics are all that the log may hold: entries first.
func (p *Pages) auditTopics(scope access.Scope) []event.Topic {
	all := p.Registry.For(scope.OrganizationID()).All()
	topics := append([]event.Topic{{Subject: "entry", Types: content.EventTypes(all)}}, event.Topics()...)
	alone := &topics[slices.IndexFunc(topics, func(t event.Topic) bool { return t.Subject == "collection" })].Types
	for _, c := range all {
		for i := range c.Actions {
			if t := "collection." + c.Actions[i].Name; c.Actions[i].Standalone && !slices.Contains(*alone, t) {
				*alone = append(*alone, t)
			}
		}
	}
	return topics
}

// filtersOf are the filters that are set.
func filtersOf(query url.Values) url.Values {
	set := url.Values{}
	for _, name := range auditFilters {
		if value := query.Get(name); value != "" {
			set.Set(name, value)
		}
	}
	return set
}

// auditForm is the form of the filters as they are, and each that is set as a
// chip.
func (p *Pages) auditForm(ctx context.Context, scope access.Scope, query url.Values) (page.AuditFilter, error) {
	set, to := filtersOf(query), in(scope)
	v := page.AuditFilter{
		Action: to.Audit(), Export: to.AuditExport(), ID: set.Get("id"), From: set.Get("from"), To: set.Get("to"),
	}
	var err error
	if v.Actors, err = p.actors(ctx, scope, set.Get("actor")); err != nil {
		return v, err
	}
	for _, c := range p.Registry.For(scope.OrganizationID()).All() {
		v.Collections = append(v.Collections, component.Option{Value: c.Name, Label: c.Label, Chosen: c.Name == set.Get("collection")})
	}
	for _, t := range p.auditTopics(scope) {
		v.Topics = append(v.Topics, page.AuditTopic{Subject: t.Subject, Types: t.Types, Chosen: set.Get("type")})
	}
	for _, name := range auditFilters {
		value := set.Get(name)
		if value == "" {
			continue
		}
		v.Hidden = append(v.Hidden, component.Hidden{Name: name, Value: value})
		rest := filtersOf(query)
		rest.Del(name)
		v.Chips = append(v.Chips, v.Chip(name, value, to.AuditWith(rest)))
	}
	return v, nil
}

// actors are the people and keys of the organization, and the chosen one if it is
// none of them.
func (p *Pages) actors(ctx context.Context, scope access.Scope, chosen string) (list []component.Option, err error) {
	members, err := p.Org.Members(ctx, scope, org.Filter{})
	if err != nil {
		return nil, err
	}
	keys, err := p.Auth.Keys(ctx, scope)
	if err != nil {
		return nil, err
	}
	for _, m := range members {
		list = append(list, component.Option{Value: m.UserID, Label: m.Name})
	}
	for _, k := range keys {
		list = append(list, component.Option{Value: k.ID, Label: page.KeyNamed(k.Name)})
	}
	list = append(list, component.Option{Value: "system", Label: page.BySystem})
	known := false
	for i := range list {
		list[i].Chosen = list[i].Value == chosen
		known = known || list[i].Chosen
	}
	if chosen != "" && !known {
		list = append(list, component.Option{Value: chosen, Label: chosen, Chosen: true})
	}
	return list, nil
}
