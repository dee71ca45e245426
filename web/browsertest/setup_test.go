package browsertest

import (
	"net/url"
	"testing"
	"time"

	"gatehouse/db"
	"gatehouse/db/model"
	"gatehouse/web/webtest"
)

// Nobody is there yet: the link that serve prints leads to a first published post.
func TestSetUpToFirstPost(t *testing.T) {
	twice(t, webtest.Options{}, func(t *testing.T, s *webtest.Server, scripts bool) {
		if _, err := db.RemovePlatform[model.User](s.DB).Where("1 = 1").Do(t.Context()); err != nil {
			t.Fatal(err)
		}
		code, err := s.Auth.NewSetupCode(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		_, p := visit(t, s, scripts)
		p.open("/setup?code=" + url.QueryEscape(code))
		p.fill("[name=organization]", "Museum Feldkirch")
		if scripts {
			p.sees("“museum-feldkirch” is free.")
		}
		p.fill("[name=name]", "Vera Amann")
		p.fill("[name=email]", "vera@example.com")
		p.fill("[name=password]", "a lantern walk at dusk")
		p.follow("main button", "Create organization and account")
		p.arrives("/o/museum-feldkirch/")
		p.sees("Museum Feldkirch", "Write your first post")
		p.follow("main a", "New post")
		p.fill("[name=title]", "The house is open")
		p.fill("[name=content]", "Come in. **Everybody** is welcome.")
		p.click("button[value=publish]", "Publish")
		p.sees("Published.", "Live")
		wantPublic(t, s, url.Values{"organizationId": {organizationOf(t, s, "museum-feldkirch")}, "slug": {"the-house-is-open"}}, "The house is open")
		if took := time.Since(start); took > 90*time.Second {
			t.Errorf("took %s", took)
		}
	})
}

func organizationOf(t *testing.T, s *webtest.Server, slug string) string {
	t.Helper()
	all, err := s.Org.ListAll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		if o.Slug == slug {
			return o.ID
		}
	}
	t.Fatalf("no organization %s in %v", slug, all)
	return ""
}
