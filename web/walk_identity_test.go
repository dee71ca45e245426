package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"

	"gatehouse/db/dbtest"
	"gatehouse/web/route"
)

// identityCalls are what the calls below /auth are sent: enough that only permission
// decides. A GET gets its query. One that is not here needs nothing.
func identityCalls(mine side) map[string]map[string]any {
	type m = map[string]any
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
