package cms

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/page"
	"gatehouse/web/respond"
	"gatehouse/web/route"
	"gatehouse/web/session"
)

// CreateEntry takes the form of a new entry, or of a singleton.
func (p *Pages) CreateEntry(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	if collection.Singleton {
		e, err := p.Content.GetSingleton(ctx, scope, collection.Name)
		if err != nil {
			return err
		}
		return p.save(c, scope, e, form)
	}
	draw := entryForm{p: p, scope: scope, c: collection}
	if form.Has(findField) {
		return p.refill(c, http.StatusOK, draw, form, nil, page.NoNotice)
	}
	values, refused := readEntry(scope, collection, form, content.Entry{})
	if refused != nil {
		return p.refill(c, respond.FormStatus(refused), draw, form, refused, page.NoNotice)
	}
	id, name, err := p.createOnce(ctx, scope, collection.Name, values, form)
	if err != nil {
		return p.notCreated(c, draw, form, err)
	}
	p.Sessions.Say(c.Response(), session.Flash{Code: savedCode(form), Params: map[string]string{"what": name}})
	return respond.See(c, in(scope).Entry(collection.Name, id))
}

// createOnce creates an entry however often the same form with the same text is
// sent, as by a second press of the button. Changed text is another entry.
func (p *Pages) createOnce(ctx context.Context, scope access.Scope, collection string, values schema.Values, form url.Values) (id, name string, err error) {
	create := func(ctx context.Context, store *content.Store) (content.Reply, error) {
		e, err := store.Create(ctx, scope, collection, values, content.CreateOptions{Publish: form.Get(doField) == "publish"})
		if err != nil {
			return content.Reply{}, err
		}
		return content.Reply{Status: http.StatusSeeOther, Location: e.ID, Body: []byte(title(e, scope))}, nil
	}
	var reply content.Reply
	if form.Get(onceField) == "" {
		reply, err = create(ctx, p.Content)
	} else {
		sum := sha256.Sum256([]byte(form.Encode()))
		sent := base64.RawURLEncoding.EncodeToString(sum[:])
		reply, _, err = p.Content.Once(ctx, scope, collection, content.Request{Key: "form " + sent, Fingerprint: sent}, create)
	}
	return reply.Location, string(reply.Body), err
}

func (p *Pages) notCreated(c *echo.Context, draw entryForm, form url.Values, err error) error {
	switch f := fault.As(err); f.Kind {
	case fault.Invalid, fault.Conflict, fault.Unavailable:
		return p.refill(c, respond.FormStatus(f), draw, form, f, page.NoNotice)
	case fault.Forbidden:
		return p.refill(c, respond.Status(f), entryForm{p: p, scope: draw.scope, c: draw.c}, form, nil, page.RightGone)
	default:
		return err
	}
}

func savedCode(form url.Values) string {
	if form.Get(doField) == "publish" {
		return "entry.published"
	}
	return "entry.saved"
}

// SaveEntry takes the form of an entry. What others changed meanwhile is merged
// where it does not overlap; where it does, both texts are shown and nothing is
// written.
func (p *Pages) SaveEntry(c *echo.Context, scope access.Scope) error {
	collection, err := p.Content.Collection(scope, c.Param("collection"))
	if err != nil {
		return err
	}
	form, err := route.Form(c)
	if err != nil {
		return err
	}
	e, err := p.Content.Find(c.Request().Context(), scope, collection.Name, c.Param("entry"))
	if err != nil || e.Archived() {
		if refused := p.Content.Permit(scope, collection.Name, schema.Update); refused != nil {
			return refused // the role is judged before the entry
		}
	}
	if err != nil {
		return err
	}
	return p.save(c, scope, e, form)
}

func (p *Pages) save(c *echo.Context, scope access.Scope, e content.Entry, form url.Values) error {
	ctx, collection := c.Request().Context(), e.Collection
	draw := entryForm{p: p, scope: scope, c: collection, e: e}
	form, base, decided := decisions(collection, form)
	switch form.Get(doField) {
	case "untrash":
		result, err := p.Content.Untrash(ctx, scope, collection.Name, e.ID, content.Base{})
		if err != nil {
			return p.notSaved(c, draw, form, err)
		}
		e, draw.e = result.Entry, result.Entry
	case "copy":
		return p.refill(c, http.StatusOK, entryForm{p: p, scope: scope, c: collection}, form, nil, page.NoNotice)
	}
	if form.Has(findField) {
		return p.refill(c, http.StatusOK, draw.from(form), form, nil, page.NoNotice)
	}
	if e.Archived() {
		return p.refill(c, http.StatusConflict, draw.from(form), form, nil, page.TrashedBefore)
	}
	values, refused := readEntry(scope, collection, form, e)
	if refused != nil {
		return p.refill(c, respond.FormStatus(refused), draw.from(form), form, refused, page.NoNotice)
	}
	o := content.UpdateOptions{Base: content.MergeFrom(base), Publish: form.Get(doField) == "publish"}
	var result content.Result
	var err error
	if collection.Singleton {
		result, err = p.Content.UpdateSingleton(ctx, scope, collection.Name, values, o)
	} else {
		result, err = p.Content.Update(ctx, scope, collection.Name, e.ID, values, o)
	}
	if err != nil {
		if f := fault.As(err); f.Code == fault.CodeConflict {
			if view, ok := f.Details.(content.ConflictView); ok {
				return p.conflict(c, scope, view, values, base, o.Publish, !decided)
			}
		}
		return p.notSaved(c, draw.from(form), form, err)
	}
	return p.saved(c, scope, result, base, o.Publish)
}

// from keeps the revision the sender began with: shown again, a form must not
// pretend to know what was written since.
func (f entryForm) from(form url.Values) entryForm {
	if base, err := strconv.ParseInt(form.Get("revision"), 10, 64); err == nil && f.e.ID != "" {
		f.e.Revision = base
	}
	return f
}

func (p *Pages) saved(c *echo.Context, scope access.Scope, result content.Result, base int64, published bool) error {
	e := result.Entry
	said := session.Flash{Code: "entry.saved", Params: map[string]string{"what": title(e, scope)}}
	switch {
	case !result.Changed:
		said.Code = "entry.unchanged"
	case published:
		said.Code = "entry.published"
	}
	if len(result.Merged) > 0 {
		by, err := p.mergedFrom(c, scope, e, base)
		if err != nil {
			return err
		}
		said.Params["by"], said.Params["merged"] = by, strings.Join(fieldNames(e.Collection, result.Merged), ", ")
	}
	if respond.WantsPart(c.Request()) {
		// A form that came back after signing in stands at another address than its entry.
		c.Response().Header().Set("HX-Replace-Url", p.entryAddress(scope, e))
		return p.showEntry(c, scope, e, page.Said(said.Code, said.Params, "", ""))
	}
	p.Sessions.Say(c.Response(), said)
	return respond.See(c, p.entryAddress(scope, e))
}

func (p *Pages) entryAddress(scope access.Scope, e content.Entry) string {
	if e.Collection.Singleton {
		return in(scope).Content(e.Collection.Name)
	}
	return in(scope).Entry(e.Collection.Name, e.ID)
}

// mergedFrom names whose changes were kept beside the sender's.
func (p *Pages) mergedFrom(c *echo.Context, scope access.Scope, e content.Entry, base int64) (string, error) {
	revisions, err := p.Content.Revisions(c.Request().Context(), scope, e.Collection.Name, e.ID)
	if err != nil {
		return "", err
	}
	names, err := p.people(c.Request().Context(), scope)
	if err != nil {
		return "", err
	}
	var by []string
	for _, r := range revisions {
		if name := names.name(r.By); r.Number > base && r.Number < e.Revision && !slices.Contains(by, name) {
			by = append(by, name)
		}
	}
	return strings.Join(by, ", "), nil
}

func fieldNames(c *schema.Collection, names []string) []string {
	labels := fieldLabels(c)
	out := make([]string, len(names))
	for i, name := range names {
		out[i] = labels[name]
	}
	return out
}

// notSaved shows the form again with all that was typed.
func (p *Pages) notSaved(c *echo.Context, draw entryForm, form url.Values, err error) error {
	f := fault.As(err)
	switch {
	case f.Kind == fault.Forbidden:
		// May was true when the form was made; the buttons follow what is true now.
		draw.e.May = content.May{}
		return p.refill(c, respond.Status(f), draw, form, nil, page.RightGone)
	case f.Code == fault.CodeFirewallNotFound:
		e, errFind := p.Content.Find(c.Request().Context(), draw.scope, draw.c.Name, draw.e.ID)
		if errFind != nil || !e.Archived() {
			return errors.Join(err)
		}
		draw.e = e
		return p.refill(c, http.StatusConflict, draw.from(form), form, nil, page.TrashedBefore)
	case f.Kind == fault.Invalid, f.Kind == fault.Conflict, f.Kind == fault.Unavailable:
		return p.refill(c, respond.FormStatus(f), draw, form, f, page.NoNotice)
	}
	return err
}

// readEntry reads a form and judges each value by itself, so that all mistakes
// are said at once; what only the store can know it says later.
func readEntry(scope access.Scope, c *schema.Collection, form url.Values, e content.Entry) (schema.Values, *fault.Fault) {
	draw := entryForm{scope: scope, c: c, e: e}
	var offered schema.Fields
	for i := range c.Fields {
		if !draw.plain(&c.Fields[i]) {
			offered = append(offered, c.Fields[i])
		}
	}
	values, problems := offered.DecodeForm(form, schema.ParseContext{Zone: zone(scope)})
	wrong := func(name string) bool {
		return slices.ContainsFunc(problems, func(p fault.Problem) bool { return p.Field == name })
	}
	if len(problems) > 0 {
		for i := range offered {
			f := &offered[i]
			if value, given := values[f.Name]; given && !wrong(f.Name) && !(f.Type == schema.TypeSlug && value == nil) {
				problems = append(problems, f.Check(value)...)
			}
		}
		return values, fault.InvalidInput(problems...)
	}
	return values, nil
}
