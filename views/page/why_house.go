package page

import "strings"

// What may be asked about the organization itself.
const (
	WhyInvite   = "invite"
	WhyRoles    = "roles"
	WhyTeams    = "teams"
	WhyKeys     = "keys"
	WhySettings = "settings"
	WhyAudit    = "audit"
	WhyRemoval  = "removal"
)

var houseVerbs = map[string]string{
	WhyInvite: "invite people", WhyRoles: "change the roles of members", WhyTeams: "manage teams", WhyKeys: "manage API keys",
	WhySettings: "change the settings of the organization", WhyAudit: "read the audit log", WhyRemoval: "delete the organization",
}

// HouseWhy is a decision about the organization itself.
type HouseWhy struct {
	Action  string
	Takes   []string
	Roles   []string
	Allowed bool
}

// Sentence says what was decided and what it takes.
func (w HouseWhy) Sentence() string {
	what := houseVerbs[w.Action]
	if w.Allowed {
		return "Allowed to " + what + " with the role " + strings.Join(w.Roles, ", ") + "."
	}
	return "Not allowed to " + what + ": it takes the role " + either(w.Takes) + ", and the role here is " + strings.Join(w.Roles, ", ") + "."
}

// Help says who could change it.
func (w HouseWhy) Help() string {
	if w.Action == WhyRemoval {
		return "An owner of the organization can give another role."
	}
	return "An admin of the organization can give another role."
}
