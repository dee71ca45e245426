package main

import (
	"strings"
	"testing"
)

func TestExplain(t *testing.T) {
	folder := t.TempDir()
	say := func(input string, args ...string) (string, error) {
		t.Helper()
		out, said, err := command(t, folder, input, nil, args...)
		return out + said, err
	}
	if out, err := say(ownerPassword, "bootstrap", "--organization", "Acme", "--name", "Ada", "--email", ownerEmail, "--password-stdin"); err != nil {
		t.Fatal(out, err)
	}
	as := []string{"explain", "--as", ownerEmail, "--organization", "acme", "--action"}
	for _, c := range []struct {
		args []string
		want string
		bad  bool
	}{
		{append(as, "update", "posts"), "Allowed to change posts with the role owner.", false},
		{append(as, "update", "posts/ent_none"), "Not possible to change this post: it does not exist, or it is out of reach.", false},
		{append(as, "create", "site-settings"), "Nobody is allowed to create site settings: there is no rule for it.\nWhoever writes the configuration", false},
		{append(as, "update", "posts", "--json"), `"allowed": true`, false},
		{append(as, "fly", "posts"), `no collection "posts" with the action "fly"`, true},
		{[]string{"explain", "--as", "no@example.com", "--organization", "acme", "--action", "update", "posts"}, "nobody has the address", true},
		{[]string{"explain", "--as", ownerEmail, "--organization", "acne", "--action", "update", "posts"}, "no organization with the slug", true},
	} {
		if out, err := say("", c.args...); !strings.Contains(out, c.want) || (err != nil) != c.bad {
			t.Errorf("%v: %s %v, want %s", c.args, out, err, c.want)
		}
	}
}
