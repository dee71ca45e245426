package api_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// The examples of the documented system are in documented_world_test.go. What it
// has and our definitions have not, and why:
//
//   - {organization: {column, source}}: an entry's owner columns are the system's;
//     a column of one's own choosing could be left out of a query.
//   - softDelete, errorMode: deleting is always soft first, and another's entry
//     always answers as one that does not exist.
//   - access and masks as functions: definitions are data, so that rules become SQL
//     and a mask can be told. Six kinds of masks and record conditions do it.
//   - masking.query.roles: who sees a value may ask by it, nobody else; two lists
//     could disagree.
//   - transition {via, fromTo}: one action for each target, each with its own rule
//     and words.
//   - guards: false: leave guards out.  method, path of actions: POST below the
//     entry or the collection, by name.  unsafe: nothing steps over the firewall.

func TestDocumentedGuards(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		for _, c := range []struct {
			body object
			code string
		}{
			{object{"name": "A", "stage": "hired"}, fault.CodeProtected}, {object{"name": "A", "organizationId": dbtest.Globex}, fault.CodeSystemManaged},
			{object{"name": "A", "createdAt": "2026-01-01T00:00:00Z", "stage": "hired"}, fault.CodeSystemManaged},
			{object{"name": "A", "title2": "B"}, fault.CodeUnknownField}, {object{"source": "x"}, fault.CodeInvalid}, {object{"name": "A", "rating": "many"}, fault.CodeInvalid},
		} {
			h.want(h.does(in, rex, http.MethodPost, "candidates", c.body), 400, c.code)
		}
		id := h.makes(in, rex, "candidates", object{"name": "Pat", "source": "fair", "rating": 3})
		for _, c := range []struct {
			body object
			code string
		}{
			{object{"source": "mail"}, fault.CodeImmutable}, {object{"stage": "hired"}, fault.CodeProtected}, {object{"alias": "P"}, fault.CodeNotWritable},
			{object{"source": "mail", "stage": "hired", "alias": "P"}, fault.CodeImmutable}, {object{"stage": "hired", "alias": "P"}, fault.CodeProtected},
			{object{"teamId": north}, fault.CodeSystemManaged}, {object{"stage": "hired", "rating": "many"}, fault.CodeInvalid},
		} {
			if a := h.want(h.does(in, rex, http.MethodPatch, "candidates/"+id, c.body), 400, c.code); a.json["layer"] != "guards" && strings.HasPrefix(c.code, "GUARD_") {
				t.Errorf("the layer: %s", a.body)
			}
		}
		if a := h.want(h.does(in, rex, http.MethodPatch, "candidates/"+id, object{"rating": 4}), 200, ""); a.json["rating"] != 4.0 || a.json["stage"] != "applied" {
			t.Errorf("changed: %s", a.body)
		}
	})
}

// The order of CONTRACT 5, each refusal before all that would be refused after it.
func TestDocumentedDecisionOrder(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		id := h.makes(in, dbtest.Bo, "candidates", object{"name": "Pat"})
		bad := `{"stage": `
		h.want(h.does(where{}, nobody, http.MethodPatch, "candidates/"+id, bad), 401, fault.CodeUnauthenticated)
		if in.acme != "" {
			h.want(h.does(where{}, rex, http.MethodPatch, "candidates/"+id, bad), 400, fault.CodeChooseOrganization)
		}
		h.want(h.does(in, mia, http.MethodPatch, "candidates/ent_none", bad), 403, fault.CodeRoleRequired)
		h.want(h.does(in, rex, http.MethodPatch, "candidates/ent_none", bad), 404, fault.CodeFirewallNotFound)
		h.want(h.does(in, rex, http.MethodPatch, "candidates/"+id, bad), 403, fault.CodeConditionFailed)
		h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/"+id, bad), 400, fault.CodeInvalidJSON)
		h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/"+id, object{"stage": "hired"}), 400, fault.CodeProtected)

		h.want(h.does(in, nobody, http.MethodPost, "candidates/"+id+"/hire", bad), 401, fault.CodeUnauthenticated)
		h.want(h.does(in, dbtest.Bo, http.MethodPost, "candidates/"+id+"/hire", bad), 403, fault.CodeRoleRequired)
		h.want(h.does(in, dan, http.MethodPost, "candidates/ent_none/hire", bad), 404, fault.CodeFirewallNotFound)
		a := h.want(h.does(in, dan, http.MethodPost, "candidates/"+id+"/hire", bad), 409, fault.CodeWrongState)
		if d := a.member("details"); d["field"] != "stage" || d["target"] != "hired" || d["state"] != "applied" {
			t.Errorf("the state: %s", a.body)
		}
		h.want(h.does(in, rex, http.MethodPost, "candidates/"+id+"/screen", nil), 200, "")
		h.want(h.does(in, dan, http.MethodPost, "candidates/"+id+"/hire", bad), 400, fault.CodeInvalidJSON)
		h.want(h.does(in, dan, http.MethodPost, "candidates/"+id+"/hire", object{"pay": 0}), 400, fault.CodeInvalid)
		a = h.want(h.does(in, kim, http.MethodPost, "candidates/"+id+"/hire", object{"pay": 10, "unsafe": true}), 200, "")
		if a.json["stage"] != "hired" || a.json["pay"] != 10.0 {
			t.Errorf("hired: %s", a.body)
		}
		h.want(h.does(in, dan, http.MethodPost, "candidates/"+id+"/hire", object{"pay": 10}), 409, fault.CodeWrongState)
	})
}

func TestDocumentedMasks(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		good := object{"name": "Pat", "email": "pat@example.com", "phone": "+49 151 5550199", "ssn": "123-45-6789", "card": "4111 1111 1111 1111",
			"alias": "Pat Doe", "reference": "brilliant", "apiKey": "sk_live_1"}
		masked := object{"email": "p**@e******.com", "phone": "********0199", "ssn": "*****6789", "card": "************1111",
			"alias": "P** D**", "reference": "[REDACTED]", "apiKey": "[REDACTED]"}
		id := h.makes(in, rex, "candidates", good)
		shows := func(what string, a answer, e object, want object) {
			t.Helper()
			for name, value := range want {
				if e[name] != value {
					t.Errorf("%s: %s is %v, want %v; %s", what, name, e[name], value, a.body)
				}
			}
		}
		for who, want := range map[string]object{mia: masked, dbtest.Bo: masked, dan: good, dbtest.Ada: good, rex: good /* or: owner */} {
			a := h.want(h.does(in, who, http.MethodGet, "candidates/"+id, nil), 200, "")
			shows(who, a, a.json, want)
		}
		// The same in views, answers to writes, actions, batches and conflicts.
		a := h.want(h.does(in, dbtest.Bo, http.MethodGet, "candidates?view=full&name=Pat", nil), 200, "")
		shows("a view", a, item(a.json["data"], 0), object{"email": masked["email"], "phone": masked["phone"]})
		a = h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/"+id, object{"rating": 1}), 200, "")
		shows("a change", a, a.json, masked)
		a = h.want(h.does(in, dbtest.Bo, http.MethodPost, "candidates/"+id+"/screen", nil), 200, "")
		shows("an action", a, a.json, masked)
		a = h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/batch", object{"records": []object{{"id": id, "rating": 2}}}), 200, "")
		shows("a batch", a, item(a.json["success"], 0), masked)
		a = h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/"+id, object{"rating": 2}, "If-Match", `"1-x"`), 412, fault.CodeStale)
		current, _ := a.member("details")["current"].(object)
		shows("412", a, current, masked)
		a = h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/batch", object{"records": []object{{"id": id, "rating": 2, "revision": 1}}}), 409, fault.CodeConflict)
		current, _ = a.member("details")["current"].(object)
		shows("a batch's 409", a, current, masked)
		// What is masked is neither asked by nor written.
		for _, query := range []string{"email=pat@example.com", "email.like=pat", "sort=alias", "apiKey.null=true"} {
			h.want(h.does(in, dbtest.Bo, http.MethodGet, "candidates?view=full&"+query, nil), 400, "")
		}
		for _, guess := range []any{"pat@example.com", "someone@example.com"} {
			a := h.want(h.does(in, dbtest.Bo, http.MethodPatch, "candidates/"+id, object{"email": guess}), 400, fault.CodeMasked)
			if strings.Contains(a.body, "example.com") {
				t.Errorf("the refusal quotes: %s", a.body)
			}
		}
	})
}

func TestDocumentedViewsAndPublicLists(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		h.makes(in, rex, "candidates", object{"name": "Zoe"})
		h.makes(in, rex, "candidates", object{"name": "Abe"})
		a := h.want(h.does(in, mia, http.MethodGet, "candidates", nil), 200, "")
		if names := texts(a, "name"); a.json["view"] != "pipeline" || !slices.IsSorted(names) || item(a.json["data"], 0)["email"] != nil || strings.Contains(a.body, `"email"`) {
			t.Errorf("the default view: %s", a.body)
		}
		h.want(h.does(in, mia, http.MethodGet, "candidates?view=full", nil), 403, fault.CodeRoleRequired)
		h.want(h.does(in, rex, http.MethodGet, "candidates?view=full", nil), 200, "")
		if a := h.want(h.does(in, mia, http.MethodGet, "candidates?view=ful", nil), 400, fault.CodeInvalidParameter); !strings.Contains(a.body, "pipeline") || strings.Contains(a.body, `"full"`) {
			t.Errorf("an unknown view: %s", a.body)
		}

		// The documented roles: admins here, or staff of the platform.
		for _, c := range []struct {
			who    string
			status int
			code   string
		}{{dan, 201, ""}, {kim, 201, ""}, {dbtest.Bo, 403, fault.CodeRoleRequired}, {nobody, 401, fault.CodeUnauthenticated}} {
			h.want(h.does(in, c.who, http.MethodPost, "job-postings", object{"title": "Cook"}), c.status, c.code)
		}
		if in.acme == "" { // where pinned, platform roles count without a membership
			h.want(h.does(in, pat, http.MethodPost, "job-postings", object{"title": "Driver"}), 201, "")
			h.want(h.does(in, pat, http.MethodGet, "candidates", nil), 403, fault.CodeNotAMember)
			h.want(h.does(where{acme: inGlobex}, nobody, http.MethodGet, "job-postings", nil), 403, fault.CodeCrossTenant)
		} else {
			h.want(h.does(in, pat, http.MethodPost, "job-postings", object{"title": "Driver"}), 404, fault.CodeNotFound)
			h.want(h.does(where{}, nobody, http.MethodGet, "job-postings", nil), 400, fault.CodeChooseOrganization)
		}
		id := h.makes(in, dan, "job-postings", object{"title": "Baker"})
		if titles := texts(h.want(h.does(in, nobody, http.MethodGet, "job-postings", nil), 200, ""), "title"); len(titles) != 0 {
			t.Errorf("visitors see drafts: %v", titles)
		}
		h.want(h.does(in, dan, http.MethodPost, "job-postings/"+id+"/publish", nil), 200, "")
		if titles := texts(h.want(h.does(in, nobody, http.MethodGet, "job-postings", nil), 200, ""), "title"); !slices.Equal(titles, []string{"Baker"}) {
			t.Errorf("visitors see %v", titles)
		}
		h.want(h.does(in, dbtest.Ada, http.MethodDelete, "job-postings/"+id, nil), 403, fault.CodeConditionFailed)
		h.want(h.does(in, dan, http.MethodDelete, "job-postings/"+id, nil), 200, "")
		h.want(h.does(in, nobody, http.MethodGet, "job-postings/"+id, nil), 404, fault.CodeFirewallNotFound)
	})
}

func TestDocumentedFirewalls(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		sees := func(who, collection, id string) bool {
			t.Helper()
			list := h.want(h.does(in, who, http.MethodGet, collection+"?total=true", nil), 200, "")
			var listed bool
			for i := range texts(list, "id") {
				listed = listed || item(list.json["data"], i)["id"] == id
			}
			if total, _ := list.member("pagination")["total"].(float64); int(total) != len(texts(list, "id")) {
				t.Errorf("%s: total %v of %d", collection, total, len(texts(list, "id")))
			}
			a := h.does(in, who, http.MethodGet, collection+"/"+id, nil)
			if listed != (a.status == 200) || !listed && a.json["code"] != fault.CodeFirewallNotFound {
				t.Errorf("%s lists %s of %s: %v, and reads %s", who, id, collection, listed, a.body)
			}
			return listed
		}
		all := func(collection, id string, want map[string]bool) {
			t.Helper()
			for who, may := range want {
				if sees(who, collection, id) != may {
					t.Errorf("%s sees %s of %s: %v", who, id, collection, !may)
				}
			}
		}
		all("journals", h.makes(in, mia, "journals", object{"title": "Mine"}), map[string]bool{mia: true, rex: false, dbtest.Bo: false, dan: true, dbtest.Ada: true})
		all("diaries", h.makes(in, mia, "diaries", object{"title": "Mine"}), map[string]bool{mia: true, rex: false, dan: false, dbtest.Ada: false})
		all("team-notes", h.makes(in, mia, "team-notes", object{"title": "Ours"}), map[string]bool{mia: true, rex: true, rexInSouth: false, dan: false})
		all("team-notes", h.makes(in, rexInSouth, "team-notes", object{"title": "South"}), map[string]bool{mia: false, rex: true, rexInSouth: true})
		h.want(h.does(in, rex, http.MethodPost, "team-notes", object{"title": "Whose?"}), 400, fault.CodeTeamRequired)
		h.want(h.does(in, dan, http.MethodPost, "team-notes", object{"title": "Whose?"}), 400, fault.CodeTeamRequired)

		// Rows of the whole installation: platform roles count wherever their holder is.
		id, _ := h.want(h.does(in, pat, http.MethodPost, "countries", object{"name": "Norway"}), 201, "").json["id"].(string)
		h.want(h.does(in, dbtest.Ada, http.MethodPost, "countries", object{"name": "Norway"}), 403, fault.CodeRoleRequired)
		h.want(h.does(in, kim, http.MethodPost, "countries/"+id+"/publish", nil), 200, "")
		h.want(h.does(in, nobody, http.MethodGet, "countries/"+id, nil), 200, "")
	})
}

func TestDocumentedOperatorsAndContext(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		for _, c := range []struct {
			level any
			pass  []string
		}{
			{5, []string{"equals", "among", "at-most", "at-least"}}, {6, []string{"other", "among", "above", "at-least"}},
			{4, []string{"other", "outside", "below", "at-most"}}, {nil, []string{"other", "outside"}},
		} {
			id := h.makes(in, mia, "gauges", object{"level": c.level, "who": mia})
			for _, action := range []string{"equals", "other", "among", "outside", "below", "above", "at-most", "at-least"} {
				a := h.does(in, mia, http.MethodPost, "gauges/"+id+"/"+action, nil)
				if slices.Contains(c.pass, action) {
					h.want(a, 200, "")
				} else {
					h.want(a, 409, fault.CodeWrongState)
				}
			}
			h.want(h.does(in, mia, http.MethodPost, "gauges/"+id+"/mine", nil), 200, "")
			h.want(h.does(in, rex, http.MethodPost, "gauges/"+id+"/mine", nil), 409, fault.CodeWrongState)
			h.want(h.does(in, rex, http.MethodPost, "gauges/"+id+"/here", nil), 200, "")
			h.want(h.does(in, rexInSouth, http.MethodPost, "gauges/"+id+"/ours", nil), 200, "")
			h.want(h.does(in, rex, http.MethodPost, "gauges/"+id+"/ours", nil), 403, fault.CodeRoleRequired) // nothing to compare with denies
		}
	})
}

// Several roles in one membership, roles of one's own, and the order of both.
func TestRolesOfOnesOwn(t *testing.T) {
	eachDocumented(t, func(t *testing.T, h *house, in where) {
		h.makes(in, rex, "candidates", object{"name": "By the second of two roles"})
		h.makes(in, dbtest.Bo, "candidates", object{"name": "By a higher one"})
		h.want(h.does(in, mia, http.MethodPost, "candidates", object{"name": "By a lower one"}), 403, fault.CodeRoleRequired)
		a := h.want(h.does(in, rex, http.MethodGet, "schema", nil), 200, "")
		if roles, _ := a.json["roles"].([]any); len(roles) != 2 || roles[1] != "recruiter" {
			t.Errorf("roles: %v", a.json["roles"])
		}
	})
}
