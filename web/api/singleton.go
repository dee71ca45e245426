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
	return a.one(c, at, func(ctx context.Context) (content.Entry, error) {
		return a.Content.GetSingleton(ctx, at.scope, at.collection.Name)
	})
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
