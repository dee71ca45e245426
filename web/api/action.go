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
	result, err := a.Content.Act(c.Request().Context(), at.scope, at.collection.Name, c.Param("entry"), action.Name, given(c, at))
	return at.changed(c, http.StatusOK, &result.Entry, err)
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
	if err := a.Content.ActAlone(c.Request().Context(), at.scope, at.collection.Name, action.Name, given(c, at)); err != nil {
		return err
	}
	return written(c, http.StatusOK, func(dst []byte) []byte { return append(dst, `{"success":true}`...) }, nil)
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
func given(c *echo.Context, at place) content.ActionInput {
	read, unread := body(c)
	return func(action *schema.Action) (schema.Values, content.Base, error) {
		if err := at.only(); err != nil {
			return nil, content.Base{}, err
		}
		if err := refuseIdempotency(c); err != nil {
			return nil, content.Base{}, err
		}
		if unread != nil {
			return nil, content.Base{}, unread
		}
		in := schema.Input{}
		if len(read) > 0 {
			var err error
			if in, err = action.Input.DecodeJSON(read, true); err != nil {
				return nil, content.Base{}, err
			}
		}
		from, err := base(c, in.Revision, false)
		return in.Values, from, err
	}
}

// Archive moves an entry to the trash and answers it.
func (a *API) Archive(c *echo.Context, actor access.Actor) error {
	return a.act(c, actor, schema.Delete, func(ctx context.Context, at place, id string, from content.Base) (content.Result, error) {
		return a.Content.Trash(ctx, at.scope, at.collection.Name, id, from)
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
	if _, err := noInput(c); err != nil {
		return err
	}
	e, err := a.Content.Duplicate(c.Request().Context(), at.scope, at.collection.Name, c.Param("entry"))
	if err == nil {
		c.Response().Header().Set("Location", at.address(&e))
	}
	return at.changed(c, http.StatusCreated, &e, err)
}
