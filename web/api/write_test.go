package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

func TestOneEntry(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/posts"+inAcme, object{"title": "Hello"}), 201, "")
		id, _ := a.json["id"].(string)
		where := "/api/v1/posts/" + id
		if a.Header().Get("Location") != where+inAcme || a.json["status"] != "draft" || a.json["slug"] != "hello" || a.json["revision"] != 1.0 {
			t.Errorf("created %s at %s", a.body, a.Header().Get("Location"))
		}
		read := h.want(h.get(dbtest.Bo, a.Header().Get("Location")), 200, "")
		tag := read.Header().Get("ETag")
		if read.body != a.body || !strings.HasPrefix(tag, `"1-`) || a.Header().Get("ETag") != tag {
			t.Errorf("read %s with %s", read.body, tag)
		}
		for _, given := range []string{tag, "W/" + tag, `"x", ` + tag, "*"} {
			not := h.want(h.call(dbtest.Bo, http.MethodGet, where+inAcme, nil, "If-None-Match", given), 304, "")
			if not.body != "" || not.Header().Get("ETag") != tag {
				t.Errorf("304 with %q and %q", not.body, not.Header().Get("ETag"))
			}
		}
		h.want(h.call(dbtest.Bo, http.MethodGet, where+inAcme, nil, "If-None-Match", `"1-other"`), 200, "")
		list := h.want(h.get(dbtest.Bo, "/api/v1/posts"+inAcme), 200, "")
		if weak := list.Header().Get("ETag"); !strings.HasPrefix(weak, `W/"`) {
			t.Errorf("a list has %s", weak)
		} else {
			h.want(h.call(dbtest.Bo, http.MethodGet, "/api/v1/posts"+inAcme, nil, "If-None-Match", weak), 304, "")
		}
		head := h.want(h.call(dbtest.Bo, http.MethodHead, where+inAcme, nil), 200, "")
		if head.body != "" || head.Header().Get("ETag") != tag || head.Header().Get("Content-Length") != fmt.Sprint(len(read.body)) {
			t.Errorf("HEAD: %q %v", head.body, head.Header())
		}

		changed := h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"summary": "Short"}, "If-Match", tag), 200, "")
		if changed.json["title"] != "Hello" || changed.json["summary"] != "Short" || changed.json["revision"] != 2.0 {
			t.Errorf("changed %s", changed.body)
		}
		for _, stale := range []string{tag, `"x"`, "W/" + changed.Header().Get("ETag")} {
			lost := h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"summary": "Lost"}, "If-Match", stale), 412, fault.CodeStale)
			current, _ := lost.member("details")["current"].(object)
			if current["summary"] != "Short" || current["revision"] != 2.0 {
				t.Errorf("a stale write shows %s", lost.body)
			}
		}
		lost := h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"summary": "Lost", "revision": 1}), 409, fault.CodeConflict)
		if current, _ := lost.member("details")["current"].(object); current["revision"] != 2.0 {
			t.Errorf("a conflict shows %s", lost.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"summary": "x", "revision": 1}, "If-Match", changed.Header().Get("ETag")), 400, fault.CodeInvalid)
		h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"summary": "More", "revision": 2}), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"summary": "Again"}, "If-Match", "*"), 200, "")

		h.want(h.call(dbtest.Bo, http.MethodPost, where+"/publish"+inAcme, nil, "If-Match", tag), 412, fault.CodeStale)
		published := h.want(h.call(dbtest.Bo, http.MethodPost, where+"/publish"+inAcme, nil), 200, "")
		if published.json["status"] != "published" || published.json["publishedAt"] == nil {
			t.Errorf("published %s", published.body)
		}
		history := h.want(h.get(dbtest.Bo, where+"/revisions"+inAcme), 200, "")
		if item(history.json["data"], 0)["current"] != true || item(history.json["data"], 3)["revision"] == nil {
			t.Errorf("history %s", history.body)
		}
		back := h.want(h.call(dbtest.Bo, http.MethodPost, where+"/revisions/1/restoration"+inAcme, nil), 200, "")
		if back.json["summary"] != nil {
			t.Errorf("restored %s", back.body)
		}
		for _, number := range []string{"99", "x"} {
			h.want(h.call(dbtest.Bo, http.MethodPost, where+"/revisions/"+number+"/restoration"+inAcme, nil), 404, "")
		}

		h.want(h.call(dbtest.Bo, http.MethodDelete, where+inAcme, nil), 403, fault.CodeRoleRequired)
		gone := h.want(h.call(dbtest.Ada, http.MethodDelete, where+inAcme, nil), 200, "")
		if gone.body != `{"success":true}` {
			t.Errorf("deleted %s", gone.body)
		}
		h.want(h.get(dbtest.Ada, where+inAcme), 404, fault.CodeFirewallNotFound)
		h.want(h.get(nobody, where+inAcme), 404, fault.CodeFirewallNotFound)
		if a := h.get(dbtest.Ada, "/api/v1/posts"+asking("status", "trash")); len(texts(a, "id")) != 1 {
			t.Errorf("the trash holds %s", a.body)
		}
		h.want(h.call(dbtest.Ada, http.MethodPost, where+"/restoration"+inAcme, nil), 200, "")
		h.want(h.get(nobody, where+inAcme), 200, "")
		h.want(h.call(dbtest.Ada, http.MethodDelete, where+inAcme+"&permanent=yes", nil), 400, fault.CodeInvalidParameter)
		h.want(h.call(dbtest.Ada, http.MethodDelete, where+inAcme+"&permanent=true", nil, "If-Match", tag), 412, fault.CodeStale)
		h.want(h.call(dbtest.Ada, http.MethodDelete, where+inAcme+"&permanent=true", nil), 200, "")
		h.want(h.call(dbtest.Ada, http.MethodPost, where+"/restoration"+inAcme, nil), 404, fault.CodeFirewallNotFound)
	})
}

func TestSingleton(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		where := "/api/v1/site-settings" + inAcme
		h.want(h.get(nobody, where), 200, "")
		first := h.want(h.get(dbtest.Ada, where), 200, "")
		if first.json["title"] != nil {
			t.Errorf("before it was saved: %s", first.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodPatch, where, object{"title": "No"}), 403, fault.CodeRoleRequired)
		saved := h.want(h.call(dbtest.Ada, http.MethodPatch, where, object{"title": "Acme News"}), 200, "")
		if saved.json["title"] != "Acme News" || saved.json["id"] == nil {
			t.Errorf("saved %s", saved.body)
		}
		if a := h.get(dbtest.Ada, where); a.json["title"] != "Acme News" || a.Header().Get("ETag") != saved.Header().Get("ETag") {
			t.Errorf("read %s", a.body)
		}
		if a := h.get(dbtest.Cy, "/api/v1/site-settings"+inGlobex); a.json["title"] != nil {
			t.Errorf("another organization reads %s", a.body)
		}
		for method, address := range map[string]string{http.MethodPost: where, http.MethodPut: where, http.MethodDelete: where} {
			if a := h.want(h.call(dbtest.Ada, method, address, object{}), 405, fault.CodeMethodNotAllowed); a.Header().Get("Allow") != "OPTIONS, GET, HEAD, PATCH" {
				t.Errorf("%s: Allow %q", method, a.Header().Get("Allow"))
			}
		}
		for _, method := range []string{http.MethodPatch, http.MethodPut} {
			if a := h.want(h.call(dbtest.Ada, method, "/api/v1/posts"+inAcme, object{}), 405, fault.CodeMethodNotAllowed); a.Header().Get("Allow") != "OPTIONS, GET, HEAD, POST" {
				t.Errorf("%s: Allow %q", method, a.Header().Get("Allow"))
			}
		}
		if a := h.want(h.call(dbtest.Ada, http.MethodPut, "/api/v1/posts/ent_x"+inAcme, object{}), 405, fault.CodeMethodNotAllowed); !strings.Contains(a.Header().Get("Allow"), "PATCH") {
			t.Errorf("Allow %q", a.Header().Get("Allow"))
		}
	})
}

func TestBodiesAreStrict(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	post := func(body string, headers ...string) answer {
		t.Helper()
		return h.call(dbtest.Bo, http.MethodPost, "/api/v1/people"+inAcme, body, headers...)
	}
	for body, code := range map[string]string{
		``: fault.CodeInvalidJSON, `[]`: fault.CodeInvalidJSON, `{"name":"a"`: fault.CodeInvalidJSON, `{} {}`: fault.CodeInvalidJSON,
		`{"name":"a","name":"b"}`: fault.CodeInvalidJSON, "{\"name\":\"\xff\"}": fault.CodeInvalidJSON, `{"name":"\u0000"}`: fault.CodeInvalidJSON,
		`{"Name":"a"}`: fault.CodeUnknownField, `{"nam":"a"}`: fault.CodeUnknownField, `{"revision":1}`: fault.CodeSystemManaged,
		`{"name":"a","id":"ent_1"}`: fault.CodeSystemManaged, `{"name":"a","organizationId":"org_1"}`: fault.CodeSystemManaged,
		`{"name":"a","status":"published"}`: fault.CodeSystemManaged, `{"name":"a","createdBy":"usr_1"}`: fault.CodeSystemManaged,
		`{}`: fault.CodeInvalid, `{"name":5}`: fault.CodeInvalid, `{"name":"a","mail":"no"}`: fault.CodeInvalid,
	} {
		h.want(post(body), 400, code)
	}
	a := h.want(post(`{"name":5,"age":"x"}`), 400, fault.CodeInvalid)
	if problems := a.member("details")["problems"]; item(problems, 0)["field"] != "name" || item(problems, 0)["message"] == "" || item(problems, 1)["field"] != "age" {
		t.Errorf("problems: %s", a.body)
	}
	a = h.want(post(`{"nam":"a"}`), 400, fault.CodeUnknownField)
	if a.member("details")["nearest"] != "name" || a.json["error"] != "There is no field nam." || a.json["requestId"] == nil || a.Header().Get("X-Request-Id") != a.json["requestId"] {
		t.Errorf("an unknown field: %s", a.body)
	}
	h.want(post(`{"name":"a"}`, "Content-Type", "application/x-www-form-urlencoded"), 415, fault.CodeUnsupportedMedia)
	h.want(post(`{"name":"a"}`, "Content-Type", "text/plain;charset=UTF-8"), 201, "") // as browsers send a string
	h.want(post(`{"name":"a"}`, "Content-Type", ""), 201, "")
	h.want(post(`{"name":"a"}`, "Content-Type", "text/plain; charset=latin1"), 415, fault.CodeUnsupportedMedia)
	h.want(post(`{"name":"a"}`, "Content-Type", "text/plain", "Content-Encoding", "gzip"), 415, fault.CodeUnsupportedMedia)
	h.want(post(`[object Object]`, "Content-Type", "text/plain;charset=UTF-8"), 400, fault.CodeInvalidJSON)
	h.want(h.call(nobody, http.MethodPost, "/api/v1/people"+inAcme, `{"name":"a"}`, "Cookie", h.cookie(dbtest.Bo), "Content-Type", "text/plain"), 415, fault.CodeUnsupportedMedia)
	h.want(h.call(nobody, http.MethodPost, "/api/v1/people"+inAcme, `{"name":"a"}`, "Cookie", h.cookie(dbtest.Bo), "Content-Type", ""), 415, fault.CodeUnsupportedMedia)
	h.want(h.call(nobody, http.MethodPost, "/api/v1/people"+inAcme, `{"name":"a"}`, "Cookie", h.cookie(dbtest.Bo)), 201, "")
	h.want(post(`{"name":"a"}`, "Content-Type", "application/json; charset=latin1"), 415, fault.CodeUnsupportedMedia)
	h.want(post(`{"name":"a"}`, "Content-Encoding", "gzip"), 415, fault.CodeUnsupportedMedia)
	h.want(post(`{"name":"a"}`, "Content-Type", "application/json; charset=UTF-8"), 201, "")
	h.want(post(`{"name":"`+strings.Repeat("a", 1<<20)+`"}`), 413, fault.CodeTooLarge)
	h.want(h.get(dbtest.Bo, "/api/v1/posts/a/b/c"), 404, fault.CodeNotFound)

	h = open(t, dbtest.OpenSQLite(t), options{require: true})
	id := h.made("people", object{"name": "Pat"})
	h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+id+inAcme, object{"age": 1}), 428, fault.CodePreconditionNeeded)
	h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/ent_x"+inAcme, object{"age": 1}), 404, fault.CodeFirewallNotFound)
	h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+id+inAcme, object{"age": 1, "revision": 1}), 200, "")
	h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/batch"+inAcme, object{"records": []object{{"id": id, "age": 2}}}), 428, fault.CodePreconditionNeeded)
}

func TestForeignEntriesDoNotExist(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		foreign := h.live("people", object{"name": "Pat"})
		random := "ent_00000000000000000000000000"
		calls := []struct{ method, below, body string }{
			{http.MethodGet, "", ""}, {http.MethodPatch, "", `{"name":"x"}`}, {http.MethodPatch, "", `{bad`}, {http.MethodPatch, "", `{"name":"x","revision":1}`},
			{http.MethodDelete, "", ""}, {http.MethodPost, "/publish", ""}, {http.MethodPost, "/unpublish", ""},
			{http.MethodPost, "/restoration", ""}, {http.MethodGet, "/revisions", ""}, {http.MethodPost, "/revisions/1/restoration", ""},
		}
		for _, c := range calls {
			ask := func(id string) answer {
				var body any
				if c.body != "" {
					body = c.body
				}
				return h.call(dbtest.Cy, c.method, "/api/v1/people/"+id+c.below+inGlobex, body)
			}
			a, b := ask(foreign), ask(random)
			if a.status != 404 || b.status != 404 || withoutID(a.body) != withoutID(b.body) {
				t.Errorf("%s %s: %d %s\n%d %s", c.method, c.below, a.status, a.body, b.status, b.body)
			}
			for name := range a.Header() {
				if name != "X-Request-Id" && a.Header().Get(name) != b.Header().Get(name) && name != "Content-Security-Policy" {
					t.Errorf("%s %s: header %s differs", c.method, c.below, name)
				}
			}
		}
		for _, method := range []string{http.MethodPatch, http.MethodDelete} {
			ask := func(id string) answer {
				body := object{"records": []object{{"id": id, "name": "x"}}}
				if method == http.MethodDelete {
					body = object{"ids": []string{id}}
				}
				return h.call(dbtest.Cy, method, "/api/v1/people/batch"+inGlobex, body)
			}
			if a, b := ask(foreign), ask(random); a.status != 404 || strings.ReplaceAll(withoutID(a.body), foreign, random) != withoutID(b.body) {
				t.Errorf("batch %s: %s\n%s", method, a.body, b.body)
			}
		}
	})
}

func TestBatch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		where := "/api/v1/people/batch" + inAcme
		made := h.want(h.call(dbtest.Bo, http.MethodPost, where, object{"records": []object{{"name": "A"}, {"name": "B"}}}), 201, "")
		entries, _ := made.json["success"].([]any)
		if len(entries) != 2 || made.member("meta")["succeeded"] != 2.0 || made.member("meta")["atomic"] != true || fmt.Sprint(made.json["errors"]) != "[]" {
			t.Fatalf("made %s", made.body)
		}
		id := func(i int) string { s, _ := item(made.json["success"], i)["id"].(string); return s }
		count := func() int { return len(texts(h.get(dbtest.Bo, "/api/v1/people"+inAcme), "id")) }

		bad := h.want(h.call(dbtest.Bo, http.MethodPost, where, object{"records": []object{{"name": "C"}, {"nam": "D"}}}), 400, fault.CodeUnknownField)
		if bad.member("details")["index"] != 1.0 || count() != 2 {
			t.Errorf("an atomic batch left %d entries: %s", count(), bad.body)
		}
		mixed := h.want(h.call(dbtest.Bo, http.MethodPost, where, object{"records": []object{{"name": "C"}, {"nam": "D"}, {"name": 5}}, "options": object{"atomic": false}}), 207, "")
		if mixed.member("meta")["failed"] != 2.0 || mixed.member("meta")["succeeded"] != 1.0 || count() != 3 || !strings.Contains(mixed.body, `"index":1,"error":{"error":`) {
			t.Errorf("a batch left %d entries: %s", count(), mixed.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodPatch, where, object{"records": []object{{"id": id(0), "age": 1}, {"id": "ent_x", "age": 2}}}), 404, fault.CodeFirewallNotFound)
		if a := h.get(dbtest.Bo, "/api/v1/people/"+id(0)+inAcme); a.json["age"] != nil {
			t.Errorf("half of an atomic batch was written: %s", a.body)
		}
		lost := h.want(h.call(dbtest.Bo, http.MethodPatch, where, object{"records": []object{{"id": id(0), "age": 1, "revision": 9}}}), 409, fault.CodeConflict)
		if current, _ := lost.member("details")["current"].(object); current["id"] != id(0) {
			t.Errorf("a conflict in a batch: %s", lost.body)
		}
		changed := h.want(h.call(dbtest.Bo, http.MethodPatch, where, object{"records": []object{{"id": id(0), "age": 1}, {"id": id(1), "age": 2, "revision": 1}}}), 200, "")
		if changed.member("meta")["succeeded"] != 2.0 || !strings.Contains(changed.body, `"age":2`) {
			t.Errorf("changed %s", changed.body)
		}
		part := h.want(h.call(dbtest.Bo, http.MethodDelete, where, object{"ids": []string{id(0), "ent_x"}, "options": object{"atomic": false}}), 207, "")
		if !strings.Contains(part.body, `"success":[{"id":"`+id(0)+`"}]`) || !strings.Contains(part.body, `"id":"ent_x","error"`) {
			t.Errorf("deleted %s", part.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodDelete, where+"&permanent=true", object{"ids": []string{id(0), id(1)}}), 200, "")

		for body, code := range map[string]string{
			`[]`: fault.CodeInvalidJSON, `{"records":[],"records":[]}`: fault.CodeInvalidJSON, `{"Records":[]}`: fault.CodeUnknownField,
			`{"items":[]}`: fault.CodeUnknownField, `{}`: fault.CodeInvalid, `{"records":{}}`: fault.CodeInvalid, `{"records":[1]}`: fault.CodeInvalid,
			`{"records":[],"options":{"atomic":"no"}}`: fault.CodeInvalid, `{"records":[],"options":{"atomic":0}}`: fault.CodeInvalid,
			`{"records":[],"options":{"failFast":true}}`: fault.CodeUnknownField, `{"records":[],"options":null}`: fault.CodeInvalidJSON,
			`{"records":[` + strings.Repeat(`{},`, 100) + `{}]}`: fault.CodeInvalid,
		} {
			h.want(h.call(dbtest.Bo, http.MethodPost, where, body), 400, code)
		}
		for _, body := range []string{`{"records":[{"age":1}]}`, `{"records":[{"id":5}]}`, `{"records":[{"id":""}]}`} {
			h.want(h.call(dbtest.Bo, http.MethodPatch, where, body), 400, fault.CodeInvalid)
		}
		h.want(h.call(dbtest.Bo, http.MethodPatch, where, `{"records":[{"id":"ent_x","id":"ent_y"}]}`), 400, fault.CodeSystemManaged)
		h.want(h.call(dbtest.Bo, http.MethodPost, where, `{"records":[]}`), 201, "")
		h.want(h.call(nobody, http.MethodPost, where, `{"records":[]}`), 401, fault.CodeUnauthenticated)
		h.want(h.call(dbtest.Ada, http.MethodPost, "/api/v1/site-settings/batch"+inAcme, `{"records":[]}`), 405, fault.CodeMethodNotAllowed)
	})
}
