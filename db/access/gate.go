package access

import (
	"context"
	"slices"
	"time"

	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Credential is what a request carries to say who it is.
type Credential struct {
	Kind      CredentialKind
	Secret    string
	Address   string
	UserAgent string
	Passive   bool // looked at again without anybody asking (a stream's heartbeat): no use of it
}

// CredentialKind says how a secret was presented.
type CredentialKind uint8

// The ways to present a secret.
const (
	SessionToken CredentialKind = iota // cookie, or a session token as bearer
	APIKey                             // x-api-key, or a key as bearer
	AccessToken                        // a token that we signed for a session, as bearer
)

// Membership is a person in an organization, read for one request. Roles is
// empty when they are not a member.
type Membership struct {
	Organization Organization
	Roles        []string
	Teams        []string
}

// Sources are the questions the gate asks of the contexts.
type Sources struct {
	// Identity reads what a credential stands for. AUTH_INVALID when it is not
	// valid (any more).
	Identity func(ctx context.Context, c Credential) (Identity, error)
	// Membership reads an organization together with the person's membership in
	// it. NOT_FOUND when there is no such organization. userID may be "".
	Membership func(ctx context.Context, userID string, target Target) (Membership, error)
}

// Gate makes actors and scopes. There is one per program.
type Gate struct {
	sources   Sources
	selection Selection
	hierarchy *Hierarchy
}

// NewGate joins the sources with the installation's selection and roles.
func NewGate(sources Sources, selection Selection, hierarchy *Hierarchy) *Gate {
	return &Gate{sources: sources, selection: selection, hierarchy: hierarchy}
}

// Selection is how this installation finds the organization of a request.
func (g *Gate) Selection() Selection { return g.selection }

// Hierarchy is the order of roles.
func (g *Gate) Hierarchy() *Hierarchy { return g.hierarchy }

// Recognize turns a credential into an actor, or fails with AUTH_INVALID.
func (g *Gate) Recognize(ctx context.Context, c Credential) (Actor, error) {
	who, err := g.sources.Identity(ctx, c)
	if err != nil {
		return Actor{}, err
	}
	who.Address, who.UserAgent = c.Address, c.UserAgent
	return Actor{who: who}, nil
}

// Enter makes the scope of an actor in the organization a request asks for. It
// fails with AUTH_MISSING for nobody, ORG_REQUIRED when none is named, with
// the selection's answer to outsiders, and with TWO_FACTOR_REQUIRED or
// SESSION_NOT_FRESH for members of an organization that asks for more proof. The same work is done for an organization
// that does not exist and for one the actor does not belong to.
func (g *Gate) Enter(ctx context.Context, actor Actor, asked Asked) (Scope, error) {
	if !actor.Known() {
		return Scope{}, fault.SignIn()
	}
	scope, err := g.visit(ctx, actor, asked)
	if err != nil {
		return Scope{}, err
	}
	if !scope.Member() {
		return Scope{}, g.selection.Outsider(scope.organization)
	}
	return scope, nil
}

// Visit is Enter for anybody: a member gets their scope, everybody else one
// without roles, in which only rules that pass by PUBLIC or userRole succeed. An
// organization that does not exist, or was deleted and still has its rows, is
// visited like one with nothing in it.
func (g *Gate) Visit(ctx context.Context, actor Actor, asked Asked) (Scope, error) {
	return g.visit(ctx, actor, asked)
}

func (g *Gate) visit(ctx context.Context, actor Actor, asked Asked) (Scope, error) {
	target, err := g.selection.Resolve(actor, asked)
	if err != nil {
		return Scope{}, err
	}
	scope := Scope{actor: actor, hierarchy: g.hierarchy, selection: g.selection}
	if target.ID == installation {
		return scope, nil
	}
	m, err := g.sources.Membership(ctx, actor.who.UserID, target)
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			scope.organization, scope.absent = Organization{ID: target.ID}, true
			return scope, nil
		}
		return Scope{}, err
	}
	scope.organization = m.Organization
	switch {
	case actor.who.Kind != Key && (actor.who.BoundOrganizationID == "" || actor.who.BoundOrganizationID == m.Organization.ID || !g.selection.Offers()):
		scope.roles, scope.teams = m.Roles, m.Teams
	case actor.who.BoundOrganizationID == m.Organization.ID:
		scope.roles = g.hierarchy.Cap(m.Roles, actor.who.KeyRole)
		scope.teams = m.Teams
	}
	if len(scope.roles) > 0 {
		if slices.Contains(scope.teams, actor.who.ActiveTeamID) { // they may have left it since
			scope.activeTeam = actor.who.ActiveTeamID
		}
		if m.Organization.RequireTwoFactor {
			err = strict(actor.who, m.Organization, model.At(time.Now()))
		}
	}
	if err != nil {
		return Scope{}, err
	}
	return scope, nil
}

// Suppose is the scope somebody would have: for explaining on the command line
// what they may do. The architecture test lists who may call it.
func (g *Gate) Suppose(ctx context.Context, who Identity, target Target) (Scope, error) {
	return g.visit(ctx, Actor{who: who}, Asked{Slug: target.Slug})
}

// Administer is the scope of the system itself, with an owner's powers, in an
// organization named on the command line. The architecture test lists who may
// call it. Fails with NOT_FOUND.
func (g *Gate) Administer(ctx context.Context, target Target, reason string) (Scope, error) {
	m, err := g.sources.Membership(ctx, "", target)
	if err != nil {
		return Scope{}, err
	}
	who := Actor{who: Identity{Kind: System, UserID: "system", Name: reason}}
	return Scope{actor: who, organization: m.Organization, roles: []string{Owner}, hierarchy: g.hierarchy, selection: g.selection}, nil
}
