package main

import (
	"fmt"
	"net"
	"net/mail"
	"net/netip"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"gatehouse/db/access"
)

// The checks of single values answer how to mend one, "" when it is good.

func checkBaseURL(value string) string {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "http" && u.Scheme != "https") || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" || u.User != nil {
		return "Write http:// or https:// and the host, without a path: https://cms.example.com"
	}
	return ""
}

func checkListen(value string) string {
	_, port, err := net.SplitHostPort(value)
	if number, bad := strconv.Atoi(port); err != nil || bad != nil || number < 0 || number > 65535 {
		return "Write an address and a port: 127.0.0.1:8080, or :8080 for all addresses"
	}
	return ""
}

func checkDatabase(value string) string {
	if file, isFile := strings.CutPrefix(value, "sqlite:"); isFile && strings.Trim(file, "/") != "" {
		return ""
	}
	if checkPostgres(value) == "" {
		return ""
	}
	return "Write sqlite:FILE or postgres://user@host/database"
}

func checkPostgres(value string) string {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "postgres" && u.Scheme != "postgresql") {
		return "Write postgres://user@host/database"
	}
	return ""
}

func checkRedis(value string) string {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix") {
		return "Write redis://host:6379/0"
	}
	return ""
}

func checkSecret(value string) string {
	if len(value) < 32 {
		return "Use at least 32 characters, for example the output of: openssl rand -base64 48"
	}
	return ""
}

func checkToken(value string) string {
	if len(value) < 16 || strings.ContainsAny(value, " \t\n") {
		return "Use at least 16 characters without spaces, for example the output of: openssl rand -hex 16"
	}
	return ""
}

func checkSMTP(value string) string {
	u, err := url.Parse(value)
	if err != nil || (u.Scheme != "smtp" && u.Scheme != "smtps") || u.Hostname() == "" {
		return "Write smtp://user:password@host:587, or smtps:// for TLS from the start; escape special characters of the password (%40 for @)"
	}
	return ""
}

func checkSender(value string) string {
	if _, err := mail.ParseAddress(value); err != nil {
		return "Write an address, with a name if you like: Acme <cms@example.com>"
	}
	return ""
}

var originForm = regexp.MustCompile(`^([a-z][a-z0-9+.-]*)://(\*|[a-zA-Z0-9*-]+)(\.(\*|[a-zA-Z0-9*-]+))*(:(\d{1,5}|\*))?$`)

func checkOrigin(value string) string {
	if !originForm.MatchString(value) {
		return "Write scheme and host without a path: https://www.example.com or https://*.example.com"
	}
	return ""
}

func checkNetwork(value string) string {
	if _, err := netip.ParseAddr(value); err == nil {
		return ""
	}
	if _, err := netip.ParsePrefix(value); err == nil {
		return ""
	}
	return "Write an IP address or a network: 10.0.0.1 or 10.0.0.0/8"
}

func checkID(value string) string {
	if strings.TrimSpace(value) != value || strings.ContainsAny(value, " \t\n/\"'") {
		return "Write the organization's id; gatehouse organizations lists them"
	}
	return ""
}

var cookieForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,40}$`)

func checkCookiePrefix(value string) string {
	if !cookieForm.MatchString(value) {
		return "Use letters, digits, - and _"
	}
	return ""
}

var roleForm = regexp.MustCompile(`^[a-z][a-zA-Z0-9_-]{0,39}$`)

func checkRole(value string) string {
	if !roleForm.MatchString(value) {
		return "Use a lower-case letter, then letters, digits, - and _"
	}
	return ""
}

// contradictions are settings that are good alone but not together.
func (l *loader) contradictions() {
	c := &l.config
	if !c.RateLimits && !c.Dev {
		l.sayOf("rateLimits", "Delete it, or start with --dev", "rateLimits can be off only together with dev")
	}
	if u, err := url.Parse(c.BaseURL); err == nil && u.Scheme == "http" && !loopback(u.Hostname()) && !c.Dev {
		l.sayOf("baseURL", "Use https; a proxy in front may speak it", "baseURL is plain http, which carries cookies unprotected")
	}
	if c.Mail.SMTP != "" && c.Mail.From == "" {
		l.sayOf("mail.smtp", "Add mail.from, for example: Acme <cms@example.com>", "mail.smtp is set, but mail has no sender")
	}
	if c.Auth.VerifyEmail == "required" && c.Mail.SMTP == "" && !c.Dev {
		l.sayOf("auth.verifyEmail", "Set mail.smtp, or delete it", "auth.verifyEmail: required needs a mail server")
	}
	if c.Database.MigrateURL != "" && strings.HasPrefix(c.Database.URL, "sqlite:") {
		l.sayOf("database.migrateURL", "Delete it, or set database.url to PostgreSQL", "database.migrateURL is set, but the database is SQLite")
	}
	l.roles()
}

func loopback(host string) bool {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip, err := netip.ParseAddr(host)
	return err == nil && ip.IsLoopback()
}

func (l *loader) roles() {
	const key = "auth.roleHierarchy"
	roles := l.config.Auth.RoleHierarchy
	seen := map[string]bool{}
	for _, role := range roles {
		if seen[role] {
			l.sayOf(key, "Keep it once", "%s names %q twice", key, role)
		}
		seen[role] = true
	}
	for _, role := range mandatoryRoles {
		if !seen[role] {
			l.sayOf(key, "Write, from lowest to highest: [member, editor, admin, owner], with roles of your own between", "%s lacks %q", key, role)
		}
	}
	if len(roles) > 0 && seen[access.Owner] && roles[len(roles)-1] != access.Owner {
		l.sayOf(key, "Write the lowest role first and owner last", "%s ends in %q, but owner is the highest role", key, roles[len(roles)-1])
	}
	if h := access.NewHierarchy(roles); seen[access.Admin] && seen[access.Plain] && h.Rank(access.Admin) < h.Rank(access.Plain) {
		l.sayOf(key, fmt.Sprintf("Put %s after %s", access.Admin, access.Plain), "%s has %s below %s", key, access.Admin, access.Plain)
	}
}
