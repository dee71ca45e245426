package api

import (
	"net/http"
	"strconv"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/content"
	"gatehouse/db/schema"
)

// List answers a page of a collection, or the one entry of a singleton.
func (a *API) List(c *echo.Context, actor access.Actor) error {
	at, err := a.enter(c, actor, schema.List)
	if err != nil {
		return err
	}
	if at.collection.Singleton {
		return a.getSingleton(c, at)
	}
	query, members, err := at.listing(viewOf(c, at.collection))
	if err != nil {
		return err
	}
	expansion, err := a.expansion(at, members)
	if err != nil {
		return err
	}
	page, err := a.Content.List(c.Request().Context(), at.scope, at.collection.Name, query)
	if err != nil {
		return named(err)
	}
	s, err := a.expanding(c.Request().Context(), at, members, page.Entries, expansion)
	if err != nil {
		return err
	}
	cached(c, at)
	return shaped(c, http.StatusOK, s, func(dst []byte) []byte {
		dst = append(dst, `{"data":[`...)
		for i := range page.Entries {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = s.append(dst, &page.Entries[i])
		}
		dst = appendText(append(dst, `],"view":`...), query.View)
		return appendPagination(append(dst, `,"pagination":`...), query, page)
	}, weakTag)
}

// appendPagination writes where the page is. Behind a cursor nobody knows the
// offset.
func appendPagination(dst []byte, q content.Query, page content.Page) []byte {
	number := func(name string, n int) {
		dst = append(dst, name...)
		dst = strconv.AppendInt(dst, int64(n), 10)
	}
	number(`{"limit":`, q.Limit)
	if q.Cursor == "" {
		number(`,"offset":`, q.Offset)
		number(`,"count":`, len(page.Entries))
		number(`,"page":`, q.Offset/q.Limit+1)
	} else {
		dst = append(dst, `,"offset":null`...)
		number(`,"count":`, len(page.Entries))
		dst = append(dst, `,"page":null`...)
	}
	number(`,"pageSize":`, q.Limit)
	dst = append(dst, `,"hasMore":`...)
	dst = strconv.AppendBool(dst, page.HasMore)
	dst = append(dst, `,"nextCursor":`...)
	dst = appendText(dst, page.NextCursor)
	if q.Total {
		number(`,"total":`, page.Total)
		number(`,"totalPages":`, (page.Total+q.Limit-1)/q.Limit)
	}
	return append(dst, "}}"...)
}
