package access

import (
	"context"
	"testing"

	"gatehouse/db/fault"
)

// A visitor of an organization that does not live (any more) stands nowhere:
// whatever rows its id still has, none is reached and none is added.
func TestNothingIsReachedWhereNobodyLives(t *testing.T) {
	gate := NewGate(Sources{Membership: func(context.Context, string, Target) (Membership, error) {
		return Membership{}, fault.Missing()
	}}, Choose(), NewHierarchy(DefaultHierarchy()))
	for name, actor := range map[string]Actor{
		"nobody": {},
		"person": {who: Identity{Kind: Person, UserID: "usr_1"}},
		"key":    {who: Identity{Kind: Key, UserID: "usr_1", KeyID: "key_1", BoundOrganizationID: "org_gone", KeyRole: Owner}},
	} {
		scope, err := gate.Visit(t.Context(), actor, Asked{ID: "org_gone"})
		if err != nil || scope.Member() {
			t.Fatalf("%s: %v, a member: %v", name, err, scope.Member())
		}
		if scope.OrganizationID() != "org_gone" {
			t.Errorf("%s: does not answer as asked, but %s", name, scope.OrganizationID())
		}
		for _, f := range []Firewall{{Isolation: ByOrganization}, {Isolation: ByTeam}, {Isolation: ByOwner}, {Isolation: ByOwner, Optional: true}} {
			b := scope.Within(f)
			if b.Organization() == "org_gone" || b.Bare().Organization() == "org_gone" {
				t.Errorf("%s, by %s: reaches its rows", name, f.Isolation)
			}
			if _, err := b.Ownership(); !fault.Is(err, fault.NotFound) {
				t.Errorf("%s, by %s: a row may be added: %v", name, f.Isolation, err)
			}
		}
		if scope.Within(Firewall{Isolation: Exception}).Organization() != installation {
			t.Errorf("%s: what belongs to nobody is not there", name)
		}
	}
}
