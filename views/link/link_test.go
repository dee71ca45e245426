package link

import (
	"net/url"
	"testing"
)

func TestAddressesOfAnOrganization(t *testing.T) {
	acme, bare := In("/o/acme"), In("")
	for _, c := range []struct{ got, want string }{
		{acme.Home(), "/o/acme/"},
		{bare.Home(), "/"},
		{To("acme").Members(), "/o/acme/members"},
		{bare.Content("posts"), "/content/posts"},
		{acme.ContentWith("posts", url.Values{"status": {"draft"}, "q": {""}, "sort": {"-updatedAt"}}), "/o/acme/content/posts?sort=-updatedAt&status=draft"},
		{acme.ContentWith("posts", nil), "/o/acme/content/posts"},
		{acme.NewEntry("posts"), "/o/acme/content/posts/new"},
		{acme.Entry("posts", "ent_1"), "/o/acme/content/posts/ent_1"},
		{acme.Publication("posts", "ent_1"), "/o/acme/content/posts/ent_1/publication"},
		{acme.PublicationRemoval("posts", "ent_1"), "/o/acme/content/posts/ent_1/publication/removal"},
		{acme.Restoration("posts", "ent_1", 7), "/o/acme/content/posts/ent_1/revisions/7/restoration"},
		{acme.Trash("posts", "ent_1"), "/o/acme/content/posts/ent_1/trash"},
		{bare.Invitations(), "/members/invitations"},
		{acme.TeamMemberRemoval("tea_1", "usr_1"), "/o/acme/teams/tea_1/members/usr_1/removal"},
		{acme.APIKeys(), "/o/acme/api-keys"},
		{acme.Entry("../x", "a/b?c#d"), "/o/acme/content/..%2Fx/a%2Fb%3Fc%23d"},
		{acme.Entry("..", "."), "/o/acme/content/%2E%2E/%2E"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestWantedAddressesArriveInTheChosenOrganization(t *testing.T) {
	for _, c := range []struct{ prefix, wanted, want string }{
		{"/o/acme", "", "/o/acme/"},
		{"/o/acme", "/", "/o/acme/"},
		{"/o/acme", "/content/posts?q=a", "/o/acme/content/posts?q=a"},
		{"/o/acme", "/members", "/o/acme/members"},
		{"/o/acme", "/o/acme/members", "/o/acme/members"},
		{"/o/acme", "/o/acmes/members", "/o/acme/"},
		{"/o/acme", "/o/globex/members", "/o/acme/"},
		{"/o/acme", "/account", "/account"},
		{"/o/acme", "//evil.example/members", "/o/acme/"},
		{"", "/members", "/members"},
		{"", "/o/globex/", "/"},
	} {
		if got := In(c.prefix).Arrive(c.wanted); got != c.want {
			t.Errorf("%s in %s: got %s, want %s", c.wanted, c.prefix, got, c.want)
		}
	}
}

func TestGlobalAddressesCarryTheWantedOne(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{SignIn(""), "/sign-in"},
		{SignIn("/"), "/sign-in"},
		{SignIn("/o/acme/content/posts?q=a b"), "/sign-in"}, // a raw blank is nobody's address
		{SignIn("/o/acme/content/posts?q=a+b&s=1"), "/sign-in?return=%2Fo%2Facme%2Fcontent%2Fposts%3Fq%3Da%2Bb%26s%3D1"},
		{SignIn("https://evil.example/"), "/sign-in"},
		{Organizations("//evil.example"), "/organizations"},
		{ResetPassword("a+b/c="), "/reset-password?token=a%2Bb%2Fc%3D"},
		{InvitationProof("inv_1", "tok"), "/invitations/inv_1?token=tok"},
		{InvitationAcceptance("inv_1"), "/invitations/inv_1/acceptance"},
		{API("posts", "a b"), "/api/v1/posts/a%20b"},
	} {
		if c.got != c.want {
			t.Errorf("got %s, want %s", c.got, c.want)
		}
	}
}

func TestLocal(t *testing.T) {
	for _, raw := range []string{"/", "/o/acme/", "/content/posts?status=draft&q=%C3%BC", "/a#b"} {
		if _, ok := Local(raw); !ok {
			t.Errorf("%q is ours", raw)
		}
	}
	for _, raw := range []string{"", "o/acme", "//evil.example", `/\evil.example`, `\\evil.example`, "https://evil.example", "javascript:alert(1)", "/\t/evil.example", "/\n", "/%5C..//x\x00", "/%2F/evil.example", "/%5Cevil.example", "/%zz"} {
		if kept, ok := Local(raw); ok {
			t.Errorf("%q was taken as ours: %s", raw, kept)
		}
	}
}
