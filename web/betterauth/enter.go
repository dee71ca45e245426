package betterauth

import (
	"net/http"
	"strings"

	"github.com/labstack/echo/v5"

	"gatehouse/db/access"
	"gatehouse/db/fault"
)

// Place is how an input names an organization: by id, by slug, or not at all, which
// is the session's.
type Place struct{ ID, Slug string }

// refusedAt are the answers that differ from call to call.
type refusedAt struct {
	none    *Refusal // nothing names an organization
	outside *Refusal // the caller is not in it, or it does not exist
}

// common is what most calls about an organization answer.
func common(outside *Refusal) refusedAt {
	return refusedAt{none: no(http.StatusBadRequest, "NO_ACTIVE_ORGANIZATION"), outside: outside}
}

// enter is the caller inside an organization.
func (a *API) enter(c *echo.Context, actor access.Actor, at Place, say refusedAt) (access.Scope, error) {
	selection := a.Gate.Selection()
	if at.ID == "" && at.Slug == "" {
		at.ID = selection.Active(actor.Identity().ActiveOrganizationID)
	}
	if at.ID == "" && at.Slug == "" {
		return access.Scope{}, say.none
	}
	asked := access.Asked{Slug: at.Slug}
	if at.ID != "" {
		asked = access.Asked{ID: at.ID}
	}
	scope, err := a.Gate.Enter(c.Request().Context(), actor, asked)
	if err == nil && asked.Slug != "" && scope.Organization().Slug != asked.Slug { // the installation works elsewhere
		err = fault.NotFoundOf("organization")
	}
	return scope, outsider(err, say.outside)
}

// outsider answers faults that say no more than that the caller is not inside.
func outsider(err error, say *Refusal) error {
	if fault.Is(err, fault.NotFound) || fault.Has(err, fault.CodeNotAMember) || fault.Has(err, fault.CodeChooseOrganization) {
		return say
	}
	return err
}

// answers are a call's own refusals by fault code; the first that matches counts.
type answers map[string]*Refusal

func (m answers) to(err error) error {
	if err == nil {
		return nil
	}
	if r, ok := m[fault.As(err).Code]; ok {
		return r
	}
	return err
}

// joined writes roles as Better Auth does.
func joined(roles []string) string { return strings.Join(roles, ",") }
