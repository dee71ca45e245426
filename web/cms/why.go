package cms

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// Why explains who may do something with an entry or in a collection.
func (p *Pages) Why(c *echo.Context, scope access.Scope) error {
	query, err := route.Query(c, "action")
	if err != nil {
		return err
	}
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	x, err := p.Content.Explain(c.Request().Context(), scope, collection.Name, query.Get("action"), c.Param("entry"))
	if err != nil {
		return err
	}
	// Who may see nothing of the collection learns no more of it than elsewhere.
	if may := p.Content.May(scope, collection.Name); !may.List && !may.Get {
		return fault.RoleRequired()
	}
	if x.Code == fault.CodeFirewallNotFound && !x.Trashed {
		return fault.Missing()
	}
	to := in(scope)
	v := page.WhyView{Why: WhyOf(x), Back: to.Content(collection.Name)}
	v.Crumbs = []component.Crumb{{Label: collection.Label, Href: v.Back}, {Label: page.WhyTitle}}
	if x.EntryID != "" && !collection.Singleton && x.Code != fault.CodeFirewallNotFound {
		v.Back = to.Entry(collection.Name, x.EntryID)
	}
	if v.Frame, err = p.shell(c, scope, page.WhyTitle, to.Content(collection.Name)); err != nil {
		return err
	}
	return respond.Page(c, http.StatusOK, page.WhyPage(v), page.WhyPart(v))
}

// WhyOf is an explanation as views and the command line put it into words.
func WhyOf(x content.Explanation) page.Why {
	c := x.Collection
	w := page.Why{
		Operation: x.Operation, Action: x.Label, Singular: lower(c.Singular), Many: lower(c.Label), Entry: x.EntryID != "",
		Allowed: x.Allowed, Code: x.Code, Role: x.Role, Roles: x.Roles, Helpers: x.Helpers, NoRule: x.NoRule,
		Trashed: x.Trashed, NoTeam: x.Branch.MissingContext == access.CtxTeamID,
	}
	for _, list := range x.Branch.UserRole {
		w.Platform = append(w.Platform, list...)
	}
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

// whyOf is the page that explains a refusal of something with content, "" when
// there is none.
func (p *Pages) whyOf(c *echo.Context, f *fault.Fault) string {
	name := c.Param("collection")
	refused := []string{fault.CodeRoleRequired, fault.CodeConditionFailed, fault.CodeWrongState}
	if name == "" || !slices.Contains(refused, f.Code) {
		return ""
	}
	to, id, operation := link.In(p.Gate.Selection().Prefix(c.Param("organization"))), c.Param("entry"), p.asked(c)
	switch {
	case operation == "":
		return ""
	case id == "":
		return to.WhyCollection(name, operation)
	}
	return to.Why(name, id, operation)
}

// asked is the operation that a route is about.
func (p *Pages) asked(c *echo.Context) string {
	pattern := c.Path()
	_, rest, _ := strings.Cut(pattern, "/content/:collection")
	switch {
	case c.Param("action") != "":
		return c.Param("action")
	case strings.HasSuffix(rest, "/publication/removal"):
		return "unpublish"
	case strings.HasSuffix(rest, "/publication"):
		return string(schema.Publish)
	case strings.Contains(rest, "/trash"), strings.Contains(rest, "/removal"):
		return string(schema.Delete)
	case strings.HasSuffix(rest, "/restoration"):
		return string(schema.Update)
	case rest == "/new", rest == "" && !reads(c):
		return string(schema.Create)
	case rest == "":
		return string(schema.List)
	case rest == "/:entry" && !reads(c):
		return string(schema.Update)
	case rest == "/:entry":
		return string(schema.Get)
	}
	return ""
}
