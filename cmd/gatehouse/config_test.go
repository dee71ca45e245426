package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// loadText loads a file with the text, beside environment and flags.
func loadText(t *testing.T, text string, environ []string, flags map[string]string) (Config, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if text != "" {
		if err := os.WriteFile(defaultFile, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return LoadConfig(Sources{Environ: environ, Flags: flags})
}

const someCollection = "collections:\n  posts:\n    firewall: organization\n    access: {list: {roles: [PUBLIC]}}\n    fields:\n"

// fileMistakes are files with a mark ‸ before the place that must be named.
var fileMistakes = []struct{ name, text, says string }{
	{"unknown key", "‸naem: Acme\n", `Did you mean "name"?`},
	{"unknown nested key", "auth:\n  ‸signup: open\n", `Did you mean "signUp"?`},
	{"key of another section", "‸pinnedOrganizationId: org_1\n", "features.pinnedOrganizationId"},
	{"key twice", "name: A\n‸name: B\n", `"name" is given twice in the file. Keep one of them; the first is on line 1`},
	{"section is text", "auth: ‸open\n", "a mapping"},
	{"empty section", "name: A\nauth:‸\n", "auth is empty"},
	{"text is a list", "name: ‸[A]\n", "name is a list"},
	{"bool is text", "dev: ‸yes\n", "Write true or false"},
	{"choice", "auth:\n  signUp: ‸opne\n", `Did you mean "open"? Allowed: invitation, open, off`},
	{"switch", "rateLimits: ‸maybe\n", "Write on or off"},
	{"limits off without dev", "rateLimits: ‸off\n", "only together with dev"},
	{"base URL", "baseURL: ‸example.com\n", "Write http:// or https://"},
	{"base URL is plain http", "baseURL: ‸http://example.com\n", "Use https"},
	{"database", "database: {url: ‸mysql://x}\n", "sqlite:FILE or postgres://"},
	{"secret too short", "secret: ‸hunter2\n", "at least 32 characters"},
	{"secret is a number", "secret: ‸12345678\n", "Put it in quotes"},
	{"list item", "trustedProxies: [10.0.0.1, ‸proxy]\n", "10.0.0.0/8"},
	{"origin with a path", "trustedOrigins: [‸https://a.example/x]\n", "without a path"},
	{"role hierarchy without owner", "auth:\n  roleHierarchy: ‸[member, admin]\n", `lacks "owner"`},
	{"role hierarchy upside down", "auth:\n  roleHierarchy: ‸[owner, member, admin]\n", "owner is the highest role"},
	{"verified addresses", "auth: {verifyEmail: ‸required}\n", "needs a mail server"},
	{"mail without sender", "mail: {smtp: ‸smtp://localhost:25}\n", "Add mail.from"},
	{"not YAML", "name: ‸[a\n", "this is not YAML"},
	{"two documents", "name: A\n---\n‸name: B\n", "more than one YAML document"},
	{"bad role", someCollection + "      t: {type: text, mask: {type: redact, show: {roles: [‸adminn]}}}\n", `Did you mean "admin"?`},
	{"duplicate field", someCollection + "      t: {type: text}\n      ‸t: {type: text}\n", `"t" is given twice`},
	{"unknown field type", someCollection + "      t: {type: ‸string}\n", "does not exist"},
	{"unknown relation", someCollection + "      t: {type: relation, to: ‸authors}\n", "does not exist"},
	{"or with siblings", "collections:\n  posts:\n    fields: {t: {type: text}}\n    firewall: organization\n    access:\n      get:\n        roles: [admin]\n        ‸or: [{roles: [member]}, {roles: [editor]}]\n", "Move the other keys into its branches"},
	{"no firewall", "collections:\n  ‸posts:\n    fields: {t: {type: text}}\n    access: {list: {roles: [PUBLIC]}}\n", "whose its entries are"},
	{"collections is a list", "collections: ‸[posts]\n", "collections is a list"},
	{"removed feature", "features:\n  ‸organizations: false\n", "features.pinnedOrganizationId"},
	{"removed feature, true", "features:\n  ‸organizations: true\n", "Delete this line"},
	{"removed database setting", "providers:\n  database:\n    config:\n      ‸organizations: false\n", "features.pinnedOrganizationId"},
	{"removed auth setting", "providers: {auth: {config: {plugins: {‸organization: false}}}}\n", "features.pinnedOrganizationId"},
	{"key beside a removed one", "providers:\n  ‸runtime: node\n", `does not know the key "runtime"`},
}

func TestEveryMistakeInTheFileIsNamedAtItsPlace(t *testing.T) {
	for _, c := range fileMistakes {
		t.Run(c.name, func(t *testing.T) {
			before, after, marked := strings.Cut(c.text, "‸")
			if !marked {
				t.Fatal("the case has no mark")
			}
			_, err := loadText(t, before+after, nil, nil)
			if err == nil {
				t.Fatal("was accepted")
			}
			line := strings.Count(before, "\n") + 1
			place := fmt.Sprintf("%s:%d:%d: ", defaultFile, line, len(before)-strings.LastIndexByte(before, '\n'))
			if c.name == "empty section" {
				place = fmt.Sprintf("%s:%d:", defaultFile, line) // nothing stands there
			}
			lines := strings.Split(err.Error(), "\n")
			if len(lines) != 1 || !strings.HasPrefix(lines[0], place) || !strings.Contains(lines[0], c.says) {
				t.Errorf("%v\nwant one line %s…%s", err, place, c.says)
			}
			if strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "12345678") {
				t.Error("a secret is printed")
			}
		})
	}
}

func TestAllMistakesAreListed(t *testing.T) {
	_, err := loadText(t, "naem: A\nlisten: nowhere\n", []string{"GATEHOUSE_DEV=perhaps", "GATEHOUSE_NAEM=x", "GATEHOUSE_TEST_REQUIRE=all", "GATEHOUSE_FEATURES_ORGANIZATIONS=false"}, map[string]string{"auth-sign-up": "x"})
	want := []string{"gatehouse.yaml:1:1: ", "gatehouse.yaml:2:9: ", "GATEHOUSE_DEV: ", "GATEHOUSE_FEATURES_ORGANIZATIONS: ", "GATEHOUSE_NAEM: there is no such setting. Did you mean GATEHOUSE_NAME?", "--auth-sign-up: "}
	lines := strings.Split(fmt.Sprint(err), "\n")
	if len(lines) != len(want) {
		t.Fatal(err)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("%q, want %q", lines[i], want[i])
		}
	}
}

func TestFlagOverEnvironmentOverFileOverDefault(t *testing.T) {
	c, err := loadText(t, "name: File\nlog: {level: warn}\nauth: {signUp: open}\n",
		[]string{"GATEHOUSE_NAME=Environment", "GATEHOUSE_LOG_LEVEL=error", "DATABASE_URL=postgres://u:p@h/d", "GATEHOUSE_PINNED_ORGANIZATION_ID=org_1", "GATEHOUSE_AUTH_VERIFY_EMAIL="},
		map[string]string{"name": "Flag", "dev": "true"})
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "Flag" || c.Log.Level != "error" || c.Auth.SignUp != "open" || c.Auth.VerifyEmail != "off" || c.Database.URL != "postgres://u:p@h/d" || c.Features.PinnedOrganizationID != "org_1" {
		t.Errorf("%+v", c)
	}
	if c.Listen != "127.0.0.1:8080" || c.BaseURL != "http://localhost:8080" || !c.RateLimits || !c.BuiltIn || len(c.Collections) != 5 {
		t.Errorf("%+v", c)
	}
	if c.Given("name") != "--name" || c.Given("log.level") != "GATEHOUSE_LOG_LEVEL" || c.Given("auth.signUp") != "gatehouse.yaml:3:16" || c.Given("secret") != "" {
		t.Error(c.given)
	}
	if strings.Contains(Check(c), "u:p@") || !strings.Contains(Check(c), "postgres://h/d") || !strings.Contains(Check(c), "site-settings") {
		t.Error(Check(c))
	}
}

func TestDefaults(t *testing.T) {
	c, err := loadText(t, "", nil, nil)
	if err != nil || c.Listen != ":8080" || c.Database.URL != "sqlite:data/gatehouse.db" || c.DataFolder != "data" || c.File != "" || !c.Auth.Organization.AllowCreate {
		t.Errorf("%+v %v", c, err)
	}
	if !slices.Equal(c.Hierarchy.Roles(), []string{"member", "editor", "admin", "owner"}) {
		t.Error(c.Hierarchy.Roles())
	}
	if c, err = loadText(t, "", nil, map[string]string{"data-folder": "/srv/x", "listen": ":9000"}); err != nil || c.Database.URL != "sqlite:/srv/x/gatehouse.db" || c.BaseURL != "http://localhost:9000" {
		t.Errorf("%+v %v", c, err)
	}
}

func TestMissingFiles(t *testing.T) {
	t.Chdir(t.TempDir())
	if _, err := LoadConfig(Sources{File: "other.yaml"}); !os.IsNotExist(err) {
		t.Error(err)
	}
	if _, err := LoadConfig(Sources{Environ: []string{"GATEHOUSE_CONFIG=other.yaml"}}); !os.IsNotExist(err) {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Clean("other.yaml"), []byte("# nothing\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if c, err := LoadConfig(Sources{File: "other.yaml"}); err != nil || c.File != "other.yaml" {
		t.Error(c, err)
	}
}

func TestTheTableOfSettings(t *testing.T) {
	help, table := helpConfig(), helpTable()
	var tree map[string]any
	if err := json.Unmarshal(configSchema(), &tree); err != nil || tree["$defs"] == nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, s := range settings() {
		for _, name := range append([]string{s.variable(), "--" + s.flag()}, s.short...) {
			if seen[name] {
				t.Errorf("%s is twice", name)
			}
			seen[name] = true
			if !strings.Contains(help, name) {
				t.Errorf("help lacks %s", name)
			}
		}
		if s.means == "" || s.example == "" || !strings.HasSuffix(s.means, ".") {
			t.Errorf("%s is not explained", s.key)
		}
		if !strings.Contains(table, "| `"+s.key+"` |") {
			t.Errorf("the table lacks %s", s.key)
		}
		example := strings.TrimPrefix(s.example, "the output of: ")
		if s.example == example {
			if wrong, hint := s.fill(&Config{}, example); hint != "" {
				t.Errorf("the example of %s: %s %s", s.key, wrong, hint)
			}
		}
	}
	for key, want := range map[string]string{"auth.signUp": "GATEHOUSE_AUTH_SIGN_UP", "baseURL": "GATEHOUSE_BASE_URL", "database.migrateURL": "GATEHOUSE_DATABASE_MIGRATE_URL",
		"features.pinnedOrganizationId": "GATEHOUSE_FEATURES_PINNED_ORGANIZATION_ID", "auth.organization.require2fa": "GATEHOUSE_AUTH_ORGANIZATION_REQUIRE2FA"} {
		if s, _ := settingAt(key); s.variable() != want {
			t.Errorf("%s is %s", key, s.variable())
		}
	}
}

func TestRolesOfAPinnedInstallationMayWriteEverybodysRows(t *testing.T) {
	text := "collections:\n  a: {firewall: exception, fields: {t: {type: text}}, access: {create: {roles: [admin]}}}\n"
	if _, err := loadText(t, text, nil, nil); err == nil {
		t.Error("accepted without a pinned organization")
	}
	if _, err := loadText(t, text, []string{"GATEHOUSE_PINNED_ORGANIZATION_ID=org_1"}, nil); err != nil {
		t.Error(err)
	}
}
