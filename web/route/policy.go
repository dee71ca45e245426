package route

import "github.com/labstack/echo/v5"

// Who says whom a route serves.
type Who string

// The audiences, from everybody to the platform's staff.
const (
	Everybody Who = "everybody"
	Knowing   Who = "everybody, recognised if signed in"
	People    Who = "signed in"
	Visitors  Who = "members and visitors of an organization"
	Members   Who = "members of an organization"
	Staff     Who = "platform role"
)

// Policy is what a route declares about itself.
type Policy struct {
	Method     string   `json:"method"`
	Path       string   `json:"path"`
	Who        Who      `json:"who"`
	Role       string   `json:"role,omitempty"`       // the least role, e.g. "admin+"; or the platform role
	Parameters []string `json:"parameters,omitempty"` // kinds of object the path names
	Writes     bool     `json:"writes"`
}

// Handler is an adapted handler with its policy.
type Handler struct {
	who   Who
	role  string
	adapt func(s *Section) echo.HandlerFunc
}

// kinds are the objects that path parameters may name.
var kinds = map[string]bool{
	"organization": true, "collection": true, "entry": true, "revision": true, "field": true, "action": true, "member": true,
	"invitation": true, "team": true, "user": true, "key": true, "session": true, "mail": true, "token": true,
	"device": true, "passkey": true, "import": true, "*": true,
}
