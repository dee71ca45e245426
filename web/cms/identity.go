package cms

import (
	"net/http"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/views/component"
	"gatehouse/views/link"
	"gatehouse/views/page"
	"gatehouse/web/respond"
)

// IdentityError is the page at the end of a redirect that had nowhere else to go.
// It takes whatever query a program left there, and shows none of it.
func (p *Pages) IdentityError(c *echo.Context) error {
	v := page.Problem{Frame: p.door(c, access.Actor{}, page.IdentityErrorTitle), Title: page.IdentityErrorTitle, Text: page.IdentityErrorText}
	v.Actions = []component.Action{{Label: page.BackToStart, Href: link.Home(), Kind: component.Main}}
	neverStore(c)
	return respond.Page(c, http.StatusOK, page.ProblemPage(v), nil)
}
