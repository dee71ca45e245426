package api

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
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
	in, o, err := a.change(c, at)
	if err != nil {
		return err
	}
	result, err := a.Content.UpdateSingleton(c.Request().Context(), at.scope, at.collection.Name, in.Values, o)
	return at.changed(c, http.StatusOK, &result.Entry, err)
}
