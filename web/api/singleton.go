package api

import (
	"context"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
)

func (a *API) getSingleton(c *echo.Context, at place) error {
	if err := at.only(); err != nil {
		return err
	}
	e, err := a.Content.GetSingleton(c.Request().Context(), at.scope, at.collection.Name)
	if err != nil {
		return err
	}
	return at.entry(c, http.StatusOK, &e)
}

// UpdateSingleton changes the given fields of the one entry of a singleton.
func (a *API) UpdateSingleton(c *echo.Context, actor access.Actor) error {
	collection, err := a.collection(c)
	if err != nil {
		return err
	}
	if !collection.Singleton {
		return notAllowed(collection)
	}
	at, err := a.enter(c, actor, schema.Update)
	if err != nil {
		return err
	}
	in, o, err := a.change(c, &at)
	if err != nil {
		return err
	}
	return a.once(c, at, func(ctx context.Context, store *content.Store) (content.Reply, error) {
		result, err := store.UpdateSingleton(ctx, at.scope, at.collection.Name, in.Values, o)
		return at.reply(http.StatusOK, &result.Entry, err)
	})
}
