package page

import (
	"strings"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Why is a decision as it is explained: on screens and on the command line alike.
type Why struct {
	Operation string // an operation of schema, or an action's name
	Action    string // label of a declared action, "" for an operation
	Singular  string // "post"
	Many      string // "posts"
	Entry     bool   // one entry, not the collection

	Allowed   bool
	Code      string
	Role      string // that let the person through
	Roles     []string
	Helpers   []string // roles that would be let through
	Platform  []string // platform roles that would
	NoRule    bool
	Trashed   bool
	NoTeam    bool
	Needs     []WhyCondition // what the entry has to be
	StateName string         // label of the field a transition moves
	Current   string
	From      []string
}

// WhyCondition is one condition of a rule in words: "Stage" "is" "open".
type WhyCondition struct{ Label, Operator, Value string }

// Self is how a condition names the person asking, Nothing an absent value.
const (
	Self    = "the person asking"
	Nothing = "empty"
)

var whyVerbs = map[string]string{
	"list": "list", "get": "read", "create": "create", "update": "change", "delete": "move to the trash",
	"publish": "publish", "unpublish": "unpublish", "preview": "see drafts of", "archive": "move to the trash", "duplicate": "duplicate",
}

func (w Why) what() string {
	object := w.Many
	if w.Entry {
		object = "this " + w.Singular
	}
	switch {
	case w.Action != "" && w.Entry:
		return "do “" + w.Action + "” with " + object
	case w.Action != "":
		return "do “" + w.Action + "”"
	case w.Operation == "delete" || w.Operation == "archive":
		return "move " + object + " to the trash"
	}
	return whyVerbs[w.Operation] + " " + object
}

// Sentence says what was decided and which part of the rule decided it.
func (w Why) Sentence() string {
	what := w.what()
	switch {
	case w.Allowed && w.Role != "":
		return "Allowed to " + what + " with the role " + w.Role + w.needs(", because ") + "."
	case w.Allowed:
		return "Allowed to " + what + w.needs(", because ") + "."
	case w.NoRule:
		return "Nobody is allowed to " + what + ": there is no rule for it."
	case w.Code == fault.CodeUnauthenticated:
		return "Not allowed to " + what + " without signing in."
	case w.Trashed:
		return "Not possible to " + what + ": it lies in the trash."
	case w.Code == fault.CodeFirewallNotFound:
		return "Not possible to " + what + ": it does not exist, or it is out of reach."
	case w.StateName != "" && w.Current != "":
		return "Not possible to " + what + " now: " + w.StateName + " is " + w.Current + ", and this starts from " + either(w.From) + "."
	case w.StateName != "":
		return "Not possible to " + what + " now: this starts from " + w.StateName + " " + either(w.From) + "."
	case len(w.Needs) > 0 && w.Role != "":
		return "Not allowed to " + what + ": the role " + w.Role + " may only where " + w.needs("") + "."
	case len(w.Needs) > 0:
		return "Not allowed to " + what + ": that is only for entries where " + w.needs("") + "."
	case w.NoTeam:
		return "Not allowed to " + what + ": no team is active."
	}
	return "Not allowed to " + what + ": it takes " + w.takes() + ", and the " + w.has() + "."
}

func (w Why) takes() string {
	var parts []string
	if len(w.Helpers) > 0 {
		parts = append(parts, "the role "+either(w.Helpers))
	}
	if len(w.Platform) > 0 {
		parts = append(parts, "the platform role "+either(w.Platform))
	}
	if len(parts) == 0 {
		return "another role"
	}
	return strings.Join(parts, " or ")
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
	case w.Trashed:
		return "Restore it first."
	case w.Code == fault.CodeFirewallNotFound:
		return ""
	case w.StateName != "":
		return "It has to be brought there first."
	case len(w.Needs) > 0 && len(w.Helpers) > 0:
		return "Members with the role " + either(w.Helpers) + " are not bound by that."
	case len(w.Needs) > 0:
		return "Whoever may change the entry can change that."
	case w.NoTeam:
		return "Choose a team."
	case len(w.Helpers) > 0:
		return "An admin of the organization can give another role."
	case len(w.Platform) > 0:
		return "Whoever runs the installation gives platform roles."
	}
	return "An admin of the organization can help."
}

func (w Why) needs(before string) string {
	if len(w.Needs) == 0 {
		return ""
	}
	var parts []string
	for _, n := range w.Needs {
		parts = append(parts, strings.TrimSpace(n.Label+" "+whyOperators[n.Operator]+" "+n.Value))
	}
	return before + strings.Join(parts, " and ")
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

// WhyView is the page that explains a decision.
type WhyView struct {
	Frame  layout.Frame
	Crumbs []component.Crumb
	Why    Why
	Back   string
}

// WhyTitle names the page; WhyLink leads to it.
const (
	WhyTitle = "Why?"
	WhyLink  = "Why?"
)

func (v WhyView) head() string {
	if v.Why.Allowed {
		return "This is allowed"
	}
	return "This is not possible"
}
