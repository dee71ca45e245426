package cms

import (
	"fmt"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
	"gatehouse/views/page"
)

// WhyOf is an explanation as views and the command line put it into words.
func WhyOf(x content.Explanation) page.Why {
	c := x.Collection
	w := page.Why{
		Operation: x.Operation, Part: x.Part, Singular: lower(c.Singular), Many: lower(c.Label), Entry: x.EntryID != "", Single: c.Singleton,
		Allowed: x.Allowed, Code: x.Code, Role: x.Role, Roles: x.Roles, Helpers: x.Helpers, NoRule: x.NoRule, Public: x.Branch.Public,
		Trashed: x.Trashed, NoTeam: x.Branch.MissingContext == access.CtxTeamID,
	}
	w.Operation = strings.TrimPrefix(w.Operation, content.DoAction)
	for _, b := range x.Branches {
		w.Ways = append(w.Ways, page.WhyWay{Roles: b.Roles, Platform: b.UserRole, Member: b.Members})
	}
	if x.Action != nil {
		w.Action = x.Action.Label
	}
	if x.View != nil {
		w.View = x.View.Label
	}
	whyField(x, &w)
	conditions := x.Failed
	if x.Allowed {
		conditions = x.Branch.Conditions
	}
	for _, condition := range conditions {
		w.Needs = append(w.Needs, whyCondition(x, condition))
	}
	if x.State != nil {
		w.StateName, w.Current = fieldName(c, x.State.Field), optionName(c, x.State.Field, x.Current)
		for _, from := range x.State.From {
			w.From = append(w.From, optionName(c, x.State.Field, from))
		}
	}
	return w
}

// whyField tells of a field that is hidden, or cannot be written.
func whyField(x content.Explanation, w *page.Why) {
	if x.Field == nil {
		return
	}
	w.Field, w.Entry = x.Field.Label, w.Entry || w.Single
	if x.Operation == string(schema.Get) {
		w.Operation = page.WhySee
	} else {
		w.Operation = page.WhyWrite
	}
	if w.Operation == page.WhySee && !x.Allowed {
		w.Ways, w.Owner, w.Role = []page.WhyWay{{Roles: [][]string{x.Helpers}}}, x.Field.Mask.OrOwner, ""
	}
	for _, name := range x.Collection.Guards.Protected[x.Field.Name] {
		if a, ok := x.Collection.Action(name); ok {
			w.By = append(w.By, a.Label)
		}
	}
}

func whyCondition(x content.Explanation, condition access.Condition) page.WhyCondition {
	out := page.WhyCondition{Label: fieldName(x.Collection, condition.Field), Operator: string(condition.Operator)}
	var words []string
	for _, value := range condition.Values {
		word := fmt.Sprint(value)
		switch {
		case value == nil:
			word = page.Nothing
		case word == x.Self && schema.IsSystemField(condition.Field):
			word = page.Self
		default:
			word = optionName(x.Collection, condition.Field, word)
		}
		words = append(words, word)
	}
	out.Value = strings.Join(words, ", ")
	return out
}

func fieldName(c *schema.Collection, name string) string {
	if f, ok := c.Field(name); ok {
		return f.Label
	}
	return page.SystemLabel(name)
}

func optionName(c *schema.Collection, field, value string) string {
	if f, ok := c.Field(field); ok {
		if o, ok := f.Option(value); ok && o.Label != "" {
			return o.Label
		}
	}
	return value
}
