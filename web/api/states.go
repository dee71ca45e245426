package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
)

// Publish makes the draft what visitors see.
func (a *API) Publish(c *echo.Context, actor access.Actor) error {
	return a.act(c, actor, schema.Publish, func(ctx context.Context, store *content.Store, at place, id string, from content.Base) (content.Result, error) {
		return store.Publish(ctx, at.scope, at.collection.Name, id, content.PublishOptions{Base: from})
	})
}

// Unpublish hides an entry from visitors.
func (a *API) Unpublish(c *echo.Context, actor access.Actor) error {
	return a.act(c, actor, schema.Publish, func(ctx context.Context, store *content.Store, at place, id string, from content.Base) (content.Result, error) {
		return store.Unpublish(ctx, at.scope, at.collection.Name, id, from)
	})
}

// Restore takes an entry out of the trash.
func (a *API) Restore(c *echo.Context, actor access.Actor) error {
	return a.act(c, actor, schema.Delete, func(ctx context.Context, store *content.Store, at place, id string, from content.Base) (content.Result, error) {
		return store.Untrash(ctx, at.scope, at.collection.Name, id, from)
	})
}

// doing is what a call without values does with an entry.
type doing func(ctx context.Context, store *content.Store, at place, id string, from content.Base) (content.Result, error)

// act is a call on an entry that brings no values.
func (a *API) act(c *echo.Context, actor access.Actor, op schema.Operation, do doing) error {
	at, from, err := a.valueless(c, actor, op)
	if err != nil {
		return err
	}
	id := c.Param("entry")
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		result, err := do(ctx, store, at, id, from)
		return at.reply(http.StatusOK, &result.Entry, err)
	})
}

// valueless reads a call on an entry that brings no values: where it goes, and the
// revision it names.
func (a *API) valueless(c *echo.Context, actor access.Actor, op schema.Operation, parameters ...string) (place, content.Base, error) {
	at, err := a.enter(c, actor, op)
	if err == nil {
		err = at.only(parameters...)
	}
	if err != nil {
		return place{}, content.Base{}, err
	}
	in, err := at.noInput(c)
	if err != nil {
		return place{}, content.Base{}, err
	}
	from, err := base(c, in.Revision, a.RequirePrecondition)
	return at, from, err
}
