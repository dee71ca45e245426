package model

// Ownership are the columns that say whose a row is. They come from a boundary,
// whatever the caller filled in.
type Ownership struct {
	OrganizationID string
	TeamID         string
	OwnerID        string
}

// Owned marks the rows of an organization.
type Owned struct {
	OrganizationID string `bun:"organization_id,pk"`
}

// Own stamps the row with its owner.
func (o *Owned) Own(by Ownership) { o.OrganizationID = by.OrganizationID }

func (*Owned) owned() {}

// OwnedRow is a pointer to a row that belongs to an organization.
type OwnedRow interface {
	Own(by Ownership)
	owned()
}

// Platform marks the rows that belong to nobody's organization: users, sessions,
// organizations themselves, keys.
type Platform struct{}

func (*Platform) platform() {}

// PlatformRow is a pointer to a row outside every organization.
type PlatformRow interface{ platform() }
