package cms

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/static"
	"gatehouse/views/component"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// acts are the actions that an entry's menu offers, or explains.
func (p *Pages) acts(ctx context.Context, scope access.Scope, e content.Entry) ([]page.EntryAct, error) {
	c, to := e.Collection, in(scope)
	var acts []page.EntryAct
	if e.Archived() {
		return nil, nil
	}
	offers, err := p.Content.Offers(ctx, scope, c, e.ID)
	if err != nil {
		return nil, err
	}
	for _, o := range offers[e.ID] {
		act := page.EntryAct{Label: o.Action.Label, Icon: "zap", Danger: o.Action.Destructive}
		if static.HasIcon(o.Action.Icon) {
			act.Icon = o.Action.Icon
		} else if !static.HasIcon(act.Icon) {
			act.Icon = "ellipsis"
		}
		if o.Explanation.Allowed {
			act.To = to.Action(c.Name, e.ID, o.Action.Name)
		} else {
			act.Why = to.Why(c.Name, e.ID, content.AboutAction(o.Action.Name))
		}
		acts = append(acts, act)
	}
	if may := p.Content.May(scope, c.Name); !c.Singleton && may.Create && may.Get {
		acts = append(acts, page.EntryAct{Label: page.DuplicateLabel, Icon: "copy", To: to.Action(c.Name, e.ID, schema.Duplicate)})
	}
	return acts, nil
}

// doing is one action that somebody is asked about or does.
type doing struct {
	c      *schema.Collection
	action *schema.Action
	e      content.Entry // zero for a standalone one
}

// doing reads what the address names, for somebody who may do it now.
func (p *Pages) doing(c *echo.Context, scope access.Scope) (doing, error) {
	ctx, id, name := c.Request().Context(), c.Param("entry"), c.Param("action")
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return doing{}, err
	}
	d := doing{c: collection, action: &schema.Action{Name: schema.Duplicate, Label: page.DuplicateLabel, Confirm: page.DuplicateText}}
	if name != schema.Duplicate || id == "" || collection.Singleton {
		var ok bool
		if d.action, ok = collection.Action(name); !ok || d.action.Standalone != (id == "") {
			return doing{}, fault.NotFoundOf("action")
		}
	}
	x, err := p.Content.Explain(ctx, scope, collection.Name, content.AboutAction(name), id)
	if err != nil {
		return doing{}, err
	}
	switch x.Code {
	case "":
	case fault.CodeFirewallNotFound:
		return doing{}, fault.Missing()
	case fault.CodeWrongState:
		return doing{}, fault.New(fault.Conflict, fault.LayerAccess, x.Code)
	case fault.CodeConditionFailed:
		return doing{}, fault.New(fault.Forbidden, fault.LayerAccess, x.Code)
	default:
		return doing{}, fault.RoleRequired()
	}
	if id != "" {
		d.e, err = p.Content.Get(ctx, scope, collection.Name, id)
	}
	return d, err
}

// AskAction asks for what an action needs, and whether it is meant.
func (p *Pages) AskAction(c *echo.Context, scope access.Scope) error {
	d, err := p.doing(c, scope)
	if err != nil {
		return err
	}
	return p.askAction(c, scope, d, savedStrings(scope, d.form(), d.form().Fill(schema.Values{})), http.StatusOK, nil)
}

// form is the action's input as a collection of its own, for drawing.
func (d doing) form() *schema.Collection {
	return &schema.Collection{Name: d.c.Name, Label: d.action.Label, Singular: d.action.Label, Fields: d.action.Input}
}

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
		v.Title, v.To = page.ActionTitle(d.action.Label, title(d.e, scope)), to.Action(name, d.e.ID, d.action.Name)
		if v.Back = p.entryAddress(scope, d.e); !d.c.Singleton {
			v.Crumbs = append(v.Crumbs, component.Crumb{Label: title(d.e, scope), Href: v.Back})
		}
	}
	form := entryForm{p: p, scope: scope, c: d.form(), strings: strings, refused: refused}
	main, side, err := form.columns(c.Request().Context())
	if err != nil {
		return err
	}
	v.Fields = append(main, side...)
	for i := range v.Fields {
		v.Fields[i].Check = "" // judged when it is sent
		v.Fields[i].Preview = ""
	}
	v.Problems = page.Summary(refused, fieldLabels(d.form()))
	if v.Frame, err = p.shell(c, scope, v.Title, to.Content(name)); err != nil {
		return err
	}
	return respond.Page(c, status, page.ActionPage(v), page.ActionPart(v))
}

// DoAction does what was asked.
func (p *Pages) DoAction(c *echo.Context, scope access.Scope) error {
	d, err := p.doing(c, scope)
	if err != nil {
		return err
	}
	sent, err := route.Form(c)
	if err != nil {
		return err
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
	back := to.Content(name)
	if d.action.Standalone {
		err = p.Content.ActAlone(ctx, scope, name, d.action.Name, input)
	} else {
		_, err = p.Content.Act(ctx, scope, name, d.e.ID, d.action.Name, input)
		back = p.entryAddress(scope, d.e)
	}
	if err != nil {
		return p.notActed(c, scope, d, sent, err)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: "entry.acted", Params: map[string]string{"label": d.action.Label}})
	return respond.See(c, back)
}

// notActed shows the question again when what was sent can be mended.
func (p *Pages) notActed(c *echo.Context, scope access.Scope, d doing, sent url.Values, err error) error {
	f := fault.As(err)
	if f.Kind != fault.Invalid || len(f.Problems) == 0 {
		return err
	}
	return p.askAction(c, scope, d, sent, respond.FormStatus(f), f)
}
