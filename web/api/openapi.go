package api

import (
	"bytes"
	"encoding/json"
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// OpenAPI answers the document of what the caller may do: nobody, and whoever
// names no organization, learns what the public may, everybody else what their
// role may.
func (a *API) OpenAPI(c *echo.Context, actor access.Actor) error {
	scope, entered, err := a.described(c, actor)
	if err != nil {
		return err
	}
	encoded, err := Encode(a.DocumentFor(scope, entered))
	if err != nil {
		return err
	}
	return a.answerDescription(c, actor, encoded)
}

// Schema answers the collections as the caller may use them.
func (a *API) Schema(c *echo.Context, actor access.Actor) error {
	scope, entered, err := a.described(c, actor)
	if err != nil {
		return err
	}
	return a.marshalled(c, actor, a.schemaFor(scope, entered))
}

func (a *API) marshalled(c *echo.Context, actor access.Actor, answer any) error {
	encoded, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	return a.answerDescription(c, actor, encoded)
}

func (a *API) answerDescription(c *echo.Context, actor access.Actor, encoded []byte) error {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-cache")
	if actor.Known() {
		h.Set("Cache-Control", "private, no-cache")
	}
	h.Add("Vary", "Authorization, X-Api-Key, Cookie")
	return written(c, http.StatusOK, func(dst []byte) []byte { return append(dst, encoded...) }, weakTag)
}

// described finds the scope a description is for. entered is false for callers
// who named no organization: they learn what is public.
func (a *API) described(c *echo.Context, actor access.Actor) (scope access.Scope, entered bool, err error) {
	query, err := queryOf(c)
	if err != nil {
		return scope, false, err
	}
	if err = (place{query: query}).only(); err != nil {
		return scope, false, err
	}
	scope, err = a.Gate.Visit(c.Request().Context(), actor, Asked(c))
	if fault.Is(err, fault.Choose) {
		return access.Scope{}, false, nil
	}
	return scope, err == nil && actor.Known(), err
}

// DocumentFor is the document of what a scope may do, or of what the public may.
func (a *API) DocumentFor(scope access.Scope, entered bool) *Document {
	return describeTo(a.Registry, a.description(), a.readerOf(scope, entered))
}

func (a *API) readerOf(scope access.Scope, entered bool) reader {
	if entered {
		return within(scope)
	}
	return publicly()
}

func (a *API) description() Description {
	d := Description{
		Title: a.Site, Server: a.BaseURL, Cookie: a.Sessions.Name(), Chooses: a.Gate.Selection().Offers(), RequirePrecondition: a.RequirePrecondition,
	}
	if d.Title == "" {
		d.Title = "Gatehouse"
	}
	if d.Server == "" {
		d.Server = "/"
	}
	return d
}

// Encode writes a document.
func Encode(d *Document) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	err := e.Encode(d)
	return out.Bytes(), err
}
