package browsertest

import (
	"net/http"
	"testing"

	"github.com/chromedp/cdproto/webauthn"

	"gatehouse/db/dbtest"
	"gatehouse/web/webtest"
)

// authenticator puts a device with passkeys into the tab's browser.
func (p *tab) authenticator() {
	p.t.Helper()
	p.must(call(p, webauthn.Enable, webauthn.EnableParams{}))
	p.must(call(p, webauthn.AddVirtualAuthenticator, webauthn.AddVirtualAuthenticatorParams{Options: &webauthn.VirtualAuthenticatorOptions{
		Protocol: webauthn.AuthenticatorProtocolCtap2, Transport: webauthn.AuthenticatorTransportInternal,
		HasResidentKey: true, HasUserVerification: true, IsUserVerified: true, AutomaticPresenceSimulation: true,
	}}))
}

// A passkey is made, signs in without a password, and does nothing once removed.
func TestPasskey(t *testing.T) {
	s := scripted(t, webtest.Options{Host: "localhost"})
	_, p := visit(t, s, true)
	p.authenticator()
	signIn := func(email string) {
		p.fill("[name=email]", email)
		p.fill("[name=password]", dbtest.Password)
		p.follow("main form.card button", "Sign in")
	}
	p.open("/sign-in?return=%2Faccount%2Fpasskeys")
	signIn("bo@example.com")
	p.arrives("/account/passkeys")
	p.fill("form[data-passkey] [name=name]", "Test device")
	p.follow("form[data-passkey] button", "Add a passkey")
	p.sees("Your passkey is ready", "Test device")

	p.click("header button", "Sign out") // the browser offers the passkey by itself, and the device says yes
	p.arrives("/o/acme/")
	p.open("/account/passkeys")
	p.sees("Test device", "last used")

	p.click("summary", "Rename or remove")
	p.follow("button", "Remove")
	p.sees("The passkey is removed")
	p.allow(http.StatusUnauthorized)
	p.click("header button", "Sign out")
	p.sees("This passkey did not sign you in")
	p.click("[data-passkey] button", "Sign in with a passkey")
	p.sees("This passkey did not sign you in")
}
