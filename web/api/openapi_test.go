package api_test

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/schema"
	"gatehouse/web/api"
)

func whole(t *testing.T) *api.Document {
	t.Helper()
	return api.Describe(schema.NewRegistry(dbtest.BuiltInAnd(t, special)), api.Description{Title: "Gatehouse", Server: "http://localhost:8080", Cookie: "gatehouse.session_token", Chooses: true})
}

// Another program's reader of OpenAPI 3.1 takes the document.
func TestTheDocumentIsOpenAPI(t *testing.T) {
	encoded, err := api.Encode(whole(t))
	if err != nil {
		t.Fatal(err)
	}
	validOpenAPI(t, encoded)
	again, _ := api.Encode(whole(t))
	if string(again) != string(encoded) {
		t.Error("the document is different each time")
	}
}

func validOpenAPI(t *testing.T, encoded []byte) {
	t.Helper()
	read, err := openapi3.NewLoader().LoadFromData(encoded)
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Validate(context.Background()); err != nil {
		t.Error(err)
	}
}

// Every route of the API is a call of the document and the other way round, so
// that a new route cannot be forgotten.
func TestEveryRouteIsDescribed(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	described := map[string]bool{}
	declared := map[string]bool{}
	for _, c := range schema.NewRegistry(dbtest.BuiltInAnd(t, special)).For("").All() {
		for _, a := range c.Actions {
			declared[a.Name] = true
		}
	}
	names := schema.NewRegistry(dbtest.BuiltInAnd(t, special)).For("").Names()
	for _, o := range h.conformance.Document.Operations() {
		path := o.Path
		for _, name := range names {
			if rest, ok := strings.CutPrefix(path, "/api/v1/"+name); ok && (rest == "" || rest[0] == '/') {
				path = "/api/v1/:collection" + rest
			}
		}
		if at := strings.LastIndexByte(path, '/'); declared[path[at+1:]] {
			path = path[:at] + "/:action"
		}
		described[o.Method+" "+strings.NewReplacer("{id}", ":entry", "{revision}", ":revision").Replace(strings.ReplaceAll(path, "{organization}", ":organization"))] = true
	}
	served := map[string]bool{}
	for _, p := range h.server.Routes() {
		if strings.HasPrefix(p.Path, "/api/v1/") || strings.HasPrefix(p.Path, "/admin/v1/") {
			served[p.Method+" "+p.Path] = true
		}
	}
	for call := range served {
		if !described[call] {
			t.Errorf("%s is served but not described", call)
		}
	}
	for call := range described {
		if !served[call] {
			t.Errorf("%s is described but not served", call)
		}
	}
}

// Every code of the API is in the closed set of the document, and every example
// keeps to its own schema.
func TestExamplesAndNames(t *testing.T) {
	h := open(t, dbtest.OpenSQLite(t), options{})
	seen := map[string]bool{}
	for _, o := range h.conformance.Document.Operations() {
		if seen[o.OperationID] {
			t.Errorf("two calls are named %s", o.OperationID)
		}
		seen[o.OperationID] = true
		if err := h.conformance.Example(o); err != nil {
			t.Errorf("the example of %s: %v", o.OperationID, err)
		}
	}
}

// What can be done with the documented example is done.
func TestExamplesAreAccepted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, o := range h.conformance.Document.Operations() {
			if o.Method == http.MethodPost && strings.HasSuffix(o.OperationID, "Create") && !strings.Contains(o.Path, "countries") {
				h.want(h.call(dbtest.Bo, o.Method, o.Path+inAcme, o.Example), http.StatusCreated, "")
			}
		}
	})
}

// paths are those that somebody's document has.
func (h *house) paths(who, query string) (paths []string, body string) {
	h.t.Helper()
	a := h.want(h.get(who, "/openapi.json"+query), http.StatusOK, "")
	for path := range a.member("paths") {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	return paths, a.body
}

func TestTheDocumentIsForItsReader(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		public, body := h.paths(nobody, "")
		if !slices.Contains(public, "/api/v1/people") || slices.Contains(public, "/api/v1/notes") || slices.Contains(public, "/api/v1/people/{id}/publish") {
			t.Errorf("nobody reads %v", public)
		}
		for _, hidden := range []string{"notes", "stage", "PeopleNew", "mail.like", "updatedBy.in", "revision.gt"} {
			if strings.Contains(body, `"`+hidden) || strings.Contains(body, "tags/"+hidden) {
				t.Errorf("nobody reads of %s", hidden)
			}
		}
		validOpenAPI(t, []byte(body))
		if there, _ := h.paths(nobody, inAcme); !slices.Equal(there, public) {
			t.Errorf("an address that names an organization shows %v", there)
		}
		if there, _ := h.paths(nobody, "?organizationId=org_00000000000000000000000000"); !slices.Equal(there, public) {
			t.Errorf("an organization that does not exist shows %v", there)
		}
		mine, body := h.paths(dbtest.Bo, inAcme)
		if !slices.Contains(mine, "/api/v1/notes/{id}") || !strings.Contains(body, `"PeopleNew"`) || strings.Contains(body, `"mail.like"`) || strings.Contains(body, `"peopleDelete"`) == strings.Contains(body, `"peoplePublish"`) && strings.Contains(body, `"notesPublish"`) {
			t.Errorf("an editor reads %v", mine)
		}
		validOpenAPI(t, []byte(body))
		if _, body := h.paths(dbtest.Ada, inAcme); !strings.Contains(body, `"mail.like"`) {
			t.Error("an owner cannot filter by what they see")
		}
		if there, _ := h.paths(dbtest.Bo, inGlobex); !slices.Equal(there, public) {
			t.Errorf("a stranger reads %v", there)
		}
		a := h.get(nobody, "/openapi.json")
		h.want(h.call(nobody, http.MethodGet, "/openapi.json", nil, "If-None-Match", a.Header().Get("ETag")), http.StatusNotModified, "")
		h.want(h.get(nobody, "/openapi.json?organization=x"), http.StatusBadRequest, fault.CodeUnknownParameter)
		h.want(h.call(nobody, http.MethodGet, "/openapi.json", nil, "x-api-key", "bad"), http.StatusUnauthorized, fault.CodeBadCredential)
	})
}

func TestSchemaOfTheCaller(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		collection := func(who, query, name string) object {
			list, _ := h.want(h.get(who, "/api/v1/schema"+query), http.StatusOK, "").json["collections"].([]any)
			for i := range list {
				if c := item(list, i); c["name"] == name {
					return c
				}
			}
			return nil
		}
		if c := collection(nobody, "", "notes"); c != nil {
			t.Errorf("nobody sees %v", c)
		}
		operations := func(c object) string {
			encoded, _ := json.Marshal(c["operations"])
			return string(encoded)
		}
		if got := operations(collection(nobody, "", "people")); got != `{"get":"always","list":"always"}` {
			t.Errorf("nobody may %s", got)
		}
		if got := operations(collection(dbtest.Bo, inAcme, "notes")); !strings.Contains(got, `"update":"sometimes"`) || strings.Contains(got, "delete") {
			t.Errorf("an editor may %s", got)
		}
		fields, _ := collection(dbtest.Bo, inAcme, "people")["fields"].([]any)
		if mail, code := item(fields, 2), item(fields, 4); mail["masked"] != true || code["updatable"] != false || code["createable"] != true {
			t.Errorf("fields: %v %v", mail, code)
		}
	})
}

func TestDescriptionsWhereOrganizationsAreFixed(t *testing.T) {
	w := dbtest.OpenSQLite(t)
	h := open(t, w, options{selection: access.Pin(dbtest.Acme, false)})
	h.want(h.get(nobody, "/openapi.json"+inGlobex), http.StatusForbidden, fault.CodeCrossTenant)
	if _, body := h.paths(dbtest.Bo, ""); strings.Contains(body, fault.CodeChooseOrganization+`",`) && strings.Contains(body, `"list400"`) {
		t.Error("a call can miss its organization")
	}
}
