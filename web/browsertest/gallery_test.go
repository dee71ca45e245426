package browsertest

import (
	"net/http"

	"gatehouse/db/dbtest"
)

// screen is one thing that a person may have in front of them.
type screen struct {
	name string
	who  string // a seeded person or an address to sign in with, "" for nobody
	show func(p *tab, m museum)
}

func at(address string) func(*tab, museum) {
	return func(p *tab, _ museum) { p.open(address) }
}

func refused(address string, statuses ...int64) func(*tab, museum) {
	return func(p *tab, _ museum) {
		p.allow(statuses...)
		p.open(address)
	}
}

const house = "/o/museum"

// screens are the main screens, for pictures and for axe.
var screens = []screen{
	{"sign-in", "", at("/sign-in")},
	{"sign-in-refused", "", func(p *tab, _ museum) {
		p.allow(http.StatusUnauthorized)
		p.open("/sign-in")
		p.fill("[name=email]", "ada@example.com")
		p.fill("[name=password]", "not the right one")
		p.click("main button", "Sign in")
	}},
	{"sign-up", "", at("/sign-up")},
	{"forgot-password", "", at("/forgot-password")},
	{"setup-closed", "", refused("/setup?code=none", http.StatusForbidden, http.StatusNotFound)},
	{"invitation", "", func(p *tab, m museum) { p.open("/invitations/" + m.invitation) }},
	{"invitation-wrong-account", dbtest.Cy, func(p *tab, m museum) { p.open("/invitations/" + m.invitation) }},
	{"mailbox", "", at("/dev/mailbox")},
	{"not-found", dbtest.Ada, refused(house+"/nothing", http.StatusNotFound)},
	{"gate", dbtest.Ada, at("/organizations")},
	{"new-organization", dbtest.Ada, at("/organizations/new")},
	{"dashboard", dbtest.Ada, at(house + "/")},
	{"list", dbtest.Ada, at(house + "/content/posts")},
	{"list-filtered", dbtest.Ada, at(house + "/content/posts?search=the&status=draft")},
	{"list-filter-form", dbtest.Ada, func(p *tab, _ museum) {
		p.open(house + "/content/posts")
		p.click("summary", "Filter")
		p.click(".menu a", "Author")
		p.until("the filter", "document.querySelector('.filter') !== null")
	}},
	{"list-selection", dbtest.Ada, func(p *tab, _ museum) {
		p.open(house + "/content/posts")
		p.click("tbody tr:nth-child(2) .pick label, tbody tr:nth-child(2) .pick input", "")
		p.click("tbody tr:nth-child(3) .pick label, tbody tr:nth-child(3) .pick input", "")
	}},
	{"list-row-menu", dbtest.Ada, func(p *tab, _ museum) {
		p.open(house + "/content/posts")
		p.click("[popovertarget^=menu-]", "Actions for Opening hours")
	}},
	{"list-nothing", dbtest.Ada, at(house + "/content/posts?search=zeppelin")},
	{"list-empty", dbtest.Ada, at(house + "/content/pages")},
	{"list-member", "ines@example.com", at(house + "/content/posts")},
	{"editor-member", "ines@example.com", func(p *tab, m museum) { p.open(house + "/content/posts/" + m.post.ID) }},
	{"views", dbtest.Ada, at(house + "/content/loans")},
	{"view", dbtest.Ada, at(house + "/content/loans?view=desk&status=draft")},
	{"view-editor", dbtest.Bo, at(house + "/content/loans?view=calendar")},
	{"view-wrong", dbtest.Ada, refused(house+"/content/loans?view=dsek", http.StatusBadRequest)},
	{"loans-row-menu", dbtest.Bo, func(p *tab, _ museum) {
		p.open(house + "/content/loans")
		p.click("[popovertarget^=menu-]", "Actions for Altarpiece of Saint Nicholas")
	}},
	{"act-dialog", dbtest.Bo, func(p *tab, _ museum) {
		p.open(house + "/content/loans")
		p.click("[popovertarget^=menu-]", "Actions for Altarpiece of Saint Nicholas")
		p.click(".menu a", "Receive")
		p.until("the question", "document.querySelector('#asked[open] form') !== null")
	}},
	{"act-dialog-refused", dbtest.Bo, func(p *tab, _ museum) {
		p.allow(http.StatusUnprocessableEntity)
		p.open(house + "/content/loans")
		p.click("[popovertarget^=menu-]", "Actions for Altarpiece of Saint Nicholas")
		p.click(".menu a", "Receive")
		p.until("the question", "document.querySelector('#asked[open] form') !== null")
		p.click("#asked button", "Receive")
		p.until("the problems", "document.querySelector('#asked [data-problems]') !== null")
	}},
	{"act", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[0].ID + "/actions/receive") }},
	{"act-destructive", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[1].ID + "/actions/giveBack") }},
	{"act-too-late", dbtest.Bo, func(p *tab, m museum) {
		p.allow(http.StatusConflict)
		p.open(house + "/content/loans/" + m.loans[1].ID + "/actions/receive")
	}},
	{"act-alone", dbtest.Bo, at(house + "/content/loans/actions/remind")},
	{"loan-editor", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[1].ID) }},
	{"loan-editor-menu", dbtest.Bo, func(p *tab, m museum) {
		p.open(house + "/content/loans/" + m.loans[1].ID)
		p.click("[popovertarget=entry-menu]", "")
	}},
	{"loan-read-only", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[0].ID) }},
	{"why", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[0].ID + "/why?action=publish") }},
	{"why-dialog", dbtest.Bo, func(p *tab, m museum) {
		p.open(house + "/content/loans/" + m.loans[0].ID)
		p.click("a", "Why?")
		p.until("the answer", "document.querySelector('#asked[open] .why') !== null")
	}},
	{"why-hidden", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[0].ID + "/why?action=see.insured") }},
	{"why-all", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/loans/" + m.loans[1].ID + "/why") }},
	{"why-collection", "ines@example.com", at(house + "/content/loans/why")},
	{"why-nothing", dbtest.Bo, refused(house+"/content/loans/ent_none/why?action=update", http.StatusNotFound)},
	{"why-house", dbtest.Bo, at(house + "/members/why?action=invite")},
	{"refused", "ines@example.com", refused(house+"/content/loans/new", http.StatusForbidden)},
	{"docs", dbtest.Ada, at("/docs")},
	{"docs-collection", dbtest.Ada, at("/docs/loans?organizationId=" + dbtest.Acme)},
	{"trash", dbtest.Ada, at(house + "/content/posts/trash")},
	{"editor", dbtest.Ada, func(p *tab, m museum) { p.open(house + "/content/posts/" + m.post.ID) }},
	{"editor-changed", dbtest.Bo, func(p *tab, m museum) { p.open(house + "/content/posts/" + m.changed.ID) }},
	{"editor-new", dbtest.Ada, at(house + "/content/posts/new")},
	{"editor-preview", dbtest.Ada, func(p *tab, m museum) {
		p.open(house + "/content/posts/" + m.post.ID)
		p.click("[data-show=preview]", "")
		p.until("the preview", "document.querySelector('.preview h2') !== null")
	}},
	{"editor-refused", dbtest.Ada, func(p *tab, m museum) {
		p.allow(http.StatusUnprocessableEntity)
		p.open(house + "/content/posts/" + m.draft.ID)
		p.fill("[name=title]", "")
		p.click("[data-save]", "")
		p.until("the problems", "document.querySelector('[data-problems]') !== null")
	}},
	{"editor-tag", dbtest.Ada, at(house + "/content/tags/new")},
	{"singleton", dbtest.Ada, at(house + "/content/site-settings")},
	{"conflict", dbtest.Ada, func(p *tab, m museum) {
		p.allow(http.StatusConflict)
		p.open(house + "/content/posts/" + m.changed.ID)
		p.fill("[name=title]", "Opening hours: another title "+p.name)
		ask[string](p, "document.querySelector('[name=revision]').value = '1'")
		p.fill("[name=summary]", "Open every day, by me")
		p.click("[data-save]", "")
		p.until("the conflict", "document.querySelector('.compare') !== null")
	}},
	{"history", dbtest.Ada, func(p *tab, m museum) { p.open(house + "/content/posts/" + m.changed.ID + "/revisions") }},
	{"revision", dbtest.Ada, func(p *tab, m museum) { p.open(house + "/content/posts/" + m.changed.ID + "/revisions/2") }},
	{"trash-question", dbtest.Ada, func(p *tab, m museum) { p.open(house + "/content/posts/" + m.post.ID + "/trash") }},
	{"members", dbtest.Ada, at(house + "/members")},
	{"members-editor", dbtest.Bo, at(house + "/members")},
	{"departure", dbtest.Bo, at(house + "/members/departure")},
	{"invitations", dbtest.Ada, at(house + "/members/invitations")},
	{"teams", dbtest.Ada, at(house + "/teams")},
	{"team", dbtest.Ada, func(p *tab, m museum) { p.open(house + "/teams/" + m.team.ID) }},
	{"api-keys", dbtest.Ada, at(house + "/api-keys")},
	{"settings", dbtest.Ada, at(house + "/settings")},
	{"settings-removal", dbtest.Ada, refused(house+"/settings/removal", http.StatusForbidden)},
	{"audit", dbtest.Ada, at(house + "/audit")},
	{"account", dbtest.Ada, at("/account")},
	{"account-password", dbtest.Ada, at("/account/password")},
	{"account-two-factor", dbtest.Ada, at("/account/two-factor")},
	{"account-two-factor-enrol", dbtest.Ada, func(p *tab, _ museum) {
		p.open("/account/two-factor")
		p.fill("[name=password]", dbtest.Password)
		p.follow("main button", "Set up an authenticator")
	}},
	{"account-passkeys", dbtest.Ada, at("/account/passkeys")},
	{"account-sessions", dbtest.Ada, at("/account/sessions")},
	{"switcher", dbtest.Ada, func(p *tab, _ museum) {
		p.open(house + "/")
		p.openRail()
		p.click("summary", "Switch organization")
	}},
	{"account-menu", dbtest.Ada, func(p *tab, _ museum) {
		p.open(house + "/")
		p.openRail()
		p.click("summary", "Account menu")
	}},
	{"rail-open", dbtest.Ada, func(p *tab, _ museum) {
		p.open(house + "/content/posts")
		p.openRail()
	}},
}

// openRail opens the navigation where it is a sheet.
func (p *tab) openRail() {
	p.t.Helper()
	if ask[bool](p, "document.querySelector('[popovertarget=rail]')?.checkVisibility() ?? false") {
		p.click(".topbar [popovertarget=rail]", "")
	}
}
