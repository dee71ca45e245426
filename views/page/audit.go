package page

import (
	"strings"

	"gatehouse/views/layout"
)

// Audit lists what happened in the organization, newest first.
type Audit struct {
	Frame        layout.Frame
	Filter       AuditFilter
	Rows         []Happened
	Newer, Older string // addresses
}

// Happened is one line of it.
type Happened struct {
	Type, Collection    string
	Who, WhoKind        string // name and kind of the actor
	Hue                 int
	SubjectID, Address  string
	Fields              []string
	From, To, Role, For string // of the details, where there are any
	When                Moment
	Number              string
}

// words say what happened, after the name of whoever did it.
func (h Happened) words() string {
	if sentence, ok := happened[h.Type]; ok {
		return strings.NewReplacer("ROLE", roleNames(strings.Split(h.Role, ",")), "FROM", RoleName(h.From), "TO", RoleName(h.To),
			"OLD", h.From, "NEW", h.To, "NAME", h.For).Replace(sentence)
	}
	subject, verb, ok := strings.Cut(h.Type, ".")
	if !ok {
		return h.Type
	}
	if h.Collection != "" {
		subject += " of " + h.Collection
	}
	return strings.ReplaceAll(verb, "_", " ") + " an " + subject
}

var happened = map[string]string{
	"organization.created":  "created the organization",
	"organization.updated":  "changed the settings",
	"organization.deleted":  "deleted the organization",
	"organization.restored": "restored the organization",
	"member.joined":         "joined as ROLE",
	"member.changed":        "changed a role from FROM to TO",
	"member.removed":        "removed a member (ROLE)",
	"member.left":           "left (was ROLE)",
	"invitation.sent":       "invited somebody as ROLE",
	"invitation.resent":     "sent an invitation again",
	"invitation.revoked":    "revoked an invitation",
	"invitation.accepted":   "accepted an invitation",
	"invitation.rejected":   "declined an invitation",
	"team.created":          "created a team",
	"team.renamed":          "renamed a team",
	"team.deleted":          "deleted a team",
	"entries.exported":      "exported a list",
	"team.member_added":     "put somebody into a team",
	"team.member_removed":   "took somebody out of a team",
	"key.created":           "made the API key “NAME”",
	"key.revoked":           "revoked an API key",
	"entry.created":         "created an entry",
	"entry.updated":         "changed an entry",
	"entry.published":       "published an entry",
	"entry.unpublished":     "unpublished an entry",
	"entry.trashed":         "moved an entry to the trash",
	"entry.restored":        "brought an entry back",
	"entry.deleted":         "deleted an entry for good",
	"entries.imported":      "imported entries",
	"import.undone":         "undid an import",
	"audit.exported":        "downloaded the audit log",
}

// detail is the quieter second line.
func (h Happened) detail() string {
	var parts []string
	if h.Collection != "" {
		parts = append(parts, h.Collection)
	}
	if len(h.Fields) > 0 {
		parts = append(parts, strings.Join(h.Fields, ", "))
	}
	if h.SubjectID != "" {
		parts = append(parts, h.SubjectID)
	}
	return strings.Join(parts, " · ")
}
