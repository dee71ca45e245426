package access

import (
	"cmp"
	"slices"

	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// Isolation is the kind of a firewall.
type Isolation string

// The four declared isolations (CONTRACT 5).
const (
	ByOrganization Isolation = "organization" // the active organization's rows
	ByTeam         Isolation = "team"         // the active team's, or of all the caller's teams
	ByOwner        Isolation = "owner"        // the caller's own in the active organization
	Exception      Isolation = "exception"    // installation-wide rows
)

// Firewall is the declared isolation of a collection. The zero Firewall reaches
// nothing.
type Firewall struct {
	Isolation Isolation
	Optional  bool        // ByOwner: admins and above reach everybody's rows
	Where     []Condition // further predicates, resolved like a rule's record part
}

// OrganizationWide is the firewall of everything an organization owns that is
// not a collection: members, teams, invitations, events.
func OrganizationWide() Firewall { return Firewall{Isolation: ByOrganization} }

// Clause is one term of a boundary: column IN values. Without values it matches
// nothing.
type Clause struct {
	Column string
	Values []string
}

// Boundary is the predicate a firewall becomes for one scope. The zero Boundary
// matches nothing and stamps nothing.
type Boundary struct {
	organization string
	clauses      []Clause
	where        []Condition
	ownership    model.Ownership
	problem      string // code of the fault that creating answers, "" if it may
	everything   string // reason, when it crosses organizations
}

// nowhere is the id of no organization.
const nowhere = "org_nowhere"

// Within turns a firewall into this scope's boundary. What the context lacks
// (no team, nobody signed in) denies.
func (s Scope) Within(f Firewall) Boundary {
	org := s.organization.ID
	if org == "" {
		return Boundary{}
	}
	b := Boundary{organization: org, ownership: model.Ownership{OrganizationID: org}}
	if s.absent { // the same work as elsewhere, but no row to find and none to add
		b.organization, b.problem = nowhere, fault.CodeNotFound
	}
	switch f.Isolation {
	case ByOrganization:
	case ByTeam:
		reach := s.teams
		if s.activeTeam != "" && slices.Contains(s.teams, s.activeTeam) {
			reach = []string{s.activeTeam}
		}
		b.clauses = []Clause{{Column: "team_id", Values: reach}}
		if len(reach) == 1 {
			b.ownership.TeamID = reach[0]
		} else {
			b.lacks(fault.CodeTeamRequired)
		}
	case ByOwner:
		id := s.actor.ID()
		if !f.Optional || !s.Has(Admin+"+") {
			b.clauses = []Clause{{Column: "owner_id", Values: present(id)}}
		}
		b.ownership.OwnerID = id
		if id == "" {
			b.lacks(fault.CodeUnauthenticated)
		}
	case Exception:
		b.organization = model.Installation
		b.ownership.OrganizationID = model.Installation
	default:
		return Boundary{}
	}
	for _, c := range f.Where {
		resolved, ok := s.resolve(c)
		if !ok {
			return Boundary{}
		}
		b.where = append(b.where, resolved)
	}
	return b
}

// lacks notes why nothing can be created; the first reason stands.
func (b *Boundary) lacks(code string) { b.problem = cmp.Or(b.problem, code) }

func present(id string) []string {
	if id == "" {
		return nil
	}
	return []string{id}
}

// Bare is the same organization without further terms: where what is recorded
// about a row goes, whoever owns the row inside.
func (b Boundary) Bare() Boundary {
	if b.organization == "" {
		return Boundary{}
	}
	return Boundary{organization: b.organization, ownership: model.Ownership{OrganizationID: b.organization}}
}

// Organization is whose rows the boundary reaches; "" reaches none.
func (b Boundary) Organization() string { return b.organization }

// Clauses are the further terms, all of which must hold.
func (b Boundary) Clauses() []Clause { return b.clauses }

// Where are further conditions on the row's own fields.
func (b Boundary) Where() []Condition { return b.where }

// Ownership is what a new row is stamped with. It fails with TEAM_REQUIRED when
// the caller is in several teams and none is active, and with NOT_FOUND where
// there is no organization.
func (b Boundary) Ownership() (model.Ownership, error) {
	switch {
	case b.organization == "":
		return model.Ownership{}, fault.Missing()
	case b.problem == fault.CodeNotFound:
		return model.Ownership{}, fault.NotFoundOf("organization")
	case b.problem == fault.CodeTeamRequired:
		return model.Ownership{}, fault.New(fault.Invalid, fault.LayerFirewall, b.problem)
	case b.problem != "":
		return model.Ownership{}, fault.SignIn()
	}
	return b.ownership, nil
}

// Crosses reports whether the boundary spans organizations, and why.
func (b Boundary) Crosses() (reason string, yes bool) { return b.everything, b.everything != "" }

// Everything is the one boundary that crosses organizations: purge, scheduled
// work, platform pages, command line, backup. The architecture test lists who
// may call it. It cannot create rows.
func Everything(reason string) Boundary {
	if reason == "" {
		return Boundary{}
	}
	return Boundary{everything: reason}
}
