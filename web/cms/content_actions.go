package cms

import (
	"net/http"
	"net/url"

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
	"gatehouse/web/session"
)

// doing is one action that somebody is asked about or does.
type doing struct {
	c      *schema.Collection
	action *schema.Action
	e      content.Entry // zero for a standalone one
	unread bool          // it may be acted upon, and not be read
	back   string        // where it was asked from
}

// doing reads what the address names, for somebody who may do it. late is why
// not, when the entry is not in a state for it.
func (p *Pages) doing(c *echo.Context, scope access.Scope, back string) (d doing, late *content.Explanation, err error) {
	ctx, id, name := c.Request().Context(), c.Param("entry"), c.Param("action")
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return d, nil, err
	}
	d = doing{c: collection, action: &schema.Action{Name: schema.Duplicate, Label: page.DuplicateLabel, Confirm: page.DuplicateText}, back: wanted(back, "")}
	if name != schema.Duplicate || id == "" || collection.Singleton {
		var ok bool
		if d.action, ok = collection.Action(name); !ok || d.action.Standalone != (id == "") {
			return d, nil, fault.NotFoundOf("action")
		}
	}
	x, err := p.Content.Explain(ctx, scope, collection.Name, content.AboutAction(name), id)
	if err != nil {
		return d, nil, err
	}
	if x.Code == fault.CodeWrongState {
		return d, &x, nil
	}
	if err := refusal(x); err != nil {
		return d, nil, err
	}
	if id == "" {
		return d, nil, nil
	}
	if d.e, err = p.Content.Find(ctx, scope, collection.Name, id); fault.Is(err, fault.Forbidden) {
		d.e, d.unread, err = content.Entry{ID: id, Collection: collection}, true, nil
	}
	return d, nil, err
}

// refusal is the fault that an explanation tells of.
func refusal(x content.Explanation) error {
	switch x.Code {
	case "":
		return nil
	case fault.CodeFirewallNotFound:
		return fault.Missing()
	case fault.CodeConditionFailed:
		return fault.New(fault.Forbidden, fault.LayerAccess, x.Code)
	case fault.CodeTeamRequired:
		return fault.New(fault.Invalid, fault.LayerFirewall, x.Code)
	}
	return fault.RoleRequired()
}

// AskAction asks for what an action needs, and whether it is meant.
func (p *Pages) AskAction(c *echo.Context, scope access.Scope) error {
	query, err := route.Query(c, link.ReturnParameter)
	if err != nil {
		return err
	}
	d, late, err := p.doing(c, scope, query.Get(link.ReturnParameter))
	switch {
	case err != nil:
		return err
	case late != nil:
		return p.notNow(c, scope, d, *late)
	}
	return p.askAction(c, scope, d, savedStrings(scope, d.form(), d.form().Fill(schema.Values{})), http.StatusOK, nil)
}

// form is the action's input as a collection of its own, for drawing.
func (d doing) form() *schema.Collection {
	return &schema.Collection{Name: d.c.Name, Label: d.action.Label, Singular: d.action.Label, Fields: d.action.Input}
}

// backField keeps, through refusals, where an action was asked from. Inputs can
// never be called so.
const backField = "_back"

func (p *Pages) askAction(c *echo.Context, scope access.Scope, d doing, strings url.Values, status int, refused *fault.Fault) error {
	to, name := in(scope), d.c.Name
	v := page.ActionView{
		Title: page.ActionTitle(d.action.Label, ""), Text: d.action.Confirm, Verb: d.action.Label, Danger: d.action.Destructive,
		To: to.LoneAction(name, d.action.Name), Back: to.Content(name),
		Crumbs: []component.Crumb{{Label: d.c.Label, Href: to.Content(name)}},
	}
	if v.Text == "" {
		v.Text = d.action.Description
	}
	if d.e.ID != "" {
		v.To = to.Action(name, d.e.ID, d.action.Name)
	}
	if d.e.ID != "" && !d.unread {
		v.Title = page.ActionTitle(d.action.Label, title(d.e, scope))
		if v.Back = p.entryAddress(scope, d.e); !d.c.Singleton {
			v.Crumbs = append(v.Crumbs, component.Crumb{Label: title(d.e, scope), Href: v.Back})
		}
	}
	v.Crumbs = append(v.Crumbs, component.Crumb{Label: d.action.Label})
	if d.back != "" {
		v.Back, v.Hidden = d.back, []component.Hidden{{Name: backField, Value: d.back}}
	}
	form := entryForm{p: p, scope: scope, c: d.form(), strings: strings, refused: refused, asking: true}
	for i := range d.action.Input { // in the order they are declared
		field, err := form.field(c.Request().Context(), &d.action.Input[i])
		if err != nil {
			return err
		}
		v.Fields = append(v.Fields, field)
	}
	v.Problems = page.Summary(refused, fieldLabels(d.form()))
	for i := range v.Problems {
		if v.Problems[i].Field != "" {
			v.Problems[i].Field = askedPrefix + v.Problems[i].Field
		}
	}
	var err error
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(name)); err != nil {
		return err
	}
	return respond.Page(c, status, page.ActionPage(v), page.ActionPart(v))
}

// DoAction does what was asked.
func (p *Pages) DoAction(c *echo.Context, scope access.Scope) error {
	sent, err := route.Form(c)
	if err != nil {
		return err
	}
	d, late, err := p.doing(c, scope, sent.Get(backField))
	switch {
	case err != nil:
		return err
	case late != nil:
		return p.notNow(c, scope, d, *late)
	case sent.Has(findField): // without scripts, a relation's search
		return p.askAction(c, scope, d, sent, http.StatusOK, nil)
	}
	ctx, to, name := c.Request().Context(), in(scope), d.c.Name
	if d.action.Name == schema.Duplicate {
		e, err := p.Content.Duplicate(ctx, scope, name, d.e.ID, content.Base{})
		if err != nil {
			return p.notActed(c, scope, d, sent, err)
		}
		p.Sessions.Say(c.Response(), session.Flash{Code: "entry.duplicated"})
		return respond.See(c, to.Entry(name, e.ID))
	}
	input := func(a *schema.Action) (schema.Values, content.Base, error) {
		values, problems := a.Input.DecodeForm(sent, schema.ParseContext{Zone: zone(scope)})
		if len(problems) > 0 {
			return nil, content.Base{}, fault.InvalidInput(problems...)
		}
		return values, content.Base{}, nil
	}
	back, what := to.Content(name), d.c.Label
	if d.action.Standalone {
		err = p.Content.ActAlone(ctx, scope, name, d.action.Name, input)
	} else {
		if !d.unread {
			back, what = p.entryAddress(scope, d.e), title(d.e, scope)
		}
		_, err = p.Content.Act(ctx, scope, name, d.e.ID, d.action.Name, input)
	}
	if err != nil {
		return p.notActed(c, scope, d, sent, err)
	}
	if d.back != "" {
		back = d.back
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "entry.acted", Params: map[string]string{"label": d.action.Label, "what": what}})
	return respond.See(c, back)
}

// notActed shows the question again when what was sent can be mended, and says
// who was faster when the entry has moved on meanwhile.
func (p *Pages) notActed(c *echo.Context, scope access.Scope, d doing, sent url.Values, err error) error {
	f := fault.As(err)
	if f.Code == fault.CodeTransitionLost || f.Code == fault.CodeWrongState {
		x, failed := p.Content.Explain(c.Request().Context(), scope, d.c.Name, content.AboutAction(d.action.Name), d.e.ID)
		if failed != nil {
			return failed
		}
		return p.notNow(c, scope, d, x)
	}
	if f.Kind != fault.Invalid || len(f.Problems) == 0 {
		return err
	}
	return p.askAction(c, scope, d, sent, respond.FormStatus(f), f)
}
