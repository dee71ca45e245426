package api_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// Every write of one entry may name the revision it is for.
func TestPreconditions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		id := h.made("people", object{"name": "Pat"})
		where := "/api/v1/people/" + id
		h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"age": 1}), 200, "")
		current := func() string { return h.get(dbtest.Bo, where+inAcme).Header().Get("ETag") }
		old := `"1-x"`
		for _, call := range []struct{ method, path string }{
			{http.MethodPatch, where}, {http.MethodDelete, where}, {http.MethodPost, where + "/publish"}, {http.MethodPost, where + "/unpublish"},
			{http.MethodPost, where + "/archive"}, {http.MethodPost, where + "/duplicate"}, {http.MethodPost, where + "/restoration"},
			{http.MethodPost, where + "/revisions/1/restoration"},
		} {
			var body any
			if call.method == http.MethodPatch {
				body = object{"age": 2}
			}
			for _, headers := range [][]string{{"If-Match", old}, {"If-Match", "W/" + current()}, {"If-None-Match", "*"}} {
				a := h.want(h.call(dbtest.Bo, call.method, call.path+inAcme, body, headers...), 412, fault.CodeStale)
				if shown, _ := a.member("details")["current"].(object); shown["id"] != id || shown["revision"] != 2.0 {
					t.Errorf("%s %s with %v shows %s", call.method, call.path, headers, a.body)
				}
			}
			for _, headers := range [][]string{{"If-None-Match", current()}, {"If-Match", `"1-x", "2-x"`}, {"If-None-Match", "*", "If-Match", current()}} {
				h.want(h.call(dbtest.Bo, call.method, call.path+inAcme, body, headers...), 400, fault.CodeInvalidParameter)
			}
			if call.method == http.MethodPost {
				h.want(h.call(dbtest.Bo, call.method, call.path+inAcme, object{"revision": 1}), 409, fault.CodeConflict)
				h.want(h.call(dbtest.Bo, call.method, call.path+inAcme, object{"revision": 2}, "If-Match", old), 400, fault.CodeInvalid)
			}
		}
		if n := len(texts(h.get(dbtest.Bo, "/api/v1/people"+inAcme), "id")); n != 1 || current()[:3] != `"2-` {
			t.Fatalf("a refused write did something: %d entries at %s", n, current())
		}
		for _, call := range []struct {
			status int
			path   string
		}{{201, "/duplicate"}, {200, "/publish"}, {200, "/unpublish"}, {200, "/revisions/1/restoration"}} {
			h.want(h.call(dbtest.Bo, http.MethodPost, where+call.path+inAcme, nil, "If-Match", current()), call.status, "")
		}

		// In the trash it is still at its revision.
		tag := current()
		h.want(h.call(dbtest.Bo, http.MethodPost, where+"/archive"+inAcme, nil, "If-Match", tag), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodPost, where+"/restoration"+inAcme, nil, "If-Match", old), 412, fault.CodeStale)
		h.want(h.call(dbtest.Bo, http.MethodPost, where+"/restoration"+inAcme, nil, "If-Match", tag), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodDelete, where+inAcme, nil, "If-Match", tag), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodDelete, where+inAcme+"&permanent=true", nil, "If-Match", old), 412, fault.CodeStale)
		h.want(h.call(dbtest.Bo, http.MethodDelete, where+inAcme+"&permanent=true", nil, "If-Match", tag), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodDelete, where+inAcme+"&permanent=true", nil, "If-Match", tag), 404, fault.CodeFirewallNotFound)

		// A declared action.
		task := "/api/v1/tasks/" + h.made("tasks", object{"title": "Sweep"})
		h.want(h.call(dbtest.Bo, http.MethodPost, task+"/advance"+inAcme, object{"note": "x"}, "If-Match", `"7-x"`), 412, fault.CodeStale)
		h.want(h.call(dbtest.Bo, http.MethodPost, task+"/advance"+inAcme, object{"note": "x"}, "If-Match", `"1-x"`), 200, "")

		// What is new has no revision, and a batch names it record by record.
		people := "/api/v1/people" + inAcme
		h.want(h.call(dbtest.Bo, http.MethodPost, people, object{"name": "Kim"}, "If-Match", old), 400, fault.CodeInvalidParameter)
		h.want(h.call(dbtest.Bo, http.MethodPost, people, object{"name": "Kim"}, "If-None-Match", `"1-x"`), 400, fault.CodeInvalidParameter)
		h.want(h.call(dbtest.Bo, http.MethodPost, people, object{"name": "Kim"}, "If-None-Match", "*"), 201, "")
		for _, name := range []string{"If-Match", "If-None-Match"} {
			h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/batch"+inAcme, object{"records": []object{}}, name, "*"), 400, fault.CodeInvalidParameter)
		}
	})
}

// A singleton that was never saved is at revision 0 and may be saved for the
// first time only.
func TestPreconditionsOfSingletons(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		where := "/api/v1/banner" + inAcme
		unsaved := h.get(dbtest.Bo, where).Header().Get("ETag")
		write := func(body object, headers ...string) answer {
			return h.call(dbtest.Bo, http.MethodPatch, where, body, headers...)
		}
		h.want(write(object{"text": "A"}, "If-Match", `"3-x"`), 412, fault.CodeStale)
		h.want(write(object{"text": "A", "revision": 3}), 409, fault.CodeConflict)
		h.want(write(object{"text": "A"}, "If-Match", unsaved), 200, "")
		h.want(write(object{"text": "B"}, "If-Match", unsaved), 412, fault.CodeStale)
		h.want(write(object{"text": "B"}, "If-None-Match", "*"), 412, fault.CodeStale)
		h.want(write(object{"text": "B", "revision": 1}), 200, "")

		elsewhere := "/api/v1/banner" + inGlobex
		first := h.call(dbtest.Ada, http.MethodPatch, elsewhere, object{"text": "A"}, "If-None-Match", "*")
		h.want(first, 200, "")
		h.want(h.call(dbtest.Ada, http.MethodPatch, elsewhere, object{"text": "B"}, "If-None-Match", "*"), 412, fault.CodeStale)
	})
}

func TestBatchesNameRevisions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		where := "/api/v1/people/batch" + inAcme
		a, b := h.made("people", object{"name": "A"}), h.made("people", object{"name": "B"})
		h.want(h.call(dbtest.Bo, http.MethodPatch, where, object{"records": []object{{"id": a, "age": 1, "revision": 1}}}), 200, "")
		lost := h.want(h.call(dbtest.Bo, http.MethodDelete, where, object{"ids": []any{b, object{"id": a, "revision": 1}}}), 409, fault.CodeConflict)
		if lost.member("details")["index"] != 1.0 || len(texts(h.get(dbtest.Bo, "/api/v1/people"+inAcme), "id")) != 2 {
			t.Errorf("a batch that is stale: %s", lost.body)
		}
		part := h.want(h.call(dbtest.Bo, http.MethodDelete, where, object{"ids": []any{b, object{"id": a, "revision": 1}}, "options": object{"atomic": false}}), 207, "")
		if !strings.Contains(part.body, `"success":[{"id":"`+b+`"}]`) {
			t.Errorf("deleted %s", part.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodDelete, where, object{"ids": []any{object{"id": a, "revision": 2}}}), 200, "")
		for _, bad := range []string{
			`{"ids":[{"id":"x","revision":"2"}]}`, `{"ids":[{"id":"x","revision":-1}]}`, `{"ids":[{"revision":1}]}`, `{"ids":[{"id":5}]}`,
			`{"ids":[{"id":"x","Revision":1}]}`, `{"ids":[{"id":"x","id":"y"}]}`, `{"ids":[5]}`, `{"ids":[[]]}`, `{"ids":[{"id":"x","revision":1.5}]}`, `{"ids":[null]}`,
		} {
			h.want(h.call(dbtest.Bo, http.MethodDelete, where, bad), 400, fault.CodeInvalid)
		}
	})
}

// With api.requirePrecondition every write of an entry that is there names its
// revision.
func TestPreconditionsAreRequired(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{require: true})
	id := h.made("people", object{"name": "Pat"})
	where := "/api/v1/people/" + id
	for _, call := range []struct{ method, path, body string }{
		{http.MethodPatch, where, `{"age":1}`}, {http.MethodDelete, where, ""}, {http.MethodPost, where + "/publish", ""},
		{http.MethodPost, where + "/archive", ""}, {http.MethodPost, where + "/revisions/1/restoration", ""},
		{http.MethodDelete, "/api/v1/people/batch", `{"ids":["` + id + `"]}`}, {http.MethodPatch, "/api/v1/people/batch", `{"records":[{"id":"` + id + `","age":1}]}`},
	} {
		var body any
		if call.body != "" {
			body = call.body
		}
		h.want(h.call(dbtest.Bo, call.method, call.path+inAcme, body), 428, fault.CodePreconditionNeeded)
	}
	h.want(h.call(dbtest.Bo, http.MethodPost, where+"/publish"+inAcme, nil, "If-Match", `"1-x"`), 200, "")
	h.want(h.call(dbtest.Bo, http.MethodPost, where+"/duplicate"+inAcme, nil), 201, "")
	h.want(h.call(dbtest.Bo, http.MethodDelete, "/api/v1/people/batch"+inAcme, object{"ids": []any{object{"id": id, "revision": 2}}}), 200, "")
	task := "/api/v1/tasks/" + h.made("tasks", object{"title": "Sweep"})
	h.want(h.call(dbtest.Bo, http.MethodPost, task+"/advance"+inAcme, object{"note": "x"}), 428, fault.CodePreconditionNeeded)
	h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/tasks/sweep"+inAcme, object{"days": 1}), 200, "")
	h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/banner"+inAcme, object{"text": "A"}), 428, fault.CodePreconditionNeeded)
	h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/banner"+inAcme, object{"text": "A"}, "If-None-Match", "*"), 200, "")
}
