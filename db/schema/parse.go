package schema

import (
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"github.com/goccy/go-yaml/ast"

	"gatehouse/db/access"
)

// Options are what the meaning of a definition depends on besides itself.
type Options struct {
	// FixedOrganization says that the installation serves one organization only:
	// then roles may write the rows of exception collections.
	FixedOrganization bool
}

// Parse reads the mapping below the key "collections". All mistakes are
// collected, ordered by position; with any, the collections are not to be used.
func Parse(node ast.Node, hierarchy *access.Hierarchy, options Options) ([]Collection, Mistakes) {
	p := &parser{hierarchy: hierarchy, options: options, settled: map[string]*Collection{}, required: map[string][]requirement{}}
	pairs, _ := p.Mapping(node, "collections", nil)
	for _, pair := range pairs {
		p.names = append(p.names, pair.Key)
	}
	var collections []*Collection
	for _, pair := range pairs {
		c := p.collection(pair)
		p.settled[c.Name] = c
		collections = append(collections, c)
	}
	for _, check := range p.later {
		check()
	}
	p.circles()
	if len(pairs) == 0 && len(p.Mistakes) == 0 {
		p.Say(node, "Declare a collection, or delete the key to get the built-in ones", "collections is empty")
	}
	p.Mistakes.Sort()
	result := make([]Collection, len(collections))
	for i, c := range collections {
		result[i] = *c
	}
	return result, p.Mistakes
}

type parser struct {
	Reader
	hierarchy *access.Hierarchy
	options   Options
	names     []string // of all collections, also those not read yet
	settled   map[string]*Collection
	later     []func()                   // checks that need all collections
	warnings  Mistakes                   // of the collection being read
	fieldKeys map[string]map[string]Pair // the settings of its fields, as they are written
	unsure    map[string]bool            // its fields of no known type: more would be said of them in vain
	current   string                     // the one being read
	required  map[string][]requirement   // of each collection: relations that an entry cannot do without
}

var (
	kebabName  = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	camelName  = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*$`)
	actionName = regexp.MustCompile(`^[a-z][a-zA-Z0-9]*(-[a-z0-9]+)*$`)
)

// longestName is how many characters a name may have.
const longestName = 50

// name notes a name that does not have the form, and proposes one that has.
func (p *parser) name(pair Pair, what string, form *regexp.Regexp, reserved []string) {
	kebab := form == kebabName
	switch {
	case len(pair.Key) > longestName:
		p.Say(pair.At, fmt.Sprintf("Use at most %d characters", longestName), "the name of %s is too long", what)
	case !form.MatchString(pair.Key):
		hint := "Use camelCase: a lower-case letter, then letters and digits"
		if kebab {
			hint = "Use kebab-case: lower-case letters, digits and single hyphens, a letter first"
		}
		if better := rename(pair.Key, kebab); form.MatchString(better) {
			hint += fmt.Sprintf("; for example %q", better)
		}
		p.Say(pair.At, hint, "%q is not a name for %s", pair.Key, what)
	case contains(reserved, pair.Key):
		p.Say(pair.At, "Choose another name; reserved are: "+strings.Join(reserved, ", "), "%q is reserved and cannot name %s", pair.Key, what)
	}
}

// words splits a name at hyphens, underscores, spaces and capital letters.
func words(name string) []string {
	var b strings.Builder
	before := ' '
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			r = ' '
		case unicode.IsUpper(r) && !unicode.IsUpper(before):
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return strings.Fields(strings.ToLower(b.String()))
}

func rename(name string, kebab bool) string {
	parts := words(name)
	if kebab {
		return strings.Join(parts, "-")
	}
	for i := 1; i < len(parts); i++ {
		parts[i] = upperFirst(parts[i])
	}
	return strings.Join(parts, "")
}

// humanize makes a label out of a name: "site-settings" → "Site settings".
func humanize(name string) string { return upperFirst(strings.Join(words(name), " ")) }

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// singular guesses the name of one out of the name of many.
func singular(label string) string {
	switch {
	case strings.HasSuffix(label, "ies") && len(label) > 4:
		return label[:len(label)-3] + "y"
	case strings.HasSuffix(label, "ss"), !strings.HasSuffix(label, "s"):
		return label
	case strings.HasSuffix(label, "sses"), strings.HasSuffix(label, "xes"), strings.HasSuffix(label, "ches"), strings.HasSuffix(label, "shes"):
		return label[:len(label)-2]
	}
	return label[:len(label)-1]
}

// keyed makes pairs findable.
func keyed(pairs []Pair) map[string]Pair {
	found := make(map[string]Pair, len(pairs))
	for _, pair := range pairs {
		found[pair.Key] = pair
	}
	return found
}
