package event

// Topic is a kind of row with what can happen to it.
type Topic struct {
	Subject string
	Types   []string
}

// Topics lists what can happen to anything but entries; what they and their
// collections can have done to them besides follows from the definitions.
func Topics() []Topic {
	return []Topic{
		{"collection", []string{"entries.exported"}},
		{"import", []string{"entries.imported", "import.undone"}},
		{"member", []string{"member.joined", "member.changed", "member.removed", "member.left"}},
		{"invitation", []string{"invitation.sent", "invitation.resent", "invitation.revoked", "invitation.accepted", "invitation.rejected"}},
		{"team", []string{"team.created", "team.renamed", "team.deleted", "team.member_added", "team.member_removed"}},
		{"key", []string{"key.created", "key.revoked"}},
		{"organization", []string{"organization.created", "organization.updated", "organization.deleted", "organization.restored"}},
		{"audit", []string{"audit.exported"}},
	}
}
