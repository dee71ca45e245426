package api_test

import (
	"net/http"
	"strings"
	"testing"

	"gatehouse/db/access"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// The stream's answers are those of its description; streams here end at once.
func TestTheStreamIsAsDescribed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const events = "/api/v1/events"
		h.made("posts", object{"title": "A"})
		a := h.want(h.call(dbtest.Bo, http.MethodGet, events+inAcme, nil, "Last-Event-ID", "0.0"), http.StatusOK, "")
		if !strings.Contains(a.body, "event: entry.created\ndata: {\"id\":\"ent_") || !strings.HasPrefix(a.body, "retry: ") {
			t.Error(a.body)
		}
		h.want(h.get(nobody, events+inAcme), http.StatusUnauthorized, fault.CodeUnauthenticated)
		h.want(h.get(dbtest.Cy, events+inAcme), http.StatusNotFound, fault.CodeNotFound)
		h.want(h.get(dbtest.Bo, events), http.StatusBadRequest, fault.CodeChooseOrganization)
		h.want(h.get(dbtest.Bo, events+asking("collections", "Posts")), http.StatusBadRequest, fault.CodeInvalidParameter)
		h.want(h.get(dbtest.Bo, events+asking("colections", "posts")), http.StatusBadRequest, fault.CodeUnknownParameter)
	})
}

// The description tells of the stream to those who may listen, and the actions of
// readable collections are among its types.
func TestTheStreamIsDescribedToItsReaders(t *testing.T) {
	for _, selection := range []access.Selection{access.Choose(), access.Pin(dbtest.Acme, false)} {
		h := open(t, dbtest.OpenSQLite(t), options{selection: selection})
		for who, told := range map[string]bool{nobody: false, dbtest.Bo: true} {
			body := h.get(who, "/openapi.json"+inAcme).body
			if strings.Contains(body, `"/api/v1/events"`) != told || strings.Contains(body, `"entry.advance"`) != told {
				t.Errorf("%q reads of the stream, which is %v", who, !told)
			}
		}
	}
}
