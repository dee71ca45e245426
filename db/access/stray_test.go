package access

import (
	"slices"
	"testing"

	"gatehouse/db/fault"
)

func scopeIn(slug string, selection Selection, roles ...string) Scope {
	return Scope{
		organization: Organization{ID: "org_1", Slug: slug}, roles: roles,
		hierarchy: NewHierarchy(DefaultHierarchy()), selection: selection,
	}
}

func TestAddressesAreLedToTheFormInUse(t *testing.T) {
	many, one := Choose(), Pin("org_1", false)
	for _, c := range []struct {
		name          string
		selection     Selection
		roles         []string
		address, want string
		lasting       bool
		refused       fault.Kind
	}{
		{"start", many, []string{Plain}, "/", "/o/acme/", false, 0},
		{"page with query", many, []string{Plain}, "/content/posts?q=a%2Fb", "/o/acme/content/posts?q=a%2Fb", false, 0},
		{"dashboard without slash", many, []string{Plain}, "/o/acme?x=1", "/o/acme/?x=1", true, 0},
		{"no member of the default", many, nil, "/members", "", false, fault.Choose},
		{"no member of the named", many, nil, "/o/acme", "", false, fault.NotFound},
		{"name taken away", one, nil, "/o/acme/members?x=1", "/members?x=1", true, 0},
		{"name alone", one, nil, "/o/acme", "/", true, 0},
		{"name with slash", one, []string{Plain}, "/o/acme/", "/", true, 0},
		{"another name", one, []string{Owner}, "/o/globex/members", "", false, fault.NotFound},
		{"a longer name", one, []string{Owner}, "/o/acmee/members", "", false, fault.NotFound},
		{"another host", one, nil, "/o/acme//evil.example", "", false, fault.NotFound},
	} {
		to, lasting, err := c.selection.Canonical(c.address, scopeIn("acme", c.selection, c.roles...))
		if c.refused != 0 {
			if !fault.Is(err, c.refused) {
				t.Errorf("%s: %s, %v", c.name, to, err)
			}
			continue
		}
		if err != nil || to != c.want || lasting != c.lasting {
			t.Errorf("%s: %s %v %v, want %s", c.name, to, lasting, err, c.want)
		}
	}
	if to, _, err := one.Canonical("/o//x", scopeIn("", one)); err == nil {
		t.Errorf("an organization without a slug answered %s", to)
	}
}

func TestStraysCoverWhatTheOtherFormHas(t *testing.T) {
	got := Choose().Strays([]string{"members"})
	if want := []string{"/", "/o/:organization", "/members", "/members/*"}; !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
	if got := Pin("org_1", false).Strays([]string{"members"}); len(got) != 2 || slices.Contains(got, "/") {
		t.Errorf("got %v", got)
	}
}
