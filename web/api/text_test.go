package api_test

import (
	"net/http"
	"testing"

	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
)

// What is no text names nothing; the databases are not asked, one of which would
// call it an error.
func TestNamesThatAreNoText(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, who := range []string{nobody, dbtest.Bo} {
			for _, organization := range []string{"%00", "org_%00", "%FF"} {
				h.want(h.get(who, "/api/v1/posts?organizationId="+organization), http.StatusBadRequest, fault.CodeInvalidParameter)
			}
			for _, path := range []string{"%00", "posts/%00", "posts/ent_%00", "posts/%FF", "posts/%00/revisions"} {
				h.want(h.get(who, "/api/v1/"+path+inAcme), http.StatusNotFound, fault.CodeNotFound)
			}
		}
		for _, path := range []string{"/%00/publish", "/%FF/publish", "/ent_0/revisions/%00/restoration"} {
			h.want(h.call(dbtest.Bo, http.MethodPost, "/api/v1/posts"+path+inAcme, object{}), http.StatusNotFound, "")
		}
	})
}
