package api_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// raw is a member of an answer as it was written; of a list that of its first entry.
func raw(t *testing.T, a answer, path ...string) string {
	t.Helper()
	at := json.RawMessage(a.body)
	for _, name := range path {
		var list []json.RawMessage
		if json.Unmarshal(at, &list) == nil {
			if len(list) == 0 {
				return ""
			}
			at = list[0]
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(at, &members); err != nil {
			t.Fatalf("%v in %s", err, a.body)
		}
		at = members[name]
	}
	return string(at)
}

// What stands in a relation is what reading the target alone answers, or its id
// where that is refused.
func TestExpansionsAreReads(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		write := func(who, method, path string, body any) answer {
			t.Helper()
			status := map[string]int{http.MethodPost: 201, http.MethodPatch: 200}[method]
			if strings.HasSuffix(path, "publish") || strings.HasSuffix(path, "archive") {
				status = 200
			}
			return h.want(h.call(who, method, "/api/v1/"+path+inAcme, body), status, "")
		}
		id := func(a answer) string { s, _ := a.json["id"].(string); return s }
		pat := id(write(dbtest.Ada, http.MethodPost, "people", object{"name": "Pat", "mail": "pat@example.com"}))
		write(dbtest.Ada, http.MethodPost, "people/"+pat+"/publish", nil)
		write(dbtest.Ada, http.MethodPatch, "people/"+pat, object{"name": "Patricia"}) // a draft over what is published
		kim := h.made("people", object{"name": "Kim"})                                 // a draft alone
		lee := h.live("people", object{"name": "Lee"})
		clerk := id(write(dbtest.Bo, http.MethodPost, "staff", object{"name": "Sam", "salary": 100}))
		diary := id(write(dbtest.Bo, http.MethodPost, "mine", object{"title": "Bo's"}))
		utopia := id(write(dbtest.Ada, http.MethodPost, "countries", object{"name": "Utopia"}))
		write(dbtest.Ada, http.MethodPost, "countries/"+utopia+"/publish", nil)
		first := h.live("books", object{"title": "First", "writer": lee})
		book := h.live("books", object{
			"title": "Second", "writer": pat, "readers": []string{kim, lee}, "clerk": clerk, "country": utopia, "diary": diary, "before": first,
		})
		write(dbtest.Bo, http.MethodPost, "people/"+lee+"/archive", nil) // in the trash: nobody reads it
		where := "/api/v1/books/" + book

		quoted := func(id string) string { return `"` + id + `"` }
		target := func(who, collection, id string) string {
			if a := h.get(who, "/api/v1/"+collection+"/"+id+inAcme); a.status == 200 {
				return a.body
			}
			return quoted(id)
		}
		for _, who := range []string{nobody, dbtest.Ada, dbtest.Bo, dbtest.Cy} {
			relations := map[string]string{
				"writer": target(who, "people", pat), "country": target(who, "countries", utopia), "before": target(who, "books", first),
				"readers": "[" + target(who, "people", kim) + "," + target(who, "people", lee) + "]",
			}
			if who == dbtest.Ada || who == dbtest.Bo {
				relations["clerk"], relations["diary"] = target(who, "staff", clerk), target(who, "mine", diary)
			}
			for name, want := range relations {
				one := h.want(h.get(who, where+asking("expand", name)), 200, "")
				list := h.want(h.get(who, "/api/v1/books"+asking("expand", name, "title", "Second")), 200, "")
				if got := raw(t, one, name); got != want {
					t.Errorf("%s as %q is %s\nreading it alone %s", name, who, got, want)
				}
				if got := raw(t, list, "data", name); got != want {
					t.Errorf("%s in a list as %q is %s\nreading it alone %s", name, who, got, want)
				}
				plain := h.get(who, where+inAcme)
				for _, other := range []string{"title", "writer", "readers", "before", "country", "diary"} {
					if other != name && raw(t, one, other) != raw(t, plain, other) {
						t.Errorf("%s changed with %s: %s", other, name, one.body)
					}
				}
			}
		}
		if got := raw(t, h.get(nobody, where+asking("expand", "writer")), "writer", "name"); got != `"Pat"` {
			t.Errorf("a visitor reads the draft %s", got)
		}
		if got := raw(t, h.get(dbtest.Bo, where+asking("expand", "writer")), "writer", "mail"); got != `"p**@e******.com"` {
			t.Errorf("Bo reads the mail %s", got)
		}

		// Two levels, the same relation among them.
		deep := h.want(h.get(nobody, where+asking("expand", "before.writer,country,before")), 200, "")
		if raw(t, deep, "before", "writer") != quoted(lee) || raw(t, deep, "before", "title") != `"First"` || raw(t, deep, "country", "name") != `"Utopia"` {
			t.Errorf("two levels: %s", deep.body)
		}
		third := h.live("books", object{"title": "Third", "before": book})
		deep = h.want(h.get(nobody, "/api/v1/books/"+third+asking("expand", "before.before,before.writer")), 200, "")
		if raw(t, deep, "before", "before", "before") != "null" || raw(t, deep, "before", "before", "id") != quoted(first) || raw(t, deep, "before", "writer", "name") != `"Pat"` {
			t.Errorf("a relation that goes round: %s", deep.body)
		}
		round := h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/books/"+third+inAcme, object{"before": third}), 200, "")
		deep = h.want(h.get(dbtest.Bo, "/api/v1/books/"+third+asking("expand", "before.before")), 200, "")
		if raw(t, deep, "before", "before", "before") != quoted(third) {
			t.Errorf("an entry before itself: %s\n%s", deep.body, round.body)
		}
		listed := h.want(h.get(dbtest.Bo, "/api/v1/books"+asking("expand", "before.writer", "sort", "-title", "total", "true")), 200, "")
		if got := texts(listed, "title"); !slices.Equal(got, []string{"Third", "Second", "First"}) || listed.member("pagination")["total"] != 3.0 {
			t.Errorf("expanded, the list is %v", got)
		}
	})
}

func TestExpansionsAreStrict(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	book := "/api/v1/books/" + h.live("books", object{"title": "Book"})
	for expand, names := range map[string]string{
		"": "writer", "nothing": "writer", "title": "writer", "id": "writer", "createdBy": "writer", "Writer": "writer", "writer,": "writer", "writer, readers": "readers",
		"writer.name": "before.writer", "before.before.before": "before.before", "before.title": "before.writer", ".writer": "writer", "writer.": "writer", "*": "writer",
		"writer,writer": "once", "before.writer,before.writer": "once", "readers.boss": "readers",
	} {
		for _, address := range []string{book, "/api/v1/books"} {
			a := h.want(h.get(dbtest.Bo, address+asking("expand", expand)), 400, fault.CodeInvalidParameter)
			if !strings.Contains(a.body, names) || a.member("details")["parameter"] != "expand" {
				t.Errorf("expand=%s: %s does not name %s", expand, a.body, names)
			}
		}
	}
	h.want(h.get(dbtest.Bo, book+asking("expand", "writer")+"&expand=readers"), 400, fault.CodeInvalidParameter)
	h.want(h.get(dbtest.Bo, book+asking("Expand", "writer")), 400, fault.CodeUnknownParameter)
	h.want(h.get(dbtest.Bo, book+"/revisions"+asking("expand", "writer")), 400, fault.CodeUnknownParameter)
	h.want(h.call(dbtest.Bo, http.MethodPatch, book+asking("expand", "writer"), object{"title": "x"}), 400, fault.CodeUnknownParameter)
	h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/books"+asking("expand", "writer"), object{"title": "x"}), 400, fault.CodeUnknownParameter)

	// Who may not read any target, or not the ids, is told so and learns no name.
	for _, c := range []struct{ who, expand string }{{nobody, "clerk"}, {nobody, "diary"}, {nobody, "patron"}, {dbtest.Bo, "patron"}, {dbtest.Bo, "before.patron"}, {dbtest.Cy, "clerk"}} {
		a := h.want(h.get(c.who, book+asking("expand", c.expand)), 400, fault.CodeInvalidParameter)
		if allowed := fmt.Sprint(a.member("details")["allowed"]); strings.Contains(allowed, strings.TrimPrefix(c.expand, "before.")) {
			t.Errorf("expand=%s as %q allows %s", c.expand, c.who, allowed)
		}
	}
	h.want(h.get(dbtest.Ada, book+asking("expand", "patron,before.patron")), 200, "")

	// Fields choose what can be expanded, and so does a view.
	list := "/api/v1/books"
	h.want(h.get(dbtest.Bo, list+asking("fields", "title", "expand", "writer")), 400, fault.CodeInvalidParameter)
	if a := h.want(h.get(dbtest.Bo, list+asking("fields", "writer", "expand", "writer")), 200, ""); raw(t, a, "data", "writer") != "null" || strings.Contains(a.body, "title") {
		t.Errorf("a chosen relation: %s", a.body)
	}
	h.want(h.get(nobody, list+asking("view", "slim", "expand", "readers")), 400, fault.CodeInvalidParameter)
	h.want(h.get(nobody, list+asking("view", "slim", "expand", "writer")), 200, "")
	if a := h.get(dbtest.Bo, "/api/v1/people"+asking("expand", "name")); a.member("details")["want"] == nil {
		t.Errorf("where nothing can be expanded: %s", a.body)
	}
}

// An answer's tag changes with whatever it shows.
func TestTagsOfExpansions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		pat := h.live("people", object{"name": "Pat"})
		where := "/api/v1/books/" + h.live("books", object{"title": "Book", "writer": pat})
		plain := h.get(dbtest.Bo, where+inAcme).Header().Get("ETag")
		tag := h.get(dbtest.Bo, where+asking("expand", "writer")).Header().Get("ETag")
		list := h.get(dbtest.Bo, "/api/v1/books"+asking("expand", "writer")).Header().Get("ETag")
		if tag == plain || !strings.HasPrefix(tag, `"`) || !strings.HasPrefix(list, `W/`) {
			t.Errorf("tags %s, %s, %s", plain, tag, list)
		}
		same := func(status int) {
			t.Helper()
			h.want(h.call(dbtest.Bo, http.MethodGet, where+asking("expand", "writer"), nil, "If-None-Match", tag), status, "")
			h.want(h.call(dbtest.Bo, http.MethodGet, "/api/v1/books"+asking("expand", "writer"), nil, "If-None-Match", list), status, "")
			h.want(h.call(dbtest.Bo, http.MethodGet, where+inAcme, nil, "If-None-Match", plain), 304, "")
		}
		same(304)
		h.want(h.call(dbtest.Bo, http.MethodPatch, "/api/v1/people/"+pat+inAcme, object{"age": 5}), 200, "")
		same(200)
		if visitor := h.get(nobody, where+asking("expand", "writer")); strings.Contains(visitor.body, `"age":5`) {
			t.Errorf("a visitor reads a draft: %s", visitor.body)
		}
		h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"title": "New"}, "If-Match", tag), 200, "")
		h.want(h.call(dbtest.Bo, http.MethodPatch, where+inAcme, object{"title": "Newer"}, "If-Match", tag), 412, fault.CodeStale)
	})
}

// One call cannot ask for the same large text without end.
func TestExpansionsEnd(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	large := h.made("books", object{"title": "Large", "text": strings.Repeat("a", 500_000)})
	var records []object
	for i := range 18 {
		records = append(records, object{"title": fmt.Sprint(i), "before": large})
	}
	h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/books/batch"+inAcme, object{"records": records}), 201, "")
	h.want(h.get(dbtest.Bo, "/api/v1/books"+asking("expand", "before", "fields", "before", "limit", "5")), 200, "")
	a := h.want(h.get(dbtest.Bo, "/api/v1/books"+asking("expand", "before", "fields", "before")), 400, fault.CodeInvalidParameter)
	if !strings.Contains(a.body, "8 MiB") {
		t.Errorf("too much: %s", a.body)
	}
}
