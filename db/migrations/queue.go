package migrations

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// queue brings the tables of River, the job queue, to the version this program
// was built with. Each of its versions is a transaction under our lock.
func queue(ctx context.Context, pool *sql.DB, t Target) error {
	var driver riverdriver.Driver[*sql.Tx] = riversqlite.New(pool)
	if t.postgres() {
		driver = riverdatabasesql.New(pool)
	}
	migrator, err := rivermigrate.New(driver, nil)
	if err != nil {
		return fmt.Errorf("prepare the job queue: %w", err)
	}
	for _, version := range migrator.AllVersions() {
		err := locked(ctx, pool, t, func(tx *sql.Tx) error {
			existing, err := migrator.ExistingVersionsTx(ctx, tx)
			if err != nil {
				return err
			}
			for _, have := range existing {
				if have.Version >= version.Version {
					return nil
				}
			}
			//nolint:staticcheck // discouraged for several versions in one transaction; here each has its own
			_, err = migrator.MigrateTx(ctx, tx, rivermigrate.DirectionUp, &rivermigrate.MigrateOpts{TargetVersion: version.Version})
			return err
		})
		if err != nil {
			return fmt.Errorf("prepare the job queue, version %d: %w", version.Version, err)
		}
	}
	if !t.postgres() {
		return nil
	}
	return locked(ctx, pool, t, func(tx *sql.Tx) error {
		for _, s := range queueGrants(t) {
			if _, err := tx.ExecContext(ctx, s); err != nil {
				return fmt.Errorf("%w in: %s", err, s)
			}
		}
		return nil
	})
}

// queueGrants let the program work the queue. River's tables hold kinds of work
// and ids, never an organization's content.
func queueGrants(t Target) []string {
	to := " TO " + quoted(t.Roles.Serve) + ", " + quoted(t.Roles.Steward)
	tables := "river_job, river_leader, river_queue, river_client, river_client_queue"
	return []string{
		"GRANT SELECT, INSERT, UPDATE, DELETE ON " + tables + to,
		"GRANT SELECT ON river_migration, schema_steps" + to,
		"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA " + quoted("gatehouse") + to,
	}
}
