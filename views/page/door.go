package page

import (
	"strconv"
	"time"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
)

// Headings of the doors.
const (
	SignInTitle  = "Sign in"
	SignUpTitle  = "Create your account"
	SetupTitle   = "Set up"
	ForgotTitle  = "Forgotten your password?"
	ResetTitle   = "Choose a new password"
	VerifyTitle  = "Confirm your e-mail address"
	ConfirmTitle = "Is it you?"
	ResendTitle  = "One more step"
)

// ParcelField is the hidden field that carries a sealed form from page to page.
const ParcelField = "parcel"

// SignIn is the page that asks who somebody is.
type SignIn struct {
	Frame     layout.Frame
	Email     string
	Remember  bool
	Wanted    string    // where to go on to
	Parcel    string    // a sealed form that was posted with an ended session
	At        time.Time // when that was
	Kept      []Kept    // the form itself, where it was too large to be sealed
	MaySignUp bool
	Passkeys  bool // may be offered
	Failed    *fault.Fault
}

func (v SignIn) text() string {
	if v.Parcel != "" || len(v.Kept) > 0 {
		return "Your session has ended."
	}
	return ""
}

// SignUp is the page on which people make themselves an account.
type SignUp struct {
	Frame  layout.Frame
	Open   bool // otherwise it takes an invitation
	Name   string
	Email  string
	Wanted string
	Failed *fault.Fault
}

// Setup is the page that makes the first organization and its owner.
type Setup struct {
	Frame        layout.Frame
	Code         string
	Organization string
	Slug         string
	Before       string // what stands before the slug in addresses
	Name         string
	Email        string
	Failed       *fault.Fault
}

// Closed is set-up without a code that opens it.
type Closed struct {
	Frame layout.Frame
	Done  bool // somebody has been here
	Wrong bool // there was a code, and it opens nothing
	Kept  []Kept
}

func (v Closed) title() string {
	switch {
	case v.Done:
		return "This installation is set up"
	case v.Wrong:
		return "This link does not open set-up any more"
	}
	return "Set-up needs its link"
}

func (v Closed) text() string {
	if v.Done {
		return "Somebody has founded the first organization already. Sign in, or ask them to invite you."
	}
	return "A new link is printed each time the server starts, and only the newest counts. Open the one that was printed last; if it is lost, restart the server."
}

// Forgot is the page that sends a reset mail.
type Forgot struct {
	Frame  layout.Frame
	Email  string
	Sent   bool // somebody asked; says nothing about the address
	Mails  bool // a mail can be sent at all
	Dev    bool // mail is caught on this machine
	Failed *fault.Fault
}

// Reset is the page behind the mail's link.
type Reset struct {
	Frame  layout.Frame
	Token  string
	Dead   *fault.Fault // the link does nothing any more
	Failed *fault.Fault
}

// Verify is the page behind the verification mail's link. Looking verifies
// nothing, because mail scanners follow links.
type Verify struct {
	Frame    layout.Frame
	Token    string
	SignedIn bool
	Dead     *fault.Fault
}

// Confirm asks somebody who is signed in for their password again.
type Confirm struct {
	Frame  layout.Frame
	Wanted string
	Parcel string
	Kept   []Kept
	Failed *fault.Fault
}

// Resend shows a form that was kept and sends it when its button is pressed.
type Resend struct {
	Frame  layout.Frame
	Text   string
	To     string
	Back   string
	Hidden []component.Hidden
	Kept   []Kept
}

// What Resend says.
const (
	ResendAfterSignIn  = "You are signed in again. What you had sent is below; nothing has been done with it yet."
	ResendAfterConfirm = "Thank you. Nothing has been done yet: this button does what you had asked for."
)

var doorLabels = map[string]string{
	"organization": "Organization", "slug": "Address", "name": "Your name", "email": "E-mail", "password": "Password",
}

// doorProblems are the problems of a form at a door, each as a sentence.
func doorProblems(f *fault.Fault) []component.Problem {
	if f == nil {
		return nil
	}
	if text := doorSentence(f); text != "" {
		return []component.Problem{{Message: text}}
	}
	return Summary(f, doorLabels)
}

// doorSentence is what is said about a refusal as a whole; it is the same for
// addresses that exist and for those that do not.
func doorSentence(f *fault.Fault) string {
	switch f.Code {
	case fault.CodeBadPassword:
		return "This e-mail address and this password do not belong together."
	case fault.CodeRateLimited:
		return "Too many attempts. " + TryAgain(f.RetryAfter)
	case fault.CodeBanned:
		return "This account is closed. Ask whoever runs this installation."
	case fault.CodeProveFirst:
		return "Please confirm your address first: open the link in the mail that is on its way to you, then sign in."
	case fault.CodeUserExists:
		return "There is an account with this address already. Sign in with it, or ask for a new password."
	case fault.CodeNoChallenge:
		return "That took longer than ten minutes, or was answered already. Sign in again."
	case fault.CodeNoCeremony, fault.CodeBadAssertion, fault.CodePasskeyNotFound:
		return "This passkey did not sign you in. It may have been removed here; use your password, or another passkey."
	case fault.CodeUnavailable:
		return "The server is busy. Nothing was lost; try again in a few seconds."
	}
	return ""
}

// TryAgain says in words when an attempt is possible again.
func TryAgain(seconds int) string {
	switch {
	case seconds <= 1:
		return "Try again in a second."
	case seconds < 90:
		return "Try again in " + strconv.Itoa(seconds) + " seconds."
	case seconds < 90*60:
		return "Try again in " + strconv.Itoa((seconds+59)/60) + " minutes."
	}
	return "Try again in " + strconv.Itoa((seconds+3599)/3600) + " hours."
}

// deadLink says why a mailed link does nothing.
func deadLink(f *fault.Fault) (title, text string) {
	switch f.Code {
	case fault.CodeTokenUsed:
		return "This link has already been used", "Each link works once."
	case fault.CodeTokenExpired:
		return "This link has expired", "Links work for a limited time, so that an old mail opens nothing."
	case fault.CodeRateLimited:
		return "Too many attempts", TryAgain(f.RetryAfter)
	case fault.CodeAnotherPerson:
		return "This link belongs to another account", "You are signed in as somebody else. Sign out, then open the link again."
	case fault.CodeUserExists:
		return "This address belongs to another account", "It was taken while the mail was on its way. Nothing has been changed."
	}
	return "This link is not valid", "It may have been cut off by the mail program, or a newer one was sent since: only the newest counts."
}
