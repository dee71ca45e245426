package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
)

// Act does a declared action with one entry and answers the entry.
func (a *API) Act(c *echo.Context, actor access.Actor) error {
	at, action, err := a.acting(c, actor, false)
	if err != nil {
		return err
	}
	input, id := a.given(c, &at), c.Param("entry")
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		result, err := store.Act(ctx, at.scope, at.collection.Name, id, action.Name, input)
		return at.reply(http.StatusOK, &result.Entry, err)
	})
}

// ActAlone does a standalone action, or an action with the one entry of a
// singleton.
func (a *API) ActAlone(c *echo.Context, actor access.Actor) error {
	collection, err := a.collection(c)
	if err != nil {
		return err
	}
	if action, ok := collection.Action(c.Param("action")); collection.Singleton && ok && !action.Standalone {
		return a.Act(c, actor)
	}
	at, action, err := a.acting(c, actor, true)
	if err != nil {
		return err
	}
	input := a.given(c, &at)
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		if err := store.ActAlone(ctx, at.scope, at.collection.Name, action.Name, input); err != nil {
			return content.Reply{}, err
		}
		return succeeded(), nil
	})
}

// acting finds the action that the address names and asks its rule.
func (a *API) acting(c *echo.Context, actor access.Actor, alone bool) (place, *schema.Action, error) {
	collection, err := a.collection(c)
	if err != nil {
		return place{}, nil, err
	}
	action, ok := collection.Action(c.Param("action"))
	if !ok || action.Standalone != alone {
		if actor.Known() { // a credential of another organization hears of that first
			if _, err := a.Gate.Visit(c.Request().Context(), actor, Asked(c)); err != nil {
				return place{}, nil, err
			}
		}
		return place{}, nil, fault.NotFoundOf("action")
	}
	at, err := a.enterBy(c, actor, collection, action.Access)
	return at, action, err
}

// given reads the body once, here, and says what it held when it is asked.
func (a *API) given(c *echo.Context, at *place) content.ActionInput {
	unread := at.read(c)
	return func(action *schema.Action) (schema.Values, content.Base, error) {
		if err := at.only(); err != nil {
			return nil, content.Base{}, err
		}
		if unread != nil {
			return nil, content.Base{}, unread
		}
		in := schema.Input{}
		if len(at.sent) > 0 {
			var err error
			if in, err = action.Input.DecodeJSON(at.sent, true); err != nil {
				return nil, content.Base{}, err
			}
		}
		from, err := base(c, in.Revision, a.RequirePrecondition && !action.Standalone)
		return in.Values, from, err
	}
}

// Archive moves an entry to the trash and answers it.
func (a *API) Archive(c *echo.Context, actor access.Actor) error {
	return a.act(c, actor, schema.Delete, func(ctx context.Context, store *content.Store, at place, id string, from content.Base) (content.Result, error) {
		return store.Trash(ctx, at.scope, at.collection.Name, id, from)
	})
}

// Duplicate makes a new draft out of an entry and answers it.
func (a *API) Duplicate(c *echo.Context, actor access.Actor) error {
	at, err := a.enter(c, actor, schema.Create)
	if err == nil {
		err = at.only()
	}
	if err != nil {
		return err
	}
	in, err := at.noInput(c)
	if err != nil {
		return err
	}
	from, err := base(c, in.Revision, false)
	if err != nil {
		return err
	}
	id := c.Param("entry")
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		e, err := store.Duplicate(ctx, at.scope, at.collection.Name, id, from)
		return at.located(&e, err)
	})
}
