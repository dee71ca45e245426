package api_test

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"gatehouse/db"
	"gatehouse/db/auth"
	"gatehouse/db/dbtest"
	"gatehouse/db/fault"
	"gatehouse/db/model"
)

// A deleted organization answers like one that never was: also to visitors, to
// its former members and to its keys, which are not revoked because it may be
// restored.
func TestDeletedOrganizationIsNowhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		id := h.live("posts", object{"title": "Was public"})
		key, _, err := h.auth.CreateKey(ctx, h.Scope(dbtest.Ada, dbtest.Acme), auth.KeyInput{Name: "Site", Role: "member"})
		if err != nil {
			t.Fatal(err)
		}
		const posts, never = "/api/v1/posts", "org_00000000000000000000000000"
		h.want(h.get(nobody, posts+"/"+id+inAcme), http.StatusOK, "")

		n, err := db.UpdatePlatform[model.Organization](h.DB).Set("archived_at = ?", h.DB.Now()).Where("id = ?", dbtest.Acme).Do(ctx)
		if err != nil || n != 1 {
			t.Fatal(n, err)
		}
		asked := func(who, path, organization string) string {
			a := h.get(who, path+"?organizationId="+organization)
			return strconv.Itoa(a.status) + " " + strings.ReplaceAll(withoutID(a.body), organization, "ORGANIZATION")
		}
		for _, who := range []string{nobody, dbtest.Bo, dbtest.Cy} {
			for _, path := range []string{posts, posts + "/" + id, "/api/v1/site-settings", "/api/v1/countries"} {
				if was, none := asked(who, path, dbtest.Acme), asked(who, path, never); was != none {
					t.Errorf("%q %s: deleted %s\nnever was %s", who, path, was, none)
				}
			}
		}
		if empty, none := asked(nobody, "/api/v1/site-settings", dbtest.Globex), asked(nobody, "/api/v1/site-settings", never); empty != none {
			t.Errorf("an organization without settings: %s\nnever was %s", empty, none)
		}
		bearer := []string{"Authorization", "Bearer " + key}
		h.want(h.call(nobody, http.MethodGet, posts+"/"+id, nil, bearer...), http.StatusNotFound, fault.CodeFirewallNotFound)
		if a := h.call(nobody, http.MethodGet, posts, nil, bearer...); len(texts(a, "id")) != 0 {
			t.Errorf("its key reads %s", a.body)
		}
	})
}
