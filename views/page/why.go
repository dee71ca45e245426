package page

import (
	"slices"
	"strings"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Why is a decision as it is explained: on screens and on the command line alike.
type Why struct {
	Operation string // an operation of schema, or an action's name
	Part      string // the operation that decided, of several that are done at once
	Action    string // label of a declared action
	View      string // label of the view that is listed through
	Field     string // label of the field that is seen or written
	Singular  string // "post"
	Many      string // "posts"
	Entry     bool   // one entry, not the collection
	Single    bool   // the collection is one entry

	Allowed   bool
	Code      string
	Role      string // that let the person through
	Roles     []string
	Ways      []WhyWay // what the rule asks for, way by way
	Helpers   []string // roles that would be let through with every entry
	NoRule    bool
	Public    bool // it is open to everybody
	Trashed   bool
	NoTeam    bool
	Owner     bool           // a hidden value is shown to whoever owns the entry
	By        []string       // the actions that alone write a field
	Needs     []WhyCondition // what the entry has to be
	StateName string         // label of the field a transition moves
	Current   string
	From      []string
}

// WhyWay is one way through a rule: all of its lists must be met, each by any of
// its names.
type WhyWay struct {
	Roles, Platform [][]string
	Member          bool
}

// WhyCondition is one condition of a rule in words: "Stage" "is" "open".
type WhyCondition struct{ Label, Operator, Value string }

// Self is how a condition names the person asking, Nothing an absent value.
const (
	Self    = "the person asking"
	Nothing = "empty"
)

// The operations that explanations are asked for beside those of schema.
const (
	WhyRestore = "restoration"
	WhyRemove  = "delete.permanently"
	WhySee     = "see."
	WhyWrite   = "write."
	WhyThrough = "list."
)

var whyVerbs = map[string]string{
	"list": "list", "get": "read", "create": "create", "update": "change", "publish": "publish", "unpublish": "unpublish",
	"preview": "see drafts of", "duplicate": "duplicate", WhyRestore: "restore",
}

func (w Why) what() string {
	object := w.Many
	switch {
	case w.Part == "create": // of which the copy is a part
		return "create " + w.Many + ", which duplicating one takes"
	case w.Part != "" && w.Entry:
		return "read this " + w.Singular + ", which duplicating it takes"
	case w.Part != "":
		return "read " + w.Many + ", which duplicating one takes"
	case w.Operation == "create" && w.Field == "":
	case w.Entry || w.Single:
		object = "this " + w.Singular
	}
	switch {
	case w.Field != "" && strings.HasPrefix(w.Operation, WhySee):
		return "see " + w.Field + " of " + object
	case w.Field != "":
		return "write " + w.Field + " of " + object
	case w.View != "":
		return "list " + object + " through the view “" + w.View + "”"
	case w.Action != "" && w.Entry:
		return "do “" + w.Action + "” with " + object
	case w.Action != "":
		return "do “" + w.Action + "”"
	case w.Operation == "delete" || w.Operation == "archive":
		return "move " + object + " to the trash"
	case w.Operation == WhyRemove:
		return "delete " + object + " for good"
	}
	return whyVerbs[w.Operation] + " " + object
}

// Sentence says what was decided and which part of the rule decided it.
func (w Why) Sentence() string {
	what := w.what()
	switch {
	case w.Allowed && w.Role != "":
		return "Allowed to " + what + " with the role " + w.Role + w.met() + "."
	case w.Allowed && w.Public && len(w.Needs) == 0:
		return "Allowed to " + what + ", as everybody is."
	case w.Allowed:
		return "Allowed to " + what + w.met() + "."
	case w.NoRule:
		return "Nobody is allowed to " + what + ": there is no rule for it."
	case w.Code == fault.CodeUnauthenticated:
		return "Not allowed to " + what + " without signing in."
	case w.Code == fault.CodeTeamRequired:
		return "Not possible to " + what + ": each belongs to a team, and no team is active."
	case w.Trashed && w.Code == fault.CodeFirewallNotFound:
		return "Not possible to " + what + ": it lies in the trash."
	case w.Code == fault.CodeFirewallNotFound, w.Code == fault.CodeNotFound:
		return "Not possible to " + what + ": it does not exist, or it is out of reach."
	case w.Code == fault.CodeImmutable:
		return "Not possible to " + what + ": it is given once, when a " + w.Singular + " is created."
	case w.Code == fault.CodeProtected:
		return "Not possible to " + what + " by hand: only " + either(inQuotes(w.By)) + " does."
	case w.Code == fault.CodeNotWritable, w.Code == fault.CodeSystemManaged:
		return "Not possible to " + what + ": the definition of " + w.Many + " does not offer it."
	case w.StateName != "" && w.Current != "":
		return "Not possible to " + what + " now: " + w.StateName + " is " + w.Current + ", and this starts from " + either(w.From) + "."
	case w.StateName != "":
		return "Not possible to " + what + " now: this starts from " + w.StateName + " " + either(w.From) + "."
	case len(w.Needs) > 0 && w.Role != "":
		return "Not allowed to " + what + ": the role " + w.Role + " may only where " + w.needs() + "."
	case len(w.Needs) > 0:
		return "Not allowed to " + what + ": that is only for entries where " + w.needs() + "."
	case w.Code == fault.CodeConditionFailed:
		return "Not allowed to " + what + ": it would be out of reach afterwards."
	case w.NoTeam:
		return "Not allowed to " + what + ": no team is active."
	}
	return "Not allowed to " + what + ": it takes " + w.takes() + ", and the " + w.has() + "."
}

// takes is what the rule asks for: "the role editor, admin or owner, or the
// platform role support".
func (w Why) takes() string {
	var ways []string
	for _, way := range w.Ways {
		var parts []string
		for _, list := range way.Roles {
			parts = append(parts, "the role "+either(list))
		}
		for _, list := range way.Platform {
			parts = append(parts, "the platform role "+either(list))
		}
		if text := strings.Join(parts, " and "); text != "" && !slices.Contains(ways, text) {
			ways = append(ways, text)
		} else if way.Member && text == "" && !slices.Contains(ways, "membership") {
			ways = append(ways, "membership")
		}
	}
	if w.Owner {
		ways = append(ways, "to own the "+w.Singular)
	}
	switch {
	case len(ways) == 0:
		return "another role"
	case len(ways) == 1:
		return ways[0]
	}
	return strings.Join(ways[:len(ways)-1], ", ") + ", or " + ways[len(ways)-1]
}

func (w Why) has() string {
	if len(w.Roles) == 0 {
		return "person asking is no member here"
	}
	return "role here is " + strings.Join(w.Roles, ", ")
}

// Help says who could change the decision, "" when nobody has to.
func (w Why) Help() string {
	switch {
	case w.Allowed:
		return ""
	case w.NoRule:
		return "Whoever writes the configuration of this installation can add one."
	case w.Code == fault.CodeUnauthenticated:
		return "Sign in."
	case w.Code == fault.CodeTeamRequired, w.NoTeam && len(w.Needs) == 0:
		return "Choose a team."
	case w.Trashed && w.Code == fault.CodeFirewallNotFound:
		return "Restore it first."
	case w.Code == fault.CodeFirewallNotFound, w.Code == fault.CodeNotFound:
		return ""
	case w.Field != "" && w.Code != "":
		return "Whoever writes the configuration of this installation can change that."
	case w.StateName != "":
		return "It has to be brought there first."
	case len(w.Needs) > 0 && len(w.Helpers) > 0:
		return "Members with the role " + either(w.Helpers) + " are not bound by that."
	case len(w.Needs) > 0:
		return "Whoever may change the entry can change that."
	case slices.ContainsFunc(w.Ways, func(way WhyWay) bool { return len(way.Platform) == 0 }):
		return "An admin of the organization can give another role."
	case len(w.Ways) > 0:
		return "Whoever runs the installation gives platform roles."
	}
	return "An admin of the organization can help."
}

// met is what the entry fulfils, or what entries have to.
func (w Why) met() string {
	switch {
	case len(w.Needs) == 0:
		return ""
	case w.Entry:
		return ", because " + w.needs()
	}
	return ", where " + w.needs()
}

func (w Why) needs() string {
	var parts []string
	for _, n := range w.Needs {
		parts = append(parts, strings.TrimSpace(n.Label+" "+whyOperators[n.Operator]+" "+n.Value))
	}
	return strings.Join(parts, " and ")
}

var whyOperators = map[string]string{
	"equals": "is", "notEquals": "is not", "in": "is one of", "notIn": "is none of", "lessThan": "is less than",
	"greaterThan": "is more than", "lessThanOrEqual": "is at most", "greaterThanOrEqual": "is at least",
}

// either joins words with commas and a last "or".
func either(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func inQuotes(words []string) []string {
	out := make([]string, len(words))
	for i, word := range words {
		out[i] = "“" + word + "”"
	}
	return out
}

// WhyView is the page that explains a decision.
type WhyView struct {
	Frame    layout.Frame
	Crumbs   []component.Crumb
	Allowed  bool
	Sentence string
	Help     string
	People   []WhyPerson // who may, or who could change it
	More     int         // and how many others
	Back     string
}

// WhyPerson is somebody who can help.
type WhyPerson struct {
	Name, Role string
	Hue        int
}

// WhyTitle names the page; WhyLink leads to it.
const (
	WhyTitle = "Why?"
	WhyLink  = "Why?"
)

// WhyUnpublish is the operation that takes an entry offline.
const WhyUnpublish = "unpublish"

// WhyAllTitle names the page that explains everything at once.
const WhyAllTitle = "What you may do here"

// WhyAllView explains everything that could be done with an entry, or in a
// collection.
type WhyAllView struct {
	Frame  layout.Frame
	Crumbs []component.Crumb
	Lines  []WhyLine
	Back   string
}

// WhyLine is one decision; Href explains it further.
type WhyLine struct {
	Allowed  bool
	Sentence string
	Href     string
}

// WhyNotMore asks about everything that is not offered.
const WhyNotMore = "Why not more?"

// WhyCannot asks about one thing that is not offered.
func WhyCannot(what string) string { return "Why can’t I " + what + "?" }

func (v WhyView) icon() string {
	if v.Allowed {
		return "check"
	}
	return "lock"
}

func (v WhyView) head() string {
	if v.Allowed {
		return "This is allowed"
	}
	return "This is not possible"
}
