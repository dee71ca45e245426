package schema

import (
	"slices"

	"gatehouse/db/access"
)

// SystemFields are what every entry has beside its declared fields, in the order
// in which they are answered. Clients never write them.
func SystemFields() []string {
	return []string{"id", "createdAt", "createdBy", "updatedAt", "updatedBy", "publishedAt", "status", "revision",
		"organizationId", "ownerId", "teamId"}
}

// SystemMembers are the system fields that the entries of a collection have: of
// the ids of the scope only those its firewall stamps.
func (c *Collection) SystemMembers() []string {
	return slices.DeleteFunc(SystemFields(), func(name string) bool {
		switch name {
		case "organizationId":
			return c.Firewall.Isolation == access.Exception
		case "teamId":
			return c.Firewall.Isolation != access.ByTeam
		case "ownerId":
			return c.Firewall.Isolation != access.ByOwner
		}
		return false
	})
}

// IsSystemField reports whether the name is one that only the system writes,
// including the names other systems use for deletion.
func IsSystemField(name string) bool {
	return slices.Contains(SystemFields(), name) || slices.Contains(hiddenFields, name)
}

// hiddenFields are columns of entries that no answer shows, and the documented
// system's names for what is called otherwise here.
var hiddenFields = []string{"archivedAt", "archivedBy", "firstPublishedAt", "liveRevision",
	"deletedAt", "deletedBy", "modifiedAt", "modifiedBy"}

// SortableSystemFields are the system fields a list can be sorted by.
func SortableSystemFields() []string {
	return []string{"createdAt", "updatedAt", "publishedAt", "status", "id", "revision"}
}

// ConditionSystemFields are the system fields that record conditions and
// firewall predicates may name, with the kind of their values.
func ConditionSystemFields() map[string]SortKind {
	return map[string]SortKind{"id": SortText, "createdBy": SortText, "updatedBy": SortText, "ownerId": SortText,
		"teamId": SortText, "organizationId": SortText, "status": SortText, "revision": SortNumber}
}

// parameterNames are the query parameters of lists; no field may be called so.
var parameterNames = []string{"sort", "limit", "offset", "cursor", "fields", "search", "total", "view", "status",
	"organizationId", "expand"}

// reservedCollections are addresses of the API itself.
var reservedCollections = []string{"events", "schema", "token", "me"}

// reservedActions are addresses below an entry, and operations.
var reservedActions = []string{"batch", "revisions", "restoration", "views", "new", "publication",
	string(List), string(Get), string(Create), string(Update), string(Delete), string(Preview)}
