package web_test

import (
	"reflect"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/views/link"
	"gatehouse/web/webtest"
)

// A page can only link to what the route table serves.
func TestLinksLeadSomewhere(t *testing.T) {
	s := webtest.Start(t, dbtest.OpenSQLite(t), webtest.Options{})
	served := func(address string) bool {
		path, _, _ := strings.Cut(address, "?")
		for _, p := range s.Web.Routes() {
			if matches(strings.Split(p.Path, "/"), strings.Split(path, "/")) {
				return true
			}
		}
		return false
	}
	for name, address := range everyLink() {
		if !served(address) {
			t.Errorf("%s makes %s, which no route serves", name, address)
		}
	}
	if served("/o/acme/nowhere") || served("/account/nowhere/") {
		t.Error("everything is served")
	}
}

func matches(pattern, path []string) bool {
	if len(pattern) != len(path) {
		return false
	}
	for i, segment := range pattern {
		if segment != path[i] && !strings.HasPrefix(segment, ":") {
			return false
		}
	}
	return true
}

// everyLink calls every function of views/link with some object's name.
func everyLink() map[string]string {
	links := map[string]string{
		"SetupWith": link.SetupWith("x"), "VerifyEmail": link.VerifyEmail("x"), "ResetPassword": link.ResetPassword("x"),
		"IdentityReset": link.IdentityReset("x", "/x"), "IdentityVerify": link.IdentityVerify("x", "/x"), "IdentityError": link.IdentityError("X"),
		"InvitationProof": link.InvitationProof("x", "x"), "API": link.API("posts", "x"),
	}
	for name, fixed := range map[string]func() string{
		"Home": link.Home, "SignOut": link.SignOut, "Setup": link.Setup, "ForgotPassword": link.ForgotPassword,
		"ForgotPasswordSent": link.ForgotPasswordSent, "ResetPasswordForm": link.ResetPasswordForm,
		"VerifyEmailForm": link.VerifyEmailForm, "VerificationMail": link.VerificationMail,
		"ActiveOrganization": link.ActiveOrganization, "NewOrganization": link.NewOrganization,
		"NewOrganizationSlug": link.NewOrganizationSlug, "Appearance": link.Appearance, "Mailbox": link.Mailbox,
		"Account": link.Account, "AccountProfile": link.AccountProfile, "AccountPassword": link.AccountPassword,
		"AccountSessions": link.AccountSessions, "AccountSessionsRemoval": link.AccountSessionsRemoval,
	} {
		links[name] = fixed()
	}
	for name, of := range map[string]func(string) string{
		"SignIn": link.SignIn, "SignUp": link.SignUp, "SetupSlug": link.SetupSlug, "Confirm": link.Confirm,
		"Invitation": link.Invitation, "InvitationAcceptance": link.InvitationAcceptance,
		"InvitationAccount": link.InvitationAccount, "InvitationRejection": link.InvitationRejection,
		"InvitationRequest": link.InvitationRequest, "Organizations": link.Organizations,
		"OrganizationRestoration": link.OrganizationRestoration, "MailboxMessage": link.MailboxMessage,
		"MailboxBody": link.MailboxBody, "AccountSessionRemoval": link.AccountSessionRemoval,
	} {
		links[name] = of("x")
	}
	inside := reflect.ValueOf(link.To("acme"))
	for i := range inside.NumMethod() {
		name, method := inside.Type().Method(i).Name, inside.Method(i)
		if name == "Prefix" {
			continue
		}
		var in []reflect.Value
		for a := range method.Type().NumIn() {
			in = append(in, reflect.New(method.Type().In(a)).Elem())
			if in[a].Kind() == reflect.String {
				in[a].SetString("x")
			}
		}
		links["Organization."+name] = method.Call(in)[0].String()
	}
	return links
}
