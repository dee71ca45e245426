package page

import (
	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Problem is the page that says what went wrong and what to do next.
type Problem struct {
	Frame     layout.Frame
	Title     string
	Text      string
	Reference string // the id the log knows, for faults of ours
	Actions   []component.Action
	Kept      []Kept // what the sender had typed
}

// Kept is one field of a refused form, so that nothing typed is lost.
type Kept struct{ Label, Value string }

// Words are the title and the sentence for a fault as a person reads them.
func Words(f *fault.Fault) (title, text string) {
	if w, ok := byCode[f.Code]; ok {
		return w[0], w[1]
	}
	if name := f.Params["parameter"]; name != "" && f.Kind == fault.Invalid {
		text = "Its part “" + name + "” is not as this page knows it."
		if allowed := f.Params["allowed"]; allowed != "" {
			text += " It knows " + allowed + "."
		}
		return "This address is not understood", text
	}
	if w, ok := byKind[f.Kind]; ok {
		return w[0], w[1]
	}
	return byKind[fault.Internal][0], byKind[fault.Internal][1]
}

var byKind = map[fault.Kind][2]string{
	fault.Internal:        {"This didn’t work", "The fault is ours and has been noted. Nothing was half-saved. Try again; if it stays, pass on the reference below."},
	fault.Unauthenticated: {"Sign in to go on", "Your session has ended or you have not signed in yet."},
	fault.Forbidden:       {"You may not do this", "Your role does not include this. Somebody who manages members can change that."},
	fault.NotFound:        {"Nothing here", "This page does not exist, or it belongs to an organization you are not in."},
	fault.Gone:            {"No longer here", "This has been removed."},
	fault.Invalid:         {"This request could not be read", "Something in it is not as expected. Go back and try again."},
	fault.Conflict:        {"Somebody was faster", "What you were changing has changed in the meantime. Nothing was written."},
	fault.Stale:           {"Somebody was faster", "What you were changing has changed in the meantime. Nothing was written."},
	fault.TooLarge:        {"This is too large", "A form may hold one megabyte. Shorten it and send it again."},
	fault.Unsupported:     {"This kind of file is not understood", "Send the form as the page offers it."},
	fault.Limited:         {"Too many attempts", "Wait a moment, then try again."},
	fault.Unavailable:     {"One moment", "A part of the system is busy. Nothing was lost; try again in a few seconds."},
	fault.Choose:          {"Choose an organization", "This page belongs to an organization."},
}

var byCode = map[string][2]string{
	fault.CodeForeignOrigin:      {"This form came from another site", "For your safety it was not accepted. Open the page here and send it again."},
	fault.CodeMethodNotAllowed:   {"Nothing here", "This address does not answer that kind of request."},
	fault.CodeLastOwner:          {"The last owner stays", "An organization needs an owner. Make somebody else an owner first."},
	fault.CodeFixed:              {"This installation works in one organization", "It cannot be changed or deleted here."},
	fault.CodeRoleTooHigh:        {"This role is above yours", "You can give, take and invite with roles up to your own."},
	fault.CodeCreateNotAllowed:   {"You may not create organizations", "Ask somebody who manages this installation."},
	fault.CodeMembershipLimit:    {"No more members", "This organization has as many members as it may have."},
	fault.CodeInvitationNotFound: {"This invitation does not exist", "The link may be cut off. Open it from the mail again, or ask for a new one."},
	fault.CodeInvitationUsed:     {"This invitation has been answered", "It cannot be answered twice."},
	fault.CodeUserExists:         {"There is an account already", "There is already an account with this address. Sign in with it to accept."},
	fault.CodeInUse:              {"Still in use", "Something belongs to it. Move that elsewhere first."},
	fault.CodeSignUpDisabled:     {"No new accounts", "This installation does not let people make accounts."},
}

// What is said where a redirect of the API on /auth ends.
const (
	IdentityErrorTitle = "This link leads nowhere"
	IdentityErrorText  = "It may be older than it looks, have been used already, or have been cut off by the mail program. Ask for a new one where you got it."
)
