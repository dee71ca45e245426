package migrations

import "strings"

// The tables whose rows belong to an organization, as of the first step.
var foundationOwned = []string{
	"members", "teams", "team_members", "invitations", "entries", "entry_texts", "entry_links",
	"revisions", "events", "event_heads",
}

var foundationPlatform = []string{
	"users", "accounts", "sessions", "verifications", "organizations", "old_slugs", "api_keys", "account_event_heads",
}

// foundationPolicies raise PostgreSQL's wall: the serve role sees and writes the
// rows of the organization in app.organization; no setting means no rows.
func foundationPolicies(t Target) []string {
	serve, steward := quoted(t.Roles.Serve), quoted(t.Roles.Steward)
	const own = "organization_id = NULLIF(current_setting('app.organization', true), '')"
	var out []string
	for _, table := range foundationOwned {
		out = append(out,
			"ALTER TABLE "+table+" ENABLE ROW LEVEL SECURITY",
			"ALTER TABLE "+table+" FORCE ROW LEVEL SECURITY",
			"CREATE POLICY own ON "+table+" TO "+serve+" USING ("+own+") WITH CHECK ("+own+")",
			"CREATE POLICY everything ON "+table+" TO "+steward+" USING (true) WITH CHECK (true)",
		)
	}
	// Installation-wide content is readable from inside any organization. As a CASE,
	// because the planner takes an OR of two comparisons for far rarer than it is: the
	// statement names the organization too, and the odds are multiplied. It then sorted
	// all entries of an organization instead of walking its index for a page.
	for _, table := range []string{"entries", "entry_texts", "entry_links", "revisions"} {
		out = append(out, "CREATE POLICY installation ON "+table+" FOR SELECT TO "+serve+
			" USING (CASE WHEN organization_id = 'org_installation' THEN NULLIF(current_setting('app.organization', true), '') IS NOT NULL ELSE false END)")
	}
	// The doors: a person's own memberships, an address's invitations, one invitation.
	for _, table := range []string{"members", "team_members"} {
		out = append(out, "CREATE POLICY self ON "+table+" FOR SELECT TO "+serve+
			" USING (user_id = NULLIF(current_setting('app.user', true), ''))")
	}
	out = append(out, "CREATE POLICY addressed ON invitations FOR SELECT TO "+serve+
		" USING (email = NULLIF(current_setting('app.address', true), '') OR id = NULLIF(current_setting('app.invitation', true), ''))")

	everything := strings.Join(append(append([]string{}, foundationPlatform...), foundationOwned...), ", ")
	everything = strings.ReplaceAll(everything, ", events,", ",")
	out = append(out,
		"GRANT SELECT, INSERT, UPDATE, DELETE ON "+everything+" TO "+serve+", "+steward,
		"GRANT SELECT, INSERT ON events, account_events TO "+serve+", "+steward,
		"GRANT DELETE ON events, account_events TO "+steward,
		`CREATE FUNCTION refuse_move() RETURNS trigger LANGUAGE plpgsql AS $fn$
BEGIN RAISE EXCEPTION 'rows do not move between organizations' USING ERRCODE = 'check_violation'; END $fn$`,
	)
	for _, table := range foundationOwned {
		out = append(out, "CREATE TRIGGER stay BEFORE UPDATE OF organization_id ON "+table+
			" FOR EACH ROW WHEN (NEW.organization_id IS DISTINCT FROM OLD.organization_id) EXECUTE FUNCTION refuse_move()")
	}
	return out
}

// foundationTriggers are what SQLite has instead of grants: rows do not move
// between organizations, and events are never rewritten.
func foundationTriggers() []string {
	var out []string
	for _, table := range foundationOwned {
		out = append(out, "CREATE TRIGGER "+table+"_stay BEFORE UPDATE OF organization_id ON "+table+
			" WHEN NEW.organization_id IS NOT OLD.organization_id BEGIN SELECT RAISE(ABORT, 'rows do not move between organizations'); END")
	}
	for _, table := range []string{"events", "account_events"} {
		out = append(out, "CREATE TRIGGER "+table+"_append_only BEFORE UPDATE ON "+table+
			" BEGIN SELECT RAISE(ABORT, 'events are never rewritten'); END")
	}
	return append(out, "CREATE TRIGGER events_keep BEFORE DELETE ON events"+
		" WHEN (SELECT archived_at FROM organizations WHERE id = OLD.organization_id) IS NULL"+
		" BEGIN SELECT RAISE(ABORT, 'events of a living organization are kept'); END")
}
