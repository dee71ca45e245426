package main

import "gatehouse/db/access"

// kind says what values a setting takes.
type kind string

const (
	kindText   kind = "text"
	kindBool   kind = "true or false"
	kindSwitch kind = "on or off"
	kindList   kind = "list"
	kindChoice kind = "choice"
)

// setting is one line of the table that drives the file, the environment, the
// flags, the help, the editors' schema and the README.
type setting struct {
	key       string // the path in the file
	kind      kind
	otherwise string // the default, as it would be written; "" is none
	means     string // one sentence
	example   string
	options   []string // of kindChoice
	secret    bool     // never printed
	short     []string // further environment variables, weaker than the regular one
	alias     string   // a further flag
	into      func(*Config) any
	check     func(value string) string // how to mend a value, "" when it is good; of a list, each item
	derived   string                    // what the default depends on, for the help
}

// settings is the table.
func settings() []setting {
	return []setting{
		{key: "name", kind: kindText, otherwise: "Gatehouse", means: "What the installation calls itself in pages and mail.", example: "Acme Newsroom",
			into: func(c *Config) any { return &c.Name }},
		{key: "baseURL", kind: kindText, means: "The address people reach it at; https makes cookies secure.", example: "https://cms.example.com",
			derived: "`http://localhost` with the port of `listen`", into: func(c *Config) any { return &c.BaseURL }, check: checkBaseURL},
		{key: "listen", kind: kindText, means: "The address the server listens on.", example: "127.0.0.1:9000",
			derived: "`:8080`, with `dev` `127.0.0.1:8080`", into: func(c *Config) any { return &c.Listen }, check: checkListen},
		{key: "dataFolder", kind: kindText, otherwise: "data", means: "Where the SQLite database, generated secrets and files lie.", example: "/var/lib/gatehouse",
			alias: "data", into: func(c *Config) any { return &c.DataFolder }},
		{key: "database.url", kind: kindText, means: "`sqlite:FILE` or `postgres://…`.", example: "postgres://gatehouse@db/gatehouse", secret: true,
			derived: "`sqlite:` and `gatehouse.db` in the data folder", short: []string{"DATABASE_URL"}, into: func(c *Config) any { return &c.Database.URL }, check: checkDatabase},
		{key: "database.migrateURL", kind: kindText, means: "PostgreSQL as the owner of the tables, for strict installations.", example: "postgres://owner@db/gatehouse", secret: true,
			into: func(c *Config) any { return &c.Database.MigrateURL }, check: checkPostgres},
		{key: "database.synchronous", kind: kindChoice, options: []string{"FULL", "NORMAL"}, otherwise: "FULL", means: "SQLite: `NORMAL` is faster and may lose the last writes when the power fails.", example: "NORMAL",
			into: func(c *Config) any { return &c.Database.Synchronous }},
		{key: "redis.url", kind: kindText, means: "Redis for several servers; this version keeps nothing in it yet.", example: "redis://cache:6379/0", secret: true,
			short: []string{"REDIS_URL"}, into: func(c *Config) any { return &c.Redis.URL }, check: checkRedis},
		{key: "secret", kind: kindText, means: "At least 32 characters that sign and seal; generated into the data folder when not given.", example: "the output of: openssl rand -base64 48", secret: true,
			into: func(c *Config) any { return &c.Secret }, check: checkSecret},
		{key: "mail.smtp", kind: kindText, means: "The mail server. Without one mail is not sent, only shown as links.", example: "smtp://user:password@mail.example.com:587", secret: true,
			into: func(c *Config) any { return &c.Mail.SMTP }, check: checkSMTP},
		{key: "mail.from", kind: kindText, means: "The sender of mail.", example: "Acme <cms@example.com>",
			into: func(c *Config) any { return &c.Mail.From }, check: checkSender},
		{key: "trustedOrigins", kind: kindList, means: "Other sites whose pages may call with credentials; `*` stands for one label.", example: "https://www.example.com, https://*.example.com",
			into: func(c *Config) any { return &c.TrustedOrigins }, check: checkOrigin},
		{key: "trustedProxies", kind: kindList, means: "Addresses of proxies whose forwarded headers are believed.", example: "10.0.0.0/8",
			into: func(c *Config) any { return &c.TrustedProxies }, check: checkNetwork},
		{key: "rateLimits", kind: kindSwitch, otherwise: "on", means: "Limits on attempts and requests; `off` only together with `dev`.", example: "off",
			into: func(c *Config) any { return &c.RateLimits }},
		{key: "dev", kind: kindBool, otherwise: "false", means: "Development: plain-HTTP cookies, mail caught at `/dev/mailbox`, readable logs.", example: "true",
			into: func(c *Config) any { return &c.Dev }},
		{key: "metrics.listen", kind: kindText, means: "A separate address that serves `/metrics`.", example: "127.0.0.1:9100",
			into: func(c *Config) any { return &c.Metrics.Listen }, check: checkListen},
		{key: "metrics.token", kind: kindText, means: "A bearer token of at least 16 characters that opens `/metrics` on the main address.", example: "the output of: openssl rand -hex 16", secret: true,
			into: func(c *Config) any { return &c.Metrics.Token }, check: checkToken},
		{key: "log.level", kind: kindChoice, options: []string{"debug", "info", "warn", "error"}, otherwise: "info", means: "The least important lines that are logged.", example: "debug",
			into: func(c *Config) any { return &c.Log.Level }},
		{key: "api.requirePrecondition", kind: kindBool, otherwise: "false", means: "Writes through the API must name the revision they change (428 otherwise).", example: "true",
			into: func(c *Config) any { return &c.API.RequirePrecondition }},
		{key: "features.pinnedOrganizationId", kind: kindText, means: "The one organization the installation always works in.", example: "org_01hzy3v5m8q2r4t6w8x0y2z4a6",
			short: []string{"GATEHOUSE_PINNED_ORGANIZATION_ID"}, into: func(c *Config) any { return &c.Features.PinnedOrganizationID }, check: checkID},
		{key: "auth.signUp", kind: kindChoice, options: []string{"invitation", "open", "off"}, otherwise: "invitation", means: "Who may make an account: the invited, everybody, nobody.", example: "open",
			into: func(c *Config) any { return &c.Auth.SignUp }},
		{key: "auth.verifyEmail", kind: kindChoice, options: []string{"off", "required"}, otherwise: "off", means: "Whether an address must be proved before signing in; `required` needs `mail.smtp`.", example: "required",
			into: func(c *Config) any { return &c.Auth.VerifyEmail }},
		{key: "auth.cookiePrefix", kind: kindText, otherwise: "gatehouse", means: "What names of cookies begin with.", example: "acme",
			into: func(c *Config) any { return &c.Auth.CookiePrefix }, check: checkCookiePrefix},
		{key: "auth.roleHierarchy", kind: kindList, otherwise: "member, editor, admin, owner", means: "Roles from lowest to highest; with `member`, `admin` and, last, `owner`.", example: "member, author, editor, admin, owner",
			into: func(c *Config) any { return &c.Auth.RoleHierarchy }, check: checkRole},
		{key: "auth.organization.allowCreate", kind: kindBool, otherwise: "true", means: "Whether everybody who may sign in may create organizations.", example: "false",
			into: func(c *Config) any { return &c.Auth.Organization.AllowCreate }},
		{key: "auth.organization.allowCreateWhenPinned", kind: kindBool, otherwise: "false", means: "The same while an organization is pinned.", example: "true",
			into: func(c *Config) any { return &c.Auth.Organization.AllowCreateWhenPinned }},
		{key: "auth.organization.require2fa", kind: kindBool, otherwise: "false", means: "Whether new organizations require a second factor of their members.", example: "true",
			short: []string{"GATEHOUSE_AUTH_ORGANIZATION_REQUIRE_2FA"}, into: func(c *Config) any { return &c.Auth.Organization.Require2FA }},
	}
}

// collectionsKey is the one key of the file that is no setting.
const collectionsKey = "collections"

// mandatoryRoles exist in every hierarchy.
var mandatoryRoles = []string{access.Plain, access.Admin, access.Owner}
