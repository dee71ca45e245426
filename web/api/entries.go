package api

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/views/link"
)

// Get answers one entry.
func (a *API) Get(c *echo.Context, actor access.Actor) error {
	at, err := a.enter(c, actor, schema.Get)
	if err != nil {
		return err
	}
	return a.one(c, at, func(ctx context.Context) (content.Entry, error) {
		return a.Content.Get(ctx, at.scope, at.collection.Name, c.Param("entry"))
	})
}

// one answers one entry, with relations expanded as asked.
func (a *API) one(c *echo.Context, at place, read func(ctx context.Context) (content.Entry, error)) error {
	if err := at.only(expandParameter); err != nil {
		return err
	}
	expansion, err := a.expansion(at, nil)
	if err != nil {
		return err
	}
	ctx := c.Request().Context()
	e, err := read(ctx)
	if err != nil {
		return err
	}
	s, err := a.expanding(ctx, at, nil, []content.Entry{e}, expansion)
	if err != nil {
		return err
	}
	return at.entry(c, s, &e)
}

// Create stores a new entry as a draft.
func (a *API) Create(c *echo.Context, actor access.Actor) error {
	if err := a.plural(c); err != nil {
		return err
	}
	at, err := a.enter(c, actor, schema.Create)
	if err == nil {
		err = at.only()
	}
	if err != nil {
		return err
	}
	in, err := at.input(c, false)
	if err != nil {
		return err
	}
	if c.Request().Header.Get("If-None-Match") != "*" { // always true of what is new
		if err := unconditional(c, "the address of an entry"); err != nil {
			return err
		}
	}
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		e, err := store.Create(ctx, at.scope, at.collection.Name, in.Values, content.CreateOptions{})
		return at.located(&e, err)
	})
}

// address is where the entry is read, in the organization the call named.
func (at place) address(e *content.Entry) string {
	query := url.Values{}
	if at.query.Has(organizationParameter) {
		query.Set(organizationParameter, at.scope.OrganizationID())
	}
	return link.With(link.API(at.collection.Name, e.ID), query)
}

// Update changes the given fields of an entry.
func (a *API) Update(c *echo.Context, actor access.Actor) error {
	at, err := a.enter(c, actor, schema.Update)
	if err != nil {
		return err
	}
	ctx, name, id := c.Request().Context(), at.collection.Name, c.Param("entry")
	in, o, err := a.change(c, &at)
	if err != nil {
		// Who may not reach the entry hears that first, whatever the body is. No
		// values change nothing.
		if _, refused := a.Content.Update(ctx, at.scope, name, id, nil, content.UpdateOptions{}); fault.Is(refused, fault.NotFound) || fault.Is(refused, fault.Forbidden) {
			return refused
		}
		return err
	}
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		result, err := store.Update(ctx, at.scope, name, id, in.Values, o)
		return at.reply(http.StatusOK, &result.Entry, err)
	})
}

func (a *API) change(c *echo.Context, at *place) (in schema.Input, o content.UpdateOptions, err error) {
	if err = at.only(); err != nil {
		return in, o, err
	}
	if in, err = at.input(c, true); err != nil {
		return in, o, err
	}
	o.Base, err = base(c, in.Revision, a.RequirePrecondition)
	return in, o, err
}

// Delete moves an entry to the trash, or with permanent=true removes it.
func (a *API) Delete(c *echo.Context, actor access.Actor) error {
	at, from, err := a.valueless(c, actor, schema.Delete, "permanent")
	if err != nil {
		return err
	}
	permanent, err := at.flag("permanent")
	if err != nil {
		return err
	}
	id := c.Param("entry")
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		if _, err := remove(ctx, store, at, id, from, permanent); err != nil {
			return content.Reply{}, at.shown(err)
		}
		return succeeded(), nil
	})
}

// remove trashes an entry; removing it for good passes through the trash.
func remove(ctx context.Context, store *content.Store, at place, id string, from content.Base, permanent bool) (content.Entry, error) {
	name := at.collection.Name
	if !permanent {
		result, err := store.Trash(ctx, at.scope, name, id, from)
		return result.Entry, err
	}
	var result content.Result
	err := store.Together(ctx, func(ctx context.Context, store *content.Store) (err error) {
		result, err = store.Trash(ctx, at.scope, name, id, from)
		switch {
		case err == nil:
			from = content.Base{} // judged
		case !fault.Is(err, fault.NotFound):
			return err
		}
		return store.DeletePermanently(ctx, at.scope, name, id, from)
	})
	return result.Entry, err
}

// plural refuses a call that a singleton does not take.
func (a *API) plural(c *echo.Context) error {
	collection, err := a.collection(c)
	if err != nil || !collection.Singleton {
		return err
	}
	return notAllowed(collection)
}

// notAllowed says which methods the address of a collection takes.
func notAllowed(collection *schema.Collection) *fault.Fault {
	allowed := "OPTIONS, GET, HEAD, POST"
	if collection.Singleton {
		allowed = "OPTIONS, GET, HEAD, PATCH"
	}
	return fault.New(fault.Invalid, fault.LayerValidation, fault.CodeMethodNotAllowed).With("allowed", allowed)
}
