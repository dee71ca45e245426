package page

// What has just happened to people and organizations.
var saidPeople = sentences{
	"organization.active":   func(p map[string]string) string { return "You are now in " + p["name"] + "." },
	"organization.created":  func(p map[string]string) string { return p["name"] + " is ready. You are its owner." },
	"organization.saved":    plain("Saved."),
	"organization.deleted":  func(p map[string]string) string { return p["name"] + " was deleted. You can restore it for 30 days." },
	"organization.restored": func(p map[string]string) string { return p["name"] + " is back." },

	"member.joined": func(p map[string]string) string {
		return "Welcome to " + p["name"] + ". You are " + a(p["role"]) + ". " + roleAllows(p["role"])
	},
	"member.changed": func(p map[string]string) string { return p["name"] + " is now " + a(p["role"]) + "." },
	"member.removed": func(p map[string]string) string { return p["name"] + " was removed." },
	"member.left":    func(p map[string]string) string { return "You have left " + p["name"] + "." },

	"invitation.sent":     func(p map[string]string) string { return "Invited " + p["email"] + "." },
	"invitations.sent":    func(p map[string]string) string { return "Invited " + p["count"] + " people." },
	"invitation.resent":   func(p map[string]string) string { return "Sent again to " + p["email"] + ", with seven new days." },
	"invitation.revoked":  func(p map[string]string) string { return "The invitation to " + p["email"] + " was revoked." },
	"invitation.declined": plain("You have declined the invitation."),

	"team.created":        func(p map[string]string) string { return "The team “" + p["name"] + "” was created." },
	"team.renamed":        plain("Renamed."),
	"team.deleted":        plain("The team was deleted."),
	"team.member_added":   plain("Added to the team."),
	"team.member_removed": plain("Taken out of the team."),

	"key.revoked": plain("The key was revoked."),
}
