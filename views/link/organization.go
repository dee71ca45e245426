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
	return []string{
		"content", "search", "events", "assets", "members", "teams", "api-keys", "webhooks", "audit", "settings",
	}
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

// Search is the search across collections; GET with q.
func (o Organization) Search(q string) string { return With(o.at("search"), url.Values{"q": {q}}) }

// Events is the stream of what happens in this organization.
func (o Organization) Events() string { return o.at("events") }

// Assets is the library; POST uploads.
func (o Organization) Assets() string { return o.at("assets") }

// AssetsWith is the library filtered, searched or paged.
func (o Organization) AssetsWith(query url.Values) string { return With(o.Assets(), query) }

// Asset is one asset's page; POST saves its description.
func (o Organization) Asset(id string) string { return o.at("assets", id) }

// AssetTrash takes a POST and moves the asset to the trash.
func (o Organization) AssetTrash(id string) string { return o.at("assets", id, "trash") }

// AssetTrashRemoval takes a POST and brings it back.
func (o Organization) AssetTrashRemoval(id string) string {
	return o.at("assets", id, "trash", "removal")
}

// Members lists the members.
func (o Organization) Members() string { return o.at("members") }

// Member is one member's page; POST changes the role.
func (o Organization) Member(id string) string { return o.at("members", id) }

// MemberRemoval is the page that asks and the POST that removes a member.
func (o Organization) MemberRemoval(id string) string { return o.at("members", id, "removal") }

// Departure is the page that asks and the POST by which a member leaves.
func (o Organization) Departure() string { return o.at("members", "departure") }

// Invitations lists what is pending; POST invites.
func (o Organization) Invitations() string { return o.at("members", "invitations") }

// NewInvitation is the form.
func (o Organization) NewInvitation() string { return o.at("members", "invitations", "new") }

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

// NewTeam is the form.
func (o Organization) NewTeam() string { return o.at("teams", "new") }

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

// NewAPIKey is the form.
func (o Organization) NewAPIKey() string { return o.at("api-keys", "new") }

// APIKey is one key; POST changes its name or limits.
func (o Organization) APIKey(id string) string { return o.at("api-keys", id) }

// APIKeyRemoval is the page that asks and the POST that revokes a key.
func (o Organization) APIKeyRemoval(id string) string { return o.at("api-keys", id, "removal") }

// Webhooks lists the subscriptions; POST makes one.
func (o Organization) Webhooks() string { return o.at("webhooks") }

// NewWebhook is the form.
func (o Organization) NewWebhook() string { return o.at("webhooks", "new") }

// Webhook is one subscription with its deliveries; POST changes it.
func (o Organization) Webhook(id string) string { return o.at("webhooks", id) }

// WebhookRemoval is the page that asks and the POST that removes a subscription.
func (o Organization) WebhookRemoval(id string) string { return o.at("webhooks", id, "removal") }

// WebhookSecret takes a POST and makes a new signing secret.
func (o Organization) WebhookSecret(id string) string { return o.at("webhooks", id, "secret") }

// WebhookTrial takes a POST and sends a test event.
func (o Organization) WebhookTrial(id string) string { return o.at("webhooks", id, "trial") }

// Redelivery takes a POST and sends a delivery again.
func (o Organization) Redelivery(webhook, delivery string) string {
	return o.at("webhooks", webhook, "deliveries", delivery, "redelivery")
}

// Audit is the audit log.
func (o Organization) Audit() string { return o.at("audit") }

// AuditWith is the audit log filtered or paged.
func (o Organization) AuditWith(query url.Values) string { return With(o.Audit(), query) }

// Settings is the organization's settings; POST saves them.
func (o Organization) Settings() string { return o.at("settings") }

// SettingsSlug is the GET that says whether the organization may have a slug.
func (o Organization) SettingsSlug() string { return o.at("settings", "slug") }

// SettingsSecurity takes a POST with the organization's sign-in rules.
func (o Organization) SettingsSecurity() string { return o.at("settings", "security") }

// SettingsOwnership takes a POST and hands ownership over.
func (o Organization) SettingsOwnership() string { return o.at("settings", "ownership") }

// SettingsRemoval is the page that asks and the POST that deletes the organization.
func (o Organization) SettingsRemoval() string { return o.at("settings", "removal") }
