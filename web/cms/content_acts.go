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
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
)

// acts are the actions that an entry's menu offers, or explains.
func (p *Pages) acts(ctx context.Context, scope access.Scope, e content.Entry) ([]page.EntryAct, error) {
	if e.Archived() {
		return nil, nil
	}
	offers, err := p.Content.Offers(ctx, scope, e.Collection, e.ID)
	if err != nil {
		return nil, err
	}
	acts := offered(scope, e.Collection, e.ID, "", offers[e.ID])
	if may := p.Content.May(scope, e.Collection.Name); !e.Collection.Singleton && may.Create && may.Get {
		acts = append(acts, page.EntryAct{Label: page.DuplicateLabel, Icon: "copy", To: in(scope).Action(e.Collection.Name, e.ID, schema.Duplicate)})
	}
	return acts, nil
}

// rowActs are the same in a list's rows, where what somebody's role never allows
// is left out: the entry's own page explains that.
func (p *Pages) rowActs(ctx context.Context, scope access.Scope, c *schema.Collection, found content.Page, back string) (map[string][]page.EntryAct, error) {
	ids := make([]string, 0, len(found.Entries))
	for _, e := range found.Entries {
		if !e.Archived() {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	offers, err := p.Content.Offers(ctx, scope, c, ids...)
	if err != nil {
		return nil, err
	}
	acts := map[string][]page.EntryAct{}
	for id, list := range offers {
		var near []content.Offer
		for _, o := range list {
			if o.Explanation.Allowed || o.Explanation.Code == fault.CodeWrongState {
				near = append(near, o)
			}
		}
		acts[id] = offered(scope, c, id, back, near)
	}
	return acts, nil
}

// loneActs are the actions that concern the collection.
func (p *Pages) loneActs(ctx context.Context, scope access.Scope, c *schema.Collection, back string) ([]page.EntryAct, error) {
	offers, err := p.Content.Offers(ctx, scope, c)
	return offered(scope, c, "", back, offers[""]), err
}

func offered(scope access.Scope, c *schema.Collection, id, back string, offers []content.Offer) []page.EntryAct {
	to := in(scope)
	var acts []page.EntryAct
	for _, o := range offers {
		act := page.EntryAct{Label: o.Action.Label, Icon: "ellipsis", Danger: o.Action.Destructive}
		if static.HasIcon(o.Action.Icon) {
			act.Icon = o.Action.Icon
		}
		returning := url.Values{link.ReturnParameter: {back}}
		about := content.AboutAction(o.Action.Name)
		switch {
		case o.Explanation.Allowed && id == "":
			act.To = link.With(to.LoneAction(c.Name, o.Action.Name), returning)
		case o.Explanation.Allowed:
			act.To = link.With(to.Action(c.Name, id, o.Action.Name), returning)
		case id == "":
			act.Why = to.WhyCollection(c.Name, about)
		default:
			act.Why = to.Why(c.Name, id, about)
		}
		acts = append(acts, act)
	}
	return acts
}

// notNow answers that the entry is not, or no longer, in the state that an action
// starts from, and who changed it last.
func (p *Pages) notNow(c *echo.Context, scope access.Scope, d doing, x content.Explanation) error {
	ctx, to := c.Request().Context(), in(scope)
	v := page.Problem{Frame: p.door(c, scope.Actor(), page.NotNowTitle), Title: page.NotNowTitle}
	by, when := "", ""
	if e, err := p.Content.Find(ctx, scope, d.c.Name, x.EntryID); err == nil {
		v.Actions = append(v.Actions, component.Action{Label: page.OpenEntry, Href: p.entryAddress(scope, e), Kind: component.Main})
		if e.UpdatedBy != "" && e.UpdatedBy != scope.Actor().ID() {
			names, err := p.people(ctx, scope)
			if err != nil {
				return err
			}
			by, when = names.name(e.UpdatedBy), page.Ago(e.UpdatedAt.Std().In(clock(scope).Location()), clock(scope))
		}
	}
	v.Text = page.NotNow(WhyOf(x).Sentence(), by, when)
	v.Actions = append(v.Actions, component.Action{Label: page.WhyLink, Href: to.Why(d.c.Name, x.EntryID, content.AboutAction(d.action.Name))})
	v.Kept = kept(c)
	for i, k := range v.Kept {
		if field, ok := d.action.Input.Get(k.Label); ok {
			v.Kept[i].Label = field.Label
		}
	}
	return respond.Page(c, http.StatusConflict, page.ProblemPage(v), page.ProblemPart(v))
}

// entryWhys are the explanations of what the editor of an entry does not offer.
func (p *Pages) entryWhys(form entryForm) page.EntryWhys {
	c, e := form.c, form.e
	may, whys := p.Content.May(form.scope, c.Name), page.EntryWhys{}
	always := c.Singleton && c.Rule(schema.Publish) == nil // every change is published
	switch {
	case e.ID == "" && c.Singleton:
		whys.Update = form.why(string(schema.Update))
	case e.ID == "":
		if !may.Publish {
			whys.Publish = form.why(string(schema.Publish))
		}
	case e.Archived():
		if !e.May.Restore {
			whys.Restore = form.why(content.Restoration)
		}
	default:
		whys.Update = form.why(string(schema.Update))
		if !e.May.Publish && !always {
			whys.Publish = form.why(string(schema.Publish))
		}
		if !e.May.Update || !e.May.Publish && !always || !c.Singleton && !(e.May.Delete && may.Create) {
			whys.More = form.why("")
		}
	}
	return whys
}
