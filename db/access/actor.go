package access

import "gatehouse/db/model"

// Kind says what sort of caller an actor is.
type Kind string

// The kinds of actor, as events name them.
const (
	Nobody Kind = ""
	Person Kind = "user"
	Key    Kind = "key"
	System Kind = "system"
)

// Identity is what a credential stands for. auth reads it; the gate turns it
// into an Actor.
type Identity struct {
	Kind                 Kind
	UserID               string // the person; for a key whoever made it
	Name                 string
	Email                string
	UserRole             string // platform role
	TimeZone             string
	SessionID            string
	ActiveOrganizationID string // the session's default
	ActiveTeamID         string
	KeyID                string
	BoundOrganizationID  string     // a key's or access token's organization; "" when it is bound to none
	KeyRole              string     // the most a bound key may do
	SecondFactor         bool       // stands behind the session; for a key, behind its owner's account
	SignedInAt           model.Time // last proof of the password
	SeenAt               model.Time // last request of the session, give or take a minute
	ExpiresAt            model.Time
	Address              string
	UserAgent            string
}

// Actor is a recognised caller. The zero Actor is nobody.
type Actor struct{ who Identity }

// Known reports whether somebody was recognised.
func (a Actor) Known() bool { return a.who.Kind != Nobody }

// Kind says whether the actor is a person, a key or the system.
func (a Actor) Kind() Kind { return a.who.Kind }

// ID is the id written as createdBy: the user's, or the key's.
func (a Actor) ID() string {
	if a.who.Kind == Key {
		return a.who.KeyID
	}
	return a.who.UserID
}

// UserID is the person, or "" when the actor is not a person.
func (a Actor) UserID() string {
	if a.who.Kind == Person {
		return a.who.UserID
	}
	return ""
}

// Identity returns a copy of what the credential stood for.
func (a Actor) Identity() Identity { return a.who }

// SessionID is the session, or "" without one.
func (a Actor) SessionID() string { return a.who.SessionID }

// UserRole is the platform role; it opens no organization by itself.
func (a Actor) UserRole() string {
	if a.who.Kind == Person {
		return a.who.UserRole
	}
	return ""
}

// Found is the actor inside an organization that it is creating in the caller's
// transaction: its owner.
func (a Actor) Found(roles *Hierarchy, created Organization) Scope {
	return Scope{actor: a, organization: created, roles: []string{Owner}, hierarchy: roles}
}

// Join is the actor inside an organization whose invitation it is accepting in
// the caller's transaction. organization and roles are values read there.
func (a Actor) Join(roles *Hierarchy, joined Organization, granted []string) Scope {
	return Scope{actor: a, organization: joined, roles: granted, hierarchy: roles}
}
