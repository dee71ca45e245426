package main

import (
	"cmp"
	"net"
	"os"
	"path/filepath"
	"strings"

	"gatehouse/db/access"
	"gatehouse/db/schema"
)

// Config is every setting of the program, read once at start. Each field is
// filled by the setting of the same name in the table of config_settings.go.
type Config struct {
	Name       string
	BaseURL    string // without a slash at the end
	Listen     string
	DataFolder string
	Database   struct{ URL, MigrateURL, Synchronous string }
	Redis      struct{ URL string }
	Secret     string // "" until one is generated into the data folder
	Mail       struct{ SMTP, From string }

	TrustedOrigins []string
	TrustedProxies []string
	RateLimits     bool
	Dev            bool
	Metrics        struct{ Listen, Token string }
	Log            struct{ Level string }
	API            struct{ RequirePrecondition bool }
	Features       struct{ PinnedOrganizationID string }
	Auth           struct {
		SignUp, VerifyEmail, CookiePrefix string
		RoleHierarchy                     []string
		Organization                      struct{ AllowCreate, AllowCreateWhenPinned, Require2FA bool }
	}

	Collections []schema.Collection // the file's, or the built-in ones
	Hierarchy   *access.Hierarchy   // of Auth.RoleHierarchy

	File    string // the configuration file that was read, "" for none
	BuiltIn bool   // Collections are the built-in ones

	given map[string]string // where each setting was given, by key
}

// Sources are where settings come from, the strongest first.
type Sources struct {
	Flags   map[string]string // by the flag's long name; see sourcesOf
	Environ []string          // as of os.Environ
	File    string            // --config; "" is gatehouse.yaml, which may be missing
}

// defaultFile is read when it exists and no other file is named.
const defaultFile = "gatehouse.yaml"

// LoadConfig reads all sources: a flag wins over the environment, the
// environment over the file, the file over the default. It fails with
// ConfigMistakes, which lists every mistake and not just the first, or with the
// error of a file that cannot be read.
func LoadConfig(from Sources) (Config, error) {
	l := &loader{config: Config{given: map[string]string{}}}
	l.defaults()
	name := cmp.Or(from.File, lookup(from.Environ, configVariable))
	text, err := os.ReadFile(cmp.Or(name, defaultFile))
	switch {
	case err == nil:
		l.config.File = cmp.Or(name, defaultFile)
		l.file(text)
	case name != "" || !os.IsNotExist(err):
		return Config{}, err
	}
	l.environment(from.Environ)
	l.flags(from.Flags)
	l.derive()
	l.contradictions()
	l.collections()
	if all := l.mistakes(); len(all) > 0 {
		return l.config, all
	}
	return l.config, nil
}

// ConfigMistakes is everything wrong with the configuration, one line each: the
// place (file:line:column, variable or flag), a colon, and how to mend it.
type ConfigMistakes []string

// Error lists the mistakes, one per line.
func (m ConfigMistakes) Error() string { return strings.Join(m, "\n") }

// Given says where a setting was given, "" when it has its default.
func (c *Config) Given(key string) string { return c.given[key] }

// derive fills what depends on other settings.
func (l *loader) derive() {
	c := &l.config
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if c.Listen == "" {
		c.Listen = ":8080"
		if c.Dev {
			c.Listen = "127.0.0.1:8080"
		}
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://localhost"
		if _, port, err := net.SplitHostPort(c.Listen); err == nil && port != "80" {
			c.BaseURL += ":" + port
		}
	}
	if c.Database.URL == "" {
		c.Database.URL = "sqlite:" + filepath.ToSlash(filepath.Join(c.DataFolder, "gatehouse.db"))
	}
	if c.Mail.SMTP == "" && c.Mail.From == "" {
		c.Mail.From = c.Name + " <gatehouse@localhost>"
	}
	c.Hierarchy = access.NewHierarchy(c.Auth.RoleHierarchy)
}
