package page

import (
	"time"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
)

// AccountTitle is the heading of somebody's own pages.
const AccountTitle = "Your account"

// Account is somebody's own page: profile, appearance, organizations.
type Account struct {
	Frame    layout.Frame
	Name     string
	Email    string
	Verified bool
	TimeZone string
	Places   []Place
	Unsaved  bool // filled with what was sent with an ended session
	Failed   *fault.Fault
}

// Place is an organization somebody is in.
type Place struct {
	Name, Initials string
	Hue            int
	Roles          string // in words
	Home, Leave    string // addresses
}

// ChangePassword is the page that changes the password.
type ChangePassword struct {
	Frame  layout.Frame
	Failed *fault.Fault
}

// Devices are the places where somebody is signed in.
type Devices struct {
	Frame layout.Frame
	List  []Device
	Now   time.Time
}

// Device is one of them.
type Device struct {
	ID        string
	Name      string // "Firefox on Linux"
	Address   string
	Since     time.Time
	Seen      time.Time
	Current   bool
	UserAgent string // as sent, for whoever wants to know exactly
}

// Others reports whether there is another device than this one.
func (v Devices) Others() bool { return len(v.List) > 1 }

const (
	tabProfile = iota
	tabPassword
	tabTwoFactor
	tabPasskeys
	tabDevices
)

func accountTabs(current int) []component.Tab {
	return []component.Tab{
		{Label: "Profile", Href: link.Account(), Current: current == tabProfile},
		{Label: "Password", Href: link.AccountPassword(), Current: current == tabPassword},
		{Label: TwoFactorTitle, Href: link.AccountTwoFactor(), Current: current == tabTwoFactor},
		{Label: PasskeysTitle, Href: link.AccountPasskeys(), Current: current == tabPasskeys},
		{Label: "Devices", Href: link.AccountSessions(), Current: current == tabDevices},
	}
}

var accountLabels = map[string]string{
	"name": "Your name", "timeZone": "Time zone", "currentPassword": "Current password", "password": "New password",
}

func accountProblems(f *fault.Fault) []component.Problem {
	if f != nil && f.Code == fault.CodeWrongPassword {
		return []component.Problem{{Field: "currentPassword", Label: accountLabels["currentPassword"], Message: wrongPassword}}
	}
	if f != nil && f.Code == fault.CodeRateLimited {
		return []component.Problem{{Message: doorSentence(f)}}
	}
	return Summary(f, accountLabels)
}

// inZone puts a moment into the person's zone, UTC where there is none.
func inZone(t time.Time, zone string) time.Time {
	if place, err := time.LoadLocation(zone); err == nil && !t.IsZero() {
		return t.In(place)
	}
	return t
}
