package page

import (
	"strings"

	"gatehouse/views/component"
)

// RoleDoes is what a role allows, as a sentence for whoever chooses one.
func RoleDoes(role string) string {
	switch role {
	case "owner":
		return "Everything, with naming owners and deleting the organization."
	case "admin":
		return "All content, members, invitations, API keys and settings."
	case "editor":
		return "Writes, edits and publishes. No members, no settings."
	case "member":
		return "Reads everything, drafts too. Cannot publish or invite."
	}
	return "As this installation’s configuration says."
}

// roleOptions offers roles, each with what it allows.
func roleOptions(roles []string, chosen string) []component.Option {
	out := make([]component.Option, len(roles))
	for i, r := range roles {
		out[i] = component.Option{Value: r, Label: RoleName(r), Detail: RoleDoes(r), Chosen: r == chosen}
	}
	return out
}

// roleAllows is the same to whoever is offered the role.
func roleAllows(role string) string {
	switch role {
	case "owner":
		return "You can do everything here, with naming other owners and deleting the organization."
	case "admin":
		return "You can write, publish and manage members, keys and settings; you cannot delete the organization."
	case "editor":
		return "You can write, edit and publish; you cannot change members or settings."
	case "member":
		return "You can read everything, drafts too; you cannot publish, and you cannot change members or settings."
	}
	return ""
}

// a puts the article before a role in the middle of a sentence.
func a(role string) string {
	word := strings.ToLower(RoleName(role))
	if word != "" && strings.ContainsRune("aeiou", rune(word[0])) {
		return "an " + word
	}
	return "a " + word
}

// roleNames are several roles in one line.
func roleNames(roles []string) string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = RoleName(r)
	}
	return strings.Join(names, ", ")
}
