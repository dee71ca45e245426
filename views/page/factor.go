package page

import (
	"fmt"
	"strings"
	"time"

	"gatehouse/db/fault"
	"gatehouse/views/component"
	"gatehouse/views/layout"
	"gatehouse/views/link"
)

// Headings of the pages about what proves a person beside the password.
const (
	SecondFactorTitle = "One more step"
	TwoFactorTitle    = "Two-factor"
	PasskeysTitle     = "Passkeys"
)

// The ways to answer for a second factor, as the form names them.
const (
	ByAuthenticator = "totp"
	ByMail          = "otp"
	ByRecoveryCode  = "recovery"
)

// SecondFactor asks somebody whose password was right for their second factor.
type SecondFactor struct {
	Frame  layout.Frame
	Method string // which code is asked for
	Mailed bool   // a code was just sent
	Wanted string
	Parcel string
	Failed *fault.Fault
}

func (v SecondFactor) text() string {
	switch {
	case v.Method == ByRecoveryCode:
		return "Give one of the recovery codes you have kept. Each works once."
	case v.Method == ByMail && v.Mailed:
		return "We have mailed you a code of six digits. It works for three minutes, and only the newest one."
	case v.Method == ByMail:
		return "Give the code we have mailed you."
	}
	return "Give the code your authenticator shows for this site."
}

func (v SecondFactor) field() component.Field {
	f := component.Field{
		Name: "code", Label: "Code", Required: true, Autocomplete: "one-time-code",
		Problem: factorProblem(v.Failed), Attrs: map[string]any{"inputmode": "numeric", "autofocus": true, "spellcheck": "false"},
	}
	if v.Method == ByRecoveryCode {
		f.Label, f.Autocomplete = "Recovery code", "off"
		f.Attrs["inputmode"] = "text"
	}
	return f
}

// others are the ways to answer that the page does not show.
func (v SecondFactor) others() []component.Action {
	to := func(method string) string { return link.SecondFactor(method, v.Wanted) }
	var list []component.Action
	if v.Method != ByAuthenticator {
		list = append(list, component.Action{Label: "Use the authenticator", Href: to(ByAuthenticator)})
	}
	if v.Method != ByRecoveryCode {
		list = append(list, component.Action{Label: "Use a recovery code", Href: to(ByRecoveryCode)})
	}
	return list
}

// factorProblem is what is wrong with a code, at its field.
func factorProblem(f *fault.Fault) string {
	if f == nil {
		return ""
	}
	switch f.Code {
	case fault.CodeInvalidCode:
		return "This code is not the one. Codes change every 30 seconds and work once."
	case fault.CodeInvalidRecovery:
		return "This recovery code does not work. Each works once, and new ones make the old ones void."
	case fault.CodeOTPExpired:
		return "This code has expired. Ask for a new one."
	}
	return ""
}

func factorProblems(f *fault.Fault) []component.Problem {
	if f == nil {
		return nil
	}
	if text := factorProblem(f); text != "" {
		return []component.Problem{{Field: "code", Label: "Code", Message: text}}
	}
	switch f.Code {
	case fault.CodeTooManyAttempts:
		return []component.Problem{{Message: "That were five wrong codes. Sign in again for another try."}}
	case fault.CodeFactorLocked:
		return []component.Problem{{Message: "Too many wrong codes in a row. " + TryAgain(f.RetryAfter)}}
	}
	return accountProblems(f)
}

func passwordProblems(f *fault.Fault) []component.Problem {
	if f != nil && f.Code == fault.CodeWrongPassword {
		return []component.Problem{{Message: wrongPassword}}
	}
	return factorProblems(f)
}

// TwoFactor is the page of somebody's second factor.
type TwoFactor struct {
	Frame    layout.Frame
	On       bool
	Codes    int // recovery codes that still work
	Devices  []Device
	Required []string // organizations that ask for it
	Now      time.Time
	Failed   *fault.Fault
	Form     string // which form failed
}

// The forms of the page that can fail.
const (
	FailedOn    = "on"
	FailedOff   = "off"
	FailedCodes = "codes"
)

func (v TwoFactor) failed(form string) *fault.Fault {
	if v.Form == form {
		return v.Failed
	}
	return nil
}

func (v TwoFactor) codesText() string {
	switch v.Codes {
	case 0:
		return "None is left. Without one, losing the authenticator means losing the account."
	case 1:
		return "One is left."
	}
	return fmt.Sprintf("%d are left. Each signs you in once when the authenticator is not at hand.", v.Codes)
}

func (v TwoFactor) requiredText() string {
	return strings.Join(v.Required, ", ") + " can be entered with it only."
}

// Enrol shows a new authenticator's secret, once.
type Enrol struct {
	Frame  layout.Frame
	URI    string
	Secret string
	Codes  []string
	Failed *fault.Fault
}

// app is the address that opens an authenticator on this device, "" for anything
// that came back in its place.
func (v Enrol) app() string {
	if strings.HasPrefix(v.URI, "otpauth://totp/") {
		return v.URI
	}
	return ""
}

// grouped is the secret in groups of four, for people who type it.
func (v Enrol) grouped() string {
	var b strings.Builder
	for i, r := range v.Secret {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// RecoveryCodes shows new codes, once.
type RecoveryCodes struct {
	Frame layout.Frame
	Codes []string
}

// Passkeys is the page of somebody's passkeys.
type Passkeys struct {
	Frame  layout.Frame
	List   []Passkey
	Now    time.Time
	Failed *fault.Fault
}

// Passkey is one of them.
type Passkey struct {
	ID     string
	Name   string
	Synced bool
	Since  time.Time
	Used   time.Time
}

func passkeyProblems(f *fault.Fault) []component.Problem {
	if f == nil {
		return nil
	}
	switch f.Code {
	case fault.CodeNoCeremony:
		return []component.Problem{{Message: "That took longer than five minutes. Try again."}}
	case fault.CodeBadRegistration:
		return []component.Problem{{Message: "Your device’s answer could not be verified. If it holds a passkey for this account already, use that one."}}
	}
	return Summary(f, map[string]string{"name": "Name"})
}

func codeLines(codes []string) string { return strings.Join(codes, "\n") }

// StepUp is the page of somebody whose session proves too little for an
// organization.
type StepUp struct {
	Frame        layout.Frame
	Organization string
	On           bool // they have an authenticator, and signed in without it
	Wanted       string
	Parcel       string
	Kept         []Kept
	Failed       *fault.Fault
}

// Title is the heading.
func (v StepUp) Title() string {
	if v.Organization == "" {
		return "Your second factor, please"
	}
	return v.Organization + " asks for a second factor"
}

func (v StepUp) text() string {
	switch {
	case v.Organization == "" && v.On:
		return "This changes what protects your account. Give the code your authenticator shows."
	case v.Organization == "":
		return "This changes what protects your account. Sign out, and sign in with your passkey."
	case v.On:
		return "You signed in without yours. Give the code your authenticator shows, and you are in."
	}
	return "Set one up for your account: an authenticator on your phone, or a passkey. It takes a minute, and the other organizations you are in stay open meanwhile."
}
