package api

import (
	"strings"
	"unicode/utf8"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/fault"
	"gatehouse/db/model"
	"gatehouse/db/org"
)

// organization is what the platform's staff may know of one.
type organization struct {
	ID         string     `json:"id"`
	Name       string     `json:"name"`
	Slug       string     `json:"slug"`
	CreatedAt  model.Time `json:"createdAt"`
	ArchivedAt model.Time `json:"archivedAt"`
	Members    int        `json:"members"`
}

func overview(o org.Overview) organization {
	return organization{ID: o.ID, Name: o.Name, Slug: o.Slug, CreatedAt: o.CreatedAt, ArchivedAt: o.ArchivedAt, Members: o.Members}
}

type organizationsPage struct {
	Data       []organization `json:"data"`
	Pagination onward         `json:"pagination"`
}

// onward says where a list goes on that has no offset.
type onward struct {
	Limit      int     `json:"limit"`
	Count      int     `json:"count"`
	HasMore    bool    `json:"hasMore"`
	NextCursor *string `json:"nextCursor"`
}

// Organizations lists the organizations of the installation for its staff: what
// they are, nothing of what is in them.
func (a *API) Organizations(c *echo.Context, actor access.Actor) error {
	q, err := survey(c)
	if err != nil {
		return err
	}
	list, more, err := a.Org.Survey(c.Request().Context(), actor, q)
	if err != nil {
		return err
	}
	page := organizationsPage{Data: make([]organization, len(list)), Pagination: onward{Limit: q.Limit, Count: len(list), HasMore: more}}
	for i, o := range list {
		page.Data[i] = overview(o)
	}
	if more {
		page.Pagination.NextCursor = &list[len(list)-1].ID
	}
	return a.marshalled(c, actor, page)
}

// Organization answers one of them.
func (a *API) Organization(c *echo.Context, actor access.Actor) error {
	query, err := queryOf(c)
	if err != nil {
		return err
	}
	if err := (place{query: query}).exactly(nil); err != nil {
		return err
	}
	o, err := a.Org.Overview(c.Request().Context(), actor, c.Param("organization"))
	if err != nil {
		return err
	}
	return a.marshalled(c, actor, overview(o))
}

// surveyParameters are those of the list of organizations.
var surveyParameters = []string{"limit", "cursor", "search", "archived"}

func survey(c *echo.Context) (q org.Survey, err error) {
	at := place{}
	if at.query, err = queryOf(c); err != nil {
		return q, err
	}
	if err = at.exactly(surveyParameters); err != nil {
		return q, err
	}
	if q.Limit, err = at.number("limit", content.DefaultLimit, 1, content.MaxLimit); err != nil {
		return q, err
	}
	if at.query.Has("archived") {
		archived, err := at.flag("archived")
		if err != nil {
			return q, err
		}
		q.Archived = &archived
	}
	if q.Search = strings.TrimSpace(at.query.Get("search")); utf8.RuneCountInString(q.Search) > longestSearch {
		return q, wrong("search", "at most 200 characters")
	}
	if q.After = at.query.Get("cursor"); at.query.Has("cursor") && !model.IsID(model.OrganizationID, q.After) {
		return q, fault.New(fault.Invalid, fault.LayerValidation, fault.CodeInvalidCursor).With("parameter", "cursor")
	}
	return q, nil
}
