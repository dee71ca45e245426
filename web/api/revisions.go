package api

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/schema"
)

// revision is one save as history lists it.
type revision struct {
	Revision  int64      `json:"revision"`
	Action    string     `json:"action"`
	Fields    []string   `json:"fields"`
	CreatedAt model.Time `json:"createdAt"`
	CreatedBy string     `json:"createdBy"`
	Published bool       `json:"published"`
	Current   bool       `json:"current"`
}

// Revisions lists the saves of an entry, newest first.
func (a *API) Revisions(c *echo.Context, actor access.Actor) error {
	at, err := a.enter(c, actor, schema.Preview)
	if err == nil {
		err = at.only()
	}
	if err != nil {
		return err
	}
	saves, err := a.Content.Revisions(c.Request().Context(), at.scope, at.collection.Name, c.Param("entry"))
	if err != nil {
		return err
	}
	history := make([]revision, len(saves))
	for i, r := range saves {
		history[i] = revision{Revision: r.Number, Action: r.Action, Fields: r.Fields, CreatedAt: r.At, CreatedBy: r.By, Published: r.Live, Current: r.Current}
		if r.Fields == nil {
			history[i].Fields = []string{}
		}
	}
	encoded, err := json.Marshal(map[string][]revision{"data": history})
	if err != nil {
		return err
	}
	cached(c, at)
	return written(c, http.StatusOK, func(dst []byte) []byte { return append(dst, encoded...) }, weakTag)
}

// RestoreRevision makes a new revision with the values of an old one.
func (a *API) RestoreRevision(c *echo.Context, actor access.Actor) error {
	number, err := strconv.ParseInt(c.Param("revision"), 10, 64)
	return a.act(c, actor, schema.Update, func(ctx context.Context, store *content.Store, at place, id string, from content.Base) (content.Result, error) {
		if err != nil {
			return content.Result{}, fault.Missing()
		}
		return store.RestoreRevision(ctx, at.scope, at.collection.Name, id, number, from)
	})
}
