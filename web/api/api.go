package api

import (
	"gatehouse/db/access"
	"gatehouse/db/auth"
	"gatehouse/db/content"
	"gatehouse/db/org"
	"gatehouse/db/schema"
	"gatehouse/web/session"
)

// API holds what the handlers for programs work with.
type API struct {
	Site     string // the installation's name
	BaseURL  string
	Gate     *access.Gate
	Auth     *auth.Store
	Content  *content.Store
	Org      *org.Store
	Registry *schema.Registry
	Sessions *session.Store
	// RequirePrecondition makes PATCH name the revision it changes, by If-Match
	// or in the body (428 otherwise).
	RequirePrecondition bool
}
