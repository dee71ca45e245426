package api_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

func TestActions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.made("tasks", object{"title": "Ship", "fee": 9})
		at := "/api/v1/tasks/" + id
		post := func(who, path string, body any, headers ...string) answer {
			t.Helper()
			return h.call(who, http.MethodPost, path+inAcme, body, headers...)
		}
		h.want(post(nobody, at+"/advance", object{"note": "x"}), 401, fault.CodeUnauthenticated)
		h.want(post(dbtest.Bo, at+"/back", nil), 403, fault.CodeRoleRequired)
		h.want(post(dbtest.Bo, at+"/advanced", nil), 404, fault.CodeNotFound)
		h.want(post(dbtest.Bo, at+"/sweep", nil), 404, fault.CodeNotFound)
		h.want(post(dbtest.Bo, "/api/v1/tasks/ent_none/advance", "{"), 404, fault.CodeFirewallNotFound)
		h.want(post(dbtest.Ada, at+"/advance", "{"), 409, fault.CodeWrongState)
		h.want(post(dbtest.Bo, at+"/advance", "{"), 400, fault.CodeInvalidJSON)
		h.want(post(dbtest.Bo, at+"/advance", object{"notto": "x"}), 400, fault.CodeUnknownField)
		if a := h.want(post(dbtest.Bo, at+"/advance", nil), 400, fault.CodeInvalid); !strings.Contains(a.body, `"field":"note"`) {
			t.Errorf("no note: %s", a.body)
		}
		h.want(post(dbtest.Bo, at+"/advance", object{"note": "x", "revision": 7}), 409, fault.CodeConflict)
		h.want(post(dbtest.Bo, at+"/advance", object{"note": "x"}, "If-Match", `"7-x"`), 412, fault.CodeStale)
		a := h.want(post(dbtest.Bo, at+"/advance", object{"note": "well"}), 200, "")
		if a.json["stage"] != "done" || a.json["by"] != "well" || a.json["revision"] != 2.0 || a.json["fee"] != "[REDACTED]" || a.Header().Get("ETag") == "" {
			t.Errorf("advanced: %s", a.body)
		}
		a = h.want(post(dbtest.Bo, at+"/advance", object{"note": "again"}), 409, fault.CodeWrongState)
		if d := a.member("details"); d["field"] != "stage" || d["state"] != "done" || d["target"] != "done" || a.json["layer"] != "access" {
			t.Errorf("the wrong state: %s", a.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodPatch, at+inAcme, object{"stage": "idea"}), 400, fault.CodeProtected)
		h.want(post(dbtest.Ada, at+"/back", nil), 200, "")

		h.want(post(dbtest.Bo, "/api/v1/tasks/sweep", object{"days": "many"}), 400, fault.CodeInvalid)
		h.want(post(dbtest.Bo, "/api/v1/tasks/sweep", object{"days": 3}), 200, "")
		h.want(post(dbtest.Bo, "/api/v1/tasks/advance", object{}), 404, fault.CodeNotFound)
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/banner"+inAcme, object{"text": "Hello"}), 200, "")
		if a := h.want(post(dbtest.Bo, "/api/v1/banner/clear", nil), 200, ""); a.json["text"] != nil {
			t.Errorf("cleared: %s", a.body)
		}

		a = h.want(post(dbtest.Bo, at+"/duplicate", nil), 201, "")
		if a.json["title"] != "Ship" || a.json["fee"] != nil || a.json["id"] == id || !strings.HasPrefix(a.Header().Get("Location"), "/api/v1/tasks/ent_") {
			t.Errorf("the duplicate: %s", a.body)
		}
		h.want(post(dbtest.Bo, at+"/archive", nil), 200, "")
		h.want(h.get(dbtest.Bo, at+inAcme), 404, fault.CodeFirewallNotFound)
		h.want(post(dbtest.Ada, at+"/back", nil), 404, fault.CodeFirewallNotFound)
	})
}
