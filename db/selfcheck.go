package db

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/uptrace/bun"
)

// SelfCheck refuses to serve when a wall is missing: on PostgreSQL the role, the
// policies and what could go around them; on SQLite the schema's own triggers.
// The error names everything that is wrong.
func (d *DB) SelfCheck(ctx context.Context) error {
	if d.dialect == SQLite {
		return d.checkTriggers(ctx)
	}
	checks := []struct{ complaint, query string }{
		{"the role %s may bypass row-level security; serve as a role that is neither superuser nor BYPASSRLS",
			"SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"},
		{"the role that serves owns the table %s; only the migrating role may own tables",
			"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'gatehouse' AND c.relkind IN ('r', 'p') AND pg_has_role(current_user, c.relowner, 'USAGE')"},
		{"the table %s has no row-level security, or does not force it on its owner",
			"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'gatehouse' AND c.relname IN (?0) AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"},
		{"the table %s lacks its policy",
			"SELECT t FROM unnest(ARRAY[?0]) AS t WHERE NOT EXISTS (SELECT FROM pg_policies p WHERE p.schemaname = 'gatehouse' AND p.tablename = t AND p.policyname = 'own' AND p.roles = ARRAY[?1]::name[] AND p.permissive = 'PERMISSIVE' AND p.cmd = 'ALL' AND p.qual = p.with_check AND p.qual LIKE '%organization_id = NULLIF(current_setting(''app.organization''%')"},
		{"the policy %s lets the serving role see more than its organization",
			"SELECT p.tablename || '.' || p.policyname FROM pg_policies p WHERE p.schemaname = 'gatehouse' AND (?1 = ANY (p.roles) OR 'public' = ANY (p.roles)) AND p.permissive = 'PERMISSIVE' AND NOT (p.policyname = 'own' OR (p.cmd = 'SELECT' AND p.policyname IN ('installation', 'self', 'addressed')))"},
		{"the table %s has an organization but no wall",
			"SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'gatehouse' AND c.relkind IN ('r', 'p') AND a.attname = 'organization_id' AND NOT a.attisdropped AND c.relname NOT IN (?0) AND c.relname NOT IN ('old_slugs', 'api_keys')"},
		{"the view %s runs with its owner's rights and would go around the policies",
			"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'gatehouse' AND (c.relkind = 'm' OR c.relkind = 'v' AND NOT coalesce('security_invoker=true' = ANY (c.reloptions), false))"},
		{"the function %s runs with its owner's rights and would go around the policies",
			"SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'gatehouse' AND p.prosecdef"},
		{"the serving role may empty the table %s",
			"SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'gatehouse' AND c.relname IN (?0) AND has_table_privilege(current_user, c.oid, 'TRUNCATE')"},
	}
	var wrong []error
	for _, check := range checks {
		var names []string
		// The names go in as one raw list, because the catalogue holds table names as type name.
		query := strings.NewReplacer("?0", quotedList(OwnedTables()), "?1", "'"+strings.ReplaceAll(d.roles.Serve, "'", "''")+"'").Replace(check.query)
		if err := d.write.NewRaw("?", bun.Safe(query)).Scan(ctx, &names); err != nil {
			return fmt.Errorf("check the walls: %w", err)
		}
		for _, name := range names {
			wrong = append(wrong, fmt.Errorf(check.complaint, name))
		}
	}
	var current string
	if err := d.write.NewRaw("SELECT current_user").Scan(ctx, &current); err != nil {
		return fmt.Errorf("check the walls: %w", err)
	}
	if current != d.roles.Serve {
		wrong = append(wrong, fmt.Errorf("the program works as %s instead of %s", current, d.roles.Serve))
	}
	for _, table := range OwnedTables() {
		n := 0
		if err := d.write.NewRaw("SELECT count(*) FROM (SELECT 1 FROM ? LIMIT 1) AS seen", Ident(table)).Scan(ctx, &n); err != nil {
			return fmt.Errorf("check the walls: %w", err)
		}
		if n > 0 {
			wrong = append(wrong, fmt.Errorf("the table %s shows rows although no organization was named", table))
		}
	}
	return errors.Join(wrong...)
}

func quotedList(names []string) string {
	return "'" + strings.Join(names, "', '") + "'"
}

func (d *DB) checkTriggers(ctx context.Context) error {
	var wrong []error
	for _, table := range OwnedTables() {
		n := 0
		if err := d.read.NewRaw("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = ?", table+"_stay").Scan(ctx, &n); err != nil {
			return fmt.Errorf("check the walls: %w", err)
		}
		if n == 0 {
			wrong = append(wrong, fmt.Errorf("the table %s lets rows move between organizations", table))
		}
	}
	return errors.Join(wrong...)
}
