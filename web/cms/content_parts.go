package cms

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/page"
	"gatehouse/views/prose"
	"gatehouse/web/respond"
	"gatehouse/web/route"
)

// Candidates answers with a relation's picker: what is ticked, and what a search
// finds.
func (p *Pages) Candidates(c *echo.Context, scope access.Scope) error {
	collection, f, err := p.fieldOf(scope, c)
	if err != nil {
		return err
	}
	query, err := url.ParseQuery(c.Request().URL.RawQuery)
	if err != nil || f.Type != schema.TypeRelation {
		return fault.NotFoundOf("page")
	}
	for name := range query {
		if name != f.Name && name != askPrefix+f.Name {
			return wrongParameter(name)
		}
	}
	draw := entryForm{p: p, scope: scope, c: collection, strings: query}
	field, err := draw.field(c.Request().Context(), f)
	if err != nil {
		return err
	}
	part := page.PickerPart(field)
	return respond.Page(c, http.StatusOK, part, part)
}

// CheckField judges one field of a form while the person goes on writing.
func (p *Pages) CheckField(c *echo.Context, scope access.Scope) error {
	collection, f, err := p.fieldOf(scope, c)
	if err != nil {
		return err
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	draw := entryForm{p: p, scope: scope, c: collection, strings: form}
	if id := form.Get(entryField); id != "" {
		if draw.e, err = p.Content.Find(ctx, scope, collection.Name, id); err != nil {
			return err
		}
	} else if !collection.Singleton && !p.Content.May(scope, collection.Name).Create {
		return fault.RoleRequired()
	}
	value, problems := f.Parse(form[f.Name], schema.ParseContext{Zone: zone(scope)})
	if len(problems) == 0 && !(f.Type == schema.TypeSlug && value == nil) {
		problems = f.Check(value)
	}
	if len(problems) == 0 && value != nil && f.Unique {
		if problems, err = p.taken(c, scope, collection, f, value, draw.e.ID); err != nil {
			return err
		}
	}
	if len(problems) > 0 {
		draw.refused = fault.InvalidInput(problems...)
	}
	field, err := draw.field(ctx, f)
	if err != nil {
		return err
	}
	part := page.EntryFieldPart(field)
	return respond.Page(c, http.StatusOK, part, part)
}

// taken says early what the store would say when saving.
func (p *Pages) taken(c *echo.Context, scope access.Scope, collection *schema.Collection, f *schema.Field, value any, id string) ([]fault.Problem, error) {
	written := strings.Join(f.Format(value, schema.ParseContext{}), ",")
	found, err := p.Content.List(c.Request().Context(), scope, collection.Name, content.Query{
		Filters: []content.Filter{{Field: f.Name, Operator: content.Eq, Values: []string{written}}}, Limit: 2,
	})
	if fault.Is(err, fault.Invalid) { // not to be filtered by: then only saving can tell
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	for _, e := range found.Entries {
		if e.ID != id {
			return []fault.Problem{fault.NewProblem(f.Name, fault.ProblemTaken, "value", written)}, nil
		}
	}
	return nil, nil
}

func (p *Pages) fieldOf(scope access.Scope, c *echo.Context) (*schema.Collection, *schema.Field, error) {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return nil, nil, err
	}
	f, ok := collection.Field(c.Param("field"))
	if !ok {
		return nil, nil, fault.NotFoundOf("field")
	}
	return collection, f, nil
}

// PreviewMarkdown renders a Markdown field of a form as visitors would see it.
func (p *Pages) PreviewMarkdown(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	query, err := route.Query(c, "field")
	if err != nil {
		return err
	}
	f, ok := collection.Field(query.Get("field"))
	if !ok || f.Type != schema.TypeMarkdown {
		return fault.NotFoundOf("field")
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	part := prose.Markdown(form.Get(f.Name))
	frame := p.door(c, scope.Actor(), page.PreviewTitle)
	return respond.Page(c, http.StatusOK, page.PreviewPage(frame, part), part)
}
