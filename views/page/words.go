package page

import (
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Titles of places, as the navigation and the pages name them.
const (
	Home              = "Home"
	ContentTitle      = "Content"
	OrganizationTitle = "Organization"
	MembersTitle      = "Members"
	TeamsTitle        = "Teams"
	KeysTitle         = "API keys"
	AuditTitle        = "Audit log"
	SettingsTitle     = "Settings"
)

// RoleName is a role as people read it: the built-in ones capitalised, custom
// ones as they are configured.
func RoleName(role string) string {
	switch role {
	case "owner":
		return "Owner"
	case "admin":
		return "Admin"
	case "editor":
		return "Editor"
	case "member":
		return "Member"
	}
	return role
}

// Said turns the code of a flash into its sentence. An unknown code says that it
// is done, which is what a flash is for.
func Said(code string, params map[string]string, undo, view string) layout.Flash {
	text, ok := said[code]
	if !ok {
		text = func(map[string]string) string { return "Done." }
	}
	f := layout.Flash{Text: text(params)}
	switch {
	case undo != "":
		f.Action, f.Href, f.Post, f.Hidden = "Undo", undo, true, []component.Hidden{}
	case view != "":
		f.Action, f.Href = "View", view
	}
	return f
}

// BackToStart leads away from a page that says what went wrong.
const BackToStart = "Back to the start"
