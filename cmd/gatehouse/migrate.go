package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/urfave/cli/v3"

	"gatehouse/db"
	"gatehouse/db/migrations"
)

func migrateCommand(environ []string) *cli.Command {
	command := func(name, usage string, run func(ctx context.Context, cmd *cli.Command, o db.Options) error, flags ...cli.Flag) *cli.Command {
		return &cli.Command{
			Name: name, Usage: usage, Description: "gatehouse migrate " + name, Flags: append(configFlags(), flags...),
			Action: func(ctx context.Context, cmd *cli.Command) error {
				c, err := settle(cmd, environ)
				if err != nil {
					return err
				}
				return run(ctx, cmd, db.Options{URL: or(c.Database.MigrateURL, c.Database.URL)})
			},
		}
	}
	return &cli.Command{
		Name:  "migrate",
		Usage: "look at the schema's steps, take them or take one back",
		Commands: []*cli.Command{
			command("up", "take the steps that are missing", func(ctx context.Context, _ *cli.Command, o db.Options) error {
				return migrations.Up(ctx, o)
			}),
			command("down", "take the newest step back; its tables and what they hold are gone", func(ctx context.Context, cmd *cli.Command, o db.Options) error {
				if !cmd.Bool("yes") {
					return errors.New("this deletes the tables of the newest step with everything in them; back up first, then say gatehouse migrate down --yes")
				}
				pool, dialect, roles, err := db.OpenOwner(o)
				if err != nil {
					return err
				}
				name, err := migrations.Down(ctx, pool, migrations.Target{Dialect: dialect, Roles: roles}, migrations.Steps())
				if err == nil {
					_, err = fmt.Fprintln(cmd.Root().Writer, "took back", or(name, "nothing"))
				}
				return errors.Join(err, pool.Close())
			}, &cli.BoolFlag{Name: "yes", Usage: "delete the tables of the newest step and what they hold"}),
			command("status", "list the steps", func(ctx context.Context, cmd *cli.Command, o db.Options) error {
				applied, missing, err := migrations.Status(ctx, o)
				if err != nil {
					return err
				}
				if cmd.Bool("json") {
					return writeJSON(cmd.Root().Writer, map[string]any{"applied": applied, "missing": missing})
				}
				for _, a := range applied {
					_, _ = fmt.Fprintf(cmd.Root().Writer, "%s  %s\n", a.Name, a.At.Format("2006-01-02 15:04:05"))
				}
				for _, name := range missing {
					_, _ = fmt.Fprintf(cmd.Root().Writer, "%s  missing\n", name)
				}
				return nil
			}, jsonFlag()),
		},
	}
}
