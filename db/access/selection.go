package access

import (
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

const installation = model.Installation

// Asked is what a request says about its organization: the slug in the address,
// or an id in a query, header or body.
type Asked struct {
	Slug string
	ID   string
}

// Target names one organization to read.
type Target struct {
	Slug string
	ID   string
}

// Selection holds the answers that differ between an installation where people
// choose among organizations and one that always works in a single one.
type Selection interface {
	// Resolve says which organization a request means. It fails with
	// ORG_REQUIRED when nothing names one, with ACCESS_CROSS_TENANT_FORBIDDEN
	// when the credential or the installation is bound to another.
	Resolve(actor Actor, asked Asked) (Target, error)
	// Prefix stands before the addresses of an organization.
	Prefix(slug string) string
	// Pattern is Prefix as a route pattern: "/o/:organization" or "".
	Pattern() string
	// Strays are route patterns of addresses in the form this installation does not
	// use: without an organization, or with one. sections are the first words of an
	// organization's addresses.
	Strays(sections []string) []string
	// Canonical is the address in the form this installation uses of one that
	// matched a stray. lasting says that it will always be that one. Fails with
	// ORG_REQUIRED or NOT_FOUND when the scope does not answer it.
	Canonical(address string, scope Scope) (to string, lasting bool, err error)
	// Offers reports whether people switch between organizations.
	Offers() bool
	// Outsider is the answer to somebody who is not a member of where they asked for.
	Outsider(organization Organization) error
	// PlatformRolesCount reports whether userRole rules open rows there for somebody
	// who is not a member.
	PlatformRolesCount(organizationID string) bool
	// Activate refuses organizations that a session may not be set to.
	Activate(organizationID string) error
	// Active is the organization a session reports as its active one.
	Active(sessionDefault string) string
	// Create refuses creating organizations where that makes no sense.
	Create() error
	// Delete refuses deleting an organization the installation needs.
	Delete(organizationID string) error
}

type choose struct{}

// Choose is the selection where the address, the credential or the session's
// default decides.
func Choose() Selection { return choose{} }

func (choose) Resolve(actor Actor, asked Asked) (Target, error) {
	bound := actor.who.BoundOrganizationID
	switch {
	case asked.Slug != "":
		return Target{Slug: asked.Slug}, nil
	case bound != "" && asked.ID != "" && asked.ID != bound:
		return Target{}, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeCrossTenant)
	case bound != "":
		return Target{ID: bound}, nil
	case asked.ID != "":
		return Target{ID: asked.ID}, nil
	case actor.who.ActiveOrganizationID != "":
		return Target{ID: actor.who.ActiveOrganizationID}, nil
	}
	return Target{}, fault.ChooseOrganization()
}

func (choose) Prefix(slug string) string { return "/o/" + slug }
func (choose) Pattern() string           { return "/o/:organization" }
func (choose) Offers() bool              { return true }
func (choose) Outsider(Organization) error {
	return fault.NotFoundOf("organization")
}
func (choose) PlatformRolesCount(string) bool      { return false }
func (choose) Activate(string) error               { return nil }
func (choose) Active(sessionDefault string) string { return sessionDefault }
func (choose) Create() error                       { return nil }
func (choose) Delete(string) error                 { return nil }

type pin struct {
	id          string
	allowCreate bool
}

// Pin is the selection that always works in the organization with the id.
// allowCreate is auth.organization.allowCreateWhenPinned.
func Pin(id string, allowCreate bool) Selection { return pin{id: id, allowCreate: allowCreate} }

func (p pin) Resolve(_ Actor, asked Asked) (Target, error) {
	if asked.ID != "" && asked.ID != p.id {
		return Target{}, fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeCrossTenant)
	}
	return Target{ID: p.id}, nil
}

func (pin) Prefix(string) string { return "" }
func (pin) Pattern() string      { return "" }
func (pin) Offers() bool         { return false }
func (pin) Outsider(o Organization) error {
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeNotAMember).With("organization", o.Name)
}
func (p pin) PlatformRolesCount(id string) bool { return id == p.id }
func (p pin) Activate(id string) error          { return p.only(id) }
func (p pin) Active(string) string              { return p.id }
func (p pin) Create() error {
	if p.allowCreate {
		return nil
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeCreateNotAllowed)
}
func (p pin) Delete(id string) error {
	if id == p.id {
		return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeFixed)
	}
	return nil
}

func (p pin) only(id string) error {
	if id == p.id {
		return nil
	}
	return fault.New(fault.Forbidden, fault.LayerAccess, fault.CodeFixed)
}
