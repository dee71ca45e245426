package migrations

import "strings"

// foundation is the first schema: people, organizations, content, events.
var foundation = Step{
	Name: "0001_foundation",
	Up: func(t Target) []string {
		statements := strings.Split(strings.TrimSpace(foundationTables), ";\n")
		for i, s := range statements {
			statements[i] = typed(t, s)
		}
		if t.postgres() {
			return append(statements, foundationPolicies(t)...)
		}
		return append(statements, foundationTriggers()...)
	},
	Down: func(t Target) []string {
		var statements []string
		for _, table := range foundationDrop {
			statements = append(statements, "DROP TABLE "+table)
		}
		if t.postgres() {
			statements = append(statements, "DROP FUNCTION refuse_move()")
		}
		return statements
	},
}

// typed replaces the one type that the databases spell differently.
func typed(t Target, s string) string {
	if t.postgres() {
		return strings.ReplaceAll(s, " JSON", " JSONB")
	}
	return strings.ReplaceAll(s, " JSON", " TEXT")
}

var foundationDrop = []string{
	"account_event_heads", "account_events", "event_heads", "events", "revisions", "entry_links", "entry_texts", "entries",
	"invitations", "team_members", "teams", "members", "api_keys", "old_slugs", "organizations",
	"verifications", "sessions", "accounts", "users",
}

// foundationTables: times are milliseconds, ids are text, every row of an
// organization has a composite key so that a child cannot point across.
const foundationTables = `
CREATE TABLE users (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, email_verified BOOLEAN NOT NULL,
  image TEXT, role TEXT NOT NULL, banned BOOLEAN NOT NULL, ban_reason TEXT, ban_expires_at BIGINT,
  two_factor_enabled BOOLEAN NOT NULL, time_zone TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL);
CREATE TABLE accounts (
  id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, provider_id TEXT NOT NULL,
  account_id TEXT NOT NULL, password TEXT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  UNIQUE (provider_id, account_id));
CREATE INDEX accounts_user ON accounts (user_id);
CREATE TABLE sessions (
  id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  active_organization_id TEXT, active_team_id TEXT, impersonated_by TEXT, ip_address TEXT, user_agent TEXT,
  remember BOOLEAN NOT NULL, signed_in_at BIGINT NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, revoked_at BIGINT);
CREATE INDEX sessions_user ON sessions (user_id, expires_at);
CREATE TABLE verifications (
  id TEXT PRIMARY KEY, purpose TEXT NOT NULL, subject TEXT NOT NULL, secret_hash TEXT NOT NULL,
  created_at BIGINT NOT NULL, expires_at BIGINT NOT NULL, used_at BIGINT);
CREATE INDEX verifications_secret ON verifications (purpose, secret_hash);
CREATE INDEX verifications_subject ON verifications (purpose, subject);
CREATE TABLE organizations (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, slug TEXT NOT NULL, logo TEXT, hue INTEGER NOT NULL, metadata TEXT,
  require_2fa BOOLEAN NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, archived_at BIGINT, archived_by TEXT);
CREATE UNIQUE INDEX organizations_slug ON organizations (slug) WHERE archived_at IS NULL;
CREATE TABLE old_slugs (
  slug TEXT PRIMARY KEY, organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, until BIGINT NOT NULL);
CREATE INDEX old_slugs_organization ON old_slugs (organization_id);
CREATE TABLE api_keys (
  id TEXT PRIMARY KEY, config_id TEXT NOT NULL, name TEXT NOT NULL, start TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  organization_id TEXT REFERENCES organizations (id) ON DELETE CASCADE, role TEXT, enabled BOOLEAN NOT NULL,
  request_count BIGINT NOT NULL, last_request_at BIGINT, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  expires_at BIGINT, revoked_at BIGINT);
CREATE INDEX api_keys_organization ON api_keys (organization_id, created_at);
CREATE INDEX api_keys_user ON api_keys (user_id, created_at);
CREATE TABLE members (
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, id TEXT NOT NULL,
  user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, role TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id), UNIQUE (organization_id, user_id));
CREATE INDEX members_user ON members (user_id);
CREATE TABLE teams (
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, id TEXT NOT NULL, name TEXT NOT NULL,
  created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL, PRIMARY KEY (organization_id, id));
CREATE TABLE team_members (
  organization_id TEXT NOT NULL, id TEXT NOT NULL, team_id TEXT NOT NULL, user_id TEXT NOT NULL, created_at BIGINT NOT NULL,
  PRIMARY KEY (organization_id, id), UNIQUE (organization_id, team_id, user_id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (organization_id, user_id) REFERENCES members (organization_id, user_id) ON DELETE CASCADE);
CREATE INDEX team_members_user ON team_members (user_id);
CREATE TABLE invitations (
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, id TEXT NOT NULL, email TEXT NOT NULL,
  role TEXT NOT NULL, team_id TEXT, status TEXT NOT NULL CHECK (status IN ('pending', 'accepted', 'rejected', 'canceled')),
  inviter_id TEXT NOT NULL, token_hash TEXT NOT NULL, created_at BIGINT NOT NULL, sent_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, answered_at BIGINT, answered_by TEXT, revoked_at BIGINT,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id));
CREATE UNIQUE INDEX invitations_id ON invitations (id);
CREATE UNIQUE INDEX invitations_pending ON invitations (organization_id, email) WHERE status = 'pending';
CREATE INDEX invitations_email ON invitations (email, status);
CREATE TABLE entries (
  organization_id TEXT NOT NULL REFERENCES organizations (id) ON DELETE CASCADE, id TEXT NOT NULL, collection TEXT NOT NULL,
  team_id TEXT, owner_id TEXT, status TEXT NOT NULL CHECK (status IN ('draft', 'published')),
  revision BIGINT NOT NULL, live_revision BIGINT, created_at BIGINT NOT NULL, created_by TEXT NOT NULL,
  updated_at BIGINT NOT NULL, updated_by TEXT NOT NULL, published_at BIGINT, first_published_at BIGINT,
  archived_at BIGINT, archived_by TEXT, "values" JSON NOT NULL, live JSON,
  PRIMARY KEY (organization_id, id),
  FOREIGN KEY (organization_id, team_id) REFERENCES teams (organization_id, id),
  CHECK (status = 'draft' OR live IS NOT NULL));
CREATE INDEX entries_updated ON entries (organization_id, collection, updated_at DESC, id DESC) WHERE archived_at IS NULL;
CREATE INDEX entries_created ON entries (organization_id, collection, created_at DESC, id DESC) WHERE archived_at IS NULL;
CREATE INDEX entries_status ON entries (organization_id, collection, status, updated_at DESC, id DESC) WHERE archived_at IS NULL;
CREATE INDEX entries_published ON entries (organization_id, collection, published_at DESC, id DESC) WHERE archived_at IS NULL AND status = 'published';
CREATE INDEX entries_archived ON entries (organization_id, collection, archived_at DESC, id DESC) WHERE archived_at IS NOT NULL;
CREATE TABLE entry_texts (
  organization_id TEXT NOT NULL, entry_id TEXT NOT NULL, live BOOLEAN NOT NULL, collection TEXT NOT NULL, text TEXT NOT NULL,
  PRIMARY KEY (organization_id, entry_id, live),
  FOREIGN KEY (organization_id, entry_id) REFERENCES entries (organization_id, id) ON DELETE CASCADE);
CREATE INDEX entry_texts_collection ON entry_texts (organization_id, collection, live);
CREATE TABLE entry_links (
  organization_id TEXT NOT NULL, entry_id TEXT NOT NULL, live BOOLEAN NOT NULL, field TEXT NOT NULL, position INTEGER NOT NULL,
  target_id TEXT NOT NULL, target_organization_id TEXT NOT NULL,
  PRIMARY KEY (organization_id, entry_id, live, field, position),
  FOREIGN KEY (organization_id, entry_id) REFERENCES entries (organization_id, id) ON DELETE CASCADE,
  FOREIGN KEY (target_organization_id, target_id) REFERENCES entries (organization_id, id),
  CHECK (target_organization_id = organization_id OR target_organization_id = 'org_installation'));
CREATE INDEX entry_links_target ON entry_links (target_organization_id, target_id, live);
CREATE TABLE revisions (
  organization_id TEXT NOT NULL, entry_id TEXT NOT NULL, number BIGINT NOT NULL, action TEXT NOT NULL, fields JSON,
  "values" JSON NOT NULL, created_at BIGINT NOT NULL, created_by TEXT NOT NULL,
  PRIMARY KEY (organization_id, entry_id, number),
  FOREIGN KEY (organization_id, entry_id) REFERENCES entries (organization_id, id) ON DELETE CASCADE);
CREATE TABLE events (
  organization_id TEXT NOT NULL REFERENCES organizations (id), number BIGINT NOT NULL, id TEXT NOT NULL UNIQUE,
  type TEXT NOT NULL, actor_kind TEXT NOT NULL, actor_id TEXT NOT NULL, session_id TEXT, subject_kind TEXT NOT NULL,
  subject_id TEXT NOT NULL, collection TEXT, revision BIGINT, fields JSON, details JSON, ip_address TEXT,
  at BIGINT NOT NULL, previous_hash TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (organization_id, number));
CREATE INDEX events_subject ON events (organization_id, subject_id, number);
CREATE TABLE event_heads (
  organization_id TEXT PRIMARY KEY REFERENCES organizations (id), number BIGINT NOT NULL, hash TEXT NOT NULL);
CREATE TABLE account_events (
  user_id TEXT NOT NULL, number BIGINT NOT NULL, id TEXT NOT NULL UNIQUE, type TEXT NOT NULL, actor_id TEXT NOT NULL,
  session_id TEXT, details JSON, ip_address TEXT, user_agent TEXT, at BIGINT NOT NULL,
  previous_hash TEXT NOT NULL, hash TEXT NOT NULL, PRIMARY KEY (user_id, number));
CREATE TABLE account_event_heads (user_id TEXT PRIMARY KEY, number BIGINT NOT NULL, hash TEXT NOT NULL);
INSERT INTO organizations (id, name, slug, hue, require_2fa, created_at, updated_at, archived_at)
  VALUES ('org_installation', 'Installation', 'org_installation', 0, FALSE, 0, 0, 1);
INSERT INTO event_heads (organization_id, number, hash) VALUES ('org_installation', 0, '')`
