package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"gatehouse/db/dbtest"
	"gatehouse/db/model"
	"gatehouse/web/route"
)

// identityCalls are what the calls below /auth are sent: enough that only permission
// decides. A GET gets its query. One that is not here needs nothing.
func identityCalls(mine side) map[string]map[string]any {
	type m = map[string]any
	in := m{"organizationId": mine.organization}
	invite := m{"organizationId": mine.organization, "email": "new@example.com", "role": "member"}
	return map[string]m{
		"/auth/sign-up/email":           {"name": "New", "email": "new@example.com", "password": newPassword},
		"/auth/sign-in/email":           {"email": "ada@example.com", "password": dbtest.Password},
		"/auth/revoke-session":          {"token": mine.userSession},
		"/auth/update-user":             {"name": "Walker"},
		"/auth/unlink-account":          {"accountId": "acc_nothing"},
		"/auth/change-password":         {"currentPassword": dbtest.Password, "newPassword": newPassword},
		"/auth/verify-password":         {"password": dbtest.Password},
		"/auth/request-password-reset":  {"email": "ada@example.com"},
		"/auth/forget-password":         {"email": "ada@example.com"},
		"/auth/reset-password":          {"newPassword": newPassword, "token": "nothing"},
		"/auth/reset-password/:token":   {"callbackURL": "/"},
		"/auth/send-verification-email": {"email": "nobody@example.com"},
		"/auth/verify-email":            {"token": "nothing"},
		"/auth/change-email":            {"newEmail": "new@example.com"},
		"/auth/delete-user":             {"password": dbtest.Password},

		"/auth/two-factor/enable":                {"password": dbtest.Password},
		"/auth/two-factor/disable":               {"password": dbtest.Password},
		"/auth/two-factor/get-totp-uri":          {"password": dbtest.Password},
		"/auth/two-factor/generate-backup-codes": {"password": dbtest.Password},
		"/auth/two-factor/verify-totp":           {"code": "000000"},
		"/auth/two-factor/verify-backup-code":    {"code": "aaaaa-bbbbb"},
		"/auth/two-factor/verify-otp":            {"code": "000000"},
		"/auth/passkey/update-passkey":           {"id": mine.passkey, "name": "Walk"},
		"/auth/passkey/delete-passkey":           {"id": mine.passkey},
		"/auth/multi-session/set-active":         {"sessionToken": mine.userSession},
		"/auth/multi-session/revoke":             {"sessionToken": mine.userSession},

		"/auth/organization/create":                 {"name": "Walked", "slug": "walked"},
		"/auth/organization/check-slug":             {"slug": "walked"},
		"/auth/organization/set-active":             in,
		"/auth/organization/get-organization":       in,
		"/auth/organization/get-full-organization":  in,
		"/auth/organization/update":                 {"organizationId": mine.organization, "data": m{"name": "Walked"}},
		"/auth/organization/delete":                 in,
		"/auth/organization/has-permission":         {"organizationId": mine.organization, "permissions": m{"team": []string{"create"}}},
		"/auth/organization/invite-member":          invite,
		"/auth/organization/invite":                 invite,
		"/auth/organization/accept-invitation":      {"invitationId": mine.invitation},
		"/auth/organization/reject-invitation":      {"invitationId": mine.invitation},
		"/auth/organization/cancel-invitation":      {"invitationId": mine.invitation},
		"/auth/organization/get-invitation":         {"id": mine.invitation},
		"/auth/organization/list-invitations":       in,
		"/auth/organization/list-members":           in,
		"/auth/organization/members":                in,
		"/auth/organization/get-active-member-role": in,
		"/auth/organization/update-member-role":     {"organizationId": mine.organization, "memberId": mine.member, "role": "editor"},
		"/auth/organization/remove-member":          {"organizationId": mine.organization, "memberIdOrEmail": mine.member},
		"/auth/organization/leave":                  in,
		"/auth/organization/create-team":            {"organizationId": mine.organization, "name": "Walkers"},
		"/auth/organization/list-teams":             in,
		"/auth/organization/update-team":            {"teamId": mine.team, "data": m{"organizationId": mine.organization, "name": "Walkers"}},
		"/auth/organization/remove-team":            {"organizationId": mine.organization, "teamId": mine.team},
		"/auth/organization/delete-team":            {"organizationId": mine.organization, "teamId": mine.team},
		"/auth/organization/set-active-team":        {"teamId": mine.team},
		"/auth/organization/list-user-teams":        in,
		"/auth/organization/list-team-members":      {"teamId": mine.team},
		"/auth/organization/add-team-member":        {"organizationId": mine.organization, "teamId": mine.team, "userId": editor},
		"/auth/organization/remove-team-member":     {"organizationId": mine.organization, "teamId": mine.team, "userId": mine.memberUser},
	}
}

func identityVariants(p route.Policy, mine side) []variant {
	if p.Method != http.MethodGet {
		return ordinary
	}
	return []variant{{query: queryOf(identityCalls(mine)[p.Path])}}
}

func identityBody(p route.Policy, _ variant, mine side) string {
	call := identityCalls(mine)[p.Path]
	if call == nil {
		call = map[string]any{}
	}
	raw, err := json.Marshal(call)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func queryOf(call map[string]any) string {
	values := url.Values{}
	for name, value := range call {
		values.Set(name, fmt.Sprint(value))
	}
	return values.Encode()
}

// identityCarriers are the pairs below /auth: bodies and queries that name an object of
// the other organization, against ones that name nobody's.
func (e *estate) identityCarriers(a asker, ask func(method, target, body, theirs, none string, passes bool)) {
	post := func(call string, body map[string]any, theirs, none string, passes bool) {
		raw, err := json.Marshal(body)
		if err != nil {
			panic(err)
		}
		ask(http.MethodPost, "/auth/organization/"+call, string(raw), theirs, none, passes)
	}
	get := func(call, theirs, none string, passes bool) {
		ask(http.MethodGet, "/auth/organization/"+call, "", theirs, none, passes)
	}
	type m = map[string]any
	noOrganization, noUser, noTeam := model.NewID(model.OrganizationID), model.NewID(model.UserID), model.NewID(model.TeamID)
	in := a.mine.organization

	// Another organization named outright.
	for call, body := range map[string]m{
		"set-active": {}, "update": {"data": m{"name": "Walked"}}, "delete": {}, "leave": {},
		"has-permission":     {"permissions": m{"team": []string{"create"}}},
		"invite-member":      {"email": "x@example.com", "role": "member"},
		"update-member-role": {"memberId": a.theirs.member, "role": "editor"},
		"remove-member":      {"memberIdOrEmail": a.theirs.member},
		"create-team":        {"name": "Walkers"},
		"remove-team":        {"teamId": a.theirs.team},
		"add-team-member":    {"teamId": a.theirs.team, "userId": a.theirs.memberUser},
		"remove-team-member": {"teamId": a.theirs.team, "userId": a.theirs.memberUser},
	} {
		body["organizationId"] = "{id}"
		post(call, body, a.theirs.organization, noOrganization, false)
	}
	post("update-team", m{"teamId": a.theirs.team, "data": m{"organizationId": "{id}", "name": "X"}}, a.theirs.organization, noOrganization, false)
	for _, call := range []string{
		"get-organization", "get-full-organization", "list-invitations", "list-members", "members", "get-active-member-role",
		"list-teams", "list-user-teams",
	} {
		get(call+"?organizationId={id}", a.theirs.organization, noOrganization, false)
	}
	if e.Gate.Selection().Offers() {
		post("set-active", m{"organizationSlug": "{id}"}, a.theirs.slug, missingSlugs[a.theirs.slug], false)
		get("get-organization?organizationSlug={id}", a.theirs.slug, missingSlugs[a.theirs.slug], false)
		get("list-members?organizationSlug={id}", a.theirs.slug, missingSlugs[a.theirs.slug], false)
	}

	// An object of the other one, named inside one's own.
	post("update-member-role", m{"organizationId": in, "memberId": "{id}", "role": "editor"}, a.theirs.member, model.NewID(model.MemberID), false)
	post("remove-member", m{"organizationId": in, "memberIdOrEmail": "{id}"}, a.theirs.member, model.NewID(model.MemberID), false)
	post("update-team", m{"teamId": "{id}", "data": m{"organizationId": in, "name": "X"}}, a.theirs.team, noTeam, false)
	post("remove-team", m{"organizationId": in, "teamId": "{id}"}, a.theirs.team, noTeam, false)
	post("add-team-member", m{"organizationId": in, "teamId": "{id}", "userId": a.mine.memberUser}, a.theirs.team, noTeam, false)
	post("add-team-member", m{"organizationId": in, "teamId": a.mine.team, "userId": "{id}"}, a.theirs.memberUser, noUser, false)
	post("remove-team-member", m{"organizationId": in, "teamId": a.mine.team, "userId": "{id}"}, a.theirs.memberUser, noUser, false)
	post("invite-member", m{"organizationId": in, "email": "x@example.com", "role": "member", "teamId": "{id}"}, a.theirs.team, noTeam, false)
	post("cancel-invitation", m{"invitationId": "{id}"}, a.theirs.invitation, model.NewID(model.InvitationID), false)
	post("set-active-team", m{"teamId": "{id}"}, a.theirs.team, noTeam, false)
	get("list-team-members?teamId={id}", a.theirs.team, noTeam, false)
	get("get-active-member-role?organizationId="+in+"&userId={id}", a.theirs.memberUser, noUser, false)
	get("list-user-teams?organizationId="+in+"&userId={id}", a.theirs.memberUser, noUser, false)
	ask(http.MethodPost, "/auth/revoke-session", `{"token": "{id}"}`, a.theirs.userSession, model.NewID(model.SessionID), true)
}
