package link

import (
	"net/url"
	"slices"
	"strings"
)

// Organization makes the addresses of the organization a request is in. The zero value has no prefix.
type Organization struct{ prefix string }

// In makes the addresses below a prefix: "/o/acme", or "" where addresses carry none.
func In(prefix string) Organization { return Organization{prefix: prefix} }

// To makes the prefix that names an organization by its slug.
func To(slug string) Organization { return In(join("/o", slug)) }

// Sections are the first words of an organization's addresses, behind its prefix.
func Sections() []string {
	return []string{"content", "members", "teams", "api-keys", "audit", "settings", "events"}
}

// Arrive is the wanted address inside this organization: as it is when it names this organization or none of its
// pages, behind the prefix when it names a page and no organization, the dashboard when it names another organization.
func (o Organization) Arrive(wanted string) string {
	to, ok := Local(wanted)
	if !ok || to == "/" {
		return o.Home()
	}
	path, _, _ := strings.Cut(to, "?")
	if o.prefix != "" && strings.HasPrefix(path, o.prefix+"/") {
		return to
	}
	first, _, _ := strings.Cut(path[1:], "/")
	switch {
	case first == "o":
		return o.Home()
	case slices.Contains(Sections(), first):
		return o.prefix + to
	}
	return to
}

// Prefix is what all addresses of this organization begin with; it may be empty.
func (o Organization) Prefix() string { return o.prefix }

func (o Organization) at(segments ...string) string { return join(o.prefix, segments...) }

// Home is the dashboard.
func (o Organization) Home() string { return o.prefix + "/" }

// Members lists the members.
func (o Organization) Members() string { return o.at("members") }

// WhyNot is the page that explains who may do something with the organization itself.
func (o Organization) WhyNot(action string) string {
	return With(o.at("members", "why"), url.Values{"action": {action}})
}

// Member is one member's page; POST changes the role.
func (o Organization) Member(id string) string { return o.at("members", id) }

// MemberRemoval is the page that asks and the POST that removes a member.
func (o Organization) MemberRemoval(id string) string { return o.at("members", id, "removal") }

// Departure is the page that asks and the POST by which a member leaves.
func (o Organization) Departure() string { return o.at("members", "departure") }

// Invitations lists what is pending; POST invites.
func (o Organization) Invitations() string { return o.at("members", "invitations") }

// InvitationRenewal takes a POST and sends the same invitation again with a new expiry.
func (o Organization) InvitationRenewal(id string) string {
	return o.at("members", "invitations", id, "renewal")
}

// InvitationRemoval takes a POST and cancels the invitation.
func (o Organization) InvitationRemoval(id string) string {
	return o.at("members", "invitations", id, "removal")
}

// Teams lists the teams; POST creates one.
func (o Organization) Teams() string { return o.at("teams") }

// Team is one team; POST renames it.
func (o Organization) Team(id string) string { return o.at("teams", id) }

// TeamRemoval is the page that asks and the POST that removes a team.
func (o Organization) TeamRemoval(id string) string { return o.at("teams", id, "removal") }

// TeamMembers takes a POST and adds somebody to a team.
func (o Organization) TeamMembers(id string) string { return o.at("teams", id, "members") }

// TeamMemberRemoval takes a POST and takes somebody out of a team.
func (o Organization) TeamMemberRemoval(id, user string) string {
	return o.at("teams", id, "members", user, "removal")
}

// APIKeys lists the organization's keys; POST makes one.
func (o Organization) APIKeys() string { return o.at("api-keys") }

// APIKeyRemoval is the page that asks and the POST that revokes a key.
func (o Organization) APIKeyRemoval(id string) string { return o.at("api-keys", id, "removal") }

// Audit is the audit log.
func (o Organization) Audit() string { return o.at("audit") }

// AuditWith is the audit log filtered or paged.
func (o Organization) AuditWith(query url.Values) string { return With(o.Audit(), query) }

// AuditExport takes a POST and answers the log as a file.
func (o Organization) AuditExport() string { return o.at("audit", "export") }

// Events is the stream of what happens to entries.
func (o Organization) Events() string { return o.at("events") }

// EventsOf is the stream of what happens to the entries of one collection.
func (o Organization) EventsOf(collection string) string {
	return With(o.Events(), url.Values{"collections": {collection}})
}

// Settings is the organization's settings; POST saves them.
func (o Organization) Settings() string { return o.at("settings") }

// SettingsSlug is the GET that says whether the organization may have a slug.
func (o Organization) SettingsSlug() string { return o.at("settings", "slug") }

// SettingsTwoFactor takes the POST that says whether members need a second factor.
func (o Organization) SettingsTwoFactor() string { return o.at("settings", "two-factor") }

// SettingsRemoval is the page that asks and the POST that deletes the organization.
func (o Organization) SettingsRemoval() string { return o.at("settings", "removal") }
