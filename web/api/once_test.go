package api_test

import (
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

func TestIdempotencyKeys(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		people := "/api/v1/people" + inAcme
		count := func(collection string) int {
			return len(texts(h.get(dbtest.Ada, "/api/v1/"+collection+asking("limit", "100")), "id"))
		}
		key := func(k string) []string { return []string{"Idempotency-Key", k} }

		first := h.want(h.call(dbtest.Bo, http.MethodPost, people, `{"name":"Pat"}`, key("a-1")...), 201, "")
		again := h.want(h.call(dbtest.Bo, http.MethodPost, people, `{"name":"Pat"}`, key("a-1")...), 201, "")
		if again.body != first.body || count("people") != 1 {
			t.Errorf("again: %s\nfirst: %s\n%d entries", again.body, first.body, count("people"))
		}
		for _, name := range []string{"Location", "ETag", "Cache-Control", "Content-Type"} {
			if again.Header().Get(name) == "" || again.Header().Get(name) != first.Header().Get(name) {
				t.Errorf("%s: %q, then %q", name, first.Header().Get(name), again.Header().Get(name))
			}
		}
		if first.Header().Get("Idempotency-Replayed") != "" || again.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("replayed: %q, then %q", first.Header().Get("Idempotency-Replayed"), again.Header().Get("Idempotency-Replayed"))
		}

		// Another body, query, address or condition is another request; another caller
		// or organization has keys of its own.
		id, _ := first.json["id"].(string)
		for _, other := range []answer{
			h.call(dbtest.Bo, http.MethodPost, people, `{"name":"Kim"}`, key("a-1")...),
			h.call(dbtest.Bo, http.MethodPost, "/api/v1/people/batch"+inAcme, `{"records":[]}`, key("a-1")...),
			h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+id+inAcme, `{"name":"Pat"}`, key("a-1")...),
			h.call(dbtest.Bo, http.MethodPost, people, `{"name":"Pat"}`, "Idempotency-Key", "a-1", "If-None-Match", "*"),
		} {
			h.want(other, 409, fault.CodeIdempotencyReused)
		}
		h.want(h.call(dbtest.Ada, http.MethodPost, people, `{"name":"Pat"}`, key("a-1")...), 201, "")
		h.want(h.call(dbtest.Ada, http.MethodPost, "/api/v1/tasks"+inGlobex, `{"title":"Kim"}`, key("a-1")...), 201, "")
		if n := count("people"); n != 2 {
			t.Errorf("%d entries", n)
		}

		// What was refused is not kept: the same key tries again, also with another body.
		h.want(h.call(dbtest.Bo, http.MethodPost, people, `{"nam":"Kim"}`, key("a-2")...), 400, fault.CodeUnknownField)
		h.want(h.call(dbtest.Bo, http.MethodPost, people, `{"name":"Kim","mail":"no"}`, key("a-2")...), 400, fault.CodeInvalid)
		h.want(h.call(dbtest.Bo, http.MethodPost, people, `{"name":"Kim"}`, key("a-2")...), 201, "")

		// Every other write keeps its answer too.
		change := func() answer {
			return h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+id+inAcme, `{"age":5,"revision":1}`, key("b-1")...), 200, "")
		}
		if a, b := change(), change(); a.body != b.body || b.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("changed %s, then %s", a.body, b.body)
		}
		publish := func() answer {
			return h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/people/"+id+"/publish"+inAcme, nil, key("b-2")...), 200, "")
		}
		if a, b := publish(), publish(); a.body != b.body {
			t.Errorf("published %s, then %s", a.body, b.body)
		}
		duplicate := func() answer {
			return h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/people/"+id+"/duplicate"+inAcme, nil, key("b-3")...), 201, "")
		}
		if a, b := duplicate(), duplicate(); a.body != b.body || a.Header().Get("Location") != b.Header().Get("Location") {
			t.Errorf("duplicated %s, then %s", a.body, b.body)
		}
		sweep := func() answer {
			return h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/tasks/sweep"+inAcme, `{"days":3}`, key("b-4")...), 200, "")
		}
		if a, b := sweep(), sweep(); a.body != b.body || b.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("swept %s, then %s", a.body, b.body)
		}
		banner := func() answer {
			return h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/banner"+inAcme, `{"text":"Hi"}`, key("b-5")...), 200, "")
		}
		if a, b := banner(), banner(); a.body != b.body {
			t.Errorf("wrote %s, then %s", a.body, b.body)
		}
		remove := func() answer {
			return h.want(h.call(dbtest.Bo, http.MethodDelete, "/api/v1/people/"+id+inAcme, nil, key("b-6")...), 200, "")
		}
		if a, b := remove(), remove(); a.body != b.body {
			t.Errorf("removed %s, then %s", a.body, b.body)
		}
		h.want(h.call(dbtest.Ada, http.MethodPost, "/api/v1/countries"+inAcme, `{"name":"Utopia"}`, key("b-7")...), 201, "")
		if a := h.want(h.call(dbtest.Ada, http.MethodPost, "/api/v1/countries"+inAcme, `{"name":"Utopia"}`, key("b-7")...), 201, ""); a.Header().Get("Idempotency-Replayed") != "true" {
			t.Errorf("an installation-wide entry was made twice: %s", a.body)
		}
	})
}

// A batch that is not atomic keeps what went through and what did not, and a
// record that fails does not take the others along.
func TestIdempotentBatches(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		where := "/api/v1/posts/batch" + inAcme
		h.made("posts", object{"title": "Taken", "slug": "taken"})
		body := object{"records": []object{{"title": "A"}, {"title": "B", "slug": "taken"}, {"nam": "C"}, {"title": "D"}}, "options": object{"atomic": false}}
		first := h.want(h.call(dbtest.Bo, http.MethodPost, where, body, "Idempotency-Key", "batch"), 207, "")
		again := h.want(h.call(dbtest.Bo, http.MethodPost, where, body, "Idempotency-Key", "batch"), 207, "")
		titles := texts(h.get(dbtest.Bo, "/api/v1/posts"+asking("sort", "title")), "title")
		if again.body != first.body || fmt.Sprint(titles) != "[A D Taken]" || first.member("meta")["failed"] != 2.0 {
			t.Errorf("first %s\nagain %s\nthere are %v", first.body, again.body, titles)
		}
		// Nothing of a failed atomic batch stays, its key neither.
		atomic := object{"records": []object{{"title": "E"}, {"nam": "C"}}}
		h.want(h.call(dbtest.Bo, http.MethodPost, where, atomic, "Idempotency-Key", "atomic"), 400, fault.CodeUnknownField)
		h.want(h.call(dbtest.Bo, http.MethodPost, where, object{"records": []object{{"title": "E"}}}, "Idempotency-Key", "atomic"), 201, "")
	})
}

func TestIdempotencyKeysAreStrict(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	post := func(who string, headers ...string) answer {
		return h.call(who, http.MethodPost, "/api/v1/people"+inAcme, `{"name":"Pat"}`, headers...)
	}
	for _, bad := range []string{"", "a b", "é", strings.Repeat("k", 256), "a\tb"} {
		h.want(post(dbtest.Bo, "Idempotency-Key", bad), 400, fault.CodeInvalidParameter)
	}
	h.want(post(dbtest.Bo, "Idempotency-Key", strings.Repeat("k", 255)), 201, "")
	h.want(post(dbtest.Bo, "Idempotency-Key", `"8e03978e-40d5-43dd-bc93-6894a57f9324"`), 201, "")
	h.want(post(nobody, "Idempotency-Key", "k"), 401, fault.CodeUnauthenticated)
	h.want(h.call(nobody, http.MethodPost, "/api/v1/wishes"+inAcme, `{"text":"More"}`, "Idempotency-Key", "k"), 400, fault.CodeInvalidParameter)
	h.want(h.call(nobody, http.MethodPost, "/api/v1/wishes"+inAcme, `{"text":"More"}`), 201, "")
}

// Twenty who ask at the same moment have one effect and one answer.
func TestManyAskOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		answers := make([]answer, 20)
		var asking sync.WaitGroup
		for i := range answers {
			asking.Go(func() {
				answers[i] = h.call(dbtest.Bo, http.MethodPost, "/api/v1/posts"+inAcme, `{"title":"Once"}`, "Idempotency-Key", "race")
			})
		}
		asking.Wait()
		first := 0
		for _, a := range answers {
			h.want(a, 201, "")
			if a.body != answers[0].body {
				t.Errorf("answered %s and %s", answers[0].body, a.body)
			}
			if a.Header().Get("Idempotency-Replayed") == "" {
				first++
			}
		}
		if n := len(texts(h.get(dbtest.Bo, "/api/v1/posts"+inAcme), "id")); n != 1 || first != 1 {
			t.Errorf("%d entries, %d first answers", n, first)
		}
		// Different keys do not wait for each other, and share a slug only by name.
		for i := range answers {
			asking.Go(func() {
				answers[i] = h.call(dbtest.Bo, http.MethodPost, "/api/v1/posts"+inAcme, `{"title":"Many"}`, "Idempotency-Key", fmt.Sprint("many-", i))
			})
		}
		asking.Wait()
		slugs := map[string]bool{}
		for _, a := range answers {
			h.want(a, 201, "")
			slugs[fmt.Sprint(a.json["slug"])] = true
		}
		if len(slugs) != len(answers) {
			t.Errorf("%d slugs for %d entries", len(slugs), len(answers))
		}
	})
}
